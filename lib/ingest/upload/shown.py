"""Rows of a table as reports may repeat them: columns that are loaded, and of persons nothing that could name one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from lib.common.folding import fold_header
from lib.entities.fields import Kind
from lib.ingest.parsing.fields import FieldReader
from lib.ingest.parsing.parsers import parse
from lib.ingest.parsing.rows import Rows
from lib.ingest.problems import ERROR, HIDDEN, ParseError, Problem
from lib.ingest.readers.sheets import Cell
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.tables import as_text, is_filled
from lib.ingest.upload.found import FoundTable


def shown_columns(found: FoundTable) -> dict[int, Callable[[Cell], str]]:
    """Return how reports repeat the cells of a table, by the place of their column.

    Only columns that are loaded are repeated: what nobody asked for may hold anything, names of persons too. Of lists
    of persons, only columns of numbers, dates, countries, words of a fixed list and the like are, and of these only
    cells that can be read as such: what cannot may be a name that slipped into the column.
    """
    first: dict[str, int] = {}
    for place, header in enumerate(found.table.header):
        first.setdefault(fold_header(header), place)
    if not found.is_persons:
        return {place: as_text for header, place in first.items() if header in found.used}
    columns = {fold_header(column.header): column for reader in found.readers for column in reader.columns}
    return {
        place: partial(_readable, columns[header])
        for header, place in first.items()
        if header in columns and _is_fixed(columns[header], place)
    }


def _is_fixed(column: FieldReader, place: int) -> bool:
    """Whether a cell that can be read as its field is never the name of a person."""
    return column.field.kind is not Kind.TEXT or (bool(column.field.content.allowed) and column.reads_only(place))


def _readable(column: FieldReader, cell: Cell) -> str:
    """Write the cell as text, if it can be read as its column is."""
    if not is_filled(cell):
        return ""
    try:
        plain = column.notation.plain(cell)
        if column.field.content.allowed:
            parse(column.field, plain)
    except ParseError:
        return HIDDEN
    return as_text(cell)


def rows_with_problems(
    found: FoundTable, problems: ProblemTable, only: Sequence[int] | None = None
) -> Iterator[list[tuple[int, dict[str, str], list[Problem]]]]:
    """Give every row of a table as it is in the file, some hundreds at a time: number, cells by header, problems.

    With the numbers of some rows, in their order, `only` these are given, and no more of the file is read than needed.
    Every column is there, so that the rows can be mended and uploaded again. Cells are empty in columns that are not
    loaded, and of lists of persons in those that could name anybody.
    """
    shown = shown_columns(found)
    empty = {header: "" for header in found.table.header if header.strip()}
    before = found.table.header_row
    for last, (numbers, records) in found.chunks():
        if only is not None:
            numbers, records = _those(only, before, last, numbers, records)
        wrong = problems.of_rows(found.number, before + 1, last)
        before = last
        yield [
            (
                number,
                empty | {found.table.header[p]: show(row[p]) for p, show in shown.items() if p < len(row)},
                wrong.get(number, []),
            )
            for number, row in zip(numbers, records, strict=True)
        ]
        if only is not None and only[-1] <= last:
            return


def _those(only: Sequence[int], before: int, last: int, numbers: list[int], records: Sequence[Sequence[Cell]]) -> Rows:
    """Pick the rows of a chunk that are wanted."""
    wanted = set(only[bisect_right(only, before) : bisect_right(only, last)])
    places = [place for place, number in enumerate(numbers) if number in wanted] if wanted else []
    return [numbers[place] for place in places], [records[place] for place in places]


def bad_rows(found: FoundTable, problems: ProblemTable) -> Iterator[dict[int, tuple[dict[str, str], list[Problem]]]]:
    """Give the rows with errors, some hundreds at a time: by number, their cells by header and what is wrong."""
    for rows in rows_with_problems(found, problems):
        yield {
            number: (cells, errors)
            for number, cells, of_row in rows
            if (errors := [problem for problem in of_row if problem.level == ERROR])
        }
