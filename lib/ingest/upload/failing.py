"""Rows with errors, to be mended where they are shown; nothing of the file itself changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from lib.common.folding import fold_header
from lib.ingest.problems import ERROR
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.shown import rows_with_problems


@dataclass(frozen=True)
class FailingRow:
    """A row with errors.

    Attributes:
        row: number in the file.
        cells: of the columns that are loaded, by header.
        wrong: what is wrong with it, in words.
    """

    row: int
    cells: dict[str, str]
    wrong: str


@dataclass(frozen=True)
class FailingRows:
    """The first rows of a table with errors.

    Attributes:
        rows: in the file's order.
        wrong: headers of the columns in which these rows have errors.
        others: headers of the other columns that are loaded.
    """

    rows: tuple[FailingRow, ...]
    wrong: tuple[str, ...]
    others: tuple[str, ...]


def failing_rows(found: FoundTable, problems: ProblemTable, most: int) -> FailingRows | None:
    """List the first rows of a table with errors that can be mended; None where there are none, and for persons."""
    wanted = problems.first_bad_rows(found.number, most)
    if found.is_persons or not wanted:
        return None
    loaded = {column for reader in found.readers for column in reader.used}
    by_name = {fold_header(header): header for header in reversed(found.table.header)}
    headers = [header for header in found.table.header if header in by_name.values() and fold_header(header) in loaded]
    rows, wrong = [], set()
    for number, cells, of_row in chain.from_iterable(rows_with_problems(found, problems, wanted)):
        errors = [problem for problem in of_row if problem.level == ERROR]
        wrong |= {fold_header(problem.column) for problem in errors}
        wrongs = "; ".join(dict.fromkeys(map(str, errors)))
        rows.append(FailingRow(number, {header: cells.get(header, "") for header in headers}, wrongs))
    return (
        FailingRows(
            tuple(rows),
            tuple(header for header in headers if fold_header(header) in wrong),
            tuple(header for header in headers if fold_header(header) not in wrong),
        )
        if rows
        else None
    )
