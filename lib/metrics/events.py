"""Events, and who came: every number of persons is one that lib.metrics.suppression lets through.

With countries chosen, events are those that these countries hosted; where attendees come from is a choice of the page
(`Scope.attendees_from`). An event's attendance is that of its attendance list; where nobody noted who came, it is the
published number of people who attended. Online viewers and participants are shown apart and never added.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Integer, Subquery, and_, case, cast, extract, func, literal, null, or_, select

from lib.common import formatting
from lib.common.formatting import YEAR
from lib.entities.country import Country
from lib.entities.event import EVENT_FORMATS, EVENT_TYPES, Event
from lib.entities.import_record import ImportRecord
from lib.entities.programme import Programme
from lib.entities.published_figure import PublishedFigure
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.membership import member_status
from lib.metrics.scope import (
    DAYS,
    YEARS,
    Scope,
    counted_programmes,
    event_conditions,
    in_dataset,
    programme_conditions,
)
from lib.metrics.suppression import SUMS, shown_part, sums, sums_again, worded
from lib.store import suppression as cells
from lib.store.datasets import part_in_words
from lib.store.dates import with_precision
from lib.store.ordering import in_protocol_order
from lib.store.summary_tables import AttendanceCell
from lib.store.years import event_year, year_of

#: What events are told apart by.
TYPES, FORMATS = EVENT_TYPES, EVENT_FORMATS
#: Statuses of a country in the consortium.
_IN_CONSORTIUM = ("member", "observer")


def _of_events(scope: Scope) -> list[Any]:
    """Conditions on AttendanceCell: the part, and the events that fit."""
    fitting = select(Event.event_id).where(*event_conditions(scope))
    return [*shown_part(scope), AttendanceCell.event_id.in_(fitting)]


def _people(scope: Scope) -> list[Any]:
    """Conditions on AttendanceCell: all people of a list, or those from the chosen countries."""
    if not scope.attendees_from:
        return [AttendanceCell.dimension == cells.TOTAL]
    return [AttendanceCell.dimension == cells.COUNTRY, AttendanceCell.category.in_(scope.attendees_from)]


def _per_event(scope: Scope) -> Subquery:
    """Every event that fits with its attendance: SUMS, published and approximate (0 or 1)."""
    lists = (
        select(AttendanceCell.event_id, *sums())
        .where(*_people(scope), *shown_part(scope))
        .group_by(AttendanceCell.event_id)
        .subquery()
    )
    digits = PublishedFigure.value.regexp_match("^[0-9]{1,9}$")
    published = (
        select(
            PublishedFigure.subject_id,
            case(
                (digits, cast(PublishedFigure.value, Integer)), (PublishedFigure.value == cells.SMALL_IN_WORDS, 1)
            ).label("attended"),
            case((PublishedFigure.approximate.is_(True), 1), else_=0).label("approximate"),
        )
        .where(
            PublishedFigure.subject == "event",
            PublishedFigure.quantity == "attended",
            PublishedFigure.shown.is_(True),
            # Of a published figure nobody knows where the people came from.
            *([literal(False)] if scope.attendees_from else []),
            *in_dataset(scope, PublishedFigure),
        )
        .subquery()
    )
    by_list = lists.c.attended_least.is_not(None)
    figure = published.c.attended
    by_figure = and_(~by_list, figure.is_not(None))
    small = figure.between(1, cells.FEWEST_PERSONS - 1)
    return (
        select(
            Event.event_id,
            Event.name,
            Event.type,
            Event.format,
            *with_precision(Event.start_date, Event.end_date),
            Event.city,
            Event.country,
            Event.url,
            Event.import_id,
            case((by_list, lists.c.attended_least), (small, 1), else_=figure).label("attended_least"),
            case((by_list, lists.c.attended_most), (small, cells.FEWEST_PERSONS - 1), else_=figure).label(
                "attended_most"
            ),
            *(lists.c[name] for name in SUMS if not name.startswith("attended_")),
            case((by_figure, 1), else_=0).label("published"),
            case((by_figure, published.c.approximate), else_=0).label("approximate"),
        )
        .outerjoin(lists, lists.c.event_id == Event.event_id)
        .outerjoin(published, published.c.subject_id == Event.event_id)
        .where(*event_conditions(scope))
        .subquery()
    )


def _counts(event: Subquery) -> list[Any]:
    """Columns for a query over events: how many, how many with attendance, and the attendance."""
    return [
        func.count().label("events"),
        func.count(event.c.attended_least).label("events_with_attendance"),
        func.count(event.c.rated_attended_least).label("events_with_rate"),
        *sums_again(event),
        cast(func.coalesce(func.sum(event.c.approximate), 0), Integer).label("approximate"),
    ]


def _counted(found: pd.DataFrame) -> pd.DataFrame:
    """The answer of a query with `_counts` as pages show it; a rate where at least half of the events have one."""
    return _marked(worded(found, found["events_with_rate"] * 2 >= found["events"]))


def coverage(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Of how many of the events that fit is known what a figure needs.

    Returns:
        Of the events of any time: "dated" (first day, month or year), "month" (at least the month). Of those that fit:
        "attended" (list or published figure), "registered", "rate" (both, of a list), "type", "format", "hosts"
        (country that hosted it); lists with what a breakdown needs: "country", "organisation type" and "history" (the
        latter where the event has a date). With countries that attendees come from chosen, the first three are those of
        "country".
    """
    whenever = fetch_one(
        engine,
        select(
            func.count().label("events"),
            func.count(Event.start_date).label("dated"),
            func.count(case((Event.start_date_precision.is_distinct_from(YEAR), Event.start_date))).label("month"),
        ).where(*event_conditions(scope.without(*YEARS, *DAYS))),
    )
    dimensions = (cells.COUNTRY, cells.ORGANISATION_TYPE, cells.HISTORY)
    broken_down = (
        select(
            AttendanceCell.event_id,
            *(
                func.max(case((AttendanceCell.dimension == dimension, 1), else_=0)).label(dimension)
                for dimension in dimensions
            ),
        )
        .where(
            AttendanceCell.dimension != cells.TOTAL,
            AttendanceCell.category != cells.NOT_KNOWN,
            AttendanceCell.attended_least.is_not(None),
            *shown_part(scope),
        )
        .group_by(AttendanceCell.event_id)
        .subquery()
    )
    event = _per_event(scope.without("attendees_from"))
    row = fetch_one(
        engine,
        select(
            func.count().label("events"),
            func.count(event.c.attended_least).label("attended"),
            func.count(event.c.registered_least).label("registered"),
            func.count(event.c.rated_attended_least).label("rate"),
            func.count(event.c.type).label("type"),
            func.count(event.c.format).label("format"),
            func.count(event.c.country).label("hosts"),
            *(
                cast(func.coalesce(func.sum(broken_down.c[dimension]), 0), Integer).label(dimension)
                for dimension in dimensions
            ),
        )
        .select_from(event)
        .outerjoin(broken_down, broken_down.c.event_id == event.c.event_id),
    )
    found = {
        name: Coverage(what, int(whenever[name]), int(whenever["events"]))
        for name, what in (("dated", "events with a date"), ("month", "events with a month"))
    }
    found |= {name: Coverage(f"events with {what}", int(row[name]), int(row["events"])) for name, what in _KNOWN}
    if scope.attendees_from:
        found |= dict.fromkeys(("attended", "registered", "rate"), found[cells.COUNTRY])
    return found


