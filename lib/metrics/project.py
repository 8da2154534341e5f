"""One project: all that is known of it, who takes part, and with whose money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Engine, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from lib.common.formatting import PRECISION
from lib.entities.call import Call
from lib.entities.country import Country
from lib.entities.field_of_science import FieldOfScience
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.entities.project import Project, ProjectHealthCategory, ProjectKeyword, ProjectResearchActivity
from lib.metrics.conditions import in_dataset
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.metrics.texts import begins, equals, holds
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision
from lib.store.ordering import in_protocol_order

_dataset = dataset_in_words(ImportRecord.demonstration)


def details(engine: Engine, project_id: str) -> dict[str, Any] | None:
    """Return all that is known of a project itself; None where there is no such project.

    Returns:
        project_id, acronym, title, summary, call, call_topic, call_url, full_proposal_deadline, programme,
        programme_url, level, grant_number, status, signature_date, start_date, end_date, total_cost_eur,
        total_cost_original, funding_eur, funding_original, currency, eur_rate, eur_rate_date, approximate, url,
        source_url, as_of, verified_on, verified_by, note, part, demonstration (yes or no), import_id, file_name,
        source_row, imported_at; after each date its precision (see lib.store.dates); and days_to_grant
        from the deadline for full proposals to granted_on (the signature, else the project's start), which granted_by
        names; missing where nothing is known.
    """
    query = (
        select(
            Project.project_id,
            Project.acronym,
            Project.title,
            Project.summary,
            Call.name.label("call"),
            Call.topic.label("call_topic"),
            Call.url.label("call_url"),
            *with_precision(Call.full_proposal_deadline),
            Programme.name.label("programme"),
            Programme.url.label("programme_url"),
            Programme.level,
            Project.grant_number,
            Project.status,
            *with_precision(Project.signature_date, Project.start_date, Project.end_date),
            Project.total_cost_eur,
            Project.total_cost_original,
            Project.funding_eur,
            Project.funding_original,
            Project.currency,
            Project.eur_rate,
            Project.eur_rate_date,
            Project.approximate,
            Project.url,
            Project.source_url,
            *with_precision(Project.as_of, Project.verified_on),
            Project.verified_by,
            Project.note,
            _dataset,
            ImportRecord.import_id,
            ImportRecord.file_name,
            Project.source_row,
            ImportRecord.imported_at,
        )
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(Call, Call.call_id == Project.call)
        .outerjoin(Programme, Programme.programme_id == func.coalesce(Project.programme, Call.programme))
        .where(Project.project_id == project_id)
    )
    found = fetch(engine, query)
    if found.empty:
        return None
    row = {str(name): value for name, value in found.to_dict("records")[0].items()}
    row["demonstration"] = row["part"] == "demonstration"
    # Days are counted between dates whose day is known.
    day: dict[str, Any] = {
        name: row[name] if pd.isna(row[f"{name}{PRECISION}"]) else None
        for name in ("signature_date", "start_date", "full_proposal_deadline")
    }
    signed = not pd.isna(day["signature_date"])
    granted_on = day["signature_date"] if signed else day["start_date"]
    known = not (pd.isna(granted_on) or pd.isna(day["full_proposal_deadline"]))
    row["granted_on"] = granted_on
    row["granted_by"] = "signature" if signed else "start"
    days = (granted_on - day["full_proposal_deadline"]).days if known else None
    # A date before the deadline is that of something else, or a slip of the source.
    row["days_to_grant"] = days if days is not None and days >= 0 else None
    return row


def money(engine: Engine, project_id: str, demonstration: bool = False) -> pd.DataFrame:
    """Return who takes part, and each funder's money: a row a participant and funder, the coordinator first.

    Returns:
        participant_id, participant, iso2, country, type, role, funder_id and funder (None where not named, or no money
        is recorded), funding_eur, funding_original, currency, part.
    """
    scope = Scope(demonstration=demonstration)
    funder = aliased(Organisation)
    query = (
        select(
            Organisation.organisation_id.label("participant_id"),
            Organisation.name.label("participant"),
            Participation.country.label("iso2"),
            Country.name.label("country"),
            Organisation.type,
            Participation.role,
            Funding.funder.label("funder_id"),
            funder.name.label("funder"),
            Funding.funding_eur,
            Funding.funding_original,
            Funding.currency,
            _dataset,
        )
        .join_from(Participation, Organisation, Organisation.organisation_id == Participation.organisation)
        .join(ImportRecord, ImportRecord.import_id == Participation.import_id)
        .outerjoin(Country, Country.iso2 == Participation.country)
        .outerjoin(
            Funding,
            (Funding.project_id == Participation.project_id) & (Funding.organisation == Participation.organisation),
        )
        .outerjoin(funder, funder.organisation_id == Funding.funder)
        .where(Participation.project_id == project_id, *in_dataset(scope, Participation))
        .order_by(
            Participation.role != "coordinator",
            *in_protocol_order(Organisation.name, Participation.organisation, funder.name),
        )
    )
    return fetch(engine, query)


def coverage(money: pd.DataFrame, funding_eur: object) -> tuple[Coverage, Coverage]:
    """Return for how many of a project's participants the country and the money are known.

    Args:
        money: as `money` gives it.
        funding_eur: funding of the whole project; missing where it is not known.
    """
    named = money[money["participant"].notna()]
    of = int(named["participant"].nunique())
    placed, paid = (int(named.loc[named[name].notna(), "participant"].nunique()) for name in ("iso2", "funding_eur"))
    known_eur = float(named["funding_eur"].astype("Float64").sum())
    whole = None if pd.isna(funding_eur) else max(float(funding_eur), known_eur)  # type: ignore[call-overload, arg-type]
    return (
        Coverage("participants with a known country", placed, of),
        Coverage("participants with known money", paid, of, None if whole is None else known_eur, whole),
    )


def by_country(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `money` by country: iso2, name, participants (number), coordinator (bool), names (as one
    text), value (EUR; NaN where none is known); the coordinator's country first."""
    known = rows[rows["iso2"].notna()]
    # A participant with two funders has two rows and is one participant.
    grouped = known.groupby(["iso2", "country"], sort=False)
    found = grouped.agg(
        participants=("participant", "nunique"),
        coordinator=("role", lambda roles: bool((roles == "coordinator").any())),
        names=("participant", lambda names: "; ".join(dict.fromkeys(names))),
        value=("funding_eur", lambda amounts: amounts.sum(min_count=1)),
    ).reset_index()
    found = found.rename(columns={"country": "name"})
    return found.sort_values("coordinator", ascending=False, kind="stable").reset_index(drop=True)


def arcs_from_coordinator(countries: pd.DataFrame) -> pd.DataFrame:
    """Return arcs from the coordinator's country to each other one of `by_country`: a, name_a, b, name_b, value;
    empty where no coordinator's country is known."""
    lead = countries[countries["coordinator"].astype(bool)].head(1)
    others = countries[~countries["iso2"].isin(lead["iso2"])].rename(columns={"iso2": "b", "name": "name_b"})
    start = lead[["iso2", "name"]].set_axis(["a", "name_a"], axis="columns")
    return start.merge(others[["b", "name_b", "value"]], how="cross")


def subjects(engine: Engine, project_id: str) -> pd.DataFrame:
    """Return what the project is about: kind, subject, percent (of HRCS categories; NaN of keywords and fields of
    science)."""
    nothing = literal(None, ProjectHealthCategory.percent.type)
    parts = [
        select(
            literal(1).label("place"),
            literal("HRCS health category").label("kind"),
            ProjectHealthCategory.health_category.label("subject"),
            ProjectHealthCategory.percent.label("percent"),
        ).where(ProjectHealthCategory.project_id == project_id),
        select(
            literal(2),
            literal("HRCS research activity"),
            ProjectResearchActivity.research_activity,
            ProjectResearchActivity.percent,
        ).where(ProjectResearchActivity.project_id == project_id),
        select(literal(3), literal("Field of science (EuroSciVoc)"), FieldOfScience.title, nothing).where(
            FieldOfScience.project_id == project_id
        ),
        select(literal(4), literal("Keyword"), ProjectKeyword.keyword, nothing).where(
            ProjectKeyword.project_id == project_id
        ),
    ]
    rows = union_all(*parts).subquery()
    query = select(rows.c.kind, rows.c.subject, rows.c.percent).order_by(
        rows.c.place, rows.c.percent.desc(), rows.c.subject
    )
    return fetch(engine, query)


_LISTED = (
    Project.project_id,
    Project.acronym,
    Project.title,
    Call.name.label("call"),
    *with_precision(Project.start_date),
    Project.funding_eur,
    _dataset,
)


def _listed(*conditions: Any) -> Any:
    return (
        select(*_LISTED)
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(Call, Call.call_id == Project.call)
        .where(*conditions)
    )


def listed(engine: Engine, project_ids: Sequence[str]) -> pd.DataFrame:
    """Return the projects of these identifiers: project_id, acronym, title, call (name), start_date and its
    precision, funding_eur, part."""
    return fetch(engine, _listed(Project.project_id.in_(tuple(project_ids))))


def search(engine: Engine, words: str, demonstration: bool, most: int | None) -> pd.DataFrame:
    """Return projects whose identifier, acronym, title or grant number holds the words; columns as in `listed`.

    An acronym or identifier that is just what was asked for comes first, then those that begin with it, then the
    latest. Without words: the latest of all. At most `most`, where that is given.
    """
    wanted = words.strip()
    conditions = in_dataset(Scope(demonstration=demonstration), Project)
    columns = (Project.project_id, Project.acronym, Project.title, Project.grant_number)
    order: list[Any] = []
    if wanted:
        conditions.append(or_(*(holds(column, wanted) for column in columns)))
        names = (Project.project_id, Project.acronym)
        exact = or_(*(equals(column, wanted) for column in names))
        order = [case((exact, 0), (or_(*(begins(column, wanted) for column in names)), 1), else_=2)]
    query = _listed(*conditions).order_by(
        *order, Project.start_date.is_(None), Project.start_date.desc(), Project.project_id
    )
    return fetch(engine, query.limit(most))
