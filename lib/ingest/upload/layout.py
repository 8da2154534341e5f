"""What the owner of a workbook should know of how its sheets look: what is hidden, and what is merged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lib.common.folding import fold_header
from lib.entities.fields import COUNT, MONEY, POSITIVE_COUNT, SMALL_COUNT
from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, Problem, expect
from lib.ingest.readers.layout import Block
from lib.ingest.upload.found import FoundTable

#: Problems of merged cells that are listed for a table.
_MOST = 10_000


def check_layout(found: FoundTable) -> list[Problem]:
    """List what is hidden in a table's sheet, and the merged cells of its columns."""
    layout, row = found.table.sheet.layout, found.table.header_row
    problems: list[Problem] = []
    if layout.hidden:
        problems.append(Problem(row, "", "", expect(Code.HIDDEN_SHEET), WARNING))
    if layout.hidden_rows:
        expected = expect(Code.HIDDEN_ROWS, rows=layout.hidden_rows)
        problems.append(Problem(layout.first_hidden, "", "", expected, WARNING))
    used = found.used - {fold_header(name) for _, name in shared_amounts(found)}
    problems += [
        Problem(block.first_row, name, str(block), expect(Code.MERGED_CELLS), WARNING)
        for block, name in islice(_merged(found), _MOST)
        if fold_header(name) in used
    ]
    return problems


def shared_amounts(found: FoundTable) -> list[tuple[Block, str]]:
    """List the merged blocks of columns of money or numbers, which rows cannot share, each with the column's header."""
    amounts = {
        fold_header(column.header)
        for reader in found.readers
        for column in reader.columns
        if column.field.content in (MONEY, COUNT, SMALL_COUNT, POSITIVE_COUNT)
    }
    return [(block, name) for block, name in _merged(found) if fold_header(name) in amounts]


def report_shared_amounts(shared: list[tuple[Block, str]], numbers: list[int], problems: list[Problem]) -> None:
    """Add a problem for each row whose amount is that of a merged block."""
    expected = expect(Code.MERGED_AMOUNT)
    for block, name in shared:
        if numbers and block.first_row <= numbers[-1] and block.last_row >= numbers[0]:
            within = [number for number in numbers if block.first_row <= number <= block.last_row]
            problems += [Problem(number, name, str(block), expected) for number in within]


def _merged(found: FoundTable) -> Iterator[tuple[Block, str]]:
    """Give the merged blocks of a table's rows, with the header of each column that they touch."""
    table = found.table
    for block in table.sheet.layout.merged:
        if block.first_row > table.header_row and (table.last_row is None or block.first_row <= table.last_row):
            for name in table.header[block.first_column - 1 : block.last_column]:
                yield block, name
