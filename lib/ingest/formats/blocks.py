"""Sheets with more than one table: below each other behind an empty row, or side by side beside an empty column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from lib.common.folding import fold_header
from lib.ingest.formats.format import Line
from lib.ingest.formats.templates import template_of
from lib.ingest.readers.cells import Cell, Sheet
from lib.ingest.readers.layout import letters_of
from lib.ingest.tables import as_text, is_filled

#: Rows in which further tables are looked for; behind them a table goes on to the end of its sheet.
_LOOKED_AT = 2_000
#: Rows that may stand above the column names of tables side by side.
_HEAD = 60
#: Cells of a header, at least.
_FEWEST = 2

#: First and last row or column of a part, from 1; None: to the end.
_Span = tuple[int, int | None]


def parts_of(sheet: Sheet) -> list[Sheet]:
    """Return the parts of a sheet that hold a table each; the sheet itself where it is one.

    A part begins where the column names of one of our templates stand, with another table before them. The first keeps
    the sheet's name; the others say where they begin. Rows keep their numbers.
    """
    parts = [part for beside in _beside(sheet) for part in _below(beside)]
    return parts if len(parts) > 1 else [sheet]


def _looked_at(sheet: Sheet) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = []
    for _, chunk in sheet.read():
        rows += chunk
        if len(rows) >= _LOOKED_AT:
            break
    return rows


def _is_header(cells: Sequence[Cell]) -> bool:
    """Whether cells are the column names of a template."""
    line = _line(cells)
    return len([cell for cell in line if cell]) >= _FEWEST and template_of(line, ()) is not None


def _line(cells: Sequence[Cell]) -> Line:
    return tuple(as_text(cell) for cell in cells)


# Side by side


def _beside(sheet: Sheet) -> list[Sheet]:
    """The tables of a sheet that stand side by side: each under column names of its own, with nothing between them."""
    rows = _looked_at(sheet)
    header = next((row for row in rows[:_HEAD] if len(_runs(row)) > 1 and all(map(_is_header, _cut(row)))), None)
    if header is None:
        return [sheet]
    spans = _runs(header)
    between = {column for (_, last), (first, _) in pairwise(spans) for column in range(last + 1, first)}
    if any(is_filled(row[column - 1]) for row in rows for column in between if column <= len(row)):
        return [sheet]
    return [
        replace(sheet, name=_named(sheet, f"columns {letters_of(first)} to {letters_of(last)}", first > 1), read=read)
        for first, last in spans
        for read in (partial(_read_columns, sheet, first, last),)
    ]


def _runs(row: Sequence[Cell]) -> list[tuple[int, int]]:
    """First and last column of each run of filled cells."""
    runs: list[tuple[int, int]] = []
    for column, cell in enumerate(row, start=1):
        if not is_filled(cell):
            continue
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def _cut(row: Sequence[Cell]) -> list[Sequence[Cell]]:
    return [row[first - 1 : last] for first, last in _runs(row)]


def _read_columns(sheet: Sheet, first: int, last: int) -> Iterator[tuple[int, list[list[Cell]]]]:
    for number, rows in sheet.read():
        yield number, [row[first - 1 : last] for row in rows]


# Below each other


def _below(sheet: Sheet) -> list[Sheet]:
    """The tables of a sheet that stand below each other: each behind an empty row and under other column names."""
    rows = _looked_at(sheet)
    begins: list[int] = []
    names: set[frozenset[str]] = set()
    for number, row in enumerate(rows, start=1):
        free = number == 1 or not any(map(is_filled, rows[number - 2]))
        if (free or not begins) and any(map(is_filled, row)) and _is_header(row):
            named = frozenset(fold_header(cell) for cell in _line(row) if cell)
            # The same names again are those of a table that goes on, as on the next page of a print.
            if named not in names:
                names.add(named)
                begins.append(number)
    if len(begins) < _FEWEST:
        return [sheet]
    spans: list[_Span] = [(1, begins[1] - 1), *((first, after - 1) for first, after in pairwise(begins[1:]))]
    spans.append((begins[-1], None))
    return [
        replace(sheet, name=_named(sheet, f"from row {first}", first > 1), read=partial(_read_rows, sheet, first, last))
        for first, last in spans
    ]


def _read_rows(sheet: Sheet, first: int, last: int | None) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows of a part; those before it are empty, so that numbers of rows stay."""
    for number, rows in sheet.read():
        if last is not None and number > last:
            return
        kept = rows if last is None else rows[: last - number + 1]
        yield number, [row if at >= first else [] for at, row in enumerate(kept, start=number)]


def _named(sheet: Sheet, where: str, is_later: bool) -> str:
    if not is_later:
        return sheet.name
    return f"{sheet.name}, {where}" if sheet.name else where
