"""What a scope means for each kind of row, as conditions of SQL.

What a choice means for a kind of row is decided here and nowhere else:

- A programme: its own country, level, areas and years.
- A call: the programme it belongs to, its year and, for periods of days, its date (see lib.store.years). Calls belong
  to no country.
- A project: its programme, its call, its first day, its topics, and the countries that take part (`with_participant`:
  the participations of the dataset shown). Participations, money and fields of science are those of the projects that
  fit; participations and money also by the participant's own country.
- A funder: rows in which it pays (`funding`) or commits (`call_commitment`). Its calls are those to which it commits,
  those with a project that it pays for, and those of its own programmes; its projects those that it pays for and those
  of its own programmes; its programmes its own and those of a call to which it commits or of a project that it pays
  for. Money and commitments are the funder's own rows; participations are all of its projects; an outcome is its
  call's, which all funders of the call share.
- A commitment: its call, and the country of the funder that makes it.
- An event: the country that hosted it, its type and format. A post: its channel, its text, and the days or the hours
  of the week that were clicked in a chart. Neither belongs to a programme.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, extract, literal, or_, select

from lib.entities.base import Loaded
from lib.entities.call import Call
from lib.entities.call_commitment import CallCommitment
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.funding import Funding
from lib.entities.listing import DAYS as DAYS
from lib.entities.listing import PLACES as PLACES
from lib.entities.listing import YEARS as YEARS
from lib.entities.participation import Participation
from lib.entities.post import Post
from lib.entities.programme import Programme, ProgrammeArea
from lib.entities.project import Project
from lib.metrics.groupings import GROUPINGS
from lib.metrics.membership import member_status
from lib.metrics.scope import SOON_MONTHS, STATUS_UNKNOWN, Scope, last_year_of_programme
from lib.metrics.scope_periods import in_call_period, in_years
from lib.metrics.texts import holds
from lib.store.datasets import of_dataset
from lib.store.topic_tables import ProjectPlace


def country_codes(scope: Scope) -> Select[str]:
    """Return the ISO codes of the countries that pass the filters."""
    conditions: list[ColumnElement[bool]] = []
    if scope.countries:
        conditions.append(Country.iso2.in_(scope.countries))
    if scope.regions:
        conditions.append(Country.region.in_(scope.regions))
    if scope.statuses:
        named = [status for status in scope.statuses if status != STATUS_UNKNOWN]
        status = member_status(scope.demonstration).element
        wanted = [status.in_(named)]
        if STATUS_UNKNOWN in scope.statuses:
            wanted.append(status.is_(None))
        conditions.append(or_(*wanted))
    return select(Country.iso2).where(*conditions)


def in_place(scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    """Return the condition that a country column is among the filters' countries."""
    return [column.in_(country_codes(scope))] if scope.by_place else []


def in_dataset(scope: Scope, model: type[Loaded]) -> list[ColumnElement[bool]]:
    """Return the condition that a row belongs to the dataset shown. Reference data, the countries, serve both."""
    return [] if model is Country else [of_dataset(model.import_id, scope.demonstration)]


def with_participant(scope: Scope) -> Select[str]:
    """Return ids of the projects in which the filters' countries take part, by the participations of the dataset
    shown."""
    return taking_part(scope, country_codes(scope))


def taking_part(scope: Scope, codes: Any) -> Select[str]:
    """Return ids of the projects in which one of the countries takes part, by the participations of the dataset
    shown."""
    return select(Participation.project_id).where(Participation.country.in_(codes), *in_dataset(scope, Participation))


def paying(scope: Scope) -> list[ColumnElement[bool]]:
    """Return conditions on Funding: the dataset shown, and where funders are chosen, only what these pay."""
    return [*in_dataset(scope, Funding), *([Funding.funder.in_(scope.funders)] if scope.funders else [])]


def committing(scope: Scope) -> list[ColumnElement[bool]]:
    """Return conditions on CallCommitment: the dataset shown, and where funders are chosen, only what these commit."""
    own = [CallCommitment.funder.in_(scope.funders)] if scope.funders else []
    return [*in_dataset(scope, CallCommitment), *own]


