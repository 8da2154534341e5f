"""What there is to choose from in the filters: only what the store holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, func, or_, select, union

from lib.entities.call import Call
from lib.entities.call_commitment import CallCommitment
from lib.entities.channel_snapshot import ChannelSnapshot
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.membership import MEMBER_STATUSES
from lib.entities.organisation import Organisation
from lib.entities.programme import AREAS, LEVELS, Programme
from lib.entities.project import Project
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.groupings import CATEGORIES, FOUND
from lib.metrics.listed_countries import is_listed
from lib.metrics.membership import evidence
from lib.metrics.scope import STATUS_UNKNOWN, Scope
from lib.metrics.topics.projects import merged
from lib.store.datasets import holding_demonstration
from lib.store.ordering import in_protocol_order
from lib.store.summary_tables import ChannelDay
from lib.store.topic_tables import ProjectPlace, TaxonomyVersion, Topic, TopicCorrection, TopicRun
from lib.store.versions import imports_version


@dataclass(frozen=True)
class Choices:
    """Values for each filter of a dataset; dictionaries give the name that readers see for a code.

    Attributes:
        topics: by grouping, what addresses call each of its categories: a found topic by its number, which no new name
            changes.
        merged_topics: the topic that holds a found topic's projects now, by the number and the name of the one that is
            gone.
    """

    countries: dict[str, str]
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    funders: dict[str, str]
    areas: tuple[str, ...]
    statuses: tuple[str, ...]
    has_demonstration: bool
    first_year: int
    last_year: int
    calls: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    topics: dict[str, dict[str, str]] = field(default_factory=dict)
    merged_topics: dict[str, str] = field(default_factory=dict)
    #: Of the funders that have one, the country.
    country_of_funder: dict[str, str] = field(default_factory=dict)
    #: Countries by the evidence of today that they belong to ICPerMed, the strongest first.
    evidence: dict[str, int] = field(default_factory=dict)


def choices(engine: Engine, this_year: int, demonstration: bool = False) -> Choices:
    """Return the values for the filters of one dataset: countries in the EU's order of protocol, the others by name.

    Countries are those that lib.metrics.listed_countries lists, funders all that pay, commit or own a programme.
    """
    listed = countries(engine, is_listed(demonstration))
    shown = Scope(demonstration=demonstration)
    paying = [
        select(Programme.funder).where(Programme.funder.is_not(None), *in_dataset(shown, Programme)),
        select(Funding.funder).where(Funding.funder.is_not(None), *in_dataset(shown, Funding)),
        select(CallCommitment.funder).where(*in_dataset(shown, CallCommitment)),
    ]
    funders = fetch(
        engine,
        select(Organisation.organisation_id, Organisation.name, Organisation.short_name, Organisation.country)
        .where(or_(*(Organisation.organisation_id.in_(ids) for ids in paying)), *in_dataset(shown, Organisation))
        .order_by(Organisation.name, Organisation.organisation_id),
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
        .where(*in_dataset(shown, Programme)),
    )
    counted = evidence(engine, demonstration)
    firsts = [int(year) for year in (span["first"], span["first_project"]) if not pd.isna(year)]
    return Choices(
        countries=dict(zip(listed["iso2"], listed["country"], strict=True)),
        regions=tuple(sorted(listed["region"].dropna().unique())),
        levels=LEVELS,
        funders={
            str(row["organisation_id"]): _funder_name(row["name"], row["short_name"])
            for row in funders.to_dict("records")
        },
        country_of_funder={
            str(row["organisation_id"]): str(row["country"])
            for row in funders.to_dict("records")
            if row["country"] in set(listed["iso2"])
        },
        areas=AREAS,
        statuses=(*MEMBER_STATUSES, STATUS_UNKNOWN),
        evidence=dict(zip(counted["evidence"], counted["countries"].astype(int), strict=True)),
        has_demonstration=has_demonstration(engine),
        first_year=min([*firsts, this_year - 10]),
        last_year=this_year if pd.isna(span["last"]) else max(int(span["last"]), this_year),
        calls=_named(engine, Call.call_id, Call.name, in_dataset(shown, Call)),
        channels={code: channel_name(code) for code in _channels(engine, shown)},
        events=_named(engine, Event.event_id, Event.name, in_dataset(shown, Event)),
        topics=_topics(engine, demonstration),
        merged_topics=_merged_topics(engine, demonstration),
    )


def _named(engine: Engine, code: Any, name: Any, conditions: list[ColumnElement[bool]]) -> dict[str, str]:
    query = select(code.label("code"), name.label("name")).where(*conditions).order_by(name, code)
    found = fetch(engine, query)
    return dict(zip(found["code"], found["name"], strict=True))


_CHANNELS = {
    "x": "X",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
}


def channel_name(code: str) -> str:
    """Return what readers call a channel."""
    return _CHANNELS.get(code, code.replace("_", " ").strip().capitalize())


def _channels(engine: Engine, shown: Scope) -> list[str]:
    days = select(ChannelDay.channel).where(ChannelDay.demonstration.is_(shown.demonstration))
    snapshots = select(ChannelSnapshot.channel).where(*in_dataset(shown, ChannelSnapshot))
    return sorted(fetch(engine, select(union(days, snapshots).subquery().c.channel))["channel"])


def _topics(engine: Engine, demonstration: bool) -> dict[str, dict[str, str]]:
    shown = (Topic.shown, Topic.demonstration.is_(demonstration))
    found = fetch(engine, select(Topic.topic_id, Topic.label).where(*shown).order_by(Topic.topic_id))
    numbers = dict(zip(found["label"], map(str, found["topic_id"]), strict=True))
    return {FOUND: numbers} | {
        name: {category: category for category in categories} for name, categories in CATEGORIES.items()
    }


def _merged_topics(engine: Engine, demonstration: bool) -> dict[str, str]:
    gone = merged(engine, demonstration)
    by_number = dict(zip(map(str, gone["topic_id"]), gone["into"], strict=True))
    return dict(zip(gone["label"], gone["into"], strict=True)) | by_number


def missing_projects(engine: Engine, scope: Scope) -> tuple[str, ...]:
    """Return the identifiers in `Scope.projects` that the dataset shown does not hold."""
    if not scope.projects:
        return ()
    there = select(Project.project_id).where(Project.project_id.in_(scope.projects), *in_dataset(scope, Project))
    known = set(fetch(engine, there)["project_id"])
    return tuple(one for one in scope.projects if one not in known)


def has_demonstration(engine: Engine) -> bool:
    """Whether the store holds demonstration data."""
    query = select(func.count().label("n")).select_from(ImportRecord).where(*holding_demonstration())
    return bool(fetch_one(engine, query)["n"])


def _funder_name(name: str, short_name: str | None) -> str:
    return f"{name} ({short_name})" if short_name and short_name != name else name


def countries(engine: Engine, *conditions: ColumnElement[bool]) -> pd.DataFrame:
    """Return every country, or those that meet conditions on Country: iso2, iso3, country (name), region, population,
    population_year; in the EU's order of protocol."""
    return fetch(
        engine,
        select(
            Country.iso2,
            Country.iso3,
            Country.name.label("country"),
            Country.region,
            Country.population,
            Country.population_year,
        )
        .where(*conditions)
        .order_by(*in_protocol_order()),
    )


