"""Rows of one person at one event who is known by e-mail address here and by name there.

Each row of attendance has a pseudonym as its key and, as alias, the person's other one: see
lib.entities.attendance.Attendance. A row takes over the key of another where its own key is that row's alias, or where
that row is known by name alone and its key is this row's alias. Where two persons bear the name, nothing is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, exists, func, select, true, union_all, update

from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, Problem, expect
from lib.ingest.staging.namesakes import Namesakes
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of

_EVENT, _KEY, _ALIAS = "event_id", "attendee", "alias"


def join_persons(stage: Stage, earlier: Sequence[Stage], problems: ProblemTable, namesakes: Namesakes) -> None:
    """Give rows the key by which the store, or an earlier table of the upload, knows the same person.

    Adds a warning for each event at which persons known by name alone, or by several addresses, may be counted twice.

    Args:
        stage: rows of attendance; those of other entities are left alone.
        earlier: the stages that were settled before.
        problems: of the upload.
        namesakes: knows what was said of persons whom nothing else tells apart, and asks about the others.
    """
    if stage.schema.entity != "attendance" or _ALIAS not in stage.own:
        return
    stored = table_of(stage.schema.targets[0].model)
    namesakes.recall(stage, stored)
    alike = {other.source: other.table for other in earlier if other.schema is stage.schema and _ALIAS in other.own}
    known: list[FromClause] = [stored, *alike.values()]
    known = [others for others in known if _may_meet(stage, others)]
    named = _by_name(stage, stage.table)
    if stage.mapping.repeats is not None and named:
        _take_over(stage, _within(stage))
    if not known:
        return
    named_there = [_by_name(stage, others) for others in known]
    for others in known:
        _take_over(stage, _across(stage, others))
    namesakes.settle(stage, stored, alike, problems)
    strangers = _strangers(stage, stage.table, known)
    _warn(stage, named, strangers, _registered(stage, known), problems)
    for others, before in zip(known, named_there, strict=True):
        left = _strangers(stage, others, [stage.table])
        _warn(stage, before, left, _registered(stage, [stage.table]), problems)


def _may_meet(stage: Stage, others: FromClause) -> bool:
    """Whether there are other rows of the same events."""
    events = select(stage.table.c[_EVENT]).distinct()
    found = select(exists(select(1).where(others.c[_EVENT].in_(events))))
    return bool(stage.connection.scalar(found))


def _is_by_name(table: FromClause) -> ColumnElement[bool]:
    """Rows of persons of whom the name alone is known."""
    return table.c[_ALIAS] == table.c[_KEY]


def _within(stage: Stage) -> Any:
    """Find rows by name alone whose name one other row of the table has beside its e-mail address."""
    t, others = stage.table, stage.table.alias("others")
    return (
        select(t.c[_EVENT], t.c[_KEY].label("mine"), func.min(others.c[_KEY]).label("theirs"))
        .where(_is_by_name(t), others.c[_EVENT] == t.c[_EVENT], others.c[_ALIAS] == t.c[_KEY], ~_is_by_name(others))
        .group_by(t.c[_EVENT], t.c[_KEY])
        .having(func.count(others.c[_KEY].distinct()) == 1)
    )


def _across(stage: Stage, others: FromClause) -> Any:
    """Find rows whose person has one other key in another table, and is the only one to whom it can belong."""
    t, o = stage.table, others.alias("others").c
    same_event, there, rival = o[_EVENT] == t.c[_EVENT], others.alias("there").c, others.alias("rival").c
    is_by_name = o[_ALIAS] == o[_KEY]
    has_rival = exists(
        select(1).where(rival[_EVENT] == t.c[_EVENT], rival[_ALIAS] == t.c[_ALIAS], rival[_KEY] != o[_KEY])
    )
    is_there = exists(select(1).where(there[_EVENT] == t.c[_EVENT], there[_KEY] == t.c[_KEY]))
    columns = (t.c[_EVENT].label("event"), t.c[_KEY].label("mine"), o[_KEY].label("theirs"))
    claims = union_all(
        # My key is the other's second one.
        select(*columns).where(same_event, o[_ALIAS] == t.c[_KEY], ~is_by_name, ~is_there),
        # The other is known by name alone, and the name is mine and nobody else's.
        select(*columns).where(same_event, o[_KEY] == t.c[_ALIAS], is_by_name, ~_is_by_name(t), ~has_rival, ~is_there),
    ).subquery()
    claimed = (
        select(claims.c.event, claims.c.theirs)
        .group_by(claims.c.event, claims.c.theirs)
        .having(func.count(claims.c.mine.distinct()) == 1)
        .subquery()
    )
    return (
        select(claims.c.event, claims.c.mine, func.min(claims.c.theirs).label("theirs"))
        .join(claimed, (claimed.c.event == claims.c.event) & (claimed.c.theirs == claims.c.theirs))
        .group_by(claims.c.event, claims.c.mine)
        .having(func.count(claims.c.theirs.distinct()) == 1)
    )


def _take_over(stage: Stage, found: Any) -> None:
    """Give rows the keys that were found; the ones they had become their aliases."""
    t = stage.table
    pairs = [
        {"of_event": event, "mine": mine, "theirs": theirs} for event, mine, theirs in stage.connection.execute(found)
    ]
    if pairs:
        stage.connection.execute(
            update(t)
            .where(t.c[_EVENT] == bindparam("of_event"), t.c[_KEY] == bindparam("mine"))
            .values({_KEY: bindparam("theirs"), _ALIAS: bindparam("mine")}),
            pairs,
        )


def _counted(stage: Stage, table: FromClause, *conditions: ColumnElement[bool]) -> dict[str, int]:
    """Count persons by event, of the events of the stage."""
    events = select(stage.table.c[_EVENT]).distinct()
    query = (
        select(table.c[_EVENT], func.count(table.c[_KEY].distinct()))
        .where(table.c[_EVENT].in_(events), *conditions)
        .group_by(table.c[_EVENT])
    )
    return {event: int(count) for event, count in stage.connection.execute(query)}


def _by_name(stage: Stage, table: FromClause) -> dict[str, int]:
    return _counted(stage, table, _is_by_name(table))


def _strangers(stage: Stage, table: FromClause, others: Sequence[FromClause]) -> dict[str, int]:
    """Count persons by name alone whom none of the other tables has."""
    nowhere = [
        ~exists(select(1).where(other.c[_EVENT] == table.c[_EVENT], other.c[_KEY] == table.c[_KEY])) for other in others
    ]
    return _counted(stage, table, _is_by_name(table), *nowhere)


def _registered(stage: Stage, tables: Sequence[FromClause]) -> dict[str, int]:
    """Count the registered who are known by e-mail address."""
    found: dict[str, int] = {}
    for table in tables:
        if "registered" in table.c:
            by_email = _counted(
                stage, table, table.c.registered.is_(true()), table.c[_ALIAS].is_distinct_from(table.c[_KEY])
            )
            found = {event: found.get(event, 0) + by_email.get(event, 0) for event in {*found, *by_email}}
    return found


def _warn(
    stage: Stage, named: dict[str, int], strangers: dict[str, int], registered: dict[str, int], problems: ProblemTable
) -> None:
    """Report how many persons known by name alone may or may not be among the registered."""
    first = select(stage.table.c[_EVENT], func.min(stage.table.c.row)).group_by(stage.table.c[_EVENT])
    rows = {event: int(row) for event, row in stage.connection.execute(first)} if strangers else {}
    problems.add(
        stage.source,
        [
            Problem(
                rows[event],
                "",
                "",
                expect(Code.NOT_JOINED, strangers=count, named=named[event], registered=registered[event]),
                WARNING,
            )
            for event, count in strangers.items()
            if registered.get(event)
        ],
    )
