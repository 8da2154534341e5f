"""What is wrong with a file: single problems, each with a code and its parameters, and groups of alike ones.

Codes, and the sentences that users read, are in `problem_codes.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lib.ingest.problem_codes import EXPECTED, Code

ERROR, WARNING = "error", "warning"
#: What stands in a report in place of a cell that may name a person.
HIDDEN = "(not shown)"


class Expectation(NamedTuple):
    """What would be right in place of what was found.

    Args:
        code: what is wrong.
        parameters: what the sentence names, such as the currency without a rate, as JSON.
    """

    code: Code
    parameters: str

    def __str__(self) -> str:
        return EXPECTED[self.code].format(**json.loads(self.parameters))


def expect(code: Code, **parameters: str | int) -> Expectation:
    """State what would be right."""
    return Expectation(code, json.dumps(parameters, ensure_ascii=False, sort_keys=True))


class ParseError(ValueError):
    """A cell cannot be read; the message says what would be right.

    Attributes:
        expected: what would be right.
        near: what may be meant, such as the word that the cell misspells; "" where nothing is near.
    """

    def __init__(self, code: Code, *, near: str = "", **parameters: str | int) -> None:
        self.expected = expect(code, **parameters)
        self.near = near
        super().__init__(str(self.expected))


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
    expected: Expectation
    level: str = ERROR

    def __str__(self) -> str:
        return f"{self.column}: {self.expected}" if self.column else str(self.expected)


@dataclass(frozen=True)
class ProblemGroup:
    """Problems of a table that are alike: the same column, and the same would be right.

    Args:
        where: the file, and the sheet in it.
        expected: what would be right, in words.
        rows: how many rows have it.
        examples: the first few: row number and value.
        code: one of `Code`; empty in imports of earlier versions.
        parameters: what `expected` names.
    """

    where: str
    column: str
    expected: str
    level: str
    rows: int
    examples: tuple[tuple[int, str], ...] = ()
    code: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        row, value = self.examples[0] if self.examples else (0, "")
        at = f", row {row}" + (f", column {self.column}" if self.column else "")
        empty = "the cell is empty, expected " if self.code == Code.MISSING_VALUE else "expected "
        found = f"{value!r} found, expected " if value else empty
        others = f" (and {self.rows - 1} more rows)" if self.rows > 1 else ""
        return f"{self.where}{at}: {found}{self.expected}{others}"

    def as_json(self) -> dict[str, object]:
        """Return the group as it is kept with an import and given to programs."""
        return {
            "code": self.code,
            "parameters": dict(self.parameters),
            "where": self.where,
            "column": self.column,
            "expected": self.expected,
            "level": self.level,
            "rows": self.rows,
            "examples": [{"row": row, "value": value} for row, value in self.examples],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ProblemGroup:
        """Make the group of what `as_json` returned, in this version or an earlier one."""
        return cls(
            kept["where"],
            kept["column"],
            kept["expected"],
            kept["level"],
            kept["rows"],
            tuple((example["row"], example["value"]) for example in kept["examples"]),
            kept.get("code", ""),
            kept.get("parameters", {}),
        )