def _own_programmes(scope: Scope) -> Select[str]:
    return select(Programme.programme_id).where(Programme.funder.in_(scope.funders), *in_dataset(scope, Programme))


def _paid_projects(scope: Scope) -> Select[str]:
    return select(Funding.project_id).where(*paying(scope))


def _committed_calls(scope: Scope) -> Select[str]:
    return select(CallCommitment.call_id).where(*committing(scope))


def _kind_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return conditions on Programme: level and area."""
    conditions: list[ColumnElement[bool]] = []
    if scope.levels:
        conditions.append(Programme.level.in_(scope.levels))
    if scope.areas:
        with_area = select(ProgrammeArea.programme_id).where(ProgrammeArea.area.in_(scope.areas))
        conditions.append(Programme.programme_id.in_(with_area))
    return conditions


def own_programme_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return conditions on Programme that concern the programme itself, not its country, years or dataset."""
    conditions = _kind_conditions(scope)
    if scope.funders:
        of_call = select(Call.programme).where(
            Call.programme.is_not(None), Call.call_id.in_(_committed_calls(scope)), *in_dataset(scope, Call)
        )
        of_project = select(Project.programme).where(
            Project.programme.is_not(None),
            Project.project_id.in_(_paid_projects(scope)),
            *in_dataset(scope, Project),
        )
        conditions.append(
            or_(
                Programme.funder.in_(scope.funders),
                Programme.programme_id.in_(of_call),
                Programme.programme_id.in_(of_project),
            )
        )
    return conditions


def programme_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return every condition on Programme; with a period, programmes that are or may be active in one of its years.

    Those that may be state no end: figures show them apart from the active ones (see `active`).
    """
    conditions = [*own_programme_conditions(scope), *in_place(scope, Programme.country), *in_dataset(scope, Programme)]
    if scope.first_year is not None or scope.last_year is not None:
        conditions.append(
            or_(active(scope.first_year, scope.last_year), may_be_active(scope.first_year, scope.last_year))
        )
    if scope.running_out is not None:
        conditions.append(runs_out(scope.running_out))
    return conditions


def counted_programmes(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a programme that fits is one of those counted: no single competition, and, with a
    period, active in it."""
    if scope.first_year is None and scope.last_year is None:
        return Programme.single_competition.is_not(True)
    return and_(Programme.single_competition.is_not(True), active(scope.first_year, scope.last_year))


def active(first_year: int | None, last_year: int | None) -> ColumnElement[bool]:
    """Return the condition that a Programme is active in a year of the period: it began by the period's end, and did
    not end before its beginning.

    One whose first year is not known, or which states no end, is not.
    """
    conditions: list[ColumnElement[bool]] = [Programme.start_year.is_not(None), last_year_of_programme.is_not(None)]
    if last_year is not None:
        conditions.append(Programme.start_year <= last_year)
    if first_year is not None:
        conditions.append(last_year_of_programme >= first_year)
    return and_(*conditions)


def may_be_active(first_year: int | None, last_year: int | None) -> ColumnElement[bool]:
    """Return the condition that a Programme began by the end of the period and states no end, so may still run."""
    conditions: list[ColumnElement[bool]] = [Programme.start_year.is_not(None), last_year_of_programme.is_(None)]
    if last_year is not None:
        conditions.append(Programme.start_year <= last_year)
    return and_(*conditions)


def runs_out(day: date) -> ColumnElement[bool]:
    """Return the condition that a Programme runs on a day and that its last day, the 31 December of its last year, is
    within SOON_MONTHS of it."""
    last = day.year + SOON_MONTHS // 12 - 1
    # 31 December of a year lies within 24 months of a day when the year is the day's or the next; that of the year
    # after only on 31 December itself.
    if (day.month, day.day) == (12, 31):
        last += 1
    return and_(Programme.start_year <= day.year, last_year_of_programme.between(day.year, last))


