"""What an upload would do to the store, and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.ingest.problems import ProblemGroup
from lib.ingest.staging.namesakes import Namesake
from lib.ingest.staging.references import UnknownName
from lib.ingest.upload.inspection import Inspection


class RejectedError(Exception):
    """Rows of the files have errors, or there is nothing in them to load; nothing was loaded.

    `problems` groups the errors.
    """

    def __init__(self, problems: Sequence[ProblemGroup], why: str = "") -> None:
        self.problems = list(problems)
        super().__init__("\n".join([*filter(None, [why]), *(str(problem) for problem in problems[:20])]))


class StoreChangedError(Exception):
    """Since the report was made, the store has changed in what these files would change; nothing was loaded.

    `report` says what loading would do now. Loading again accepts it.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__("The store has changed since these files were compared with it. See what would change now.")


class NeedsInput(Exception):
    """The files cannot be read before their owner has answered `requests`."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self.requests = inspection.requests
        super().__init__("\n".join(f"{request.where}: {request.question.about}" for request in self.requests))


@dataclass(frozen=True)
class Counts:
    """What loading would do, or did, to the rows of an entity.

    Attributes:
        missing: stored rows that the file lacks.
        completed: rows of a file that complete rows of another one, such as who came those who registered.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    missing: int = 0
    completed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.same + other.same,
            self.missing + other.missing,
            self.completed + other.completed,
        )

    @property
    def writes(self) -> bool:
        """Whether anything is written."""
        return bool(self.new or self.changed or self.completed)


@dataclass(frozen=True)
class TableReport:
    """A table as it was read.

    Args:
        where: its file, and its sheet.
        format: as what it was recognised.
        entity: what its rows are; empty where they could not be read.
        rows_read, rows_bad: numbers of its rows, and of those with errors.
        read_as: how its columns are written, in sentences.
        unused: headers of columns that are not loaded.
        proposed: for some of these, the field that they may be.
        names: what names in place of keys were taken for, in sentences; read_as has them too.
    """

    where: str
    format: str
    entity: str
    rows_read: int
    rows_bad: int
    read_as: tuple[str, ...]
    unused: tuple[str, ...]
    proposed: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """What was loaded. `upload_id` is None where the files change nothing."""

    upload_id: int | None
    counts: dict[str, Counts]
    rows_quarantined: int = 0


@dataclass(frozen=True)
class Report:
    """What loading would do, before anything is written.

    Args:
        tables: those that were read.
        left_out: where the tables are that are not needed, or that the owner of the files left out.
        counts: by entity.
        errors, warnings: problems in groups.
        changes: the first changed cells: row, entity, key, field, old, new.
        unknown: organisations that the files name and nobody knows; they could be created.
        seen_before: sentences on files that were loaded before.
        large_changes: sentences on figures of the store that would change by much, such as "Projects grow from 106 to
            1,400."
        namesakes: the first persons of whom only the owner of the files can say whether other lists have them too.
    """

    tables: tuple[TableReport, ...]
    left_out: tuple[str, ...]
    counts: dict[str, Counts]
    errors: tuple[ProblemGroup, ...]
    warnings: tuple[ProblemGroup, ...]
    changes: tuple[dict[str, Any], ...]
    unknown: tuple[UnknownName, ...]
    seen_before: tuple[str, ...]
    large_changes: tuple[str, ...] = ()
    namesakes: tuple[Namesake, ...] = ()

    @property
    def rows_bad(self) -> int:
        """Number of rows with errors."""
        return sum(table.rows_bad for table in self.tables)

    @property
    def rows_read(self) -> int:
        """Number of rows."""
        return sum(table.rows_read for table in self.tables)

    @property
    def changes_nothing(self) -> bool:
        """Whether the store has all of it already: there are rows, all are valid, and none is new or changed."""
        return any(counts.same for counts in self.counts.values()) and not self.rows_bad and not self.changes_anything

    @property
    def changes_anything(self) -> bool:
        """Whether loading the valid rows would change the store."""
        return any(counts.writes for counts in self.counts.values())

    @property
    def why_nothing(self) -> str:
        """Say why there is nothing to load; empty where loading the valid rows would change the store."""
        if self.changes_anything:
            return ""
        if self.changes_nothing:
            return "Nothing to load: the store has all of it already."
        if not self.tables:
            return "Nothing to load: every sheet is left out."
        if not self.rows_bad and self.errors:
            return "Nothing to load: no row can be read under these column names."
        if not self.rows_bad:
            return "Nothing to load: there are no rows below the column names."
        if any(counts.same for counts in self.counts.values()):
            return "Nothing to load: the store has all rows without errors already."
        return "Nothing to load: every row has errors."
