"""Attendance of an event is known by persons or by sums, in whatever order they come; and sums have to agree."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from lib.entities.attendance import Attendance
from lib.entities.attendance_sum import AttendanceSum
from lib.entities.import_record import ImportRecord
from lib.ingest.quarantine import list_quarantined
from lib.ingest.undo import UndoError, undo
from lib.ingest.upload import RejectedError, prepare
from lib.metrics.imports import import_report
from lib.services.actors import operator
from tests.attendance import HEAD, people
from tests.attendance import countries as countries
from tests.ingest.dumps import csv_file
from tests.rows import load, upload

SUMS = "event_id,country,organisation_type,registered,attended\n"
OF_E1 = f"{SUMS}E1,,,60,50\nE1,MT,,40,30\nE1,,SME,7,3\n"
PERSONS, ADA = HEAD + people("E1", 0, 9, "MT"), operator("Ada")


def refused(engine: Engine, entity: str, content: str) -> str:
    """What nothing of a file is loaded for."""
    with pytest.raises(RejectedError) as caught:
        load(engine, entity, content)
    (group,) = caught.value.problems
    return group.expected if group.code == "sums-cannot-be" else group.code


def stored(engine: Engine) -> list[tuple[object, ...]]:
    columns = (AttendanceSum.event_id, AttendanceSum.country, AttendanceSum.organisation_type)
    query = select(*columns, AttendanceSum.registered, AttendanceSum.attended).order_by(*columns)
    with engine.connect() as connection:
        return sorted(map(tuple, connection.execute(query)), key=str)


def test_persons_or_sums_in_both_orders(countries: Engine) -> None:
    load(countries, "attendance sum", OF_E1)
    assert refused(countries, "attendance", PERSONS) == "persons-of-sums"
    load(countries, "attendance", PERSONS.replace("E1", "E2"))
    assert refused(countries, "attendance sum", f"{SUMS}E2,,,60,50\n") == "sums-of-persons"
    # Emptied, sums say nothing any more; and the list keeps them from coming back.
    emptied = upload(countries, "attendance sum", f"{SUMS}E1,,,,\nE1,MT,,,\nE1,,SME,,\n").upload_id
    load(countries, "attendance", PERSONS)
    assert emptied is not None
    with pytest.raises(UndoError, match=f"attendance of E1 would contradict itself. Undo first: {emptied + 1}."):
        undo(countries, emptied, ADA)
    undo(countries, emptied + 1, ADA)
    undo(countries, emptied, ADA)
    assert len(stored(countries)) == 3


def test_rows_called_total_are_the_sums_of_all(countries: Engine) -> None:
    rows = "E1,MT,,40,30\nE1,FR,,20,20\nE1,Total,,60,49\nE2,MT,,7,\nE2,Summe:,,9,\n"
    with prepare(countries, [csv_file("attendance sum", SUMS + rows)]) as ready:
        found = [(one.code, one.column, one.rows, [row for row, _ in one.examples]) for one in ready.report.warnings]
        refused = [group.code for group in ready.report.errors]
    assert sorted(found) == [
        ("total-differs", "attended", 1, [4]),
        ("total-differs", "registered", 1, [6]),
        ("total-of-all", "", 2, [4, 6]),
    ]
    assert refused == ["sums-cannot-be"], "fewer came than the countries add up to"
    load(countries, "attendance sum", SUMS + rows.replace("60,49", "60,50"))
    assert ("E1", None, None, 60, 50) in stored(countries)
    assert ("E2", None, None, 9, None) in stored(countries)


def test_files_that_bring_both_at_once_are_refused(countries: Engine) -> None:
    files = [csv_file("attendance", PERSONS), csv_file("attendance sum", OF_E1)]
    with prepare(countries, files) as ready:
        assert {group.code for group in ready.report.errors} == {"persons-of-sums", "sums-of-persons"}


def test_of_two_at_once_one_is_refused(countries: Engine) -> None:
    together = threading.Barrier(2)

    def loaded(entity: str, content: str) -> bool:
        with prepare(countries, [csv_file(entity, content)]) as ready:
            assert not ready.report.errors
            together.wait(timeout=60)
            try:
                ready.load(ADA)
            except RejectedError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        works = [pool.submit(loaded, *one) for one in (("attendance", PERSONS), ("attendance sum", OF_E1))]
        assert sorted(work.result() for work in works) == [False, True]
    with countries.connect() as connection:
        known = [connection.execute(select(model.event_id)).all() for model in (Attendance, AttendanceSum)]
    assert [bool(rows) for rows in known].count(True) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("E1,,,60,50\nE1,MT,,40,30\nE1,FR,,25,25\n", "add up to no more"),
        ("E1,,,60,50\nE1,,SME,40,10\n", "add up to no more"),
        ("E1,MT,,40,30\n", "the sum of all as well"),
        ("E1,,,60,\nE1,MT,,40,30\n", "the sum of all as well"),
        ("E1,,,60,61\n", "no more who attended than registered"),
        ("E1,,,60,50\nE1,MT,SME,40,30\n", "not both"),
    ],
)
def test_sums_that_cannot_be_are_refused(countries: Engine, rows: str, said: str) -> None:
    assert said in refused(countries, "attendance sum", SUMS + rows)
    assert stored(countries) == []


def test_sums_are_checked_with_those_that_are_there(countries: Engine) -> None:
    load(countries, "attendance sum", OF_E1)
    for rows in ("event_id,attended\nE1,20\n", "event_id,country,attended\nE1,FR,25\n"):
        assert "add up to no more" in refused(countries, "attendance sum", rows)
    # What a file leaves out stays; what it leaves empty is not known.
    load(countries, "attendance sum", "event_id,country,attended\nE1,MT,32\nE1,FR,\n")
    assert stored(countries) == [
        ("E1", "FR", None, None, None),
        ("E1", "MT", None, 40, 32),
        ("E1", None, "SME", 7, 3),
        ("E1", None, None, 60, 50),
    ]
    less = upload(countries, "attendance sum", "event_id,attended,registered\nE1,60,70\n").upload_id
    load(countries, "attendance sum", "event_id,country,registered,attended\nE1,FR,25,25\n")
    assert less is not None
    with pytest.raises(UndoError, match="Undo first"):
        undo(countries, less, ADA)


def test_records_of_imports_repeat_no_number(countries: Engine) -> None:
    """Quarantined rows are for those who load files; what else is kept of a file of sums has no small number in it."""
    content = f"{OF_E1}E2,,,60,50\nE2,MT,,77777,88888\nE2,FR,,a dozen,\nE1,,SME,7,3\n"
    with prepare(countries, [csv_file("attendance sum", content)]) as ready:
        loaded = ready.load(ADA, quarantine_bad_rows=True)
    assert loaded.upload_id is not None
    assert [row[0] for row in stored(countries)] == ["E1"] * 3, "none of an event's sums is loaded where one is wrong"
    assert "77777" in str(list_quarantined(countries, loaded.upload_id, 10, ADA))
    with countries.connect() as connection:
        record = str(connection.execute(select(ImportRecord).where(ImportRecord.entity == "attendance sum")).all())
    kept = record + str(import_report(countries, loaded.upload_id))
    assert not any(number in kept for number in ("77777", "88888", "a dozen", "E1 + SME"))
