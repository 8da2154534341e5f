"""Rows with errors, to be mended where they are shown; nothing of the file itself changes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from lib.common.folding import fold_header
from lib.ingest.problems import ERROR
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.shown import rows_with_problems, shown_columns


@dataclass(frozen=True)
class FailingRow:
    """A row with errors.

    Attributes:
        row: number in the file.
        cells: of the columns that are shown, by header.
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
        others: headers of the other columns that are shown.
        is_persons: whether columns that could name a person are left out.
    """

    rows: tuple[FailingRow, ...]
    wrong: tuple[str, ...]
    others: tuple[str, ...]
    is_persons: bool = False


def failing_rows(found: FoundTable, problems: ProblemTable, most: int) -> FailingRows | None:
    """List the first rows of a table with errors that can be mended; None where there are none.

    Of lists of persons, the columns that could name anybody are left out.
    """
    wanted = problems.first_bad_rows(found.number, most)
    headers = [found.table.header[place] for place in sorted(shown_columns(found))]
    if not wanted or not headers:
        return None
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
            found.is_persons,
        )
        if rows
        else None
    )
