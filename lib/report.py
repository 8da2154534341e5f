"""The Secretariat's periodic report: its sections, in one order, for the page and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.counts import counted_bars
from lib.charts.reach import lines_with_marks
from lib.charts.theme import on_light
from lib.common import formatting
from lib.export.report import Section
from lib.export.tables import About
from lib.metrics import definitions
from lib.metrics.coverage import Coverage
from lib.metrics.report import Figures

Columns = dict[str, tuple[str, Callable[[object], str]]]
_NO_MARKS = pd.DataFrame({"kind": [], "name": [], "day": []})


@dataclass(frozen=True)
class Part:
    """A section of the report.

    Attributes:
        key: its name on the page.
        title: what is shown.
        table: its rows.
        columns: those that readers see: header, and how a value is written.
        definition: how it is computed.
        entities: whose files it comes from.
        drawable: whether it is a figure that is drawn, rather than a list.
        chart: what is drawn of it; None where there is nothing to draw.
        words: columns with what stands in place of a value, by the column that the value is in.
        coverage: of how many of the things that it speaks of the values are known.
    """

    key: str
    title: str
    table: pd.DataFrame
    columns: Columns
    definition: str
    entities: tuple[str, ...]
    drawable: bool = False
    chart: alt.Chart | alt.LayerChart | None = None
    words: tuple[tuple[str, str], ...] = ()
    coverage: tuple[Coverage, ...] = ()

    def section(self, about: About) -> Section:
        """The part as a section of a file."""
        table = formatting.at_precision(self.table)
        worded = {name: table[words].where(table[words].notna(), table[name]) for name, words in self.words}
        drawn: tuple[dict[str, Any], ...] = () if self.chart is None else (on_light(self.chart.to_dict()),)
        return Section(about, table.assign(**worded), self.columns, drawn)


def title(figures: Figures) -> str:
    """Of the whole report."""
    first, last = formatting.long_date(figures.period.first), formatting.long_date(figures.period.last)
    return f"Periodic report, {first} to {last}"


def parts(figures: Figures, *, dark: bool = False) -> list[Part]:
    """All sections, in their order; empty ones too, so that a reader sees what is not recorded."""
    known = figures.known
    return [
        Part(
            "outputs",
            "What was produced",
            figures.outputs,
            {"type": ("Kind", formatting.text), "number": ("Number", formatting.text)},
            _OUTPUTS,
            ("output",),
            True,
            _bars(figures.outputs.rename(columns={"type": "kind"}), "Outputs by kind", dark),
            coverage=(known["outputs"],),
        ),
        Part(
            "output-listing",
            "Outputs one by one",
            figures.listing,
            {
                "title": ("Output", formatting.text),
                "type": ("Kind", formatting.text),
                "number": ("Number", formatting.text),
                "first": ("First day", formatting.long_date),
                "last": ("Last day", formatting.long_date),
                "counted": ("Counted", formatting.yes_no),
                "source_url": ("Source", formatting.text),
            },
            _LISTING,
            ("output",),
            coverage=(known["outputs"],),
        ),
        _events_by_type(figures, dark),
        Part(
            "event-listing",
            "Events one by one",
            figures.event_listing,
            {
                "name": ("Event", formatting.text),
                "type": ("Type", formatting.text),
                "start_date": ("First day", formatting.long_date),
                "end_date": ("Last day", formatting.long_date),
                "city": ("City", formatting.text),
                "country": ("Country", formatting.text),
                "attended": ("Attended", formatting.number),
            },
            definitions.ATTENDANCE_BY_EVENT,
            ("event", "attendance", "published figure"),
            words=(("attended", "attended_words"),),
            coverage=(known["events"], known["attended"]),
        ),
        Part(
            "training",
            "Training",
            figures.training,
            {
                "what": ("Training", formatting.text),
                "recorded_as": ("Recorded as", formatting.text),
                "number": ("Number", formatting.text),
                "first": ("First day", formatting.long_date),
                "last": ("Last day", formatting.long_date),
            },
            "Training events, from the events and from the outputs; one that is recorded as both stands here twice.",
            ("event", "output"),
            coverage=(known["events"], known["outputs"]),
        ),
        _reach(figures, dark),
        Part(
            "programmes",
            "Programmes added",
            figures.programmes,
            {
                "name": ("Programme", formatting.text),
                "funder": ("Funder", formatting.text),
                "country": ("Country", formatting.text),
                "level": ("Level", formatting.text),
                "start_year": ("First year", formatting.text),
                "budget_eur": ("Budget (EUR)", formatting.euro),
            },
            "Programmes that began in a year that the period touches, since of most only the year is known. "
            "Budgets are those of whole programmes; some merely allow personalised medicine, so they are not added up.",
            ("programme",),
            coverage=(known["programmes"],),
        ),
        Part(
            "calls",
            "Calls added",
            figures.calls,
            {
                "name": ("Call", formatting.text),
                "programme": ("Programme", formatting.text),
                "opened": ("Opened", formatting.long_date),
                "budget_eur": ("Available (EUR)", formatting.euro),
            },
            "Calls that opened in the period; where the opening is not known, those whose first deadline lies in it.",
            ("call",),
            coverage=(known["calls"],),
        ),
    ]


_OUTPUTS = (
    "The outputs whose time lies in the period, added up by kind. A piece of an output that is counted, such as a "
    "single item of “more than 70 news items”, is not counted again; one that reaches beyond the period is not "
    "counted. “About” and “more than” are the words of the source."
)
_LISTING = (
    "All outputs of which a part of their time lies in the period. Not counted: pieces of one that is, and those that "
    "reach beyond the period. Outputs without any date are left out."
)


def _bars(values: pd.DataFrame, name: str, dark: bool) -> alt.Chart | alt.LayerChart | None:
    known = values.dropna(subset="count").sort_values("count", ascending=False, kind="stable")
    return None if known.empty else counted_bars(known, title=name, dark=dark)


def _events_by_type(figures: Figures, dark: bool) -> Part:
    known = figures.known
    found = figures.event_types
    drawn = pd.DataFrame(
        {
            "kind": found["type"].fillna("not known"),
            "count": found["events"],
            "number": found["events"].map(formatting.number),
        }
    )
    return Part(
        "events",
        "Events by type",
        found,
        {
            "type": ("Type", formatting.text),
            "events": ("Events", formatting.number),
            "own": ("Organised by ICPerMed", formatting.number),
            "attended": ("Attended", formatting.number),
        },
        f"Events whose first day lies in the period, of ICPerMed and its family. {definitions.ATTENDANCE_BY_KIND}",
        ("event", "attendance", "published figure"),
        True,
        _bars(drawn, "Events by type", dark),
        (("attended", "attended_words"),),
        (known["events"], known["attended"]),
    )


def _reach(figures: Figures, dark: bool) -> Part:
    known = figures.known
    chart = None
    if figures.months["impressions"].notna().any():
        chart = lines_with_marks(
            figures.months.assign(value=figures.months["impressions"]),
            _NO_MARKS,
            name="Impressions",
            title="Impressions by month and channel",
            unit="count",
            dark=dark,
        )
    return Part(
        "reach",
        "Posts and reach by channel",
        figures.channels,
        {
            "label": ("Channel", formatting.text),
            "posts": ("Posts", formatting.number),
            "impressions": ("Impressions", formatting.number),
            "engagements": ("Engagements", formatting.number),
            "engagement_rate": ("Engagement rate (%)", lambda value: formatting.percent(value, 2)),
            "followers": ("Followers at the end", formatting.number),
        },
        "Posts whose figures were loaded, which need not be all that were published: the source’s own number of posts "
        f"stands under “What was produced”. {definitions.REACH} {definitions.RATE_OF_FEW}",
        ("post", "channel snapshot"),
        True,
        chart,
        (("engagement_rate", "engagement_rate_words"),),
        tuple(known[name] for name in ("posts", "impressions", "engagements")),
    )
