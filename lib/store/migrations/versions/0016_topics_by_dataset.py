"""Topics are those of the facts or of the demonstration data, and say how stable they are

Topics that a store has were found over both. They are of neither, so they are shown no more until topics are looked for
in each; but what the secretariat said of them must live on. So each topic goes to the dataset of its projects; one with
projects of both is doubled, with all that was said of it, and the next run finds its names again by its projects. Where
only one dataset was ever loaded, its topics stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0013"

_TOPIC = sa.table(
    "topic",
    sa.column("topic_id", sa.Integer),
    sa.column("demonstration", sa.Boolean),
    sa.column("label", sa.Text),
    sa.column("made_label", sa.Text),
    sa.column("candidates", sa.JSON),
    sa.column("made_terms", sa.JSON),
    sa.column("terms", sa.JSON),
    sa.column("telling", sa.JSON),
    sa.column("colour", sa.Integer),
    sa.column("found", sa.Boolean),
    sa.column("shown", sa.Boolean),
)
_CORRECTION = sa.table(
    "topic_correction",
    sa.column("correction_id", sa.Integer),
    sa.column("demonstration", sa.Boolean),
    sa.column("kind", sa.String),
    sa.column("topic_id", sa.Integer),
    sa.column("project_id", sa.String),
    sa.column("details", sa.JSON),
    sa.column("made_at", sa.DateTime),
    sa.column("made_by", sa.Text),
    sa.column("undone_at", sa.DateTime),
    sa.column("undone_by", sa.Text),
)
_FOUND = sa.table("topic_found", sa.column("project_id", sa.String), sa.column("topic_id", sa.Integer))
_PROJECT = sa.table("project", sa.column("project_id", sa.String), sa.column("import_id", sa.Integer))
_IMPORT = sa.table(
    "import_record",
    sa.column("import_id", sa.Integer),
    sa.column("entity", sa.String),
    sa.column("demonstration", sa.Boolean),
)
_RUN = sa.table("topic_run", sa.column("demonstration", sa.Boolean))


def upgrade() -> None:
    # Columns are added and dropped where the tables are: SQLite cannot make a table anew that others refer to. So those
    # that must be filled have a default, which nobody relies on.
    op.add_column("topic_run", sa.Column("demonstration", sa.Boolean(), nullable=True))
    for table in ("topic", "topic_correction"):
        op.add_column(table, sa.Column("demonstration", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in ("made_stability", "stability"):
        op.add_column("topic", sa.Column(column, sa.Float(), nullable=True))
    _divide(op.get_bind())


def downgrade() -> None:
    for table, column in (
        ("topic", "stability"),
        ("topic", "made_stability"),
        ("topic_correction", "demonstration"),
        ("topic", "demonstration"),
        ("topic_run", "demonstration"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _divide(connection: sa.Connection) -> None:
    # Countries are reference data of both.
    loaded = sa.select(_IMPORT.c.demonstration).where(_IMPORT.c.entity != "country").distinct()
    kinds = set(connection.scalars(loaded))
    if len(kinds) == 1:
        (only,) = kinds
        for table in (_RUN, _TOPIC, _CORRECTION):
            connection.execute(sa.update(table).values(demonstration=only))
        return
    topics = {row.topic_id: row for row in connection.execute(sa.select(_TOPIC).order_by(_TOPIC.c.topic_id))}
    corrections = connection.execute(sa.select(_CORRECTION).order_by(_CORRECTION.c.correction_id)).all()
    of_project: dict[str, bool] = {
        row.project_id: row.demonstration
        for row in connection.execute(
            sa.select(_PROJECT.c.project_id, _IMPORT.c.demonstration).join(
                _IMPORT, _IMPORT.c.import_id == _PROJECT.c.import_id
            )
        )
    }
    found = connection.execute(sa.select(_FOUND.c.project_id, _FOUND.c.topic_id)).all()
    kinds_of = _kinds_of(((row.topic_id, of_project[row.project_id]) for row in found), corrections, of_project)
    twins = _settle(connection, topics, kinds_of)
    for topic, twin in twins.items():
        demonstration = [row.project_id for row in found if row.topic_id == topic and of_project[row.project_id]]
        for start in range(0, len(demonstration), 500):
            connection.execute(
                sa.update(_FOUND)
                .where(_FOUND.c.topic_id == topic, _FOUND.c.project_id.in_(demonstration[start : start + 500]))
                .values(topic_id=twin)
            )
    _settle_corrections(connection, corrections, kinds_of, twins, of_project)
    # What is shown is made of all this by the next run.
    for name in ("project_topic", "project_place"):
        connection.execute(sa.delete(sa.table(name)))
    connection.execute(sa.update(_TOPIC).values(shown=False))


def _kinds_of(
    found: Iterable[tuple[int, bool]], corrections: Iterable[Any], of_project: dict[str, bool]
) -> dict[int, set[bool]]:
    """In which datasets each topic has projects, or is meant by a correction."""
    kinds: dict[int, set[bool]] = defaultdict(set)
    for topic, demonstration in found:
        kinds[topic].add(demonstration)
    for row in corrections:
        if row.kind == "split":
            for project, part in row.details["parts"].items():
                if project in of_project:
                    kinds[part].add(of_project[project])
        elif row.kind == "pin" and row.project_id in of_project:
            kinds[row.topic_id].add(of_project[row.project_id])
    for row in corrections:
        if row.kind == "merge":
            kinds[row.details["into"]] |= kinds[row.topic_id]
    return kinds


def _settle(connection: sa.Connection, topics: dict[int, Any], kinds_of: dict[int, set[bool]]) -> dict[int, int]:
    """Say of each topic which dataset it is of. Returns the twin, of the demonstration data, of each that is of both."""
    twins: dict[int, int] = {}
    number = max(topics, default=0)
    for topic, row in topics.items():
        if kinds_of[topic] == {True}:
            connection.execute(sa.update(_TOPIC).where(_TOPIC.c.topic_id == topic).values(demonstration=True))
        elif kinds_of[topic] == {True, False}:
            number += 1
            twins[topic] = number
            twin = {**row._mapping, "topic_id": number, "demonstration": True}
            connection.execute(sa.insert(_TOPIC).values(twin))
    return twins


def _settle_corrections(
    connection: sa.Connection,
    corrections: Iterable[Any],
    kinds_of: dict[int, set[bool]],
    twins: dict[int, int],
    of_project: dict[str, bool],
) -> None:
    """Say of each correction which dataset it is of, and repeat for the twins what was said of both."""
    number = max((row.correction_id for row in corrections), default=0)
    for row in corrections:
        if row.kind == "exclude":
            kinds = {True, False}
        elif row.kind == "pin":
            kinds = {of_project.get(row.project_id, False)}
        else:
            kinds = kinds_of[row.topic_id]
        if True not in kinds:
            continue
        details = dict(row.details)
        if row.kind == "merge":
            details["into"] = twins.get(details["into"], details["into"])
        elif row.kind == "split":
            details["parts"] = {project: twins.get(part, part) for project, part in details["parts"].items()}
        of_twin = {"topic_id": twins.get(row.topic_id, row.topic_id), "details": details, "demonstration": True}
        if kinds == {True}:
            own = _CORRECTION.c.correction_id == row.correction_id
            connection.execute(sa.update(_CORRECTION).where(own).values(of_twin))
        else:
            number += 1
            connection.execute(sa.insert(_CORRECTION).values({**row._mapping, **of_twin, "correction_id": number}))