#: What is known of events, with the words for it.
_KNOWN = (
    ("attended", "a known number of attendees"),
    ("registered", "a known number of registrations"),
    ("rate", "both numbers"),
    ("type", "a known type"),
    ("format", "a known format"),
    ("hosts", "a known host country"),
    (cells.COUNTRY, "an attendance list by country"),
    (cells.ORGANISATION_TYPE, "an attendance list by kind of organisation"),
    (cells.HISTORY, "a date and a list that tells new from returning"),
)


def totals(engine: Engine, scope: Scope) -> dict[str, Any]:
    """The sums over all events that fit.

    Returns:
        events, events_with_attendance, events_with_rate (of which attended and registered are known, by a list),
        attendance as in lib.metrics.suppression, approximate (events whose attendance
        is a published figure that its source calls approximate), countries (that somebody is known to have come from;
        missing where of nobody the country is known),
        returning and returning_words (attendances of people who had come before).
    """
    found = fetch(engine, select(*_counts(_per_event(scope))))
    row = {str(name): value for name, value in _counted(found).to_dict("records")[0].items()}
    came_from = select(
        func.nullif(func.count(AttendanceCell.category.distinct()), 0, type_=Integer).label("countries")
    ).where(
        AttendanceCell.dimension == cells.COUNTRY,
        AttendanceCell.category != cells.NOT_KNOWN,
        AttendanceCell.attended_least > 0,
        *([AttendanceCell.category.in_(scope.attendees_from)] if scope.attendees_from else []),
        *_of_events(scope),
    )
    came_back = select(*sums()).where(
        AttendanceCell.dimension == cells.HISTORY,
        AttendanceCell.category == cells.RETURNING,
        *_of_events(scope),
    )
    returning = worded(fetch(engine, came_back)).iloc[0]
    return (
        row
        | fetch_one(engine, came_from)
        | {"returning": returning["attended"], "returning_words": returning["attended_words"]}
    )


