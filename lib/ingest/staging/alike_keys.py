"""Keys that differ in leading zeros alone, such as 00123 and 123: two rows that may be meant as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, exists, func, literal, select

from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, expect
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of
from lib.store.datasets import of_dataset

#: A column of keys, the conditions of its rows, and where they are.
_Keys = tuple[ColumnElement[Any], list[ColumnElement[bool]], str]


def warn_of_alike_keys(
    stages: Sequence[Stage], is_demonstration: Callable[[Stage], bool], where: Sequence[str], problems: ProblemTable
) -> None:
    """Add a warning for each row whose key is that of another row of its entity, but for zeros before it.

    Args:
        stages: of the upload, in the order of loading.
        is_demonstration: the dataset of a stage's rows; rows of the other one are not compared with them.
        where: the names of the upload's tables.
        problems: receives what is found.
    """
    for place, stage in enumerate(stages):
        (name, *more) = stage.schema.targets[0].key
        if more or stage.schema.of_persons or not isinstance(stage.table.c[name].type, String):
            continue
        dataset = is_demonstration(stage)
        earlier = (
            before
            for before in stages[:place]
            if before.schema.entity == stage.schema.entity and is_demonstration(before) == dataset
        )
        for keys in _others(stage, name, dataset, earlier, where):
            _warn(stage, name, keys, problems)


def _others(
    stage: Stage, name: str, demonstration: bool, earlier: Iterable[Stage], where: Sequence[str]
) -> list[_Keys]:
    """List the keys that those of a stage are compared with."""
    mine, stored, other = stage.table.c, table_of(stage.schema.targets[0].model), stage.table.alias("other")
    known = stored.alias("known")
    # What the store has under both keys was warned of when it was loaded.
    is_new = ~exists(select(1).where(known.c[name] == mine[name]))
    return [
        (stored.c[name], [of_dataset(stored.c.import_id, demonstration), is_new], "in the store"),
        (other.c[name], [other.c.row < mine.row], "above"),
        *((before.table.c[name], [], f"in {where[before.source]}") for before in earlier),
    ]


def _warn(stage: Stage, name: str, keys: _Keys, problems: ProblemTable) -> None:
    (theirs, conditions, place), mine = keys, stage.table.c[name]
    expected = expect(Code.ALIKE_KEY, entity=stage.schema.entity)
    shown = mine + literal(" (") + theirs + literal(f" {place})")
    # Two queries, in each of which an index finds the key without zeros.
    for with_zeros, without in ((mine, theirs), (theirs, mine)):
        bare = func.ltrim(with_zeros, "0")
        alike = and_(with_zeros >= "0", with_zeros < "1", with_zeros.like("0%"), bare != "", without == bare)
        rows = select(stage.table.c.row, shown).where(alike, *conditions).distinct()
        problems.add_found(stage.source, stage.headers.get(name, name), expected, rows, WARNING)
