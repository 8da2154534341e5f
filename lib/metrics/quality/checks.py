"""What may be wrong with a row, each a condition of SQL; nothing is wrong for sure, and all of it is worth a look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.post import Post
from lib.entities.programme import Programme
from lib.entities.project import Project, ProjectHealthCategory
from lib.entities.registry import ENTITIES, LISTED, schema_of_rows
from lib.metrics.texts import folded
from lib.store.datasets import of_dataset
from lib.store.dates import precision_of, surely_within
from lib.store.topic_tables import ProjectTopic

#: Kinds of checks, in the order in which they are shown.
MISSING, SOURCE, STALE, DOUBLE, CONTRADICTORY, PLACE = (
    "missing",
    "without a source",
    "not checked for long",
    "double",
    "contradictory",
    "without region or topic",
)
KINDS = (CONTRADICTORY, DOUBLE, SOURCE, STALE, MISSING, PLACE)
#: After this a row should be checked against its source again.
FRESH = timedelta(days=365)
#: Sums that differ by no more than this agree: cents are lost where amounts are converted one by one. In EUR.
_ROUNDING = Decimal(1)


@dataclass(frozen=True)
class Check:
    """Something that may be wrong with the rows of an entity.

    Attributes:
        id: its name in addresses, which never changes.
        kind: one of KINDS.
        entity: whose rows are looked at.
        words: what is wrong, in a few words.
        condition: from the dataset and today's date to the condition of SQL on a row.
    """

    id: str
    kind: str
    entity: str
    words: str
    condition: Callable[[bool, date], ColumnElement[bool]]


def _lacks(entity: str, name: str) -> ColumnElement[bool]:
    """Return the condition that a field of a row, or a list of it, is empty."""
    model: Any = ENTITIES[entity].model
    for child in schema_of_rows(entity).children:
        if child.field == name:
            key = schema_of_rows(entity).key[0]
            return ~select(1).where(getattr(child.model, key) == getattr(model, key)).exists()
    empty: ColumnElement[bool] = getattr(model, name).is_(None)
    return empty


def is_complete(entity: str) -> ColumnElement[bool]:
    """Return the condition that a row has all that is expected of it, its source included."""
    return and_(*(~_lacks(entity, name) for name in (*ENTITIES[entity].expected, "source_url")))


def _missing() -> Iterator[Check]:
    for entity in LISTED:
        for name in ENTITIES[entity].expected:
            words = name.removesuffix("_eur").replace("_", " ")
            condition = _lacks(entity, name)
            yield Check(_id(entity, "without", name), MISSING, entity, f"no {words}", _always(condition))


def _sources() -> Iterator[Check]:
    for entity in LISTED:
        condition = _lacks(entity, "source_url")
        yield Check(_id(entity, "without", "source"), SOURCE, entity, "no source", _always(condition))


def _stale() -> Iterator[Check]:
    for entity in LISTED:
        checked = getattr(ENTITIES[entity].model, "verified_on", None)
        if checked is not None:
            never = _lacks(entity, "verified_on")
            yield Check(
                _id(entity, "never", "checked"), STALE, entity, "never checked against its source", _always(never)
            )
            words = "last checked more than a year ago"
            yield Check(_id(entity, "long", "unchecked"), STALE, entity, words, _long_ago(checked))


def _long_ago(checked: Any) -> Callable[[bool, date], ColumnElement[bool]]:
    return lambda _, today: surely_within(checked, precision_of(checked), None, today - FRESH)


def _id(*words: str) -> str:
    return "-".join(words).replace(" ", "-").replace("_", "-")


def _always(condition: ColumnElement[bool]) -> Callable[[bool, date], ColumnElement[bool]]:
    return lambda _demonstration, _today: condition


# Double --------------------------------------------------------------------------------------------------------------


def _alike(model: Any, *same: Any) -> Callable[[bool, date], ColumnElement[bool]]:
    """Return the condition that another row of the dataset has the same in all of these."""

    def condition(demonstration: bool, _today: date) -> ColumnElement[bool]:
        # Not correlated, so that each engine makes these groups once and looks the rows up in them.
        groups = (
            select(*same)
            .where(same[0].is_not(None), of_dataset(model.import_id, demonstration))
            .group_by(*same)
            .having(func.count() > 1)
            .correlate(None)
        )
        return tuple_(*same).in_(groups) if len(same) > 1 else same[0].in_(groups)

    return condition


def _or_none(column: Any) -> Any:
    """Return a column of codes in which none is equal to none."""
    return func.coalesce(column, "")


_DOUBLE = (
    Check(
        "organisation-same-name",
        DOUBLE,
        "organisation",
        "another of the same country has this name",
        _alike(Organisation, folded(Organisation.name), _or_none(Organisation.country)),
    ),
    Check(
        "organisation-same-ror",
        DOUBLE,
        "organisation",
        "another has this ROR",
        _alike(Organisation, Organisation.ror_id),
    ),
    Check(
        "programme-same-name",
        DOUBLE,
        "programme",
        "another of the same country has this name",
        _alike(Programme, folded(Programme.name), _or_none(Programme.country)),
    ),
    Check("call-same-name", DOUBLE, "call", "another has this name", _alike(Call, folded(Call.name))),
    Check("project-same-title", DOUBLE, "project", "another has this title", _alike(Project, folded(Project.title))),
    Check(
        "event-same-name",
        DOUBLE,
        "event",
        "another that begins on this day has this name",
        _alike(Event, folded(Event.name), Event.start_date),
    ),
)


# Contradictory -------------------------------------------------------------------------------------------------------


def _paid() -> Any:
    """Select what the funders of a project pay to its participants."""
    paid = aliased(Funding)
    return select(func.sum(paid.funding_eur)).where(paid.project_id == Project.project_id).scalar_subquery()


def _coordinators() -> Any:
    of_project = aliased(Participation)
    coordinated = (of_project.project_id == Project.project_id, of_project.role == "coordinator")
    return select(func.count()).select_from(of_project).where(*coordinated).scalar_subquery()


def _of_call(column: Any) -> Any:
    return select(column).where(Call.call_id == Project.call).scalar_subquery()


def _contradicts(identifier: str, entity: str, words: str, condition: Any) -> Check:
    return Check(identifier, CONTRADICTORY, entity, words, _always(condition))


_CONTRADICTORY = (
    _contradicts(
        "call-opened", "call", "it opened after its deadline",
        Call.opened > func.coalesce(Call.pre_proposal_deadline, Call.full_proposal_deadline),
    ),
    _contradicts(
        "outcome-invited", "call outcome", "more were invited than were eligible",
        CallOutcome.full_proposals_invited > CallOutcome.pre_proposals_eligible,
    ),
    _contradicts(
        "outcome-eligible", "call outcome", "more were eligible than were handed in",
        CallOutcome.pre_proposals_eligible > CallOutcome.pre_proposals_submitted,
    ),
    _contradicts(
        "outcome-funded", "call outcome", "more projects were funded than proposals were handed in or invited",
        or_(
            CallOutcome.projects_funded > CallOutcome.full_proposals_submitted,
            CallOutcome.projects_funded > CallOutcome.full_proposals_invited,
            CallOutcome.projects_funded > CallOutcome.pre_proposals_eligible,
        ),
    ),
    _contradicts(
        "outcome-awarded", "call outcome", "more was awarded than requested",
        CallOutcome.awarded_eur > CallOutcome.requested_eur,
    ),
    _contradicts(
        "project-signed", "project", "it was signed after it ended", Project.signature_date > Project.end_date
    ),
    _contradicts(
        "project-before-call", "project", "it began before its call opened", Project.start_date < _of_call(Call.opened)
    ),
    _contradicts(
        "project-other-programme", "project", "its programme is not that of its call",
        Project.programme != _of_call(Call.programme),
    ),
    _contradicts(
        "project-funding-above-cost", "project", "its funding is more than its total cost",
        Project.funding_eur > Project.total_cost_eur,
    ),
    _contradicts(
        "project-paid-above-funding", "project", "its participants get more than its funding",
        _paid() > Project.funding_eur + _ROUNDING,
    ),
    _contradicts(
        "project-coordinators", "project", "it has several coordinators", _coordinators() > 1
    ),
    _contradicts(
        "event-online-in-city", "event", "it is online, and has a city",
        and_(Event.format == "online", Event.city.is_not(None)),
    ),
    _contradicts(
        "post-engagements", "post", "more engagements than impressions", Post.engagements > Post.impressions
    ),
)  # fmt: skip

# Without region or topic ---------------------------------------------------------------------------------------------

_WITHOUT = (
    Check(
        "country-without-region-of-the-world",
        PLACE,
        "country",
        "no region of the world: filters by region leave it out",
        _always(Country.region.is_(None)),
    ),
    Check(
        "programme-without-country",
        PLACE,
        "programme",
        "national or regional, and no country",
        _always(and_(Programme.country.is_(None), Programme.level.in_(("national", "regional")))),
    ),
    Check(
        "event-without-country",
        PLACE,
        "event",
        "no country, and not online",
        _always(and_(Event.country.is_(None), or_(Event.format.is_(None), Event.format != "online"))),
    ),
    Check(
        "project-without-topic",
        PLACE,
        "project",
        "in no topic that was found",
        _always(~select(1).where(ProjectTopic.project_id == Project.project_id).exists()),
    ),
    Check(
        "project-without-health-category",
        PLACE,
        "project",
        "no HRCS health category from a funder",
        _always(~select(1).where(ProjectHealthCategory.project_id == Project.project_id).exists()),
    ),
)

#: Every check, by its name.
CHECKS: dict[str, Check] = {
    check.id: check for check in (*_CONTRADICTORY, *_DOUBLE, *_sources(), *_stale(), *_missing(), *_WITHOUT)
}