def _marked(found: pd.DataFrame) -> pd.DataFrame:
    """Attendance with a published approximate figure in it gets the sign "~", as words."""
    plain = found["attended_words"].where(
        found["attended_words"].notna(), found["attended"].map(formatting.number, na_action="ignore")
    )
    about = (found["approximate"] > 0) & plain.notna()
    found["attended_words"] = found["attended_words"].where(~about, "~" + plain.astype("str")).astype("object")
    return found


def by_event(engine: Engine, scope: Scope) -> pd.DataFrame:
    """The events one by one, the latest first, those without a date last.

    Returns:
        event_id, name, type, format, start_date, end_date, city, iso2, country (host), url, part, attendance as in
        lib.metrics.suppression, source (of the attendance: attendance list, published figure, missing).
    """
    event = _per_event(scope)
    of_list = event.c.attended_least.is_not(None)
    query = (
        select(
            event.c.event_id,
            event.c.name,
            event.c.type,
            event.c.format,
            *with_precision(event.c.start_date, event.c.end_date),
            event.c.city,
            event.c.country.label("iso2"),
            Country.name.label("country"),
            event.c.url,
            part_in_words(ImportRecord.demonstration),
            *(event.c[name] for name in SUMS),
            event.c.approximate,
            case((event.c.published == 1, "published figure"), (of_list, "attendance list"), else_=null()).label(
                "source"
            ),
        )
        .join_from(event, ImportRecord, ImportRecord.import_id == event.c.import_id)
        .outerjoin(Country, Country.iso2 == event.c.country)
        .order_by(event.c.start_date.is_(None), event.c.start_date.desc(), event.c.event_id)
    )
    return _marked(worded(fetch(engine, query)))


def by_kind(engine: Engine, scope: Scope, kind: str) -> pd.DataFrame:
    """Events and attendance by "type", "format" or "year" of the event; in a year, only events with a date.

    Returns:
        the kind (None where not known), events, events_with_attendance, attendance as in lib.metrics.suppression.
    """
    event = _per_event(scope)
    key = year_of(event.c.start_date) if kind == "year" else event.c[kind]
    query = select(key.label(kind), *_counts(event)).group_by(key).order_by(key)
    if kind == "year":
        query = query.where(event.c.start_date.is_not(None))
    return _counted(fetch(engine, query))


