"""What a reader has narrowed a page to, and the conditions that follow for each entity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from lib.store.datasets import of_dataset
from lib.store.models import Country, Loaded, Participation, Programme, ProgrammeArea
from lib.store.years import call_date, call_year

#: Stands for "no status with a source" among the member statuses.
STATUS_UNKNOWN = "not known"


@dataclass(frozen=True)
class Filters:
    """The filters of the pages; an empty one lets everything through.

    Attributes:
        countries: ISO 3166-1 alpha-2 codes.
        regions: UN M49 subregions.
        levels: of programmes.
        funders: organisation ids.
        areas: ICPerMed areas.
        statuses: member statuses, or STATUS_UNKNOWN.
        first_year, last_year: the period, both ends included; None is open.
        first_day, last_day: the period to the day, both ends included, in place of years; only rows with a date of
            their own are narrowed by it.
        demonstration: show the demonstration data in place of the facts; the two are never in one figure.
        outline: corners of an outline drawn on the map of topics, as (x, y); it narrows the figures of topics alone.
    """

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    funders: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    demonstration: bool = False
    outline: tuple[tuple[float, float], ...] = ()

    @property
    def by_place(self) -> bool:
        """Whether countries are narrowed down in any way."""
        return bool(self.countries or self.regions or self.statuses)

    @property
    def by_programme(self) -> bool:
        """Whether programmes are narrowed down by what the summary tables do not know."""
        return bool(self.funders or self.areas)

    def any_year(self) -> Filters:
        return replace(self, first_year=None, last_year=None)

    def any_place(self) -> Filters:
        return replace(self, countries=(), regions=(), statuses=())

    def in_year(self, year: int) -> Filters:
        return replace(self, first_year=year, last_year=year)


def reference_year(filters: Filters, today: date) -> int:
    """The year that the cards show: the last of the period, else the last complete year."""
    return filters.last_year if filters.last_year is not None else today.year - 1


def country_codes(filters: Filters) -> Select[str]:
    """ISO codes of the countries that the filters let through."""
    conditions: list[ColumnElement[bool]] = []
    if filters.countries:
        conditions.append(Country.iso2.in_(filters.countries))
    if filters.regions:
        conditions.append(Country.region.in_(filters.regions))
    if filters.statuses:
        named = [status for status in filters.statuses if status != STATUS_UNKNOWN]
        wanted = [Country.status.in_(named)]
        if STATUS_UNKNOWN in filters.statuses:
            wanted.append(Country.status.is_(None))
        conditions.append(or_(*wanted))
    return select(Country.iso2).where(*conditions)


def with_participant(filters: Filters) -> Select[str]:
    """Ids of the projects in which the filters' countries take part, by the participations of the dataset shown."""
    return select(Participation.project_id).where(
        *in_place(filters, Participation.country), *in_dataset(filters, Participation)
    )


def in_place(filters: Filters, column: Any) -> list[ColumnElement[bool]]:
    """The condition that a country column is among the filters' countries."""
    return [column.in_(country_codes(filters))] if filters.by_place else []


def in_dataset(filters: Filters, model: type[Loaded]) -> list[ColumnElement[bool]]:
    """The condition that a row belongs to the dataset shown. Reference data, the countries, serve both."""
    return [] if model is Country else [of_dataset(model.import_id, filters.demonstration)]


def of_programme(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on Programme that concern the programme itself, not its country or years."""
    conditions: list[ColumnElement[bool]] = []
    if filters.levels:
        conditions.append(Programme.level.in_(filters.levels))
    if filters.funders:
        conditions.append(Programme.funder.in_(filters.funders))
    if filters.areas:
        with_area = select(ProgrammeArea.programme_id).where(ProgrammeArea.area.in_(filters.areas))
        conditions.append(Programme.programme_id.in_(with_area))
    return conditions


def programme_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Every condition on Programme; with a period, programmes that are or may be active in one of its years.

    Those that may be state no end: figures show them apart from the active ones (see `active`).
    """
    conditions = [*of_programme(filters), *in_place(filters, Programme.country), *in_dataset(filters, Programme)]
    if filters.first_year is not None or filters.last_year is not None:
        conditions.append(
            or_(active(filters.first_year, filters.last_year), may_be_active(filters.first_year, filters.last_year))
        )
    return conditions


#: A programme's last year. A single competition that states none ends with the year it began in.
last_year_of_programme = func.coalesce(
    Programme.end_year, case((Programme.single_competition.is_(True), Programme.start_year))
)


def active(first_year: int | None, last_year: int | None) -> ColumnElement[bool]:
    """Programme active in a year of the period: it began by the period's end, and did not end before its beginning.

    One whose first year is not known, or which states no end, is not.
    """
    conditions: list[ColumnElement[bool]] = [Programme.start_year.is_not(None), last_year_of_programme.is_not(None)]
    if last_year is not None:
        conditions.append(Programme.start_year <= last_year)
    if first_year is not None:
        conditions.append(last_year_of_programme >= first_year)
    return and_(*conditions)


def may_be_active(first_year: int | None, last_year: int | None) -> ColumnElement[bool]:
    """Programme that began by the end of the period and states no end: nobody can tell whether it still runs."""
    conditions: list[ColumnElement[bool]] = [Programme.start_year.is_not(None), last_year_of_programme.is_(None)]
    if last_year is not None:
        conditions.append(Programme.start_year <= last_year)
    return and_(*conditions)


def of_filtered_programme(filters: Filters, column: Any) -> list[ColumnElement[bool]]:
    """The condition that a column names a programme that fits (level, funder, area)."""
    if not (filters.levels or filters.by_programme):
        return []
    return [column.in_(select(Programme.programme_id).where(*of_programme(filters)))]


def in_years(filters: Filters, column: Any) -> list[ColumnElement[bool]]:
    """The condition that a date or a time lies in the period; written so that an index on it is used."""
    conditions = []
    if filters.first_year is not None:
        conditions.append(column >= date(filters.first_year, 1, 1))
    if filters.last_year is not None:
        conditions.append(column < date(filters.last_year + 1, 1, 1))
    if filters.first_day is not None:
        conditions.append(column >= filters.first_day)
    if filters.last_day is not None:
        # Before the next day, so that a time on the last day belongs to it.
        conditions.append(column < filters.last_day + timedelta(days=1))
    return conditions


def of_call_period(filters: Filters) -> list[ColumnElement[bool]]:
    """The condition that a call belongs to the period: by its year, and by its day where the period is one of days."""
    days = replace(filters, first_year=None, last_year=None)
    return [*years_between(filters, call_year), *in_years(days, call_date)]


def bounds(filters: Filters) -> tuple[date | None, date | None]:
    """First and last day of the filters' period; None where it is open."""
    firsts = [date(filters.first_year, 1, 1)] if filters.first_year is not None else []
    lasts = [date(filters.last_year, 12, 31)] if filters.last_year is not None else []
    firsts += [filters.first_day] if filters.first_day is not None else []
    lasts += [filters.last_day] if filters.last_day is not None else []
    return max(firsts, default=None), min(lasts, default=None)


def years_between(filters: Filters, column: Any) -> list[ColumnElement[bool]]:
    """The condition that a column of years lies in the period."""
    conditions = []
    if filters.first_year is not None:
        conditions.append(column >= filters.first_year)
    if filters.last_year is not None:
        conditions.append(column <= filters.last_year)
    return conditions
