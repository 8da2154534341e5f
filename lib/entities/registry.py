"""The list of all entities: whatever knows entities reads it. docs/developer/add-an-entity.md says how to add one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from lib.entities import (
    attendance,
    attendance_sum,
    call,
    call_commitment,
    call_outcome,
    channel_snapshot,
    country,
    event,
    field_of_science,
    funding,
    import_record,
    membership,
    organisation,
    output,
    participation,
    post,
    programme,
    project,
    published_figure,
)
from lib.entities.entity import ByLanguage, Entity
from lib.entities.listing import SEARCH, BelongsTo, Place
from lib.entities.schema import Schema, Target
from lib.entities.synonyms import COMMON, SAY_LITTLE

#: Parents before children: the order of loading.
_LISTED = (
    country,
    organisation,
    membership,
    programme,
    call,
    call_commitment,
    call_outcome,
    project,
    field_of_science,
    participation,
    funding,
    event,
    attendance,
    attendance_sum,
    post,
    channel_snapshot,
    published_figure,
    output,
    import_record,
)

#: Entities by name, in the order of loading.
ENTITIES: dict[str, Entity] = {module.ENTITY.name: module.ENTITY for module in _LISTED}
#: The forms of files, by entity, in the order of loading.
SCHEMAS: dict[str, Schema] = {name: entity.schema for name, entity in ENTITIES.items() if entity.schema is not None}
#: Entities whose rows can be listed. Rows that are persons cannot: by country or event they would show small numbers.
LISTED = tuple(name for name, entity in ENTITIES.items() if entity.listing is not None and not entity.of_persons)
#: Entities that can be exported; of those of persons, the numbers that may be published.
EXPORTED = (*LISTED, *(name for name, entity in ENTITIES.items() if entity.of_persons))
#: Entities of reference data, which both datasets share.
REFERENCE = frozenset(name for name, entity in ENTITIES.items() if entity.reference)


def references_of(name: str) -> tuple[str, ...]:
    """Return the other entities that an entity's file refers to, in the order of loading."""
    named = {field.refers_to for field in SCHEMAS[name].fields} - {name}
    return tuple(entity for entity in SCHEMAS if entity in named)


def loading_step(name: str) -> int:
    """Return the step in which an entity's file can be loaded, from 1: after all that it refers to, but for reference
    data, which every store has."""
    return 1 + max((loading_step(entity) for entity in references_of(name) if entity not in REFERENCE), default=0)


def choices_of(name: str) -> frozenset[str]:
    """The choices (attributes of lib.metrics.scope.Scope) that narrow an entity's rows, the dataset aside."""
    listing = ENTITIES[name].listing
    assert listing is not None, f"{name} is not listed"
    found = {SEARCH} if listing.searched else set()
    for narrowing in listing.narrowed_by:
        found |= choices_of_rows(narrowing.entity) if isinstance(narrowing, BelongsTo) else set(narrowing.choices)
    return frozenset(found)


def choices_of_rows(name: str) -> frozenset[str]:
    """The choices of lib.entities.listing.BelongsTo: all that narrow an entity's rows, but for Place and the search."""
    listing = ENTITIES[name].listing
    assert listing is not None, f"{name} is not listed"
    found: set[str] = set()
    for narrowing in listing.narrowed_by:
        if isinstance(narrowing, BelongsTo):
            found |= choices_of_rows(narrowing.entity)
        elif not isinstance(narrowing, Place):
            found |= set(narrowing.choices)
    return frozenset(found)


def key_of(name: str) -> tuple[str, ...]:
    """The columns by which an entity's rows are told apart; their primary key may be a number of the store's own."""
    for schema in SCHEMAS.values():
        for target in schema.targets:
            if target.entity == name:
                return target.key
    return tuple(column.name for column in ENTITIES[name].model.__table__.primary_key)


@cache
def schema_of_rows(name: str) -> Schema:
    """The form of an entity's rows by themselves: that of its file, or its part of a file that gives several tables."""
    for schema in SCHEMAS.values():
        for target in schema.targets:
            if target.entity == name:
                return schema if len(schema.targets) == 1 else _part_of(schema, target)
    raise KeyError(name)


def _part_of(schema: Schema, target: Target) -> Schema:
    fields = tuple(field for field in schema.fields if field.name in target.columns)
    names = {field.name for field in fields}
    return replace(
        schema,
        entity=target.entity,
        key=target.key,
        fields=fields,
        targets=(target,),
        amounts=tuple(amount for amount in schema.amounts if f"{amount}_eur" in names),
        ordered=tuple(pair for pair in schema.ordered if names.issuperset(pair)),
        odd=tuple(rule for rule in schema.odd if names.issuperset(rule.columns)),
    )


@cache
def synonyms() -> dict[tuple[str, str], tuple[str, ...]]:
    """What other people's files call a field, by entity ("*" for any) and field.

    The field "" has words that say little in a header: the entity's own name, or the like of "name" and "number".
    """
    declared: dict[str, Mapping[str, ByLanguage]] = {"*": {**COMMON, "": SAY_LITTLE}}
    declared |= {name: {**entity.synonyms, "": entity.called} for name, entity in ENTITIES.items()}
    return {
        (entity, field): tuple(word for words in by_language.values() for word in words.split(", "))
        for entity, fields in declared.items()
        for field, by_language in fields.items()
        if by_language
    }
