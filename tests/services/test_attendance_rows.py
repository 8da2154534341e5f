"""An attendance list corrected by hand, by pseudonym: checked and undone as files are, seen by those who may."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.ingest.by_hand import prepare_rows
from lib.ingest.undo import undo
from lib.metrics.events.attendance import by_event
from lib.metrics.events.attendees import by_country
from lib.metrics.imports import list_imports
from lib.metrics.scope import Scope
from lib.services import attendance_rows
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.attendance_rows import ListChangedError, Person, read_list, save_list
from lib.services.rights import Role
from lib.services.rows import NothingChangedError, RowRejectedError
from tests.attendance import HEAD, people
from tests.attendance import countries as countries
from tests.ingest.dumps import dump
from tests.rows import load

ADA, WHY = operator("Ada"), "signed the list later"


@pytest.fixture
def listed(countries: Engine) -> Engine:
    load(countries, "attendance", HEAD + people("E1", 0, 9, "MT") + people("E1", 20, 6, "FR", attended="no"))
    return countries


def attended(engine: Engine) -> int:
    return int(by_event(engine, Scope()).set_index("event_id").loc["E1", "attended"])


def test_corrections_are_one_import_and_the_published_numbers_follow(listed: Engine) -> None:
    before, opened = dump(listed)["attendance"], read_list(listed, "E1", ADA)
    assert (opened.total, attended(listed)) == (15, 9)
    french = {one: person for one, person in opened.persons.items() if person.country == "FR"}
    came = {one: person._replace(attended=True, organisation_type=None) for one, person in french.items()}
    first = next(iter(came))
    changed = {**came, first: came[first]._replace(country="DE")}
    number = save_list(listed, opened, {**opened.persons, **changed}, ADA, WHY)
    assert attended(listed) == 15
    assert by_country(listed, Scope()).set_index("iso2")["attended_words"].to_dict()["DE"] == "<5"
    assert {one: read_list(listed, "E1", ADA).persons[one] for one in changed} == changed
    record = list_imports(listed).iloc[0]
    assert (record["import_id"], record["file_format"], record["rows_changed"]) == (number, "by hand", 6)
    undo(listed, number, ADA)
    assert (dump(listed)["attendance"], attended(listed)) == (before, 9)


def test_nothing_is_saved_of_what_is_wrong_or_was_changed_meanwhile(listed: Engine) -> None:
    opened = read_list(listed, "E1", ADA)
    one, person = next((one, person) for one, person in opened.persons.items() if person.country == "MT")
    with pytest.raises(RowRejectedError, match="Say why"):
        save_list(listed, opened, {one: Person("FR")}, ADA, " ")
    with pytest.raises(RowRejectedError, match="country"):
        save_list(listed, opened, {one: person._replace(country="QQ")}, ADA, WHY)
    with pytest.raises(NothingChangedError):
        save_list(listed, opened, opened.persons, ADA, WHY)
    save_list(listed, opened, {one: person._replace(country="DE")}, operator("Ben"), WHY)
    with pytest.raises(ListChangedError):
        save_list(listed, opened, {one: person._replace(country="FR")}, ADA, WHY)
    assert read_list(listed, "E1", ADA).persons[one].country == "DE"


def test_every_row_of_a_long_list_is_reached(listed: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_list(listed, "E1", ADA).persons
    monkeypatch.setattr(attendance_rows, "MOST_ROWS", 10)
    pages = [read_list(listed, "E1", ADA, first) for first in (0, 10)]
    assert [(page.total, len(page.persons)) for page in pages] == [(15, 10), (15, 5)]
    assert {**pages[0].persons, **pages[1].persons} == whole
    last = list(whole)[-1]
    save_list(listed, pages[1], {last: whole[last]._replace(country="DE")}, ADA, WHY)
    assert read_list(listed, "E1", ADA, 10).persons[last].country == "DE"


def test_a_person_is_never_given_by_name(listed: Engine) -> None:
    for named in ("Anna Example", "anna@uni.example"):
        with pytest.raises(AssertionError, match="never by name"):
            prepare_rows(listed, "attendance", [{"event_id": "E1", "attendee": named}])


def test_readers_neither_see_nor_change_the_list(listed: Engine) -> None:
    opened, reader = read_list(listed, "E1", ADA), Actor("Eve", Role.READER)
    with pytest.raises(NotPermittedError, match="Only the Secretariat may"):
        read_list(listed, "E1", reader)
    for actor in (reader, operator("")):
        with pytest.raises(NotPermittedError):
            save_list(listed, opened, {next(iter(opened.persons)): Person()}, actor, WHY)
