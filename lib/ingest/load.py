"""Checked rows to the store, in the caller's transaction: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from lib.ingest.check import Checked, Problem, Values, check
from lib.ingest.read import SourceFile, read_table
from lib.ingest.schemas import SCHEMAS, Child, Target
from lib.store.models import ImportRecord
from lib.store.summaries import SUMMARISED, refresh_summaries

#: Rows to a statement: below the 32,766 parameters that SQLite and PostgreSQL both allow.
_CHUNK = 500

Key = tuple[object, ...]


class Rejected(Exception):
    """Rows of the file do not fit; nothing was loaded. `problems` lists them all."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems[:20]))


@dataclass
class ImportResult:
    """What an import did. `import_id` is None where the file changed nothing."""

    file_name: str
    entity: str
    rows_read: int
    rows_new: int = 0
    rows_changed: int = 0
    rows_same: int = 0
    import_id: int | None = None


@dataclass
class _Diff:
    """What a table would gain and change."""

    new: list[tuple[int, Values]] = field(default_factory=list)
    changed: list[tuple[int, Values, Key]] = field(default_factory=list)
    same: int = 0
    #: Rows of the file that would change rows of the other part, facts or illustrative.
    mixed: list[int] = field(default_factory=list)


def load_file(
    connection: Connection,
    file: SourceFile,
    *,
    entity: str | None = None,
    illustrative: bool = False,
    imported_by: str,
) -> ImportResult:
    """Read, check and load one file in the transaction of `connection`.

    Args:
        connection: an open connection; the caller commits, or rolls back when this raises.
        file: the file.
        entity: what its rows are; recognised from the header when not given.
        illustrative: the rows are made up for illustration. They never change facts, nor facts them.
        imported_by: who loads it, for the import record.

    Raises:
        Unusable: the file cannot be read as a whole.
        Rejected: rows do not fit.
    """
    table = read_table(file, entity)
    checked = check(table, lambda name: known_keys(connection, name))
    if checked.problems:
        raise Rejected(checked.problems)
    diffs = [(target, _diff(connection, checked, target, illustrative)) for target in table.schema.targets]
    mixed = sorted({number for _, diff in diffs for number in diff.mixed})
    if mixed:
        part = "facts" if illustrative else "illustrative rows"
        raise Rejected([Problem(file.name, row, "", "", f"a key that no {part} have") for row in mixed])
    new, changed = _count_rows(diffs)
    result = ImportResult(file.name, table.schema.entity, len(checked.rows), new, changed)
    result.rows_same = result.rows_read - new - changed
    if new or changed:
        result.import_id = _record(connection, checked, result, illustrative, imported_by)
        for target, diff in diffs:
            _write(connection, target, diff, result.import_id)
        if table.schema.entity in SUMMARISED:
            refresh_summaries(connection)
    return result


def known_keys(connection: Connection, entity: str) -> set[str]:
    """The keys of an entity that has a key of one column."""
    target = SCHEMAS[entity].targets[0]
    return set(connection.scalars(select(target.model.__table__.c[target.key[0]])))


def _count_rows(diffs: list[tuple[Target, _Diff]]) -> tuple[int, int]:
    """Rows of the file that bring something new, and rows that only change what is there."""
    new = {number for _, diff in diffs for number, _ in diff.new}
    changed = {number for _, diff in diffs for number, _, _ in diff.changed} - new
    return len(new), len(changed)


def _record(
    connection: Connection, checked: Checked, result: ImportResult, illustrative: bool, imported_by: str
) -> int:
    file = checked.table.file
    statement = insert(ImportRecord).values(
        file_name=file.name,
        sha256=file.sha256,
        size_bytes=len(file.content),
        file_format=f"{result.entity} template",
        entity=result.entity,
        imported_at=datetime.now(UTC).replace(tzinfo=None),
        imported_by=imported_by,
        rows_read=result.rows_read,
        rows_new=result.rows_new,
        rows_changed=result.rows_changed,
        rows_same=result.rows_same,
        illustrative=illustrative,
        options={},
    )
    inserted = connection.execute(statement).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])


def _columns(target: Target, header: Iterable[str]) -> list[str]:
    """Columns of the table that the file speaks of; what it leaves out stays as it is."""
    given = set(header) | set(target.key)
    for name in target.columns:
        stem, _, kind = name.rpartition("_")
        if kind in ("eur", "original") and given & {f"{stem}_eur", f"{stem}_original"}:
            given |= {name, "currency"}
    return [name for name in target.columns if name in given]


