"""What the parts of the page on calls share: rates as text, as columns and as marks, and the room of a chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.common.formatting import HARD
from lib.metrics import calls
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope
from lib.ui.ask import ask
from lib.ui.frame import Column, Page, draw

#: What the page's own choices have in common: they live in the address, and survive a change of page.
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
RATE_NAMES = {"overall": "Overall", "stage1": "Stage 1: invited", "stage2": "Stage 2: funded"}
NO_RATE = "No call publishes both numbers of this rate for these filters."
#: More calls than this are left to the table: nobody compares them one by one.
MOST_CALLS = 40
#: A chart of more pixels than this scrolls in its place.
_TALL = 560
COUNTS = {
    "pre_submitted": Column("Submitted pre-proposals", formatting.number),
    **{name: Column(label, formatting.number) for name, label in calls.STAGES.items()},
}


def or_no_data(value: Any, write: Callable[[object], str]) -> str:
    return "no data" if pd.isna(value) else write(value)


def times(value: object) -> str:
    text = formatting.number(value, 1)
    return text if text == formatting.MISSING else f"{text}{HARD}times"


def rate_text(row: Any, name: str) -> str:
    """`15.1 %`; `2 of 5` below ten; "no data" where nothing is known."""
    successes, trials = (row[column] for column in calls.RATES[name])
    if pd.isna(successes) or pd.isna(trials):
        return "no data"
    return formatting.counts_of(successes, trials) if pd.isna(row[name]) else formatting.percent(row[name])


def rate_with_counts(row: Any, name: str) -> str:
    """`15.1 % (349 of 2 307)`."""
    successes, trials = (row[column] for column in calls.RATES[name])
    text = rate_text(row, name)
    return text if pd.isna(row[name]) else f"{text} ({formatting.counts_of(successes, trials)})"


def interval_text(row: Any, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if pd.isna(low) else f"95{HARD}%: {formatting.number(low * 100, 1)}–{formatting.percent(high)}"


def rate_columns(rate: str) -> dict[str, Column]:
    successes, trials = calls.RATES[rate]
    named = {
        "rate_funded": "Funded",
        "rate_eligible": "of eligible",
        "stage1_invited": "Invited",
        "stage1_eligible": "of eligible",
        "stage2_funded": "Funded",
        "stage2_full": "of full proposals",
    }
    columns = {
        successes: Column(named[successes], formatting.number),
        trials: Column(named[trials], formatting.number),
        rate: Column("Rate", formatting.percent, words=f"{rate}_words"),
        f"{rate}_low": Column("95% from", formatting.percent),
        f"{rate}_high": Column("95% to", formatting.percent),
        calls.SAMPLES[rate]: Column("Different proposals, at least", formatting.number),
    }
    return columns | ({"stage2_over": Column("Full proposals are those")} if rate == "stage2" else {})


def as_marks(rows: pd.DataFrame, rate: str, key: str, name: str) -> pd.DataFrame:
    """Rows of the charts with intervals, without those of which nothing is known."""
    known = rows[rows[f"{rate}_low"].notna()]
    return pd.DataFrame(
        {
            "key": known[key],
            "name": known[name],
            "rate": known[rate],
            "low": known[f"{rate}_low"],
            "high": known[f"{rate}_high"],
            "told": [rate_with_counts(row, rate) for row in known.to_dict("records")],
        }
    )


def scrolling(lines: int, key: str) -> Any:
    """A place that scrolls where its chart has so many lines that it would push all else away."""
    return st.container(height=_TALL if lines * 16 > _TALL else "content", border=False, key=key)


def published_by(outcomes: pd.DataFrame, columns: str | list[str], what: str) -> Coverage:
    """Of how many of the calls one of these columns is known."""
    known = outcomes[[columns] if isinstance(columns, str) else columns].notna().any(axis="columns")
    return Coverage(f"calls with {what}", int(known.sum()), len(outcomes))


def average_of(scope: Scope, outcomes: pd.DataFrame, rate: str) -> tuple[float, str]:
    """What a rate is compared with, and its name with the figure: all calls, or with countries chosen all countries in
    the calls that fit."""
    name = "All calls"
    if scope.by_place:
        everywhere = ask(calls.by_country, scope.any_place())
        outcomes, name = everywhere.assign(oversubscription=float("nan")), "All countries"
    sums = calls.pooled(outcomes)
    return sums[rate], f"{name} {rate_with_counts(sums, rate)}"


def about(value: Any, approximate: Any, write: Callable[[object], str]) -> str:
    """The figure as text, with a tilde where its source says about; "not published" where it is missing."""
    if pd.isna(value):
        return "not published"
    return f"{tilde(approximate)}{write(value)}"


def tilde(approximate: Any) -> str:
    """`~` where a source says about; missing is taken as exact."""
    return "~" if not pd.isna(approximate) and approximate else ""


def draw_years(page: Page, yearly: pd.DataFrame, rate: str, average: float, title: str) -> None:
    marks = pd.DataFrame(
        {
            "year": yearly["year"],
            "group": yearly["group"],
            "rate": yearly[rate],
            "low": yearly[f"{rate}_low"],
            "high": yearly[f"{rate}_high"],
            "told": [rate_with_counts(row, rate) for row in yearly.to_dict("records")],
        }
    )
    draw(
        charts.rates_over_years(marks, average=average, title=title, dark=page.dark),
        f"{title}, as dots on 95% intervals; a gap where nothing is known. The tab Table holds the figures.",
        f"years-{title}",
    )