def by_host(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Events and attendance by the country that hosted the event, the most events first.

    Returns:
        iso2 and country (None where not known, as of most online events), events, events_with_attendance, attendance as
        in lib.metrics.suppression.
    """
    event = _per_event(scope)
    query = (
        select(event.c.country.label("iso2"), Country.name.label("country"), *_counts(event))
        .join_from(event, Country, Country.iso2 == event.c.country, isouter=True)
        .group_by(event.c.country, Country.name)
        .order_by(func.count().desc(), Country.name)
    )
    return _counted(fetch(engine, query))


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
    """category, events, attendance: of each category of a dimension."""
    somebody = or_(AttendanceCell.attended_least > 0, AttendanceCell.registered_least > 0)
    query = (
        select(
            AttendanceCell.category,
            func.count(AttendanceCell.event_id.distinct()).label("events"),
            *sums(),
        )
        .where(
            AttendanceCell.dimension == dimension,
            somebody,
            *([AttendanceCell.category.in_(scope.attendees_from)] if scope.attendees_from else []),
            *_of_events(scope),
        )
        .group_by(AttendanceCell.category)
        .order_by(AttendanceCell.category)
    )
    return worded(fetch(engine, query), coverage(engine, scope)[dimension].is_enough)


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

    Returns:
        by dimension, "country", "organisation type" and "history".
    """
    broken_down = AttendanceCell.__table__.alias("broken_down")

    def lists_without(dimension: str) -> Any:
        there = select(broken_down.c.event_id).where(
            broken_down.c.event_id == AttendanceCell.event_id,
            broken_down.c.demonstration == AttendanceCell.demonstration,
            broken_down.c.dimension == dimension,
            broken_down.c.attended_least.is_not(None),
        )
        return cast(func.coalesce(func.sum(case((there.exists(), 0), else_=1)), 0), Integer).label(dimension)

    query = select(*map(lists_without, (cells.COUNTRY, cells.ORGANISATION_TYPE, cells.HISTORY))).where(
        AttendanceCell.dimension == cells.TOTAL,
        AttendanceCell.attended_least > 0,
        *_of_events(scope),
    )
    return {name: int(count) for name, count in fetch_one(engine, query).items()}


def calendar(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Events by the month of their first day, where it is known: year, month (1 to 12), events."""
    month = extract("month", Event.start_date)
    query = (
        select(event_year.label("year"), month.label("month"), func.count().label("events"))
        .where(
            Event.start_date.is_not(None),
            Event.start_date_precision.is_distinct_from(YEAR),
            *event_conditions(scope),
        )
        .group_by(event_year, month)
        .order_by(event_year, month)
    )
    return fetch(engine, query)


#: How a country stands to the events where too few lists by country are known to say that nobody came.
NOT_TOLD = "programme or member, too few lists to tell"
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
    absent = NEVER_CAME if coverage(engine, everywhere)[cells.COUNTRY].is_enough else NOT_TOLD
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


def online_figures(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Published figures of events other than the people who attended: viewers, online participants, countries.

    They are of different kinds, and never summed nor added to attendance.

    Returns:
        name (of the event), start_date, quantity, value (as published, approximate ones with "~"), unit, stage, as_of,
        verified_on, verified_by, source_url, note; the latest event first.
    """
    query = (
        select(
            Event.name,
            *with_precision(Event.start_date),
            PublishedFigure.quantity,
            cells.mask_small_figures(PublishedFigure).label("value"),
            PublishedFigure.approximate,
            PublishedFigure.unit,
            PublishedFigure.stage,
            *with_precision(PublishedFigure.as_of, PublishedFigure.verified_on),
            PublishedFigure.verified_by,
            PublishedFigure.source_url,
            PublishedFigure.note,
        )
        .join_from(PublishedFigure, Event, Event.event_id == PublishedFigure.subject_id)
        .where(
            PublishedFigure.subject == "event",
            PublishedFigure.quantity != "attended",
            PublishedFigure.shown.is_(True),
            *in_dataset(scope, PublishedFigure),
            *event_conditions(scope),
        )
        .order_by(Event.start_date.is_(None), Event.start_date.desc(), Event.event_id, PublishedFigure.quantity)
    )
    found = fetch(engine, query)
    found["value"] = [_as_published(row["value"], row["approximate"] is True) for row in found.to_dict("records")]
    return found.drop(columns="approximate")


def _as_published(value: str, approximate: bool) -> str:
    if not value.isdecimal():
        return f"~{value}" if approximate and value == cells.SMALL_IN_WORDS else value
    number = formatting.number(int(value))
    return f"~{number}" if approximate else number
