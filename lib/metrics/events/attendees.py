"""Where people who attended come from, from which kinds of organisation, and whether they had come before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Integer, and_, case, cast, func, or_, select, true

from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.programme import Programme
from lib.metrics.conditions import counted_programmes, event_conditions, programme_conditions
from lib.metrics.events.attendance import marked, of_events, rough
from lib.metrics.events.covered import coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.membership import member_status
from lib.metrics.scope import Scope
from lib.metrics.suppression import shown_part, sums, worded
from lib.store import suppression as cells
from lib.store.ordering import in_protocol_order
from lib.store.summary_tables import AttendanceCell
from lib.store.years import event_year

#: Statuses of a country in the consortium.
_IN_CONSORTIUM = ("member", "observer")


def by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Attendance by the country that people come from, from the attendance lists.

    Returns:
        iso2 ("" where not known), country, region, events (whose lists name somebody from it), attendance as in
        lib.metrics.suppression; the largest attendance first.
    """
    found = _by_category(engine, scope, cells.COUNTRY)
    named = fetch(engine, select(Country.iso2, Country.name.label("country"), Country.region))
    joined = found.rename(columns={"category": "iso2"}).merge(named, how="left", on="iso2")
    joined["country"] = joined["country"].fillna("not known")
    return joined.sort_values("attended", ascending=False, kind="stable", na_position="last", ignore_index=True)


