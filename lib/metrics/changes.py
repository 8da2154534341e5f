"""What changed in the store since a day, by the imports that it records and by what it keeps of rows before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, Table, and_, case, exists, func, or_, select, union_all

from lib.entities.base import Verified
from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES, REFERENCE, SCHEMAS
from lib.metrics.frames import fetch, fetch_one
from lib.store.dates import precision_of, surely_within
from lib.store.tables import BEFORE

#: Entities of which changes are told: their own rows, and not those of imports. Countries are reference data.
FOLLOWED = tuple(name for name in ENTITIES if name not in ("import record", *REFERENCE))


def newest_import(engine: Engine, demonstration: bool) -> date | None:
    """Return the day (UTC) on which something was loaded last; None where nothing was."""
    found = fetch_one(engine, select(func.max(ImportRecord.imported_at).label("day")).where(*_of(demonstration)))
    return None if pd.isna(found["day"]) else pd.Timestamp(found["day"]).date()


def changes_since(engine: Engine, demonstration: bool, since: date) -> pd.DataFrame:
    """Count what changed from the beginning of a day (UTC) on, by entity.

    A row that was loaded several times since counts once. What was added and undone since is in no count of rows.

    Returns:
        One row for each entity of FOLLOWED with a change, in their order: entity; added (rows that are new), changed
        (rows that were there before and say something else now), removed (rows that are no longer there: deleted by
        hand, or in a merge), undone (rows that imports had brought or changed which were undone since), checked (rows
        that were checked against their source since, as the rows say); all NA of lists of persons, of which numbers of
        rows would give hidden numbers away; imports (files loaded since).
    """
    begin = _begin(since)
    records = fetch(
        engine,
        select(
            ImportRecord.entity,
            func.count(case((ImportRecord.imported_at >= begin, 1))).label("imports"),
            func.sum(
                case((ImportRecord.undone_at >= begin, ImportRecord.rows_new + ImportRecord.rows_changed), else_=0)
            ).label("undone"),
        )
        .where(*_of(demonstration), or_(ImportRecord.imported_at >= begin, ImportRecord.undone_at >= begin))
        .group_by(ImportRecord.entity),
    ).set_index("entity")
    files, undone_rows = (records[name].to_dict() for name in ("imports", "undone"))
    rows = []
    for entity in FOLLOWED:
        counts = _count_rows(engine, ENTITIES[entity].model, demonstration, since)
        imports, undone = (int(of_entity.get(entity, 0)) for of_entity in (files, undone_rows))
        if imports or undone or any(counts.values()):
            hidden = ENTITIES[entity].is_confidential
            numbers = {**counts, "undone": undone}
            shown = {name: pd.NA if hidden else int(number) for name, number in numbers.items()}
            rows.append({"entity": entity, **shown, "imports": imports})
    columns = ["added", "changed", "removed", "undone", "checked", "imports"]
    found = pd.DataFrame(rows, columns=["entity", *columns])
    return found.astype({"entity": "object", **dict.fromkeys(columns, "Int64")})


def _of(demonstration: bool) -> list[Any]:
    return [ImportRecord.demonstration.is_(demonstration)]


def _begin(since: date) -> datetime:
    return datetime.combine(since, time())


def _imports(demonstration: bool, *conditions: Any) -> Select[int]:
    return select(ImportRecord.import_id).where(*_of(demonstration), *conditions)


def _then(stored: Table, demonstration: bool, since: date) -> Any:
    """Select the rows that an import changed or deleted since a day, as they were at its beginning: each once."""
    before = BEFORE[stored.name]
    begin = _begin(since)
    return select(before).where(
        before.c.replaced_by.in_(_imports(demonstration, ImportRecord.imported_at >= begin)),
        before.c.import_id.in_(_imports(demonstration, ImportRecord.imported_at < begin)),
    )


def _count_rows(engine: Engine, model: Any, demonstration: bool, since: date) -> dict[str, int]:
    """Return how many rows of a table are added, changed, removed and checked."""
    stored: Table = model.__table__
    later = _imports(demonstration, ImportRecord.imported_at >= _begin(since))
    then = _then(stored, demonstration, since).subquery()
    alike = and_(*(stored.c[column.name] == then.c[column.name] for column in stored.primary_key))
    is_there = exists(select(1).select_from(stored).where(alike))
    found = fetch_one(
        engine,
        select(
            select(func.count())
            .select_from(stored)
            .where(stored.c.import_id.in_(later))
            .scalar_subquery()
            .label("new"),
            select(func.count()).select_from(then).where(is_there).scalar_subquery().label("changed"),
            select(func.count()).select_from(then).where(~is_there).scalar_subquery().label("removed"),
        ),
    )
    # A changed row is of a later import too.
    counts = {"added": found["new"] - found["changed"], "changed": found["changed"], "removed": found["removed"]}
    return {**counts, "checked": _count_checked(engine, model, demonstration, since)}


def _count_checked(engine: Engine, model: Any, demonstration: bool, since: date) -> int:
    """Return how many rows say that they were checked on the day or later.

    A check is in the store since an import after it: no row of an earlier one is read, which takes seconds for a
    million of them. The day of a check is that of its place, up to a day ahead of the store's.
    """
    if not issubclass(model, Verified):
        return 0
    day = model.verified_on
    query = select(func.count().label("rows")).where(
        model.import_id.in_(_imports(demonstration, ImportRecord.imported_at >= _begin(since) - timedelta(days=1))),
        surely_within(day, precision_of(day), since, None),
    )
    return int(fetch_one(engine, query)["rows"])


# Then and now -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quantity:
    """A sum over all rows of an entity in a dataset, which can be told of earlier days too.

    Attributes:
        entity: of the rows.
        of: gives the sum from the columns of its table.
    """

    entity: str
    of: Callable[[Any], Any]


def _count(columns: Any) -> Any:
    return func.count()


def _programmes(columns: Any) -> Any:
    return func.count(case((columns.single_competition.is_not(True), 1)))


def _budgets(columns: Any) -> Any:
    counted = and_(columns.single_competition.is_not(True), columns.pm_share == 1)
    return func.sum(case((counted, columns.budget_eur)))


def _proposals(column: str) -> Callable[[Any], Any]:
    def total(columns: Any) -> Any:
        both = and_(columns.projects_funded.is_not(None), columns.pre_proposals_eligible.is_not(None))
        return func.sum(case((and_(both, columns.country.is_(None)), columns[column])))

    return total


#: What is told of two days, by name: see `then_and_now`.
QUANTITIES = {
    "programmes": Quantity("programme", _programmes),
    "budgets": Quantity("programme", _budgets),
    "calls": Quantity("call", _count),
    "eligible": Quantity("call outcome", _proposals("pre_proposals_eligible")),
    "funded": Quantity("call outcome", _proposals("projects_funded")),
    "projects": Quantity("project", _count),
    "funding": Quantity("project", lambda columns: func.sum(columns.funding_eur)),
    "participations": Quantity("participation", _count),
    "events": Quantity("event", _count),
    "outputs": Quantity("output", _count),
    "posts": Quantity("post", _count),
}


def then_and_now(engine: Engine, demonstration: bool, since: date) -> pd.DataFrame:
    """Return the QUANTITIES over the rows that the store held at the beginning of a day (UTC), and that it holds.

    Returns:
        One row for each of QUANTITIES, in their order: name; then (NaN where the store cannot tell: nothing of the
        entity was loaded before, or an import of it from before was undone since, of which nothing is kept), now (NaN
        where nothing is known). Money in EUR.
    """
    rows = []
    earlier = _imports(demonstration, ImportRecord.imported_at < _begin(since))
    for name, quantity in QUANTITIES.items():
        stored: Any = ENTITIES[quantity.entity].model.__table__
        kept = _then(stored, demonstration, since).subquery()
        columns = [column.name for column in stored.columns]
        still = select(*(stored.c[column] for column in columns)).where(stored.c.import_id.in_(earlier))
        was = union_all(still, select(*(kept.c[column] for column in columns))).subquery()
        now = select(stored).where(stored.c.import_id.in_(_imports(demonstration))).subquery()
        then, is_now = (
            fetch_one(engine, select(quantity.of(source.c).label("sum")).select_from(source))["sum"]
            for source in (was, now)
        )
        told = _can_tell(engine, quantity.entity, demonstration, since)
        rows.append({"name": name, "then": then if told else pd.NA, "now": is_now})
    found = pd.DataFrame(rows, columns=["name", "then", "now"])
    return found.assign(**{name: found[name].astype("Float64").astype(float) for name in ("then", "now")})


def _can_tell(engine: Engine, entity: str, demonstration: bool, since: date) -> bool:
    """Whether the store knows all rows of an entity that it held at the beginning of a day."""
    begin = _begin(since)
    bring = [name for name, schema in SCHEMAS.items() if entity in {target.entity for target in schema.targets}]
    before = ImportRecord.imported_at < begin
    undone = and_(before, ImportRecord.undone_at >= begin)
    found = fetch_one(
        engine,
        select(
            func.count(case((and_(before, ImportRecord.entity.in_(bring)), 1))).label("loaded"),
            # What deletes or merges rows by hand reaches rows of other entities too.
            func.count(
                case((and_(undone, or_(ImportRecord.entity.in_(bring), ImportRecord.rows_deleted > 0)), 1))
            ).label("lost"),
        ).where(*_of(demonstration)),
    )
    return bool(found["loaded"]) and not found["lost"]
