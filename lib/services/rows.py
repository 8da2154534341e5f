"""Rows entered, changed and deleted by hand, with the checks, the record and the undo of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine

from lib.entities.fields import Field, Kind
from lib.entities.registry import schema_of_rows
from lib.ingest import deletion
from lib.ingest.by_hand import prepare_rows
from lib.ingest.problems import ProblemGroup
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text
from lib.ingest.upload import NeedsInput, Prepared, RejectedError, StoreChangedError
from lib.metrics.record import Record, RowKey, key_of_import, read_record, read_record_on, with_key
from lib.services.actors import Actor
from lib.services.rights import EDIT_ROWS
from lib.store.dates import PartialDate
from lib.store.engine import write_transaction


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a cell, or with the row where `field` is empty, in a sentence for who entered it."""

    field: str
    sentence: str


class RowRejectedError(Exception):
    """The row was not saved; `problems` say what is wrong, or, where `only_unusual`, what somebody should confirm."""

    def __init__(self, problems: Sequence[RowProblem], *, only_unusual: bool = False) -> None:
        self.problems = tuple(problems)
        self.only_unusual = only_unusual
        super().__init__("\n".join(problem.sentence for problem in problems))


class RowChangedError(Exception):
    """Somebody else changed or deleted the row meanwhile; nothing was saved.

    `now` is the row as it is now; None where it is gone.
    """

    def __init__(self, now: Record | None) -> None:
        self.now = now
        super().__init__(
            f"{now.imported_by} changed this row meanwhile."
            if now
            else "This row is no longer there: it was deleted, or the import that it came from was undone."
        )


@dataclass(frozen=True)
class Saved:
    """A row that was saved: the import that records it, and the row's key."""

    import_id: int
    key: RowKey


class NothingChangedError(Exception):
    """The row is in the store already, just as it was entered."""


def cells_of(record: Record) -> dict[str, Cell]:
    """Return the cells of a file that would give this row, by field; "" for what is not known."""
    return {name: _cell(value) for name, value in record.values.items()}


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, PartialDate):
        return value.isoformat()
    if isinstance(value, (Decimal, date, datetime)):
        return value
    return str(value)


def texts_of(record: Record) -> dict[str, str]:
    """Return the row as a form shows it, by field; empty for what is not known."""
    return {name: as_text(cell) for name, cell in cells_of(record).items()}


def open_row(engine: Engine, entity: str, key: RowKey, actor: Actor) -> Record | None:
    """Read a row to change it, with numbers of persons that others see masked; None where it is not there.

    Raises:
        NotPermittedError: a reader asks.
    """
    actor.check(EDIT_ROWS)
    return read_record(engine, entity, key, exact=True)


def fields_of_form(entity: str) -> list[Field]:
    """Return the fields that a form asks for, in the order of the entity's file.

    An amount is asked for once, in the currency that it was published in; what it is in EUR follows from it.
    """
    schema = schema_of_rows(entity)
    derived = {f"{amount}_eur" for amount in schema.amounts}
    return [field for field in schema.fields if field.name not in derived]


def save_row(
    engine: Engine,
    entity: str,
    texts: Mapping[str, str],
    actor: Actor,
    reason: str,
    *,
    opened: Record | None = None,
    demonstration: bool = False,
    confirmed: bool = False,
) -> Saved:
    """Save a row that was entered or changed by hand, in one transaction.

    Args:
        engine: the store.
        entity: one of lib.entities.registry.LISTED.
        texts: by field of `fields_of_form`, what was entered; empty for "not known".
        actor: who enters it.
        reason: why, kept with the import.
        opened: the row as it was when the form was opened; None to add a row.
        demonstration: the dataset of a new row; a changed one stays in its own.
        confirmed: values that are unusual are meant.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
        RowRejectedError: something is wrong, or unusual and not confirmed; nothing was saved.
        RowChangedError: somebody changed the row since it was opened; nothing was saved.
        NothingChangedError: there is nothing to save.
    """
    actor.check_on_record(EDIT_ROWS)
    check_reason(reason)
    cells = _cells(entity, texts, opened)
    before = cells_of(opened) if opened else {}
    # What was there before is not asked about again.
    entered = {name for name, cell in cells.items() if cell != before.get(name)}
    if opened is not None:
        demonstration = opened.demonstration
    try:
        prepared = prepare_rows(engine, entity, [cells], reason=reason.strip(), demonstration=demonstration)
    except NeedsInput as unanswered:
        raise RowRejectedError(ambiguous_problems(unanswered)) from None
    with prepared:
        import_id = _load(prepared, entity, actor, opened, entered, confirmed)
    return Saved(import_id, opened.key if opened else key_of_import(engine, entity, import_id))


def _cells(entity: str, texts: Mapping[str, str], opened: Record | None) -> dict[str, Cell]:
    """Return the row's cells. What was left as it was keeps its type: nothing has to be read anew in it."""
    schema = schema_of_rows(entity)
    before = cells_of(opened) if opened else dict.fromkeys(schema.by_name, "")
    changed = {name: text.strip() for name, text in texts.items() if text.strip() != as_text(before[name])}
    if opened is not None and changed.keys() & set(schema.key):
        raise RowRejectedError(
            [RowProblem(name, "The key of a row stays. Add the row anew and delete this one.") for name in schema.key]
        )
    cells: dict[str, Cell] = {**before, **changed}
    in_currency = {"currency", "eur_rate", "eur_rate_date"}
    for amount in schema.amounts:
        if changed.keys() & {f"{amount}_original", *in_currency}:
            cells[f"{amount}_eur"] = ""
    return cells


