"""The sums of an event by hand: one import with a reason, checked and undone as files are, seen by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.import_record import ImportRecord
from lib.ingest.undo import undo
from lib.metrics.events.attendance import by_event
from lib.metrics.imports import list_imports
from lib.metrics.scope import Scope
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.attendance_sums import Category, Sum, SumsChangedError, put_together, read_sums, save_sums
from lib.services.rights import Role
from lib.services.rows import NothingChangedError, RowRejectedError
from tests.attendance import countries as countries

ADA, WHY = operator("Ada"), "report of the organiser"
MALTA, SMES = Category("MT"), Category("", "SME")
ENTERED = {Category(): Sum(60, 50), MALTA: Sum(40, 30), Category("FR"): Sum(3, 3), SMES: Sum(None, 3)}
FROM = {"source_url": "https://example.org/report", "as_of": "2024-05", "approximate": "yes"}


def test_sums_are_saved_together_and_undone_together(countries: Engine) -> None:
    number = save_sums(countries, read_sums(countries, "E1", ADA), ENTERED, FROM, ADA, WHY)
    opened = read_sums(countries, "E1", ADA)
    assert opened.sums == ENTERED
    assert {name: text for name, text in opened.origin.items() if text} == FROM
    assert by_event(countries, Scope()).set_index("event_id").loc["E1", ["attended_words", "source"]].tolist() == [
        "~50",
        "sums of attendance",
    ]
    record = list_imports(countries).iloc[0]
    assert (record["import_id"], record["entity"], record["rows_new"]) == (number, "attendance sum", 4)
    # One is changed, one is emptied; the others stay as they are.
    changed = {**ENTERED, MALTA: Sum(38, 30), SMES: Sum()}
    second = save_sums(countries, opened, changed, opened.origin, ADA, WHY)
    assert list_imports(countries).iloc[0]["rows_changed"] == 2
    assert read_sums(countries, "E1", ADA).sums == {one: number for one, number in changed.items() if number != Sum()}
    undo(countries, second, ADA)
    assert read_sums(countries, "E1", ADA).sums == ENTERED
    undo(countries, number, ADA)
    assert read_sums(countries, "E1", ADA).sums == {}


def test_nothing_is_saved_of_what_is_wrong(countries: Engine) -> None:
    opened = read_sums(countries, "E1", ADA)
    with pytest.raises(RowRejectedError, match="Say why"):
        save_sums(countries, opened, ENTERED, FROM, ADA, " ")
    for sums, said in (({**ENTERED, MALTA: Sum(55, 49)}, "add up to no more"), ({MALTA: Sum(4, 4)}, "sum of all")):
        with pytest.raises(RowRejectedError, match=said):
            save_sums(countries, opened, sums, FROM, ADA, WHY)
    with pytest.raises(RowRejectedError, match="stands there twice"):
        put_together(Sum(9, 9), [("MT", Sum(3, 3)), ("MT", Sum(4, 4))], {})
    with pytest.raises(NothingChangedError):
        save_sums(countries, opened, {}, opened.origin, ADA, WHY)
    assert read_sums(countries, "E1", ADA).sums == {}


def test_a_later_change_is_never_overwritten(countries: Engine) -> None:
    opened = read_sums(countries, "E1", ADA)
    save_sums(countries, opened, ENTERED, FROM, ADA, WHY)
    with pytest.raises(SumsChangedError) as caught:
        save_sums(countries, opened, {Category(): Sum(10, 9)}, FROM, operator("Ben"), WHY)
    assert caught.value.now.sums == ENTERED == read_sums(countries, "E1", ADA).sums


def test_readers_neither_see_nor_change_them(countries: Engine) -> None:
    opened, reader = read_sums(countries, "E1", ADA), Actor("Eve", Role.READER)
    with pytest.raises(NotPermittedError, match="Only the Secretariat may"):
        read_sums(countries, "E1", reader)
    for actor in (reader, operator("")):
        with pytest.raises(NotPermittedError):
            save_sums(countries, opened, ENTERED, FROM, actor, WHY)
    with countries.connect() as connection:
        assert not connection.execute(
            ImportRecord.__table__.select().where(ImportRecord.entity == "attendance sum")
        ).all()
