"""What there is to choose from in the filters: only what the store holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Engine, func, select

from lib.metrics.filters import STATUS_UNKNOWN
from lib.metrics.frames import fetch, fetch_one
from lib.store import vocabulary as words
from lib.store.datasets import of_dataset
from lib.store.models import (
    Country,
    ImportRecord,
    LensMark,
    Organisation,
    Programme,
    Project,
    ProjectPlace,
    TopicCorrection,
    TopicRun,
)


@dataclass(frozen=True)
class Choices:
    """Values for each filter; dictionaries give the name that readers see for a code."""

    countries: dict[str, str]
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    funders: dict[str, str]
    areas: tuple[str, ...]
    statuses: tuple[str, ...]
    has_demonstration: bool
    first_year: int
    last_year: int


def choices(engine: Engine, this_year: int, demonstration: bool = False) -> Choices:
    """Values for the filters of one dataset: countries in the EU's order of protocol, funders by name."""
    listed = countries(engine)
    funders = fetch(
        engine,
        select(Organisation.organisation_id, Organisation.name, Organisation.short_name)
        .where(
            Organisation.organisation_id.in_(select(Programme.funder)),
            of_dataset(Organisation.import_id, demonstration),
        )
        .order_by(Organisation.name),
    )
    span = fetch_one(
        engine,
        select(
            func.min(Programme.start_year).label("first"),
            func.max(Programme.end_year).label("last"),
            func.extract("year", func.min(Project.start_date)).label("first_project"),
        )
        .select_from(Programme)
        .outerjoin(Project, Project.programme == Programme.programme_id)
        .where(of_dataset(Programme.import_id, demonstration)),
    )
    firsts = [int(year) for year in (span["first"], span["first_project"]) if not pd.isna(year)]
    return Choices(
        countries=dict(zip(listed["iso2"], listed["country"], strict=True)),
        regions=tuple(sorted(listed["region"].dropna().unique())),
        levels=words.LEVELS,
        funders={
            str(row["organisation_id"]): _funder_name(row["name"], row["short_name"])
            for row in funders.to_dict("records")
        },
        areas=words.AREAS,
        statuses=(*words.MEMBER_STATUSES, STATUS_UNKNOWN),
        has_demonstration=has_demonstration(engine),
        first_year=min([*firsts, this_year - 10]),
        last_year=this_year if pd.isna(span["last"]) else max(int(span["last"]), this_year),
    )


def has_demonstration(engine: Engine) -> bool:
    """Whether the store holds demonstration data."""
    made_up = [ImportRecord.demonstration.is_(True), ImportRecord.undone_at.is_(None)]
    return bool(fetch_one(engine, select(func.count().label("n")).select_from(ImportRecord).where(*made_up))["n"])


def _funder_name(name: str, short_name: str | None) -> str:
    return f"{name} ({short_name})" if short_name and short_name != name else name


def countries(engine: Engine) -> pd.DataFrame:
    """Every country: iso2, iso3, country (name), region, population, status; in the EU's order of protocol."""
    return fetch(
        engine,
        select(
            Country.iso2,
            Country.iso3,
            Country.name.label("country"),
            Country.region,
            Country.population,
            Country.population_year,
            Country.status,
        ).order_by(Country.protocol_order.is_(None), Country.protocol_order, Country.name),
    )


def imports_version(engine: Engine) -> str:
    """A mark that changes with every import, and with every one taken back."""
    row = fetch_one(
        engine,
        select(
            func.count().label("n"),
            func.max(ImportRecord.import_id).label("newest"),
            func.count(ImportRecord.undone_at).label("undone"),
        ),
    )
    return "-".join(str(value) for value in row.values())


def latest_import(engine: Engine, entities: Collection[str]) -> datetime | None:
    """When a file with rows of these entities was loaded last (UTC); None where none was."""
    query = select(func.max(ImportRecord.imported_at).label("latest")).where(
        ImportRecord.entity.in_(entities), ImportRecord.undone_at.is_(None)
    )
    latest: datetime | None = fetch_one(engine, query)["latest"]
    return None if pd.isna(latest) else latest


def store_version(engine: Engine) -> str:
    """A mark that changes with every import, run of topics, correction, reading through the lenses, and with every one
    taken back: what was computed before it is stale."""
    query = select(
        func.count().label("corrections"),
        func.count(TopicCorrection.undone_at).label("undone"),
        select(func.max(TopicRun.run_id)).scalar_subquery().label("run"),
        select(func.count()).select_from(ProjectPlace).scalar_subquery().label("placed"),
        select(func.max(ProjectPlace.placed_at)).scalar_subquery().label("placed_at"),
        select(func.max(LensMark.mark)).scalar_subquery().label("lenses"),
    ).select_from(TopicCorrection)
    topics = "-".join(str(value) for value in fetch_one(engine, query).values())
    return f"{imports_version(engine)}-{topics}"