def _programme_kind_condition(scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    """Return the condition that a column names a programme of the level and area."""
    if not (scope.levels or scope.areas):
        return []
    return [column.in_(select(Programme.programme_id).where(*_kind_conditions(scope)))]


def call_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return every condition on Call."""
    conditions = [
        *in_dataset(scope, Call),
        *in_call_period(scope),
        *_programme_kind_condition(scope, Call.programme),
        *([Call.call_id.in_(scope.calls)] if scope.calls else []),
    ]
    if scope.funders:
        of_project = select(Project.call).where(
            Project.call.is_not(None), Project.project_id.in_(_paid_projects(scope)), *in_dataset(scope, Project)
        )
        conditions.append(
            or_(
                Call.call_id.in_(_committed_calls(scope)),
                Call.call_id.in_(of_project),
                Call.programme.in_(_own_programmes(scope)),
            )
        )
    return conditions


def project_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return every condition on Project but place: figures by place count projects in their own ways (see
    `projects_in_place`)."""
    conditions = [
        *in_dataset(scope, Project),
        *in_years(scope, Project.start_date),
        *_programme_kind_condition(scope, Project.programme),
        *([Project.call.in_(scope.calls)] if scope.calls else []),
        *([Project.project_id.in_(scope.projects)] if scope.projects else []),
        *(Project.project_id.in_(taking_part(scope, [code])) for code in scope.together),
    ]
    if scope.funders:
        conditions.append(
            or_(Project.project_id.in_(_paid_projects(scope)), Project.programme.in_(_own_programmes(scope)))
        )
    if scope.topic:
        weights = GROUPINGS[scope.grouping]().subquery()
        conditions.append(Project.project_id.in_(select(weights.c.project_id).where(weights.c.category == scope.topic)))
    if scope.outline:
        place = ProjectPlace
        inside_it = select(place.project_id).where(inside(scope.outline, place.x, place.y))
        conditions.append(Project.project_id.in_(inside_it))
    return conditions


def projects_in_place(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that one of the filters' countries takes part in a Project."""
    return [Project.project_id.in_(with_participant(scope))] if scope.by_place else []


def inside(outline: tuple[tuple[float, float], ...], x: Any, y: Any) -> ColumnElement[bool]:
    """Return the condition that the columns `x` and `y` are a place inside an outline, by the even-odd rule: a line
    from there to the right crosses it an odd number of times."""
    crossed: Any = literal(0)
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], *outline[:1]], strict=True):
        if y1 != y2:
            low, high = sorted((y1, y2))
            crosses = (y >= low) & (y < high) & (x < x1 + (y - y1) * ((x2 - x1) / (y2 - y1)))
            crossed = crossed + case((crosses, 1), else_=0)
    odd: ColumnElement[bool] = crossed % 2 == 1
    return odd


def event_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return every condition on Event."""
    chosen = (
        (Event.type, scope.event_types),
        (Event.format, scope.event_formats),
        (Event.event_id, scope.events),
    )
    return [
        *in_dataset(scope, Event),
        *in_place(scope, Event.country),
        *in_years(scope, Event.start_date),
        *(column.in_(values) for column, values in chosen if values),
    ]


def post_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return every condition on Post."""
    on_channel = [Post.channel.in_(scope.channels)] if scope.channels else []
    return [*in_dataset(scope, Post), *on_channel, *in_years(scope, Post.published_at), *own_post_conditions(scope)]


def own_post_conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return conditions on Post beside its dataset, period and channel: its text, and the days and hours that were
    picked."""
    conditions = [holds(Post.text, scope.post_text)] if scope.post_text else []
    if scope.post_days:
        conditions.append(
            or_(
                *(
                    and_(
                        Post.channel == channel,
                        Post.published_at >= first,
                        Post.published_at < last + timedelta(days=1),
                    )
                    for first, last, channel in scope.post_days
                )
            )
        )
    if scope.post_hours:
        second = cast(extract("epoch", Post.published_at), BigInteger)
        # The first day of the epoch was a Thursday.
        hour_of_week = (second // 3_600 + 3 * 24) % (7 * 24)
        wanted = [day * 24 + hour for day, hour in scope.post_hours]
        # Posts of which only the day is known have no hour.
        conditions.append(and_(second % 86_400 != 0, hour_of_week.in_(wanted)))
    return conditions
