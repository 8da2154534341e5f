"""A table of an upload with its rows as they are staged for each entity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lib.entities.registry import ENTITIES
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

    def describe(self) -> list[str]:
        """Describe how the table is read and what the names in it were taken for, in sentences."""
        return [*self.found.describe(), *self.names]


def stages_in_order(tables: Iterable[StagedTable]) -> list[Stage]:
    """Return every stage, parents before children."""
    stages = [stage for table in tables for stage in table.all_stages]
    return sorted(stages, key=lambda stage: _ORDER.index(stage.schema.entity))
