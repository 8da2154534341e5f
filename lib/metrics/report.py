"""The figures of the Secretariat's periodic report: what was done from one day to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, case, func, or_, select

from lib.common import formatting
from lib.common.formatting import MONTH, PRECISION, YEAR
from lib.metrics import events, posts, reach
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.periods import Period, reporting_periods
from lib.metrics.scope import (
    DAYS,
    YEARS,
    Scope,
    bounds,
    call_conditions,
    event_conditions,
    in_dataset,
    of_programme,
)
from lib.store.models import Call, Country, Event, Organisation, Output, Programme
from lib.store.years import call_date, call_date_precision

#: The consortium as organiser of events.
ICPERMED = "INT-ICPERMED"
#: How sources say that a number is approximate.
_ABOUT = ("more than", "over", "almost", "up to", "about")
_TRAINING = "training"
_SECRETARIAT = "ICPerMed Secretariat"


@dataclass(frozen=True)
class Figures:
    """What a report is made of; each a table, empty where nothing is recorded.

    Attributes:
        period: first and last day.
        outputs: type, count (NA where no number is known), approximate (yes/no), number (in words, such as "more than
            70"), rows (of the store).
        listing: the outputs one by one: type, title, number (in words), first, last, counted (yes/no: the others are
            pieces of one that is counted, or lie only partly in the period), source_url.
        event_types: type, events, own (organised by ICPerMed itself), attended, attended_words.
        event_listing: name, type, format, start_date, end_date, city, country, attended, attended_words, source.
        training: what, recorded_as (event or output), number (in words), first, last.
        channels: label, posts, impressions, engagements, engagement_rate, engagement_rate_words (see
            lib.metrics.reach.growth), followers (at the end).
        months: channel, label, stretch, first, impressions (missing where nothing was measured).
        programmes: name, funder, country, level, start_year, budget_eur.
        calls: name, programme, opened (else the first deadline), budget_eur, approximate.
        known: what these cover; "outputs", "events", "programmes", "calls" and "posts": of those of any time, how many
            have a date and so can lie in a period; "attended", "impressions", "engagements": of those in the period.
    """

    period: Period
    outputs: pd.DataFrame
    listing: pd.DataFrame
    event_types: pd.DataFrame
    event_listing: pd.DataFrame
    training: pd.DataFrame
    channels: pd.DataFrame
    months: pd.DataFrame
    programmes: pd.DataFrame
    calls: pd.DataFrame
    known: dict[str, Coverage]


def period_of(scope: Scope, today: date) -> Period:
    """The period of a report: that of the filters, an open end being today, an open beginning that of the last year.

    Without either: the latest reporting period of the Secretariat.
    """
    first, last = bounds(scope)
    if first is None and last is None:
        return reporting_period()
    last = last or max(today, first or today)
    return Period("", first or date(last.year, 1, 1), last)


def reporting_period() -> Period:
    """The latest reporting period of the Secretariat."""
    return next(period for period in reporting_periods() if period.label.startswith(_SECRETARIAT))


def of_days(scope: Scope, first: date, last: date) -> Scope:
    """The filters with this period, to the day, in place of their own."""
    return replace(scope, first_year=None, last_year=None, first_day=first, last_day=last)


def figures(engine: Engine, scope: Scope, today: date) -> Figures:
    """All figures of a period.

    Args:
        engine: the store.
        scope: the period to the day (see `of_days`), and the part; what else they say narrows what it can.
        today: nothing is measured after it.
    """
    assert scope.first_day is not None
    assert scope.last_day is not None
    period = Period("", scope.first_day, scope.last_day)
    listing = _listing(engine, scope, period)
    held = events.by_event(engine, scope)
    channels, months = _reach(engine, scope, period, today)
    return Figures(
        period=period,
        outputs=_outputs(listing),
        listing=listing,
        event_types=_event_types(engine, scope),
        event_listing=held,
        training=_training(listing, held),
        channels=channels,
        months=months,
        programmes=_programmes(engine, scope, period),
        calls=_calls(engine, scope),
        known=_known(engine, scope),
    )


def _known(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    anytime = scope.without(*YEARS, *DAYS)
    of_events = events.coverage(engine, scope)
    of_posts = posts.coverage(engine, scope, reach.channels(engine, scope))
    dated = {
        "outputs": ("outputs with a date", Output.period_start, in_dataset(scope, Output)),
        "programmes": (
            "programmes with a first year",
            Programme.start_year,
            [*of_programme(scope), *in_dataset(scope, Programme)],
        ),
        "calls": ("calls with a date", call_date, call_conditions(anytime)),
    }
    found = {}
    for name, (what, value, conditions) in dated.items():
        table = {"outputs": Output, "programmes": Programme, "calls": Call}[name]
        query = select(func.count(value).label("known"), func.count().label("every")).select_from(table)
        row = fetch_one(engine, query.where(*conditions))
        found[name] = Coverage(what, int(row["known"]), int(row["every"]))
    return found | {
        "events": of_events["dated"],
        "attended": of_events["attended"],
        **{name: of_posts[name] for name in ("posts", "impressions", "engagements")},
    }


def _listing(engine: Engine, scope: Scope, period: Period) -> pd.DataFrame:
    """Every output of which a part of its time lies in the period."""
    last = func.coalesce(Output.period_end, Output.period_start)
    columns = (
        Output.output_id,
        Output.type,
        Output.title,
        Output.count,
        Output.approximate,
        Output.note,
        Output.part_of,
        Output.period_start.label("first"),
        Output.period_start_precision.label("first_precision"),
        last.label("last"),
        case((Output.period_end.is_not(None), Output.period_end_precision), else_=Output.period_start_precision).label(
            "last_precision"
        ),
        Output.source_url,
    )
    # Of a month or a year that stands alone its first day is kept, and a part of it may lie in the period.
    goes_on = and_(
        Output.period_end.is_(None),
        or_(
            and_(Output.period_start_precision == MONTH, Output.period_start >= period.first.replace(day=1)),
            and_(Output.period_start_precision == YEAR, Output.period_start >= period.first.replace(month=1, day=1)),
        ),
    )
    query = (
        select(*columns)
        .where(Output.period_start <= period.last, or_(last >= period.first, goes_on), *in_dataset(scope, Output))
        .order_by(Output.type, Output.period_start, Output.output_id)
    )
    found = fetch(engine, query)
    sizes = fetch(engine, select(Output.output_id, Output.count)).set_index("output_id")["count"]
    until = found["last"].mask(found["last_precision"] == MONTH, found["last"] + pd.offsets.MonthEnd(0))
    until = until.mask(found["last_precision"] == YEAR, found["last"] + pd.offsets.YearEnd(0))
    inside = (found["first"] >= pd.Timestamp(period.first)) & (until <= pd.Timestamp(period.last))
    counted_already = found["part_of"].isin(found.loc[inside, "output_id"])
    # A piece of something of which there is one, such as a winner of a recognition, is none of its own.
    piece_of_one = found["part_of"].notna() & (found["part_of"].map(sizes).astype("Float64").fillna(1) <= 1)
    return found.assign(
        approximate=found["approximate"].fillna(False),
        number=[_in_words(row) for row in found.to_dict("records")],
        counted=inside & ~counted_already & ~piece_of_one,
    )


def _in_words(row: Mapping[Any, Any]) -> str:
    """How many a row stands for, as its source says it: `12`, `more than 70`."""
    number = formatting.number(row["count"])
    if row["approximate"] is not True or number == formatting.MISSING:
        return number
    said = re.search(rf"\b({'|'.join(_ABOUT)}) {row['count']}\b", str(row["note"] or ""))
    return f"{said[1] if said else 'about'} {number}"


def _outputs(listing: pd.DataFrame) -> pd.DataFrame:
    """What is counted, added up by type."""
    rows = []
    for kind, found in listing[listing["counted"]].groupby("type", sort=False):
        total = found["count"].sum(min_count=1)
        about = bool(found["approximate"].any())
        # What a single row says in its own words stays as it is said.
        words = found["number"].iloc[0] if len(found) == 1 else formatting.number(total)
        number = f"about {words}" if about and len(found) > 1 else words
        rows.append({"type": kind, "count": total, "approximate": about, "number": number, "rows": len(found)})
    columns = ["type", "count", "approximate", "number", "rows"]
    return pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})


def _event_types(engine: Engine, scope: Scope) -> pd.DataFrame:
    found = events.by_kind(engine, scope, "type")
    own = fetch(
        engine,
        select(Event.type, func.count().label("own"))
        .where(Event.organiser == ICPERMED, *event_conditions(scope))
        .group_by(Event.type),
    )
    joined = found.merge(own, how="left", on="type")
    return joined.assign(own=joined["own"].fillna(0)).sort_values(["events", "type"], ascending=[False, True])


def _training(listing: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Training events, as outputs and as events: the same one may be recorded as both."""
    outputs = listing[(listing["type"] == _TRAINING) & listing["counted"]]
    courses = held[held["type"] == _TRAINING]
    return pd.DataFrame(
        {
            "what": [*outputs["title"], *courses["name"]],
            "recorded_as": ["output"] * len(outputs) + ["event"] * len(courses),
            "number": [*outputs["number"], *(["1"] * len(courses))],
            **{
                f"{name}{end}": [*outputs[f"{name}{end}"], *courses[f"{date}{end}"]]
                for name, date in (("first", "start_date"), ("last", "end_date"))
                for end in ("", PRECISION)
            },
        }
    )


def _reach(engine: Engine, scope: Scope, period: Period, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Posts and reach of each channel in the period, and its impressions month by month."""
    chosen = reach.channels(engine, scope)
    days = reach.span(scope, chosen, today)
    columns = [
        "label",
        "posts",
        "impressions",
        "engagements",
        "engagement_rate",
        "engagement_rate_words",
        "followers",
    ]
    if days is None:
        of_months = ["channel", "label", "stretch", "first", "impressions"]
        return pd.DataFrame(columns=columns), pd.DataFrame(columns=of_months)
    grown = reach.growth(engine, scope, chosen, period)
    of_channel = grown[grown["channel"] != ""]
    wide = of_channel.pivot(index="channel", columns="figure", values="value").reindex([c.code for c in chosen])
    labels = [channel.label for channel in chosen]
    rates = of_channel[of_channel["figure"] == "engagement_rate"].set_index("channel")["value_words"]
    return (
        wide.assign(label=labels, engagement_rate_words=rates.reindex(wide.index))[columns].reset_index(drop=True),
        reach.over_time(engine, scope, chosen, "month", days),
    )


def _programmes(engine: Engine, scope: Scope, period: Period) -> pd.DataFrame:
    """Programmes that began in a year of the period: of most no day is known."""
    query = (
        select(
            Programme.name,
            Organisation.name.label("funder"),
            Country.name.label("country"),
            Programme.level,
            Programme.start_year,
            Programme.budget_eur,
        )
        .outerjoin(Organisation, Organisation.organisation_id == Programme.funder)
        .outerjoin(Country, Country.iso2 == Programme.country)
        .where(
            Programme.start_year.between(period.first.year, period.last.year),
            *of_programme(scope),
            *in_dataset(scope, Programme),
        )
        .order_by(Programme.start_year, Programme.name)
    )
    return fetch(engine, query)


def _calls(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Calls that opened in the period, or whose first deadline lies in it where no opening is known."""
    query = (
        select(
            Call.name,
            Programme.name.label("programme"),
            call_date.label("opened"),
            call_date_precision.label("opened_precision"),
            Call.budget_eur,
            Call.approximate,
        )
        .outerjoin(Programme, Programme.programme_id == Call.programme)
        .where(*call_conditions(scope))
        .order_by(call_date, Call.call_id)
    )
    return fetch(engine, query)
