"""A deletion by hand is undone like an import; what was done since with the same rows has to be undone first."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, update

from lib.entities.funding import Funding
from lib.ingest.undo import UndoError, undo
from lib.metrics.record import RowKey, read_record
from lib.services.actors import operator
from lib.services.rows import delete_row
from lib.store.tables import BEFORE
from tests.ingest.dumps import dump
from tests.ingest.undo.stores import PARTICIPATION
from tests.rows import upload

SECRETARIAT = operator("Ada")


def delete(engine: Engine, entity: str, key: RowKey, together: int = 0) -> int:
    row = read_record(engine, entity, key)
    assert row is not None
    return delete_row(engine, row, SECRETARIAT, "why", together=together)


def blocked_by(engine: Engine, number: int) -> str:
    with pytest.raises(UndoError) as refused:
        undo(engine, number, SECRETARIAT)
    return str(refused.value).rpartition("Undo first: ")[2]


def test_a_row_that_was_entered_again_stays(filled: Engine) -> None:
    programme = "programme_id,name,level,areas\nP,Old,national,ELSA\n"
    upload(filled, "programme", programme)
    before = dump(filled)
    gone = delete(filled, "programme", ("P",))
    again = upload(filled, "programme", programme.replace("Old", "New")).upload_id
    assert again is not None
    assert blocked_by(filled, gone) == f"{again}."
    gone_again = delete(filled, "programme", ("P",))
    assert blocked_by(filled, gone) == f"{gone_again}."
    for number in (gone_again, again, gone):
        undo(filled, number, SECRETARIAT)
    assert dump(filled) == before


def test_what_a_row_referred_to_comes_back_first(filled: Engine) -> None:
    upload(filled, "programme", "programme_id,name,funder,level\nP,Old,O1,national\n")
    changed = upload(filled, "programme", "programme_id,name,funder,level\nP,Old,O2,national\n").upload_id
    assert changed is not None
    parent = delete(filled, "organisation", ("O1",))
    assert blocked_by(filled, changed) == f"{parent}."
    child = delete(filled, "programme", ("P",))
    other = delete(filled, "organisation", ("O2",))
    assert blocked_by(filled, child) == f"{other}."


def test_a_number_that_a_new_row_has_got_is_not_taken_from_it(filled: Engine) -> None:
    upload(filled, "project", "project_id,title\nJ,T\n")
    upload(filled, "participation", PARTICIPATION + "J,O1,,partner,O2,1.00\n")
    changed = upload(filled, "participation", PARTICIPATION + "J,O1,,partner,O2,2.00\n").upload_id
    assert changed is not None
    gone = delete(filled, "funding", ("J", "O1", "O2"))
    upload(filled, "participation", PARTICIPATION + "J,O2,,partner,O1,9.00\n")
    # Engines give numbers anew or not: here the new row has that of the deleted one.
    before = BEFORE["funding"]
    with filled.begin() as connection:
        number = connection.scalar(select(before.c.funding_id).where(before.c.replaced_by == gone))
        connection.execute(update(Funding).where(Funding.organisation == "O2").values(funding_id=number))
    undo(filled, gone, SECRETARIAT)
    undo(filled, changed, SECRETARIAT)
    with filled.connect() as connection:
        amounts = connection.execute(select(Funding.organisation, Funding.funding_eur)).all()
    assert sorted((organisation, int(amount)) for organisation, amount in amounts) == [("O1", 1), ("O2", 9)]
