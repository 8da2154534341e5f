"""Staged rows checked against the store: references, dates, names that are taken, and what would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from lib.common.formatting import with_article
from lib.common.progress import Progress
from lib.entities.country import Country
from lib.entities.fields import Kind
from lib.entities.import_record import ImportRecord
from lib.entities.registry import SCHEMAS
from lib.entities.schema import Child, Target
from lib.ingest.problem_codes import Code
from lib.ingest.problems import HIDDEN, expect
from lib.ingest.staging.attendance_checks import check_attendance
from lib.ingest.staging.complements import complete_from_store
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.references import distinct_values, no_key, same_value
from lib.ingest.staging.stage import CHANGED, ELSEWHERE, SAME, Stage
from lib.ingest.staging.tables import matching, table_of
from lib.store.datasets import of_dataset

#: What is wrong with a reference to the other dataset, by whether the rows that refer are demonstration data.
_OTHER_DATASET = {False: Code.REFERENCE_TO_DEMONSTRATION, True: Code.REFERENCE_TO_FACT}


def compare_stages(
    stages: Sequence[Stage],
    referable: Callable[[Stage], Sequence[Stage]],
    is_demonstration: Callable[[Stage], bool],
    problems: ProblemTable,
    progress: Progress,
) -> None:
    """Find out what the rows of an upload would change in the store, and which of them do not fit it.

    Args:
        stages: all of the upload, parents before children.
        referable: from a stage to those that its rows may refer to.
        is_demonstration: whether a stage's rows are demonstration data.
        problems: receives what is found.
        progress: receives the steps.
    """
    for stage in stages:
        progress(None, f"Comparing {stage.schema.entity} rows with the store")
        check_references(stage, referable(stage), is_demonstration(stage), problems)
        compare_with_store(stage, is_demonstration(stage), problems)
    check_attendance(stages, problems)


def check_references(stage: Stage, stages: Sequence[Stage], demonstration: bool, problems: ProblemTable) -> None:
    """Find values that must be a key which neither the store nor the upload has in the dataset of these rows.

    Args:
        stages: those of the upload whose rows belong to the same dataset, and those of countries.
        demonstration: whether that is the demonstration data.
    """
    for field in stage.schema.fields:
        if field.refers_to is None or field.name not in stage.own:
            continue
        values = distinct_values(stage, field)
        if not stage.connection.scalar(
            select(exists(select(values).where(*no_key(values.c.value, field, stages, demonstration))))
        ):
            continue
        parent = SCHEMAS[field.refers_to].targets[0]
        value = stage.table.c[field.name]
        stored = table_of(parent.model).alias()
        there = stored.c[parent.key[0]] == value
        in_store = exists(select(1).where(there))
        # Countries are reference data: both datasets refer to them.
        of_own = (
            in_store
            if parent.model is Country
            else exists(select(1).where(there, of_dataset(stored.c.import_id, demonstration)))
        )
        # An alias: a stage may refer to itself, as outputs do.
        staged = [other.table.alias() for other in stages if other.schema.entity == field.refers_to]
        nowhere = [~exists(select(1).where(source.c[parent.key[0]] == value)) for source in staged]
        header = stage.headers.get(field.name, field.name)
        mixed = select(stage.table.c.row, value).where(value.is_not(None), *nowhere, in_store, ~of_own)
        problems.add_found(stage.source, header, expect(_OTHER_DATASET[demonstration]), mixed)
        nowhere.append(~in_store)
        plain = expect(Code.UNKNOWN_REFERENCE, entity=with_article(field.refers_to))
        unknown = and_(value.is_not(None), *nowhere)
        # What should be an identifier may be a name in a list of persons.
        shown: Any = literal(HIDDEN) if stage.schema.of_persons and field.kind is Kind.TEXT else value
        rows = select(stage.table.c.row, shown, literal(plain.code.value), literal(plain.parameters))
        meant = stage.meant.get(field.name)
        if meant is not None:
            rows = select(
                stage.table.c.row,
                shown,
                func.coalesce(meant.c.code, plain.code.value),
                func.coalesce(meant.c.parameters, plain.parameters),
            ).outerjoin(meant, same_value(stage, field, meant))
        # A row that refers to another row of its entity is dropped with it.
        while problems.add_each(stage.source, header, rows.where(unknown)) and field.refers_to == stage.schema.entity:
            stage.drop(problems)
        if stage.mapping.only_new:
            stage.connection.execute(delete(stage.table).where(unknown))
    if stage.mapping.by_itself:
        _check_rows_named_by_several_columns(stage, problems)
    stage.drop(problems)


def _check_rows_named_by_several_columns(stage: Stage, problems: ProblemTable) -> None:
    """Find rows that refer to a row that the store lacks, and that comes along in a whole file: a participation."""
    for constraint in table_of(stage.schema.targets[0].model).foreign_key_constraints:
        pairs = [(element.parent.name, element.column) for element in constraint.elements]
        if len(pairs) > 1:
            there = exists(select(1).where(*(named == stage.table.c[mine] for mine, named in pairs)))
            named = with_article(constraint.referred_table.name.replace("_", " "))
            value = stage.table.c[pairs[0][0]]
            column = " + ".join(mine for mine, _ in pairs)
            expected = expect(Code.UNKNOWN_REFERENCE, entity=named)
            problems.add_found(stage.source, column, expected, select(stage.table.c.row, value).where(~there))


def compare_with_store(stage: Stage, demonstration: bool, problems: ProblemTable) -> None:
    """Find out for each table of the store what the rows would change."""
    complete_from_store(stage)
    states = {stage.state_name(place): None for place in range(len(stage.schema.targets))}
    stage.connection.execute(
        update(stage.table).where(or_(*(stage.table.c[s].is_not(None) for s in states))).values(states)
    )
    for place, target in enumerate(stage.schema.targets):
        _compare_table(stage, place, target, demonstration)
    _refuse_wrong_order(stage, problems)
    _refuse_taken(stage, problems)
    if demonstration and stage.schema.targets[0].model is Country:
        wrong, expected = stage.state(0).is_distinct_from(SAME), expect(Code.COUNTRY_CHANGED)
    else:
        wrong = or_(*(stage.state(place) == ELSEWHERE for place in range(len(stage.schema.targets))))
        expected = expect(Code.KEY_OF_OTHER_DATASET, dataset="fact" if demonstration else "demonstration data")
    problems.add_found(stage.source, "", expected, select(stage.table.c.row, literal("")).where(wrong))
    stage.drop(problems)


def _compare_table(stage: Stage, place: int, target: Target, demonstration: bool) -> None:
    stored, t = table_of(target.model), stage.table
    differs: list[ColumnElement[bool]] = [
        stored.c[name].is_distinct_from(t.c[name]) for name in stage.columns(target) if name not in target.key
    ]
    differs += [_list_differs(stage, target, child) for child in target.children if child.field in stage.lists]
    in_other_dataset = exists(
        select(1).where(ImportRecord.import_id == stored.c.import_id, ImportRecord.demonstration.is_not(demonstration))
    )
    if stage.mapping.only_new:
        state: Any = literal(SAME)
    else:
        state = case((~or_(*differs), SAME), (in_other_dataset, ELSEWHERE), else_=CHANGED) if differs else SAME
    stage.connection.execute(update(t).values({stage.state_name(place): state}).where(matching(stored, t, target.key)))


def _refuse_wrong_order(stage: Stage, problems: ProblemTable) -> None:
    """Refuse rows that contradict a date that the store has and the file does not mention."""
    target = stage.schema.targets[0]
    stored, t = table_of(target.model), stage.table
    joined = select(t.c.row, literal("")).outerjoin(stored, matching(stored, t, target.key))

    def will_be(name: str) -> ColumnElement[Any]:
        return t.c[name] if name in stage.own else stored.c[name]

    for first, second in stage.schema.ordered:
        if (first in stage.own) != (second in stage.own):
            here, there = (first, second) if first in stage.own else (second, first)
            code = Code.AFTER_STORED_DATE if here == first else Code.BEFORE_STORED_DATE
            rows = joined.where(will_be(second) < will_be(first))
            problems.add_found(stage.source, stage.headers.get(here, here), expect(code, column=there), rows)


def _refuse_taken(stage: Stage, problems: ProblemTable) -> None:
    """Refuse rows with what only one may have, such as a country's name, where another has it already."""
    target, t = stage.schema.targets[0], stage.table
    stored, other = table_of(target.model), t.alias("other")
    for column in (column for column in stored.columns if column.unique and column.name in stage.own):
        name, mine = column.name, t.c[column.name]
        taken = [
            exists(select(1).select_from(stored).where(column == mine, ~matching(stored, t, target.key))),
            exists(select(1).select_from(other).where(other.c[name] == mine, other.c.row < t.c.row)),
            *(
                exists(select(1).select_from(earlier.table).where(earlier.table.c[name] == mine))
                for earlier in stage.earlier
                if name in earlier.own
            ),
        ]
        expected = expect(Code.NAME_TAKEN, field=name, entity=stage.schema.entity)
        rows = select(t.c.row, mine).where(or_(*taken))
        problems.add_found(stage.source, stage.headers.get(name, name), expected, rows)


def _list_differs(stage: Stage, target: Target, child: Child) -> ColumnElement[bool]:
    """Compare lists: the staged one of a row has an item that the stored one lacks, or the other way round."""
    stored, listed = table_of(child.model), stage.lists[child.field]
    parent = target.key[0]
    columns = [*child.columns, *(["position"] if child.numbered else [])]
    alike = and_(*(stored.c[name] == listed.c[name] for name in columns), stored.c[parent] == listed.c[parent])
    here = listed.c[parent] == stage.table.c[parent]
    there = stored.c[parent] == stage.table.c[parent]
    more = exists(select(1).select_from(listed).where(here, ~exists(select(1).select_from(stored).where(alike))))
    fewer = exists(select(1).select_from(stored).where(there, ~exists(select(1).select_from(listed).where(alike))))
    return or_(more, fewer)
