"""Organisations that the files name and nobody knows yet: found, and created where the owner of the files wants it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from lib.common.folding import slug
from lib.entities.fields import Field
from lib.entities.organisation import Organisation
from lib.ingest.problem_codes import Code
from lib.ingest.staging.names import fold_name
from lib.ingest.staging.references import MOST_SAID, Choices, References, UnknownName, same_value, take_keys
from lib.ingest.staging.stage import Stage
from lib.ingest.tables import EntityMapping
from lib.store.bulk import add_rows

#: The entity whose unknown rows can be created: a name is all that one needs.
CREATED = "organisation"
#: Longest readable part of a key, and digits of the hash that tells two of one readable part apart.
_READABLE, _DIGITS = 40, 8
#: Keys that are looked up at a time.
_BATCH = 500


def key_of_new(name: str, country: str | None, taken: Iterable[str] = ()) -> str:
    """Make the key of a new organisation from its country and its name, such as DE-UNIVERSITY-A.

    Args:
        name: its name, of which 40 characters are used.
        country: its country; without one the key begins with the name.
        taken: keys of other organisations. One of them gets 8 hexadecimal digits of the name's SHA-256 behind it.
    """
    digits = hashlib.sha256(fold_name(name).encode()).hexdigest()[:_DIGITS].upper()
    readable = slug(name, _READABLE).upper() or digits
    # What begins with its country is a key already.
    key = readable if not country or readable.startswith(f"{country}-") else f"{country}-{readable}"
    return f"{key}-{digits}" if key in taken else key


def unknown_names(stages: Sequence[Stage], references: References) -> list[UnknownName]:
    """List the organisations that these stages name and nobody knows, in the order of the files."""
    counted: dict[tuple[str, str], tuple[int, str]] = {}
    for stage, declared in _referring(stages):
        for value, country, rows, _ in _unknown(stage, declared):
            key = fold_name(value), country or ""
            before, spelt = counted.get(key, (0, value))
            counted[key] = before + rows, spelt
    for name, seats in _seats(counted).items():
        # See _keys: who has a country in one column and none in another, such as a funder, is one.
        seated = (name, next(iter(seats), ""))
        if len(seats) == 1 and (name, "") in counted and counted[name, ""][1] == counted[seated][1]:
            rows, spelt = counted.pop((name, ""))
            counted[seated] = counted[seated][0] + rows, spelt
    return [
        UnknownName(CREATED, spelt, country, rows, tuple(references.near.get((CREATED, spelt), ())))
        for (_, country), (rows, spelt) in counted.items()
    ]


def create_unknown(connection: Connection, stages: Sequence[Stage], choices: Choices, number: int) -> list[Stage]:
    """Stage the unknown organisations that are to be created, each at the first row that names it.

    Args:
        connection: where the stages are.
        stages: of one dataset, in the order of the files.
        choices: which names are to be created.
        number: of the first new stage.

    Returns:
        A stage for each table that names any; its rows are new, and so undone with the table's import.
    """
    wanted = [
        (stage, declared, value, country, row)
        for stage, declared in _referring(stages)
        for value, country, _, row in _unknown(stage, declared)
        if choices.creates(CREATED, value)
    ]
    if not wanted:
        return []
    keys = _keys(connection, stages, [(value, country) for _, _, value, country, _ in wanted])
    rows_of: dict[int, list[tuple[int, str, str, str | None]]] = {}
    headers: dict[int, str] = {}
    staged: set[str] = set()
    for stage, declared, value, country, row in wanted:
        key, seat = keys[fold_name(value), country]
        if key not in staged:
            staged.add(key)
            rows_of.setdefault(stage.source, []).append((row, key, value, seat))
            headers.setdefault(stage.source, stage.headers.get(declared.name, declared.name))
    for stage, declared in _referring(stages):
        _take(
            stage,
            declared,
            [
                (value, country, keys[fold_name(value), country][0])
                for of_stage, field, value, country, _ in wanted
                if of_stage is stage and field is declared
            ],
        )
    created = []
    for place, (source, rows) in enumerate(rows_of.items()):
        mapping = EntityMapping(CREATED, {}, repeats={}, only_new=True)
        names = ("organisation_id", "name", "country")
        new = Stage(connection, number + place, source, mapping, names, dict.fromkeys(names, headers[source]))
        add_rows(connection, new.table, ["row", *names], list(zip(*rows, strict=True)))
        new.create_indexes()
        new.read_as += [f"{name} is created as {key}" for _, key, name, _ in rows[:MOST_SAID]]
        if len(rows) > MOST_SAID:
            new.read_as.append(f"{len(rows) - MOST_SAID:,} more organisations are created")
        created.append(new)
    return created


def _referring(stages: Iterable[Stage]) -> Iterator[tuple[Stage, Field]]:
    for stage in stages:
        for declared in stage.schema.fields:
            if declared.refers_to == CREATED and declared.name in stage.meant:
                yield stage, declared


def _unknown(stage: Stage, declared: Field) -> list[Any]:
    """Find the names that are unknown: as they are spelt, the country, how many rows name them, and the first."""
    meant, t = stage.meant[declared.name], stage.table
    query = (
        select(meant.c.value, meant.c.country, func.count(), func.min(t.c.row).label("first"))
        .join(t, same_value(stage, declared, meant))
        .where(meant.c.key.is_(None), or_(meant.c.code.is_(None), meant.c.code == Code.NEAR_REFERENCE.value))
        .group_by(meant.c.value, meant.c.country)
        .order_by("first", meant.c.value)
    )
    return list(stage.connection.execute(query))


def _seats(named: Iterable[tuple[str, str | None]]) -> dict[str, set[str]]:
    """Gather the countries of each folded name."""
    seats: dict[str, set[str]] = {}
    for name, country in named:
        seats.setdefault(name, set()).update(filter(None, [country]))
    return seats


def _keys(
    connection: Connection, stages: Sequence[Stage], names: Sequence[tuple[str, str | None]]
) -> dict[tuple[str, str | None], tuple[str, str | None]]:
    """Make a key for each folded name and country, with the country that is stored.

    A name without a country is the one with a country, where there is only one such.
    """
    seats = _seats((fold_name(name), country) for name, country in names)

    def seat_of(folded: str, country: str | None) -> str | None:
        return next(iter(seats[folded])) if country is None and len(seats[folded]) == 1 else country

    spelt: dict[tuple[str, str | None], str] = {}
    for name, country in names:
        spelt.setdefault((fold_name(name), seat_of(fold_name(name), country)), name)
    taken = _taken(connection, stages, [key_of_new(name, seat) for (_, seat), name in spelt.items()])
    keys: dict[tuple[str, str | None], str] = {}
    for (folded, seat), name in spelt.items():
        keys[folded, seat] = key_of_new(name, seat, taken)
        taken.add(keys[folded, seat])
    asked = {(fold_name(name), country) for name, country in names}
    return {
        (folded, country): (keys[folded, seat_of(folded, country)], seat_of(folded, country))
        for folded, country in asked
    }


def _taken(connection: Connection, stages: Sequence[Stage], keys: Sequence[str]) -> set[str]:
    """Return those of the keys that organisations of the store, or of the upload, have."""
    columns: list[Any] = [Organisation.organisation_id]
    columns += [stage.table.c.organisation_id for stage in stages if stage.schema.entity == CREATED]
    return {
        key
        for column in columns
        for start in range(0, len(keys), _BATCH)
        for key in connection.scalars(select(column).where(column.in_(keys[start : start + _BATCH])))
    }


def _take(stage: Stage, declared: Field, found: Sequence[tuple[str, str | None, str]]) -> None:
    """Put the new keys in place of the names."""
    if not found:
        return
    meant = stage.meant[declared.name]
    changing = (
        update(meant)
        .values(key=bindparam("new_key"), code=None, parameters=None)
        .where(meant.c.value == bindparam("of_value"), func.coalesce(meant.c.country, "") == bindparam("in_country"))
    )
    stage.connection.execute(
        changing, [{"new_key": key, "of_value": value, "in_country": country or ""} for value, country, key in found]
    )
    take_keys(stage, declared, meant)
