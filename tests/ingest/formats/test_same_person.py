"""Somebody known by e-mail address in one list and by name in another counts once, where it is plain who they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from lib.entities.attendance import Attendance
from lib.entities.import_record import ImportRecord
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.references import Choices
from lib.ingest.undo import undo
from lib.ingest.upload import Report, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.checks.reports import rows
from tests.ingest.dumps import csv_file, everything, load_files
from tests.ingest.files.samples import text_file

AT_E1 = Answers(given=Given({"event_id": "E1"}))
#: Registered and came: a pair of answers for each person of the store.
BOTH, REGISTERED, CAME = (True, True), (True, None), (None, True)


def fill(engine: Engine) -> None:
    load_files(engine, csv_file("event", "event_id,name\nE1,Workshop\nE2,Other\n"))


store = filled_store(fill)


def eventbrite(*persons: str) -> SourceFile:
    """A list of persons as "First Last address"."""
    header = "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee Status,Event Name"
    orders = [
        ",".join(["1", "2025-03-01", *person.split(), "1", "Standard", "Attending", "Workshop"]) for person in persons
    ]
    return text_file("guests.csv", "\n".join([header, *orders, ""]))


def teams(*persons: str) -> SourceFile:
    """A report of persons as "Name" or "Name;address"."""
    lines = ["2. Participants", "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole"]
    for person in persons:
        name, _, address = person.partition(";")
        lines.append(f"{name}\t12/16/25, 9:00:00 AM\t12/16/25, 10:00:00 AM\t1h\t{address}\t\tPresenter")
    return text_file("report.csv", "\n".join([*lines, ""]), "utf-16")


def load(engine: Engine, *files: SourceFile, answers: Answers = AT_E1) -> Report:
    with prepare(engine, list(files), answers) as ready:
        ready.load(operator("tests"))
        return ready.report


def known(engine: Engine) -> list[tuple[object, ...]]:
    return sorted(rows(engine, Attendance, "registered", "attended"), key=repr)


GUESTS = eventbrite("Anna Example anna@uni.example", "José Pérez jose@min.example", "Cy Stays cy@min.example")
REPORT = teams("Anna Example (Guest)", "Perez, Jose", "Dr. Anna  example")
JOINED = sorted([BOTH, BOTH, REGISTERED], key=repr)


@pytest.mark.parametrize("files", [(GUESTS, REPORT), (REPORT, GUESTS)], ids=["registered first", "came first"])
@pytest.mark.parametrize("together", [True, False])
def test_persons_count_once(store: Engine, files: tuple[SourceFile, ...], together: bool) -> None:
    uploads = [files] if together else [(file,) for file in files]
    reports = [load(store, *upload) for upload in uploads]
    assert known(store) == JOINED
    assert [report.warnings for report in reports] == [() for _ in uploads]
    # Nothing of it changes when the lists come again, in whatever order.
    again = load(store, *files)
    assert known(store) == JOINED
    assert again.counts["attendance"].new == 0
    # What a report says of roles is not lost to a list of the registered.
    assert [role for (role,) in rows(store, Attendance, "role")].count("speaker") == 2


def test_two_persons_of_one_name_are_not_merged(store: Engine) -> None:
    load(store, eventbrite("Anna Example anna@uni.example", "Anna Example anna@min.example"))
    report = load(store, teams("Anna Example"))
    assert known(store) == sorted([REGISTERED, REGISTERED, CAME], key=repr)
    (group,) = report.warnings
    assert (group.code, group.parameters) == ("not-joined", {"named": 1, "registered": 2, "strangers": 1})
    # Nor are they when the name is known first.
    undone = teams("Ben Sample")
    load(store, undone)
    load(store, eventbrite("Ben Sample ben@uni.example", "Ben Sample ben@min.example"))
    assert len(known(store)) == 6


def test_one_name_with_two_addresses_is_told(store: Engine) -> None:
    """It may be one person or two: they count as two, and the report says how many there are, without a name."""
    load(store, eventbrite("Anna Example anna@uni.example", "Bert Sample bert@min.example"))
    report = load(store, teams("Anna Example (Guest)", "Bert Sample;bert.sample@min.example"))
    assert known(store) == sorted([BOTH, REGISTERED, CAME], key=repr)
    (group,) = report.warnings
    assert (group.code, group.parameters) == ("namesakes", {"persons": 1})
    assert "bert" not in repr(everything(store)).casefold() + repr(report).casefold().replace("report.csv", "")
    # The same list again has nobody new in it.
    assert load(store, teams("Bert Sample;bert.sample@min.example")).warnings == ()


def last_import(engine: Engine) -> int:
    """The number of the last import that stands."""
    with engine.connect() as connection:
        last = select(func.max(ImportRecord.import_id)).where(ImportRecord.undone_at.is_(None))
        return int(connection.scalar(last) or 0)


def choosing(**choices: Any) -> Answers:
    return replace(AT_E1, choices=Choices(**choices))


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("same", [True, False])
def test_who_bears_one_name_is_asked_about(store: Engine, same: bool, together: bool) -> None:
    guests = eventbrite("Anna Example anna@uni.example", "Bert Sample bert@min.example")
    came = teams("Anna Example (Guest)", "Bert Sample;bert.sample@min.example")
    if not together:
        load(store, guests)
    before = everything(store)
    with prepare(store, [guests, came] if together else [came], AT_E1) as ready:
        (asked,) = ready.report.namesakes
        assert (asked.where, asked.row, asked.answer) == ("report.csv", 4, None)
        assert [(other.where, other.row) for other in asked.others] == [
            ("guests.csv" if together else f"guests.csv, import {last_import(store)}", 3)
        ]
    answers = choosing(meant={"attendance": {asked.person: asked.others[0].key if same else ""}})
    with prepare(store, [guests, came] if together else [came], answers) as ready:
        loaded = ready.load(operator("tests"))
        assert (ready.report.warnings, len(ready.report.namesakes)) == ((), 1)
    counted = [BOTH, BOTH] if same else [BOTH, REGISTERED, CAME]
    assert known(store) == sorted(counted, key=repr)
    # It is remembered: the list is not asked about again, nor are the two at another event, in whatever order.
    with prepare(store, [came], AT_E1) as ready:
        assert ready.report.namesakes == ()
        assert ready.report.counts["attendance"].new == 0
    if not together:
        elsewhere = Answers(given=Given({"event_id": "E2"}))
        load(store, teams("Bert Sample;bert.sample@min.example"), answers=elsewhere)
        assert load(store, eventbrite("Bert Sample bert@min.example"), answers=elsewhere).namesakes == ()
        assert len(known(store)) == len(counted) + (1 if same else 2)
        for _ in range(2):
            undo(store, last_import(store), operator("tests"))
    assert "bert" not in repr(everything(store)["person_answer"])
    assert loaded.upload_id is not None
    undo(store, loaded.upload_id, operator("tests"))
    assert everything(store)["person_answer"] == []
    assert everything(store)["attendance"] == before["attendance"]


def test_a_name_that_two_others_bear_is_asked_about(store: Engine) -> None:
    load(store, eventbrite("Anna Example anna@uni.example", "Anna Example anna@min.example"))
    came = teams("Anna Example")
    with prepare(store, [came], choosing(same=frozenset({"attendance"}))) as ready:
        (asked,) = ready.report.namesakes
        assert [other.row for other in sorted(asked.others, key=lambda other: other.row)] == [2, 3]
    answers = choosing(meant={"attendance": {asked.person: asked.others[1].key}})
    assert load(store, came, answers=answers).warnings == ()
    assert known(store) == sorted([BOTH, REGISTERED], key=repr)
    assert load(store, came).namesakes == ()
    # Elsewhere another Anna may come.
    load(store, came, answers=Answers(given=Given({"event_id": "E2"})))
    assert len(known(store)) == 3


def test_a_second_person_of_a_name_that_was_joined_stays_a_second_person(store: Engine) -> None:
    load(store, teams("Anna Example"))
    load(store, eventbrite("Anna Example anna@uni.example"))
    load(store, eventbrite("Anna Example anna@min.example"))
    assert known(store) == sorted([BOTH, REGISTERED], key=repr)
    # By the address alone the first one is still found.
    load(store, teams("A. E.;anna@uni.example"))
    assert len(known(store)) == 2


def test_who_cannot_be_joined_is_told(store: Engine) -> None:
    load(store, eventbrite(*(f"First{n} Last{n} p{n}@uni.example" for n in range(12))))
    report = load(store, teams(*(f"Guest {n}" for n in range(12))))
    (group,) = report.warnings
    assert "12 of 12 attendees without an e-mail address cannot be joined to the 12 registered" in group.expected
    assert len(known(store)) == 24


def test_a_name_at_another_event_is_another_matter(store: Engine) -> None:
    load(store, eventbrite("Anna Example anna@uni.example"))
    with prepare(store, [teams("Anna Example")], Answers(given=Given({"event_id": "E2"}))) as ready:
        ready.load(operator("tests"))
    assert known(store) == sorted([REGISTERED, CAME], key=repr)


def test_undoing_the_second_list_leaves_the_first(store: Engine) -> None:
    load(store, GUESTS)
    before = rows(store, Attendance, "attendee", "alias", "registered", "attended")
    brought = load_files(store, REPORT, answers=AT_E1)
    assert brought.upload_id is not None
    undo(store, brought.upload_id, operator("tests"))
    assert rows(store, Attendance, "attendee", "alias", "registered", "attended") == before


def test_a_template_joins_by_the_name_beside_the_address(store: Engine) -> None:
    load(store, teams("Anna Example"))
    load_files(
        store, csv_file("attendance", "event_id,attendee,alias,registered\nE1,anna@uni.example,Anna Example,yes\n")
    )
    assert known(store) == [BOTH]
    assert "anna" not in repr(everything(store)).casefold()
