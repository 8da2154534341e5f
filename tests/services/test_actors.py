"""Who may change the store: every writer of files asks, under every role, and refuses before anything is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from lib.ingest.quarantine import list_quarantined
from lib.ingest.readers.source import SourceFile
from lib.ingest.removal import remove_demonstration
from lib.ingest.undo import undo
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.services.access import without_login
from lib.services.actors import AT_THE_MACHINE, Actor, NotPermittedError, is_read_only, operator
from lib.services.rights import Role
from tests.conftest import filled_store
from tests.ingest.dumps import everything
from tests.rows import upload

COUNTRY = "iso2,iso3,name\nMT,MLT,Malta\n"


def load_file(engine: Engine, actor: Actor) -> None:
    file = SourceFile("organisation.csv", b"organisation_id,name\nO2,Two\nO3,\n")
    with prepare(engine, [file], Answers("organisation")) as ready:
        ready.load(actor, quarantine_bad_rows=True)


def undo_first(engine: Engine, actor: Actor) -> None:
    undo(engine, 2, actor)


def remove(engine: Engine, actor: Actor) -> None:
    remove_demonstration(engine, actor)


WRITES: list[Callable[[Engine, Actor], None]] = [load_file, undo_first, remove]


def fill(engine: Engine) -> None:
    """Malta, an organisation of the facts (import 2), and one of the demonstration data."""
    upload(engine, "country", COUNTRY)
    upload(engine, "organisation", "organisation_id,name\nO1,One\n")
    upload(engine, "organisation", "organisation_id,name\nX1,Made up\n", demonstration=True)


filled = filled_store(fill)


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        (Actor("Ada", Role.READER), "Only the Secretariat"),
        (Actor("", Role.READER), "Only the Secretariat"),
        (Actor("", Role.SECRETARIAT), "Give your name"),
        (Actor("  ", Role.SECRETARIAT), "Give your name"),
    ],
)
def test_who_may_not_write_changes_nothing(
    filled: Engine, write: Callable[[Engine, Actor], None], actor: Actor, reason: str
) -> None:
    before = everything(filled)
    with pytest.raises(NotPermittedError, match=reason):
        write(filled, actor)
    assert everything(filled) == before


@pytest.mark.parametrize("write", WRITES)
def test_the_secretariat_may_write(filled: Engine, write: Callable[[Engine, Actor], None]) -> None:
    before = everything(filled)
    write(filled, Actor("Ada", Role.SECRETARIAT))
    assert everything(filled) != before


def test_quarantined_rows_are_for_those_who_load(filled: Engine) -> None:
    load_file(filled, operator("Ada"))
    rows = list_quarantined(filled, 4, 10, operator("Ada"))
    assert rows.to_dict("records") == [
        {"part": "facts", "row": 3, "what is wrong": rows.loc[0, "what is wrong"], "organisation_id": "O3", "name": ""}
    ]
    with pytest.raises(NotPermittedError, match="Only the Secretariat"):
        list_quarantined(filled, 4, 10, Actor("Ada", Role.READER))


@pytest.mark.parametrize(
    ("setting", "read_only"), [("1", True), ("yes", True), ("TRUE", True), ("0", False), ("", False)]
)
def test_a_dashboard_for_readers(monkeypatch: pytest.MonkeyPatch, setting: str, read_only: bool) -> None:
    monkeypatch.setenv("ICPERMED_READ_ONLY", setting)
    assert is_read_only() is read_only
    found = without_login("localhost", {}, " Ada ")
    assert found == (Actor("Ada") if read_only else Actor("Ada", Role.ADMINISTRATOR, AT_THE_MACHINE))
    assert operator("Ada").role is Role.ADMINISTRATOR, "whoever has a shell holds the store itself"


@pytest.mark.parametrize(
    ("bound_to", "headers", "at_the_machine"),
    [
        ("localhost", {}, True),
        ("127.0.0.1", {"Host": "localhost:8501"}, True),
        ("localhost", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        (None, {"Host": "localhost:8501"}, False),
        ("", {"Host": "localhost:8501"}, False),
        ("0.0.0.0", {"Host": "localhost:8501"}, False),
        ("192.0.2.7", {"Host": "192.0.2.7"}, False),
        ("localhost", {"Host": "dashboard.example.org"}, False),
        ("localhost", {"Host": "localhost.example.org"}, False),
        ("localhost", {"Host": "127.0.0.1.example.org"}, False),
        ("localhost", {"Host": "127.0.0.1:8501", "X-Forwarded-For": "192.0.2.7"}, False),
        ("localhost", {"Host": "127.0.0.1:8501", "Forwarded": "for=192.0.2.7"}, False),
        ("localhost", {"Origin": "http://localhost:8501"}, False),
    ],
)
def test_only_the_person_at_the_machine_has_all_rights_without_login(
    bound_to: str | None, headers: dict[str, str], at_the_machine: bool
) -> None:
    role = Role.ADMINISTRATOR if at_the_machine else Role.READER
    assert without_login(bound_to, headers, "Ada").role is role
