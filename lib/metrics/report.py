"""The figures of the Secretariat's periodic report: what was done from one day to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, and_, case, func, or_, select

from lib.common import formatting
from lib.common.formatting import MONTH, PRECISION, YEAR
from lib.entities.call import Call
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.organisation import Organisation
from lib.entities.output import Output
from lib.entities.programme import Programme
from lib.metrics.conditions import call_conditions, event_conditions, in_dataset, own_programme_conditions
from lib.metrics.coverage import Coverage
from lib.metrics.events.attendance import by_kind
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.periods import Period, reporting_periods
from lib.metrics.reach.channels import channels, span
from lib.metrics.reach.growth import growth
from lib.metrics.reach.over_time import over_time
from lib.metrics.scope import DAYS, YEARS, Scope
from lib.metrics.scope_periods import bounds
from lib.store.years import call_date, call_date_precision

#: The consortium as organiser of events.
ICPERMED = "INT-ICPERMED"
#: How sources say that a number is approximate.
_ABOUT = ("more than", "over", "almost", "up to", "about")
_TRAINING = "training"
_SECRETARIAT = "ICPerMed Secretariat"


def period_of(scope: Scope, today: date) -> Period:
    """Return the period of a report: that of the filters, an open end being today, an open beginning that of the last
    year.

    Without either: the latest reporting period of the Secretariat.
    """
    first, last = bounds(scope)
    if first is None and last is None:
        return reporting_period()
    last = last or max(today, first or today)
    return Period("", first or date(last.year, 1, 1), last)


def reporting_period() -> Period:
    """Return the latest reporting period of the Secretariat."""
    return next(period for period in reporting_periods() if period.label.startswith(_SECRETARIAT))


def narrow_to_days(scope: Scope, first: date, last: date) -> Scope:
    """Return the filters with this period, to the day, in place of their own."""
    return replace(scope, first_year=None, last_year=None, first_day=first, last_day=last)


def known(engine: Engine, scope: Scope) -> dict[str, Coverage]:
    """Return what the sections cover.

    Returns:
        Of "outputs", "programmes" and "calls" of any time, how many have a date and so can lie in a period.
    """
    anytime = scope.without(*YEARS, *DAYS)
    dated = {
        "outputs": ("outputs with a date", Output, Output.period_start, in_dataset(scope, Output)),
        "programmes": (
            "programmes with a first year",
            Programme,
            Programme.start_year,
            [*own_programme_conditions(scope), *in_dataset(scope, Programme)],
        ),
        "calls": ("calls with a date", Call, call_date, call_conditions(anytime)),
    }
    found = {}
    for name, (what, table, value, conditions) in dated.items():
        query = select(func.count(value).label("known"), func.count().label("every")).select_from(table)
        row = fetch_one(engine, query.where(*conditions))
        found[name] = Coverage(what, int(row["known"]), int(row["every"]))
    return found


def period_in(scope: Scope) -> Period:
    """Return the period of a scope that has one to the day (see `narrow_to_days`)."""
    assert scope.first_day is not None
    assert scope.last_day is not None
    return Period("", scope.first_day, scope.last_day)


def listing(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return every output whose time overlaps the period.

    Returns:
        output_id, type, title, count, approximate, note, part_of, first, first_precision, last, last_precision,
        source_url, number (how many, in the words of the source), counted (whether it counts: the others are pieces of
        one that does, or lie only partly in the period).
    """
    period = period_in(scope)
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
    # One element of a whole, such as a winner of a recognition, is not counted as an output itself.
    piece_of_one = found["part_of"].notna() & (found["part_of"].map(sizes).astype("Float64").fillna(1) <= 1)
    return found.assign(
        approximate=found["approximate"].fillna(False),
        number=[_in_words(row) for row in found.to_dict("records")],
        counted=inside & ~counted_already & ~piece_of_one,
    )


def _in_words(row: Mapping[Any, Any]) -> str:
    """Return how many a row stands for, as its source says it: `12`, `more than 70`."""
    number = formatting.number(row["count"])
    if row["approximate"] is not True or number == formatting.MISSING:
        return number
    worded = re.search(rf"\b({'|'.join(_ABOUT)}) {row['count']}\b", str(row["note"] or ""))
    return f"{worded[1] if worded else 'about'} {number}"


def outputs(listing: pd.DataFrame) -> pd.DataFrame:
    """Return what is counted, added up by type.

    Returns:
        type, count (NA where no number is known), approximate, number (in words, such as "more than 70"), rows.
    """
    rows = []
    for kind, found in listing[listing["counted"]].groupby("type", sort=False):
        total = found["count"].sum(min_count=1)
        about = bool(found["approximate"].any())
        # A single row keeps the wording of its source.
        words = found["number"].iloc[0] if len(found) == 1 else formatting.number(total)
        number = f"about {words}" if about and len(found) > 1 else words
        rows.append({"type": kind, "count": total, "approximate": about, "number": number, "rows": len(found)})
    columns = ["type", "count", "approximate", "number", "rows"]
    return pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})


def event_types(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return events of the period by type: the columns of `lib.metrics.events.attendance.by_kind`, and own (by
    ICPerMed)."""
    found = by_kind(engine, scope, "type")
    own = fetch(
        engine,
        select(Event.type, func.count().label("own"))
        .where(Event.organiser == ICPERMED, *event_conditions(scope))
        .group_by(Event.type),
    )
    joined = found.merge(own, how="left", on="type")
    return joined.assign(own=joined["own"].fillna(0)).sort_values(["events", "type"], ascending=[False, True])


def training(listing: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return training events, as outputs and as events: the same one may be recorded as both.

    Returns:
        what, recorded_as (output or event), number (in words), first, last, each with its precision.
    """
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


def posts_by_channel(engine: Engine, scope: Scope, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return posts and reach of each channel in the period, and its impressions month by month.

    Args:
        engine: the store.
        scope: the period to the day.
        today: nothing is measured after it.

    Returns:
        label, posts, impressions, engagements, engagement_rate, engagement_rate_words, followers (at the end); and
        channel, label, stretch, first, impressions (missing where nothing was measured).
    """
    period = period_in(scope)
    chosen = channels(engine, scope)
    days = span(scope, chosen, today)
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
        numbers = [name for name in columns if name not in ("label", "engagement_rate_words")]
        nothing = pd.DataFrame(columns=columns).astype(dict.fromkeys(numbers, "float64"))
        return nothing, pd.DataFrame(columns=of_months)
    grown = growth(engine, scope, chosen, period)
    of_channel = grown[grown["channel"] != ""]
    wide = of_channel.pivot(index="channel", columns="figure", values="value").reindex([c.code for c in chosen])
    labels = [channel.label for channel in chosen]
    rates = of_channel[of_channel["figure"] == "engagement_rate"].set_index("channel")["value_words"]
    return (
        wide.assign(label=labels, engagement_rate_words=rates.reindex(wide.index))[columns].reset_index(drop=True),
        over_time(engine, scope, chosen, "month", days),
    )


def programmes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return programmes that began in a year of the period: for most the day is unknown.

    Returns:
        programme_id, name, funder, country, level, start_year, budget_eur.
    """
    period = period_in(scope)
    query = (
        select(
            Programme.programme_id,
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
            *own_programme_conditions(scope),
            *in_dataset(scope, Programme),
        )
        .order_by(Programme.start_year, Programme.name)
    )
    return fetch(engine, query)


def calls(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return calls that opened in the period, or whose first deadline lies in it where no opening is known.

    Returns:
        call_id, name, programme, opened (else the first deadline) with its precision, budget_eur, approximate.
    """
    query = (
        select(
            Call.call_id,
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
