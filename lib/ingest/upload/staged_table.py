"""A table of an upload with its rows as they are staged for each entity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lib.entities.registry import SCHEMAS
from lib.ingest.staging.stage import Stage
from lib.ingest.upload.found import FoundTable

_ORDER = list(SCHEMAS)


@dataclass
class StagedTable:
    """A table with a stage for each entity that its rows give.

    Args:
        found: the table.
        demonstration: whether its rows are demonstration data.
        import_id: number of its import, once it is loaded.
    """

    found: FoundTable
    demonstration: bool
    stages: list[Stage] = field(default_factory=list)
    import_id: int | None = None

    @property
    def main(self) -> Stage | None:
        """The entity that the table is about; the others come along."""
        return self.stages[-1] if self.stages else None


def stages_in_order(tables: Iterable[StagedTable]) -> list[Stage]:
    """Return every stage, parents before children."""
    stages = [stage for table in tables for stage in table.stages]
    return sorted(stages, key=lambda stage: _ORDER.index(stage.schema.entity))
