"""A figure as a section of a report: its rows in words, its charts, and what a reader should know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.export.about import About

#: Rows of a table in a report; the export menus give all.
MOST_ROWS = 40
#: Rows in the text alternative of a chart.
_MOST_TOLD = 12


@dataclass(frozen=True)
class Section:
    """A figure of the page.

    Args:
        about: title, filters, definition and sources.
        table: its rows.
        columns: for the columns that readers see, in order: header, and how a value is written.
        charts: what is drawn of it, as Vega-Lite in the light theme.
    """

    about: About
    table: pd.DataFrame
    columns: dict[str, tuple[str, Callable[[object], str]]]
    charts: tuple[dict[str, Any], ...]

    def rows(self) -> list[list[str]]:
        """Return the first rows as readers see them."""
        shown = self.table.head(MOST_ROWS)
        cells = [
            [value if isinstance(value, str) else write(value) for value in shown[name]]
            for name, (_, write) in self.columns.items()
        ]
        return [list(row) for row in zip(*cells, strict=True)]

    def left_out(self) -> str:
        """Return how many rows are not shown; empty where all are."""
        if self.table.empty:
            return "Nothing is recorded."
        if len(self.table) <= MOST_ROWS:
            return ""
        return f"The first {MOST_ROWS} of {formatting.number(len(self.table))} rows; the page exports all."

    def notes(self) -> list[str]:
        """Return what a reader should know of the figure, a paragraph each."""
        sources = (f"Source: {source}." for source in self.about.sources)
        covers = f"Covers {self.about.coverage}." if self.about.coverage else ""
        notes = (
            self.about.answer,
            self.left_out(),
            covers,
            f"Filters: {filters(self.about)}.",
            self.about.definition,
            *sources,
        )
        return [note for note in notes if note]

    def alternative(self) -> str:
        """Return what the chart shows, for those who do not see it: the first rows in words."""
        rows = "; ".join(": ".join(row[:2]) for row in self.rows()[:_MOST_TOLD])
        return f"{self.about.title}, as a chart. {rows}"


def filters(about: About) -> str:
    return "; ".join(f"{name}: {value}" for name, value in about.narrowed_to.items()) or "none"


def mark_of(sections: Sequence[Section]) -> str:
    """Return the label of a page's dataset."""
    return sections[0].about.mark


def marked_title(title: str, mark: str) -> str:
    """Return a title for lists of files, where nothing but the title is seen."""
    return f"{title} ({mark})" if mark else title
