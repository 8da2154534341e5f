"""A table of an upload with its rows as they are staged for each entity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lib.common.formatting import counted
from lib.entities.registry import ENTITIES
from lib.ingest.parsing.chunk import Chunk
from lib.ingest.parsing.only import unwanted_rows
from lib.ingest.problems import Problem
from lib.ingest.staging.only import leave_out_of_others
from lib.ingest.staging.stage import Stage
from lib.ingest.upload.found import FoundTable

_ORDER = list(ENTITIES)


@dataclass
class StagedTable:
    """A table with a stage for each entity that its rows give.

    Args:
        found: the table.
        stages: one for each of the entities that it is read as, in their order.
        created: organisations that its rows name and that are created.
        demonstration: whether its rows are demonstration data.
        import_id: number of its import, once it is loaded.
    """

    found: FoundTable
    demonstration: bool
    stages: list[Stage] = field(default_factory=list)
    created: list[Stage] = field(default_factory=list)
    import_id: int | None = None
    #: Rows of projects that are not wanted.
    left_out: int = 0

    @property
    def main(self) -> Stage | None:
        """The entity that the table is about; the others come along."""
        return self.stages[-1] if self.stages else None

    @property
    def all_stages(self) -> list[Stage]:
        return [*self.created, *self.stages]

    @property
    def names(self) -> list[str]:
        """What the names in it were taken for, in sentences."""
        return [sentence for stage in self.all_stages for sentence in stage.read_as]

    def wanted(self, chunks: list[Chunk], problems: list[Problem]) -> list[Chunk]:
        """Leave out the rows of projects that are not wanted, with whatever is wrong with them."""
        only = self.found.given.only
        if not any(only.values()):
            return chunks
        projects = [chunk for stage, chunk in zip(self.stages, chunks, strict=True) if stage.schema.entity == "project"]
        unwanted = set[int]().union(*(unwanted_rows(chunk, only) for chunk in projects))
        problems[:] = [problem for problem in problems if problem.row not in unwanted]
        # The first chunk may be read a second time.
        self.left_out = len(unwanted) + (self.left_out if self.found.rows else 0)
        return [chunk.without(unwanted) for chunk in chunks]

    def describe(self) -> list[str]:
        """Describe how the table is read and what the names in it were taken for, in sentences."""
        count = counted(self.left_out, "row")
        left_out = [f"{count} of projects that are not wanted left out"] if self.left_out else []
        return [
            *left_out,
            *self.found.describe(),
            *self.names,
        ]


def leave_out_unwanted(tables: Iterable[StagedTable]) -> None:
    """Leave out what belongs to projects that are not wanted, in tables that say nothing else of these projects."""
    tables = [table for table in tables if any(table.found.given.only.values())]
    for demonstration in (False, True):
        alike = [table for table in tables if table.demonstration == demonstration]
        for source, count in leave_out_of_others(stages_in_order(alike)).items():
            next(table for table in alike if table.found.number == source).left_out += count


def stages_in_order(tables: Iterable[StagedTable]) -> list[Stage]:
    """Return every stage, parents before children."""
    stages = [stage for table in tables for stage in table.all_stages]
    return sorted(stages, key=lambda stage: _ORDER.index(stage.schema.entity))
