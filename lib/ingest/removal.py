"""Removing all demonstration data from a store: what is left is what a store holds that never had any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, func, or_, select, update

from lib.common.clock import utc_now
from lib.common.formatting import counted
from lib.entities.country import Country
from lib.entities.import_record import ImportRecord
from lib.entities.project import Project
from lib.entities.registry import SCHEMAS
from lib.entities.schema import Target
from lib.ingest.staging.tables import table_of
from lib.services.actors import Actor
from lib.services.rights import REMOVE_DEMONSTRATION
from lib.store.audit import record
from lib.store.datasets import holding_demonstration, of_dataset
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import PersonAnswer, QuarantinedRow
from lib.store.summaries import refresh_summaries
from lib.store.tables import BEFORE
from lib.store.topic_tables import Topic, TopicCorrection, TopicRun

#: Every table that rows of files go to, children before parents. Countries are reference data of both datasets.
_TARGETS: list[Target] = [
    target
    for schema in reversed(SCHEMAS.values())
    for target in reversed(schema.targets)
    if target.model is not Country
]
#: Facts that a message names; of more it gives the number.
_MOST_NAMED = 10


class RemovalError(Exception):
    """Facts refer to demonstration data, as stores of earlier versions may hold them; the message says which."""


@dataclass(frozen=True)
class Removed:
    """What was removed: rows by entity, quarantined rows, and the number of their imports."""

    rows: dict[str, int]
    rows_quarantined: int
    imports: int

    def __str__(self) -> str:
        if not (self.rows or self.rows_quarantined or self.imports):
            return "The store holds no demonstration data."
        quarantined = f", and {counted(self.rows_quarantined, 'quarantined row')}" if self.rows_quarantined else ""
        return (
            f"All demonstration data was removed: {counted(sum(self.rows.values()), 'row')} of "
            f"{counted(self.imports, 'import')}{quarantined}. "
            "Facts are as they were."
        )


def remove_demonstration(engine: Engine, actor: Actor) -> Removed:
    """Remove every row of the demonstration data, in one transaction: facts stay as they are, to the byte.

    With the rows go what they replaced, quarantined rows, their topics, places, corrections and searches for topics;
    the summaries are recomputed. The records of their imports stay in the list and say who removed them when, so that
    what happened to the store can be read.

    Args:
        engine: the store.
        actor: who removes it; their name is kept on record.

    Raises:
        NotPermittedError: the actor may not remove data.
        RemovalError: facts refer to demonstration data; nothing was removed.
    """
    actor.check_on_record(REMOVE_DEMONSTRATION)
    with engine.connect() as connection, write_transaction(connection):
        referring = [sentence for target in _TARGETS for sentence in _referring(connection, target)]
        if referring:
            raise RemovalError(
                "Nothing was removed: facts refer to demonstration data. Undo their imports, or load them again "
                f"without these references, and remove the demonstration data then. {'; '.join(referring)}."
            )
        _forget_split_projects(connection)
        rows = {target.entity: 0 for target in reversed(_TARGETS)}
        for target in _TARGETS:
            rows[target.entity] += _remove(connection, target)
        _forget_topics(connection)
        connection.execute(delete(PersonAnswer).where(of_dataset(PersonAnswer.import_id, True)))
        quarantined = delete(QuarantinedRow).where(of_dataset(QuarantinedRow.import_id, True))
        rows_quarantined = int(connection.execute(quarantined).rowcount)
        marking = update(ImportRecord).where(*holding_demonstration()).values(undone_at=utc_now(), undone_by=actor.name)
        imports = int(connection.execute(marking).rowcount)
        refresh_summaries(connection)
        record(connection, actor, REMOVE_DEMONSTRATION.action, "the demonstration data", before=rows)
    return Removed({entity: number for entity, number in rows.items() if number}, rows_quarantined, imports)


def _referring(connection: Connection, target: Target) -> Iterator[str]:
    """Describe facts of a table that refer to demonstration data: which, by which column, from which import."""
    table = table_of(target.model)
    for constraint in table.foreign_key_constraints:
        parent = constraint.referred_table
        if parent is Country.__table__ or "import_id" not in parent.c:
            continue
        named = parent.alias()
        pairs = [(element.parent, named.c[element.column.name]) for element in constraint.elements]
        joined = and_(*(mine == theirs for mine, theirs in pairs))
        mixed = [of_dataset(table.c.import_id, False), of_dataset(named.c.import_id, True)]
        keys = [table.c[name] for name in target.key]
        query = select(*keys, *(mine for mine, _ in pairs), table.c.import_id).join(named, joined).where(*mixed)
        total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
        for row in connection.execute(query.order_by(*keys).limit(_MOST_NAMED)):
            key = " + ".join(str(value) for value in row[: len(keys)] if value is not None)
            to = " + ".join(map(str, row[len(keys) : -1]))
            columns = ", ".join(mine.name for mine, _ in pairs)
            yield f"{target.entity} {key} of import {row[-1]}, by its {columns} {to}"
        if total > _MOST_NAMED:
            yield f"{total - _MOST_NAMED} more of {target.entity}"


def _remove(connection: Connection, target: Target) -> int:
    """Remove a table's demonstration data, and what is kept of how it was before; lists go with their rows."""
    stored = table_of(target.model)
    removed = int(connection.execute(delete(stored).where(of_dataset(stored.c.import_id, True))).rowcount)
    before = BEFORE[stored.name]
    of_either = or_(of_dataset(before.c.import_id, True), of_dataset(before.c.replaced_by, True))
    connection.execute(delete(before).where(of_either))
    for child in target.children:
        items: Table = BEFORE[table_of(child.model).name]
        connection.execute(delete(items).where(of_dataset(items.c.replaced_by, True)))
    return removed


def _forget_split_projects(connection: Connection) -> None:
    """Remove projects of the demonstration data from splits of the facts' topics, which earlier versions allowed."""
    going = set(connection.scalars(select(Project.project_id).where(of_dataset(Project.import_id, True))))
    splits = select(TopicCorrection).where(TopicCorrection.kind == "split", TopicCorrection.demonstration.is_(False))
    correction: Any
    for correction in connection.execute(splits):
        kept = {project: topic for project, topic in correction.details["parts"].items() if project not in going}
        this = TopicCorrection.correction_id == correction.correction_id
        connection.execute(update(TopicCorrection).where(this).values(details={**correction.details, "parts": kept}))


def _forget_topics(connection: Connection) -> None:
    """Delete what was found in and said of the demonstration data's topics, and show none of them any more.

    The topics themselves stay, as an id is never given to another topic.
    """
    for model in (TopicCorrection, TopicRun):
        connection.execute(delete(model).where(model.demonstration.is_(True)))
    connection.execute(update(Topic).where(Topic.demonstration.is_(True)).values(found=False, shown=False))
