"""What an upload would do to the store, and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.ingest.problems import ProblemGroup
from lib.ingest.upload.inspection import Inspection


class RejectedError(Exception):
    """Rows of the files have errors; nothing was loaded. `problems` groups them."""

    def __init__(self, problems: Sequence[ProblemGroup]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in problems[:20]))


class NeedsInput(Exception):
    """The files cannot be read before their owner has answered `requests`."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self.requests = inspection.requests
        super().__init__("\n".join(f"{request.where}: {request.question.about}" for request in self.requests))


@dataclass(frozen=True)
class Counts:
    """What loading would do, or did, to the rows of an entity. `missing`: stored rows that the file lacks."""

    new: int = 0
    changed: int = 0
    same: int = 0
    missing: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new, self.changed + other.changed, self.same + other.same, self.missing + other.missing
        )


@dataclass(frozen=True)
class TableReport:
    """A table as it was read; `read_as` says how its columns are written, `unused` which of them are not loaded."""

    where: str
    format: str
    entity: str
    rows_read: int
    rows_bad: int
    read_as: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True)
class Loaded:
    """What was loaded. `upload_id` is None where the files change nothing."""

    upload_id: int | None
    counts: dict[str, Counts]
    rows_quarantined: int = 0


@dataclass(frozen=True)
class Report:
    """What loading would do, before anything is written.

    `left_out` names sheets that are not needed; `seen_before` says which files were loaded before.
    """

    tables: tuple[TableReport, ...]
    left_out: tuple[str, ...]
    counts: dict[str, Counts]
    errors: tuple[ProblemGroup, ...]
    warnings: tuple[ProblemGroup, ...]
    changes: tuple[dict[str, Any], ...]
    seen_before: tuple[str, ...]

    @property
    def rows_bad(self) -> int:
        """Number of rows with errors."""
        return sum(table.rows_bad for table in self.tables)

    @property
    def changes_nothing(self) -> bool:
        """Whether the store has all of it already."""
        return not any(counts.new or counts.changed for counts in self.counts.values())
