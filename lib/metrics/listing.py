"""Which rows of an entity fit the filters: the conditions in SQL of what lib.entities.listing declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import String, Text, or_, select

from lib.entities.country import Country
from lib.entities.listing import BelongsTo, InPeriod, Narrowing, OneOf, OverlapsPeriod, Place, Rule
from lib.entities.organisation import Organisation
from lib.entities.published_figure import PublishedFigure
from lib.entities.registry import ENTITIES, SCHEMAS, choices_of_rows, key_of
from lib.metrics.conditions import (
    call_conditions,
    event_conditions,
    in_dataset,
    in_place,
    post_conditions,
    programme_conditions,
    project_conditions,
)
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import in_part_in_period, in_years
from lib.metrics.texts import holds
from lib.store.suppression import mask_small_figures

#: What `Rule` means for the entities that declare one, the dataset included.
_RULES: dict[str, Callable[[Scope], list[Any]]] = {
    "programme": programme_conditions,
    "call": call_conditions,
    "project": project_conditions,
    "event": event_conditions,
    "post": post_conditions,
}
#: Entities whose rows readers know by their name, with the columns of the code and of the name.
_NAMED = {
    "country": (Country.iso2, Country.name),
    "organisation": (Organisation.organisation_id, Organisation.name),
}
#: Columns that hold such a code, and the columns of the code and of the name that readers see instead.
CODED = {
    field.name: _NAMED[field.refers_to]
    for schema in SCHEMAS.values()
    for field in schema.fields
    if field.refers_to in _NAMED
}


def conditions(entity: str, scope: Scope) -> list[Any]:
    """Return every condition on an entity's rows: the dataset, what narrows them, and the text searched for.

    Args:
        entity: one of lib.entities.registry.LISTED.
        scope: those of its choices that narrow the entity are applied.
    """
    listing = ENTITIES[entity].listing
    assert listing is not None, f"{entity} is not listed"
    found = _fitting(entity, scope, *listing.narrowed_by)
    return [*found, *_holding(entity, scope.search)] if listing.searched else found


def _fitting(entity: str, scope: Scope, *narrowings: Narrowing) -> list[Any]:
    model: Any = ENTITIES[entity].model
    ruled = any(isinstance(narrowing, Rule) for narrowing in narrowings)
    found = [] if ruled else in_dataset(scope, model)
    for narrowing in narrowings:
        found += _RULES[entity](scope) if isinstance(narrowing, Rule) else _narrowed(model, scope, narrowing)
    return found


def _narrowed(model: Any, scope: Scope, narrowing: Place | InPeriod | OverlapsPeriod | OneOf | BelongsTo) -> list[Any]:
    match narrowing:
        case Place(of=""):
            return in_place(scope, getattr(model, narrowing.column))
        case Place():
            return _in_place_of(model, scope, narrowing) if scope.by_place else []
        case InPeriod(column):
            return in_years(scope, getattr(model, column))
        case OverlapsPeriod(first, last):
            return in_part_in_period(scope, getattr(model, first), getattr(model, last))
        case OneOf(choice, column):
            chosen = getattr(scope, choice)
            return [getattr(model, column).in_(chosen)] if chosen else []
        case BelongsTo(entity, column):
            return _belonging(getattr(model, column), entity, scope)


def _in_place_of(model: Any, scope: Scope, place: Place) -> list[Any]:
    """Return the condition that a row of another entity that belongs to this one is of the filters' countries."""
    other: Any = ENTITIES[place.of].model
    there = [*in_place(scope, getattr(other, place.column)), *in_dataset(scope, other)]
    if len(place.by) == 1:
        ((own, others),) = place.by.items()
        return [getattr(model, own).in_(select(getattr(other, others)).where(*there))]
    same = [getattr(other, others) == getattr(model, own) for own, others in place.by.items()]
    return [select(getattr(other, place.column)).where(*same, *there).exists()]


def _belonging(column: Any, entity: str, scope: Scope) -> list[Any]:
    """Return the condition that the row that a column refers to fits, its own place aside; nothing where every row
    does."""
    listing = ENTITIES[entity].listing
    if listing is None or not scope.narrowed & choices_of_rows(entity):
        return []
    others = [narrowing for narrowing in listing.narrowed_by if not isinstance(narrowing, Place)]
    (key,) = key_of(entity)
    return [column.in_(select(getattr(ENTITIES[entity].model, key)).where(*_fitting(entity, scope, *others)))]


def _holding(entity: str, search: str) -> list[Any]:
    """Return the condition that what a reader sees in one of the text columns holds the text searched for."""
    wanted = search.strip()
    if not wanted:
        return []
    found: list[Any] = []
    for column in ENTITIES[entity].model.__table__.columns:
        if column.name in CODED:
            code, name = CODED[column.name]
            found.append(column.in_(select(code).where(holds(name, wanted))))
        elif isinstance(column.type, (String, Text)):
            found.append(holds(may_be_shown(column), wanted))
    return [or_(*found)]


def readable(column: Any) -> Any:
    """Return the column itself, or for a code the name that it stands for."""
    if column.name not in CODED:
        return may_be_shown(column)
    code, name = CODED[column.name]
    return select(name).where(code == column).scalar_subquery().label(column.name)


def may_be_shown(column: Any) -> Any:
    """Return the column, or its substitute in rows that anybody may have."""
    figures = PublishedFigure.__table__.c
    return mask_small_figures(figures).label(column.name) if column is figures.value else column