def by_organisation_type(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Attendance by kind of organisation, from the attendance lists; not narrowed by where the attendees come from.

    Returns:
        organisation_type, events, attendance as in lib.metrics.suppression.
    """
    everywhere = scope.without("attendees_from")
    found = _by_category(engine, everywhere, cells.ORGANISATION_TYPE)
    return found.assign(organisation_type=found.pop("category").replace(cells.NOT_KNOWN, "not known"))


def _by_category(engine: Engine, scope: Scope, dimension: str) -> pd.DataFrame:
    """category, events, attendance, approximate: of each category of a dimension."""
    somebody = or_(AttendanceCell.attended_least > 0, AttendanceCell.registered_least > 0)
    query = (
        select(
            AttendanceCell.category,
            func.count(AttendanceCell.event_id.distinct()).label("events"),
            *sums(),
            rough(),
        )
        .where(
            AttendanceCell.dimension == dimension,
            somebody,
            *([AttendanceCell.category.in_(scope.attendees_from)] if scope.attendees_from else []),
            *of_events(scope),
        )
        .group_by(AttendanceCell.category)
        .order_by(AttendanceCell.category)
    )
    return marked(worded(fetch(engine, query), coverage(engine, scope)[dimension].is_enough))


def new_and_returning(engine: Engine, scope: Scope) -> pd.DataFrame:
    """People who attended by year, new against returning: who came to an earlier event, known by the pseudonym.

    Earlier is any event of the same part that began on an earlier day, whatever the filters. People are counted at each
    event that they came to; not narrowed by where they come from.

    Returns:
        year, and for new and for returning the number as in lib.metrics.suppression: new, new_most, new_words,
        returning, returning_most, returning_words.
    """
    query = (
        select(event_year.label("year"), AttendanceCell.category.label("history"), *sums())
        .join(Event, Event.event_id == AttendanceCell.event_id)
        .where(AttendanceCell.dimension == cells.HISTORY, *shown_part(scope), *event_conditions(scope))
        .group_by(event_year, AttendanceCell.category)
        .order_by(event_year, AttendanceCell.category)
    )
    found = worded(fetch(engine, query))
    years = found[["year"]].drop_duplicates(ignore_index=True)
    for history in (cells.NEW, cells.RETURNING):
        names = {f"attended{part}": f"{history}{part}" for part in ("", "_most", "_words")}
        of_history = found.loc[found["history"] == history, ["year", *names]].rename(columns=names)
        years = years.merge(of_history, how="left", on="year")
        # A year without a row of it is a year in which nobody was.
        for name in (history, f"{history}_most"):
            years[name] = years[name].fillna(0)
    return years


def without_breakdown(engine: Engine, scope: Scope) -> dict[str, int]:
    """How many lists of people who attended are not broken down, since it would give away numbers below five.

    Sums of attendance are no lists by which people could be known to come back.

    Returns:
        by dimension, "country", "organisation type" and "history".
    """
    broken_down = AttendanceCell.__table__.alias("broken_down")

    def lists_without(dimension: str) -> Any:
        there = select(broken_down.c.event_id).where(
            broken_down.c.event_id == AttendanceCell.event_id,
            broken_down.c.demonstration == AttendanceCell.demonstration,
            broken_down.c.dimension == dimension,
        )
        could_be = AttendanceCell.from_sums.is_(False) if dimension == cells.HISTORY else true()
        without = case((and_(could_be, ~there.exists()), 1), else_=0)
        return cast(func.coalesce(func.sum(without), 0), Integer).label(dimension)

    query = select(*map(lists_without, (cells.COUNTRY, cells.ORGANISATION_TYPE, cells.HISTORY))).where(
        AttendanceCell.dimension == cells.TOTAL,
        AttendanceCell.attended_least > 0,
        *of_events(scope),
    )
    return {name: int(count) for name, count in fetch_one(engine, query).items()}


#: How a country stands to the events where too few lists by country are known to say that nobody came.
NOT_KNOWN = "programme or member, too few lists to tell"
#: How countries stand to the events, in the order of the chart.
TOOK_PART, NEVER_CAME, WITHOUT_PROGRAMME = (
    "programme or member, came",
    "programme or member, absent",
    "no programme, came",
)
STANDINGS = (TOOK_PART, NEVER_CAME, WITHOUT_PROGRAMME)


def against_programmes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Countries with a programme or a member status against those that people came from.

    Programmes are those counted on the page Programmes (active in the period, no single competition) that fit level,
    area and funder; the filters on countries are not applied, since they stand for the host. Nobody registered: no list
    that is broken down by country names anybody from it; said where at least half of the events have such a list.

    Returns:
        iso2, country, status, programmes, hosted (events in the country), events (with somebody from it), attendance as
        in lib.metrics.suppression, standing (one of those above); the largest attendance first.
    """
    funding = _programme_filters(scope)
    programmes = (
        select(Programme.country, func.count().label("programmes"))
        .where(*programme_conditions(funding), counted_programmes(funding), Programme.country.is_not(None))
        .group_by(Programme.country)
        .subquery()
    )
    hosted = (
        select(Event.country, func.count().label("hosted"))
        .where(*event_conditions(scope), Event.country.is_not(None))
        .group_by(Event.country)
        .subquery()
    )
    query = (
        select(
            Country.iso2,
            Country.name.label("country"),
            member_status(scope.demonstration),
            func.coalesce(programmes.c.programmes, 0).label("programmes"),
            func.coalesce(hosted.c.hosted, 0).label("hosted"),
        )
        .outerjoin(programmes, programmes.c.country == Country.iso2)
        .outerjoin(hosted, hosted.c.country == Country.iso2)
        .order_by(*in_protocol_order())
    )
    everywhere = scope.without("attendees_from")
    came = _by_category(engine, everywhere, cells.COUNTRY)
    absent = NEVER_CAME if coverage(engine, everywhere)[cells.COUNTRY].is_enough else NOT_KNOWN
    found = fetch(engine, query).merge(came.rename(columns={"category": "iso2"}), how="left", on="iso2")
    found["events"] = found["events"].fillna(0)
    concerned = (found["programmes"] > 0) | found["status"].isin(_IN_CONSORTIUM)
    there = found["events"] > 0
    found = found[concerned | there].assign(standing=absent)
    found["standing"] = found["standing"].mask(there, WITHOUT_PROGRAMME).mask(there & concerned, TOOK_PART)
    return found.sort_values("attended", ascending=False, kind="stable", na_position="last", ignore_index=True)


def _programme_filters(scope: Scope) -> Scope:
    """The filters for programmes: anywhere, active in the years that the period touches."""
    years = scope.any_place()
    if scope.first_day is not None and scope.last_day is not None:
        years = replace(years, first_year=scope.first_day.year, last_year=scope.last_day.year)
    return years
