"""What is wrong with a file: single problems, and groups of alike ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

ERROR, WARNING = "error", "warning"


class Problem(NamedTuple):
    """What is wrong with one cell, or with a row as a whole where `column` is empty.

    Args:
        row: number in the sheet; the sheet and the file are those of the table.
        column: header as the file has it.
        value: what was found; never what may name a person.
        expected: what would be right.
        level: ERROR, or WARNING for what is odd but can be loaded.
    """

    row: int
    column: str
    value: str
    expected: str
    level: str


@dataclass(frozen=True)
class Group:
    """Problems of a table that are alike: the same column, and the same would be right.

    Args:
        where: the file, and the sheet in it.
        rows: how many rows have it.
        examples: the first few: row number and value.
    """

    where: str
    column: str
    expected: str
    level: str
    rows: int
    examples: tuple[tuple[int, str], ...] = field(default=())

    def __str__(self) -> str:
        row, value = self.examples[0] if self.examples else (0, "")
        at = f", row {row}" + (f", column {self.column}" if self.column else "")
        found = f"{value!r} found, expected " if value or self.column else "expected "
        others = f" (and {self.rows - 1} more rows)" if self.rows > 1 else ""
        return f"{self.where}{at}: {found}{self.expected}{others}"

    def as_json(self) -> dict[str, object]:
        return {
            "where": self.where,
            "column": self.column,
            "expected": self.expected,
            "level": self.level,
            "rows": self.rows,
            "examples": [{"row": row, "value": value} for row, value in self.examples],
        }