def latest_import(engine: Engine, entities: Collection[str], *, demonstration: bool) -> datetime | None:
    """Return when a file with rows of these entities was loaded last into a dataset (UTC); None where none was."""
    query = select(func.max(ImportRecord.imported_at).label("latest")).where(
        ImportRecord.entity.in_(entities),
        ImportRecord.undone_at.is_(None),
        ImportRecord.demonstration.is_(demonstration),
    )
    latest: datetime | None = fetch_one(engine, query)["latest"]
    return None if pd.isna(latest) else latest


def store_version(engine: Engine) -> str:
    """Return the version of the store. It changes with every import, computation of topics, correction and assignment
    of taxonomies, and whenever one of them is undone: what was computed for another version is stale."""
    query = select(
        func.count().label("corrections"),
        func.count(TopicCorrection.undone_at).label("undone"),
        select(func.max(TopicRun.run_id)).scalar_subquery().label("run"),
        select(func.count()).select_from(ProjectPlace).scalar_subquery().label("placed"),
        select(func.max(ProjectPlace.placed_at)).scalar_subquery().label("placed_at"),
        select(func.max(TaxonomyVersion.mark)).scalar_subquery().label("taxonomies"),
    ).select_from(TopicCorrection)
    topics = "-".join(str(value) for value in fetch_one(engine, query).values())
    return f"{imports_version(engine)}-{topics}"
