"""A remembered match is listed, changed and forgotten; who undoes the import that brought it is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from lib.entities.organisation import Organisation
from lib.ingest.matching import Match, UnknownMatchError, change_remembered, forget_match, list_remembered
from lib.ingest.parsing.given import Given
from lib.ingest.undo import undo
from lib.ingest.upload import NeedsInput, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.rights import Role
from tests.ingest.dumps import csv_file, load_files

ADA = operator("Ada")
READER = Actor("Somebody", Role.READER)
FORM = '"Timestamp","Email address","Institution"\n"2025-03-01","{}@uni.example","Uni {}"\n'
#: As it was matched by mistake: a list of persons is taken for one of organisations.
WRONG = Match("organisation", {"organisation_id": ("Institution",), "name": "Institution"})


def load_wrongly(engine: Engine, who: str) -> int:
    file = csv_file(who, FORM.format(who, who))
    loaded = load_files(engine, file, answers=Answers(matches={f"{who}.csv": WRONG}))
    assert loaded.upload_id is not None
    return loaded.upload_id


def is_asked(engine: Engine) -> bool:
    try:
        with prepare(engine, [csv_file("next", FORM.format("cara", "cara"))]):
            return False
    except NeedsInput:
        return True


def test_an_undo_forgets_the_match_that_the_import_brought(engine: Engine) -> None:
    first = load_wrongly(engine, "anna")
    second = load_wrongly(engine, "bert")
    assert [one.upload_id for one in list_remembered(engine, ADA)] == [first], "the second brought nothing new"
    undo(engine, second, ADA)
    assert not is_asked(engine)
    undo(engine, first, ADA)
    assert list_remembered(engine, ADA) == []
    assert is_asked(engine)


def test_a_remembered_match_is_listed_changed_and_forgotten(engine: Engine) -> None:
    upload_id = load_wrongly(engine, "anna")
    (one,) = list_remembered(engine, ADA)
    assert (one.match, one.saved_by, one.upload_id) == (WRONG, "tests", upload_id)
    assert isinstance(one.saved_at, datetime)
    right = Match("attendance", {"attendee": "Email address"})
    change_remembered(engine, one.key, right, one.given, ADA)
    (changed,) = list_remembered(engine, ADA)
    assert (changed.key, changed.match, changed.saved_by, changed.upload_id) == (one.key, right, "Ada", None)
    undo(engine, upload_id, ADA)
    assert list_remembered(engine, ADA) == [changed], "what somebody has put right is theirs"
    forget_match(engine, one.key, ADA)
    assert is_asked(engine)
    for action in (
        lambda: forget_match(engine, one.key, ADA),
        lambda: change_remembered(engine, one.key, right, Given(), ADA),
    ):
        with pytest.raises(UnknownMatchError):
            action()


def test_readers_neither_see_nor_change_what_is_remembered(engine: Engine) -> None:
    load_wrongly(engine, "anna")
    (one,) = list_remembered(engine, ADA)
    for action in (
        lambda: list_remembered(engine, READER),
        lambda: forget_match(engine, one.key, READER),
        lambda: change_remembered(engine, one.key, WRONG, Given(), READER),
    ):
        with pytest.raises(NotPermittedError):
            action()
    assert list_remembered(engine, ADA) == [one]


ROWS = "organisation_id,name,type,note\n{0},Uni {0},HEI,n/a\n"
#: What is said of a template's file; the last concerns no column of it.
SAID = Given(
    values={"type": {"HEI": "university"}, "elsewhere": {"a": "b"}},
    empty_words={"": frozenset({"n/a"})},
    ignored=frozenset({"note"}),
)


def test_words_values_and_columns_left_out_are_remembered_too(engine: Engine) -> None:
    loaded = load_files(engine, csv_file("a", ROWS.format("A")), answers=Answers(given=SAID))
    (one,) = list_remembered(engine, ADA)
    assert one.match.columns == {}, "the template says which column is which"
    assert one.given.describe() == ["note is not loaded", "'HEI' in type is university", "'n/a' is empty"]
    with prepare(engine, [csv_file("b", ROWS.format("B"))]) as ready:
        assert not ready.report.errors
        assert any("as in an earlier file" in said for said in ready.report.tables[0].read_as)
        remembered = ready.answers
    # Who says otherwise of that file is heard, and so is what they say from then on.
    others = replace(remembered, given_for={"b.csv": Given(values={"type": {"HEI": "SME"}})})
    load_files(engine, csv_file("b", ROWS.format("B")), answers=others)
    (changed,) = list_remembered(engine, ADA)
    assert changed.given == Given(values={"type": {"HEI": "SME"}})
    with engine.connect() as connection:
        types = {row.name: row.type for row in connection.execute(select(Organisation.name, Organisation.type))}
    assert types == {"Uni A": "university", "Uni B": "SME"}
    assert loaded.upload_id is not None
    undo(engine, changed.upload_id or 0, ADA)
    assert list_remembered(engine, ADA) == []
    with prepare(engine, [csv_file("b", ROWS.format("B"))]) as ready:
        assert [group.code for group in ready.report.errors] == ["not-allowed"], "nothing is remembered any more"