_KEY_TAKEN = "There is a row with this key already. Open and change it, or choose another key."


def _looked_at(entity: str, column: str) -> set[str]:
    """Return the fields whose values a warning of a column may be about."""
    fields = {column}
    for rule in schema_of_rows(entity).odd:
        if rule.columns[0] == column:
            fields |= set(rule.columns)
    return fields


def _load(
    prepared: Prepared, entity: str, actor: Actor, opened: Record | None, entered: set[str], confirmed: bool
) -> int:
    report = prepared.report

    def check(connection: Connection) -> None:
        if opened is not None:
            check_unchanged(connection, opened)

    if report.errors:
        raise RowRejectedError([problem_of(group) for group in report.errors])
    counts = report.counts[entity]
    if opened is None and not counts.new:
        raise RowRejectedError([RowProblem("", _KEY_TAKEN)])
    unusual = [group for group in report.warnings if entered & _looked_at(entity, group.column)]
    if unusual and not confirmed:
        raise RowRejectedError([problem_of(group, "is unusual") for group in unusual], only_unusual=True)
    # Where the store was changed meanwhile, somebody else added it a moment ago.
    return load_prepared(prepared, actor, check, lambda: RowRejectedError([RowProblem("", _KEY_TAKEN)]))


def load_prepared(
    prepared: Prepared, actor: Actor, check: Callable[[Connection], None], changed: Callable[[], Exception]
) -> int:
    """Load rows that were entered by hand and prepared, in one transaction.

    Args:
        prepared: the rows, checked as those of files are.
        actor: who entered them.
        check: raises where what was opened is not what the store has any more; called in the transaction.
        changed: gives what is raised where the store was changed since the rows were prepared.

    Returns:
        The number of the import that records them.

    Raises:
        RowRejectedError: something is wrong with them; nothing was saved.
        NothingChangedError: the store has them already.
    """
    actor.check_on_record(EDIT_ROWS)
    try:
        loaded = prepared.load(actor, check=check)
    except RejectedError as error:
        raise RowRejectedError([problem_of(group) for group in error.problems]) from None
    except StoreChangedError:
        raise changed() from None
    if loaded.upload_id is None:
        raise NothingChangedError("Nothing was changed.")
    return loaded.upload_id


def delete_row(engine: Engine, opened: Record, actor: Actor, reason: str, *, together: int = 0) -> int:
    """Delete a row, in one transaction. What it was is kept: undoing the import that records this puts it back.

    Args:
        engine: the store.
        opened: the row as it was when somebody decided to delete it.
        actor: who deletes it.
        reason: why, kept with the import.
        together: the number of rows that refer to it and are to go with it, where somebody agreed to that.

    Returns:
        The number of the import that records the deletion.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
        RowRejectedError: no reason is given.
        RowChangedError: somebody changed the row since it was opened; nothing was deleted.
        ReferredToError: other rows refer to it, and `together` is not their number.
    """
    actor.check_on_record(EDIT_ROWS, "delete rows")
    check_reason(reason)
    with engine.connect() as connection, write_transaction(connection):
        check_unchanged(connection, opened)
        return deletion.delete_row(
            connection,
            opened.entity,
            with_key(opened.entity, opened.key),
            actor,
            reason.strip(),
            demonstration=opened.demonstration,
            together=together,
        )


def check_reason(reason: str) -> None:
    """Refuse to go on without a reason.

    Raises:
        RowRejectedError: there is none.
    """
    if not reason.strip():
        raise RowRejectedError([RowProblem("", "Say why: the reason is kept on record, so that others understand it.")])


def check_unchanged(connection: Connection, opened: Record) -> None:
    """Refuse to go on where a row is no longer as it was when it was opened.

    Raises:
        RowChangedError: it is not.
    """
    now = read_record_on(connection, opened.entity, opened.key, exact=True)
    if now is None or now.import_id != opened.import_id:
        raise RowChangedError(now)


def problem_of(group: ProblemGroup, wrong: str = "does not fit") -> RowProblem:
    """Say what is wrong with what was entered."""
    value = group.examples[0][1] if group.examples else ""
    found = f"“{value}” {wrong}: " if value else ""
    return RowProblem(group.column, f"{found}expected {group.expected}.")


#: How a cell is written that can be read in one way only.
_PLAIN = {Kind.NUMBER: "1234567.89", Kind.COUNT: "1234567"}


def ambiguous_problems(unanswered: NeedsInput) -> list[RowProblem]:
    """Say which cells can be read in two ways."""
    found = []
    for request in unanswered.requests:
        kind = next(
            reader.schema.by_name[request.name].kind
            for item in unanswered.inspection.found
            for reader in item.readers
            if request.name in reader.schema.by_name
        )
        value, readings = request.question.examples[0], " or ".join(request.question.answers.values())
        plain = _PLAIN.get(kind, "2024-04-03")
        found.append(RowProblem(request.name, f"“{value}” may be {readings}. Write it plainly, such as {plain}."))
    return found
