"""Whether other imports changed what an upload would change, between its report and its loading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, select

from lib.entities.import_record import ImportRecord
from lib.ingest.staging.stage import CHANGED, Stage
from lib.ingest.staging.tables import matching, table_of


class ImportsSeen(NamedTuple):
    """The imports that a store had: the newest of them, and how many were undone."""

    newest: int
    undone: int


def imports_seen(connection: Connection) -> ImportsSeen:
    """Return the imports that the store has now."""
    query = select(func.max(ImportRecord.import_id), func.count(ImportRecord.undone_at))
    newest, undone = connection.execute(query).one()
    return ImportsSeen(newest or 0, undone)


def has_overtaken(stages: Sequence[Stage], seen: ImportsSeen) -> bool:
    """Return whether rows that these stages would change are others than they were when a report was made.

    Args:
        stages: compared with the store again.
        seen: the imports that the store had then.
    """
    now = imports_seen(stages[0].connection) if stages else seen
    # What an undo restored names an older import, so which rows they are is not known.
    return now != seen and any(_changes(stage, seen.newest if now.undone == seen.undone else -1) for stage in stages)


def _changes(stage: Stage, after: int) -> bool:
    """Return whether rows would change that come from an import after this one."""
    for place, target in enumerate(stage.schema.targets):
        stored, t = table_of(target.model), stage.table
        rows = select(1).select_from(t).join(stored, matching(stored, t, target.key))
        if stage.connection.scalar(
            select(exists(rows.where(stage.state(place) == CHANGED, stored.c.import_id > after)))
        ):
            return True
    return False
