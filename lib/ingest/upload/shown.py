"""Rows of a table as reports may repeat them: of lists of persons without what could name anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from lib.common.folding import fold_header
from lib.entities.fields import Kind
from lib.ingest.parsing.notation import Notation
from lib.ingest.problems import ERROR, HIDDEN, ParseError, Problem
from lib.ingest.readers.sheets import Cell
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.tables import as_text, is_filled
from lib.ingest.upload.found import FoundTable


def shown_columns(found: FoundTable) -> dict[str, Callable[[Cell], str]]:
    """Return how reports repeat the cells of a table, by column.

    All are repeated as they are. Of lists of persons, only columns of numbers, dates and the like are, and of these
    only cells that can be read as such: what cannot may be a name that slipped into the column.
    """
    if not found.is_persons:
        return dict.fromkeys(found.table.header, as_text)
    columns = {fold_header(column.header): column for reader in found.readers for column in reader.columns}
    return {
        header: partial(_readable, columns[fold_header(header)].notation)
        for header in found.table.header
        if fold_header(header) in columns and columns[fold_header(header)].field.kind is not Kind.TEXT
    }


def _readable(notation: Notation, cell: Cell) -> str:
    """Write the cell as text, if it can be read as its column is."""
    try:
        return notation.plain(cell) and as_text(cell)
    except ParseError:
        return HIDDEN if is_filled(cell) else ""


def rows_with_problems(
    found: FoundTable, problems: ProblemTable
) -> Iterator[list[tuple[int, dict[str, str], list[Problem]]]]:
    """Give every row of a table as it is in the file, some hundreds at a time: number, cells by header, problems.

    Of lists of persons, only cells that cannot name anybody are given.
    """
    shown = shown_columns(found)
    before = found.table.header_row
    for last, (numbers, records) in found.chunks():
        wrong = problems.of_rows(found.number, before + 1, last)
        before = last
        yield [
            (
                number,
                {h: shown[h](c) for h, c in zip(found.table.header, row, strict=False) if h in shown},
                wrong.get(number, []),
            )
            for number, row in zip(numbers, records, strict=True)
        ]


def bad_rows(found: FoundTable, problems: ProblemTable) -> Iterator[dict[int, tuple[dict[str, str], list[Problem]]]]:
    """Give the rows with errors, some hundreds at a time: by number, their cells by header and what is wrong."""
    for rows in rows_with_problems(found, problems):
        yield {
            number: (cells, errors)
            for number, cells, of_row in rows
            if (errors := [problem for problem in of_row if problem.level == ERROR])
        }
