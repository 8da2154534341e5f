"""Tables and charts on a sheet of paper: which columns have room, and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from lib.export.report.section import Section

#: Highest that a chart can be on a sheet below its heading, in centimetres.
HIGHEST = 21.0
#: Size of the letters of a table, in points.
LETTERS = 7.5
#: Of a chart that fills a sheet, in pixels.
CHART_WIDTH, CHART_HEIGHT = 640, 780


@dataclass(frozen=True)
class Sheet:
    """A table as a sheet of paper can hold it.

    Args:
        lines: the headers and the rows.
        widths: of the columns, in centimetres.
        scale: how much smaller the letters are, so that the longest words fit.
        notes: which columns have no room; empty where all have.
    """

    lines: list[list[str]]
    widths: list[float]
    scale: float
    notes: tuple[str, ...]


def on_a_sheet(section: Section) -> Sheet:
    """Give each column room for its longest word, and the rest to those with longer texts."""
    lines = [[header for header, _ in section.columns.values()], *section.rows()]
    columns = list(zip(*lines, strict=True))
    words = [min(max(len(word) for text in column for word in text.split(" ")), _LONGEST_WORD) for column in columns]
    least = [_PADDING + _SIGN * word for word in words]
    fit = max(1, sum(so_far <= SHEET / _SMALLEST for so_far in accumulate(least)))
    left_out = f"Columns without room here: {', '.join(lines[0][fit:])}; the page exports all."
    lines, columns, words, least = [line[:fit] for line in lines], columns[:fit], words[:fit], least[:fit]
    longer = [min(max(map(len, column)), _LONGEST_TEXT) - word for column, word in zip(columns, words, strict=True)]
    rest = max(0.0, SHEET - sum(least))
    scale = min(1.0, SHEET / sum(least))
    widths = [
        one * scale + rest * (more / sum(longer) if sum(longer) else 1 / fit)
        for one, more in zip(least, longer, strict=True)
    ]
    return Sheet(lines, widths, scale, (left_out,) if fit < len(section.columns) else ())


#: In centimetres: what the text of a sheet is wide, a sign of a table, and the edges of a cell.
SHEET, _SIGN, _PADDING = 17.0, 0.17, 0.5
#: How much smaller the letters of a table may be made for the sake of more columns.
_SMALLEST = 0.75
#: Signs of a word that is not broken, such as a date, and of a text that gets room for a line.
_LONGEST_WORD, _LONGEST_TEXT = 18, 60