def _diff(connection: Connection, checked: Checked, target: Target, illustrative: bool) -> _Diff:
    columns = _columns(target, checked.table.header)
    children = [child for child in target.children if child.field in checked.table.header]
    wanted: dict[Key, tuple[int, Values]] = {}
    for number, values in checked.rows.items():
        if not target.only_with or any(values[name] is not None for name in target.only_with):
            wanted.setdefault(tuple(values[name] for name in target.key), (number, values))
    stored = _stored(connection, target, columns, wanted)
    listed = {child.field: _stored_children(connection, target, child, wanted) for child in children}
    diff = _Diff()
    for key, (number, values) in wanted.items():
        found = stored.get(key)
        if found is None:
            diff.new.append((number, values))
        elif all(found[name] == values[name] for name in columns) and all(
            listed[child.field].get(key[0], ()) == _child_rows(child, values) for child in children
        ):
            diff.same += 1
        elif found["illustrative"] != illustrative:
            diff.mixed.append(number)
        else:
            primary = tuple(found[column.name] for column in _table(target).primary_key)
            diff.changed.append((number, {name: values[name] for name in [*columns, *_fields(children)]}, primary))
    return diff


def _fields(children: list[Child]) -> list[str]:
    return [child.field for child in children]


def _table(target: Target) -> Table:
    table = target.model.__table__
    assert isinstance(table, Table)
    return table


def _stored(
    connection: Connection, target: Target, columns: list[str], wanted: Iterable[Key]
) -> dict[Key, dict[str, Any]]:
    """The rows that the table has for these keys, by key."""
    table = _table(target)
    first = table.c[target.key[0]]
    names = list(dict.fromkeys([*columns, *(column.name for column in table.primary_key)]))
    query = select(*(table.c[name] for name in names), ImportRecord.illustrative).join(
        ImportRecord, ImportRecord.import_id == table.c.import_id
    )
    found = {}
    for chunk in _chunks(dict.fromkeys(key[0] for key in wanted)):
        for row in connection.execute(query.where(first.in_(chunk))).mappings():
            found[tuple(row[name] for name in target.key)] = dict(row)
    return found


def _stored_children(
    connection: Connection, target: Target, child: Child, wanted: Iterable[Key]
) -> dict[object, tuple[Key, ...]]:
    """The rows that a list has in the store, by the parent's key."""
    table = child.model.__table__
    parent = table.c[target.key[0]]
    order = table.c.position if child.numbered else table.c[child.columns[0]]
    query = select(parent, *(table.c[name] for name in child.columns)).order_by(parent, order)
    found: dict[object, list[Key]] = {}
    for chunk in _chunks(dict.fromkeys(key[0] for key in wanted)):
        for key, *rest in connection.execute(query.where(parent.in_(chunk))):
            found.setdefault(key, []).append(tuple(rest))
    return {key: tuple(rows) for key, rows in found.items()}


def _child_rows(child: Child, values: Values) -> tuple[Key, ...]:
    """The rows a list would have, in the order in which the store gives them back."""
    items = values[child.field] or ()
    assert isinstance(items, tuple)
    rows = tuple(item if isinstance(item, tuple) else (item,) for item in items)
    return rows if child.numbered else tuple(sorted(rows))


def _write(connection: Connection, target: Target, diff: _Diff, import_id: int) -> None:
    table = _table(target)
    origin = {"import_id": import_id}
    for rows in _chunks(diff.new):
        connection.execute(
            insert(table),
            [{name: values[name] for name in target.columns} | origin | {"source_row": n} for n, values in rows],
        )
    primary = [column.name for column in table.primary_key]
    for number, values, key in diff.changed:
        changes = {name: value for name, value in values.items() if name in table.c and name not in primary}
        statement = update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in primary))
        connection.execute(
            statement.values(**changes, **origin, source_row=number),
            {f"key_{name}": part for name, part in zip(primary, key, strict=True)},
        )
    touched = [values for _, values in diff.new] + [values for _, values, _ in diff.changed]
    for child in target.children:
        _write_children(connection, target, child, [values for values in touched if child.field in values])


def _write_children(connection: Connection, target: Target, child: Child, parents: list[Values]) -> None:
    table = child.model.__table__
    assert isinstance(table, Table)
    parent = target.key[0]
    for chunk in _chunks(parents):
        connection.execute(delete(table).where(table.c[parent].in_([values[parent] for values in chunk])))
        rows = [
            {parent: values[parent], **dict(zip(child.columns, row, strict=True))}
            | ({"position": place} if child.numbered else {})
            for values in chunk
            for place, row in enumerate(_child_rows(child, values), start=1)
        ]
        if rows:
            connection.execute(insert(table), rows)


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
