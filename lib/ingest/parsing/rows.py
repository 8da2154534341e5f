"""Rows of cells, and what can be wrong with a row as a whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import cast

from lib.common.folding import fold_header
from lib.ingest.problem_codes import Code
from lib.ingest.problems import HIDDEN, WARNING, Problem, expect
from lib.ingest.readers.cells import Cell, NoValue
from lib.ingest.tables import EntityMapping, is_filled

#: Numbers of rows in their sheet, and the rows.
Rows = tuple[list[int], Sequence[Sequence[Cell]]]
#: Numbers of rows, and their cells by column.
Columns = tuple[list[int], Sequence[Sequence[Cell]]]


def filled_rows(first: int, rows: Sequence[Sequence[Cell]]) -> Rows:
    """Return the numbers of the rows that hold anything, and these rows."""
    # The first cell decides for most rows, and most files have no empty row.
    if all(row and is_filled(row[0]) for row in rows):
        return list(range(first, first + len(rows))), rows
    filled = [place for place, row in enumerate(rows) if any(map(is_filled, row)) or NoValue in map(type, row)]
    return [first + place for place in filled], [rows[place] for place in filled]


def by_place(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Turn rows of any length into columns of one length."""
    return list(zip_longest(*rows, fillvalue=""))


def without_overlong(rows: Rows, width: int, problems: list[Problem]) -> Rows:
    """Return rows without cells beyond the header; the others are problems. Of no column, these cells are not shown."""
    numbers, records = rows
    if max(map(len, records), default=0) <= width:
        return rows
    good = []
    for place, record in enumerate(records):
        if any(map(is_filled, record[width:])):
            problems.append(Problem(numbers[place], "", HIDDEN, expect(Code.CELLS_BEYOND_HEADER, width=width)))
        else:
            good.append(place)
    return [numbers[place] for place in good], [records[place][:width] for place in good]


def look_for_swallowed(rows: Rows, width: int, separator: str, problems: list[Problem]) -> None:
    """Add a warning for rows with a text that holds whole rows: its quote may have been closed some rows later.

    The text is not shown: these rows may hold columns that are not loaded.
    """
    if width < _FEWEST_COLUMNS or not separator:
        return
    for number, record in zip(*rows, strict=True):
        if "\n" in "".join(cast("list[str]", record)):
            swallowed = sum(any(line.count(separator) == width - 1 for line in _rest(str(cell))) for cell in record)
            problems += [Problem(number, "", HIDDEN, expect(Code.ROWS_INSIDE_TEXT), WARNING)] * swallowed


def report_no_values(
    rows: Rows, header: Sequence[str], used: Collection[str], problems: list[Problem], hidden: bool = False
) -> None:
    """Add a problem for each cell of a used column that shows something and has no value.

    Args:
        rows: the rows.
        header: of their table.
        used: headers (folded) of the columns that are loaded.
        problems: to which they are added.
        hidden: whether formulas, which may hold names, are not shown.
    """
    for number, record in zip(*rows, strict=True):
        if NoValue not in set(map(type, record)):
            continue
        for name, cell in zip(header, record, strict=False):
            if isinstance(cell, NoValue) and fold_header(name) in used:
                if cell.shown.startswith("="):
                    shown = HIDDEN if hidden else cell.shown
                    problems.append(Problem(number, name, shown, expect(Code.FORMULA_WITHOUT_VALUE)))
                else:
                    problems.append(Problem(number, name, cell.shown, expect(Code.ERROR_CELL), WARNING))


#: Fewest columns of a table in whose texts rows can be distinguished from prose.
_FEWEST_COLUMNS = 4


def _rest(text: str) -> list[str]:
    """Return the lines of a text after the first."""
    return text.split("\n")[1:]


def split_rows(mapping: EntityMapping, header: Sequence[str], rows: Rows, columns: Sequence[Sequence[Cell]]) -> Columns:
    """Return numbers and columns of the rows that a mapping reads: those of the table, or those that its lists give."""
    if mapping.split is None:
        return rows[0], columns
    numbers: list[int] = []
    given: list[list[Cell]] = []
    for number, row in zip(*rows, strict=True):
        for split in mapping.split(dict(zip_longest(header, row, fillvalue=""))):
            numbers.append(number)
            given.append([split.get(name, "") for name in header])
    return numbers, by_place(given)
