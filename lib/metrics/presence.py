"""Which data a dataset lacks altogether: figures that need them are empty whatever the filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, exists, select

from lib.entities.call_outcome import CallOutcome
from lib.entities.registry import ENTITIES
from lib.metrics.conditions import in_dataset
from lib.metrics.frames import fetch_one
from lib.metrics.scope import Scope

#: Outcomes of calls by country, which calls seldom publish: most have a row for the call alone.
OUTCOME_BY_COUNTRY = "call outcome by country"
#: Needs of figures beyond any rows of an entity: the entity, and the condition on its rows.
_MORE: dict[str, tuple[str, Any]] = {OUTCOME_BY_COUNTRY: ("call outcome", CallOutcome.country.is_not(None))}


def entity_of(need: str) -> str:
    """Return the entity whose rows a need is for."""
    return _MORE[need][0] if need in _MORE else need


def absent(engine: Engine, needs: Sequence[str], demonstration: bool) -> tuple[str, ...]:
    """Return the needs for which a dataset holds nothing at all, whatever the filters.

    Args:
        engine: the store.
        needs: names of entities, or OUTCOME_BY_COUNTRY.
        demonstration: which dataset.
    """
    if not needs:
        return ()
    there = {f"n{place}": _holds(need, demonstration) for place, need in enumerate(needs)}
    found = fetch_one(engine, select(*(holds.label(name) for name, holds in there.items())))
    return tuple(need for need, name in zip(needs, there, strict=True) if not found[name])


def _holds(need: str, demonstration: bool) -> Any:
    model: Any = ENTITIES[entity_of(need)].model
    more = [_MORE[need][1]] if need in _MORE else []
    return exists(select(1).select_from(model).where(*in_dataset(Scope(demonstration=demonstration), model), *more))
