"""Rows by hand: checked as files are, in their own dataset, on record with a reason, never over a later change."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import ENTITIES, LISTED, key_of, schema_of_rows
from lib.ingest.deletion import ReferredToError
from lib.ingest.undo import undo
from lib.metrics.record import Record, RowKey, as_key, key_in_address, key_of_address, read_record
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.rights import Role
from lib.services.rows import (
    NothingChangedError,
    RowChangedError,
    RowRejectedError,
    delete_row,
    save_row,
    texts_of,
)
from tests.conftest import filled_store
from tests.ingest.dumps import dump, everything
from tests.rows import upload

SECRETARIAT = operator("Ada")
WHY = "the source was corrected"


def fill(engine: Engine) -> None:
    """Two countries, two organisations, a programme of the facts in Swiss francs, and one made up."""
    upload(engine, "country", "iso2,iso3,name\nCH,CHE,Switzerland\nMT,MLT,Malta\n")
    upload(engine, "organisation", "organisation_id,name,country\nO1,One,CH\nO2,Two,MT\n")
    upload(
        engine,
        "programme",
        "programme_id,name,funder,level,start_year,end_year,budget_eur,budget_original,currency,eur_rate,eur_rate_date,"
        "areas\nP1,First,O1,national,2020,2024,10.50,10.00,CHF,1.05,2020-01-31,ELSA;Data & ICT\n",
    )
    upload(engine, "organisation", "organisation_id,name,country\nX1,Made up,MT\n", demonstration=True)


filled = filled_store(fill)


def opened(engine: Engine, entity: str, *key: str | None) -> Record:
    record = read_record(engine, entity, key, exact=True)
    assert record is not None
    return record


def change(engine: Engine, record: Record, **texts: str) -> int:
    entered = texts_of(record) | texts
    return save_row(engine, record.entity, entered, SECRETARIAT, WHY, opened=record, confirmed=True).import_id


def keys(engine: Engine, entity: str, most: int) -> list[RowKey]:
    table = ENTITIES[entity].model.__table__
    columns = [table.c[name] for name in key_of(entity)]
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(table.c.source_row.desc()).limit(most)).all()
    return [as_key(row) for row in rows]


@pytest.mark.engines("sqlite")
def test_only_what_was_changed_changes_and_undo_gives_it_back(own_sample_engine: Engine) -> None:
    engine = own_sample_engine
    before, made = dump(engine), []
    for entity in LISTED:
        for key in keys(engine, entity, 1):
            assert key_of_address(entity, key_in_address(key)) == key
            record = opened(engine, entity, *key)
            with pytest.raises(NothingChangedError):
                change(engine, record)
            saved = save_row(engine, entity, {"note": "Seen"}, SECRETARIAT, WHY, opened=record, confirmed=True)
            made.append(saved.import_id)
            now = opened(engine, entity, *key)
            assert now.values == {**record.values, "note": "Seen"}, key
            assert (now.demonstration, now.imported_by, now.reason) == (record.demonstration, "Ada", WHY)
    assert len(made) > 12
    for number in reversed(made):
        undo(engine, number, SECRETARIAT)
    assert dump(engine) == before


@pytest.mark.engines
def test_every_entity_is_added_and_deleted_by_hand(engine: Engine) -> None:
    """The made-up rows of the templates belong together, so all of them are there before the first goes."""
    empty = dump(engine)
    upload(engine, "country", "iso2,iso3,name\nCH,CHE,Switzerland\n")
    upload(engine, "organisation", "organisation_id,name\nEXAMPLE-UNIVERSITY,Example University\n")
    made = []
    for entity in LISTED:
        example = ENTITIES[ENTITIES[entity].in_file_of or entity].example
        texts = {name: example.get(name, "") for name in schema_of_rows(entity).by_name if name != "part_of"}
        saved = save_row(engine, entity, texts, SECRETARIAT, WHY, confirmed=True)
        assert read_record(engine, entity, saved.key) is not None
        made.append(saved.import_id)
        with pytest.raises(RowRejectedError, match="row with this key already"):
            save_row(engine, entity, texts, SECRETARIAT, WHY, confirmed=True)
    with engine.connect() as connection:
        record: Any = connection.execute(select(ImportRecord.__table__).where(ImportRecord.import_id == made[0])).one()
    assert (record.file_name, record.file_format, record.rows_new, record.options["reason"]) == (
        ("by hand", "by hand", 1, WHY)
    )
    full = dump(engine)
    programme = opened(engine, "programme", "EXAMPLE-PROGRAMME")
    with pytest.raises(ReferredToError) as refused:
        delete_row(engine, programme, SECRETARIAT, WHY)
    named = {referring.entity: referring for referring in refused.value.referring}
    assert set(named) == {
        "call", "call commitment", "call outcome", "project", "field of science", "participation", "funding",
        "published figure",
    }  # fmt: skip
    assert (named["call"].count, named["call"].named) == (1, ("EXAMPLE-CALL",))
    assert refused.value.together
    assert dump(engine) == full
    gone = delete_row(engine, programme, SECRETARIAT, WHY, together=8)
    assert read_record(engine, "project", ("EXAMPLE-1",)) is None
    undo(engine, gone, SECRETARIAT)
    assert dump(engine) == full
    for number in reversed(made):
        undo(engine, number, SECRETARIAT)
    for number in (2, 1):
        undo(engine, number, SECRETARIAT)
    assert dump(engine) == empty


def test_what_is_emptied_is_not_known_and_amounts_follow_their_rate(filled: Engine) -> None:
    change(filled, opened(filled, "programme", "P1"), end_year="", areas="", funder="")
    now = opened(filled, "programme", "P1").values
    assert (now["end_year"], now["areas"], now["funder"]) == (None, None, None)
    assert (now["budget_original"], now["budget_eur"]) == (Decimal(10), Decimal("10.50"))
    change(filled, opened(filled, "programme", "P1"), budget_original="1.234,50")
    assert opened(filled, "programme", "P1").values["budget_eur"] == Decimal("1296.23")
    change(filled, opened(filled, "programme", "P1"), currency="EUR", eur_rate="", eur_rate_date="")
    assert opened(filled, "programme", "P1").values["budget_eur"] == Decimal("1234.50")


@pytest.mark.parametrize(
    ("texts", "field", "sentence"),
    [
        ({"name": ""}, "name", "expected a value: name of the programme."),
        ({"level": "galactic"}, "level", "“galactic” does not fit: expected one of: regional"),
        ({"end_year": "2019"}, "end_year", "nothing earlier than start_year"),
        ({"funder": "O9"}, "funder", "“O9” does not fit: expected the identifier"),
        ({"funder": "X1"}, "funder", "demonstration data"),
        ({"budget_original": "1.234"}, "budget_original", "may be 1.234 (point for decimals) or 1 234"),
        ({"eur_rate_date": "03/04/2020"}, "eur_rate_date", "3 April 2020 or 4 March 2020. Write it plainly"),
        ({"programme_id": "P2"}, "programme_id", "The key of a row stays"),
    ],
)
def test_what_does_not_fit_is_said_of_its_field(
    filled: Engine, texts: dict[str, str], field: str, sentence: str
) -> None:
    before = everything(filled)
    with pytest.raises(RowRejectedError) as refused:
        change(filled, opened(filled, "programme", "P1"), **texts)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert sentence in refused.value.problems[0].sentence
    assert not refused.value.only_unusual
    assert everything(filled) == before


def test_the_unusual_is_saved_once_it_is_confirmed(filled: Engine) -> None:
    texts = {"project_id": "J", "title": "T", "funding_original": "20", "total_cost_original": "10"}
    with pytest.raises(RowRejectedError, match="not more than total_cost_eur") as refused:
        save_row(filled, "project", texts, SECRETARIAT, WHY)
    assert refused.value.only_unusual
    save_row(filled, "project", texts, SECRETARIAT, WHY, confirmed=True)
    noted = opened(filled, "project", "J")
    save_row(filled, "project", {"note": "What was there is not asked about again"}, SECRETARIAT, WHY, opened=noted)
    assert opened(filled, "project", "J").values["funding_eur"] == Decimal(20)


def test_money_needs_its_participation(filled: Engine) -> None:
    upload(filled, "project", "project_id,title\nJ,T\n")
    money = {"project_id": "J", "organisation": "O1", "funder": "O2", "funding_original": "5"}
    with pytest.raises(RowRejectedError, match="of a participation"):
        save_row(filled, "funding", money, SECRETARIAT, WHY)
    upload(filled, "participation", "project_id,organisation,role,note\nJ,O1,partner,As it was\n")
    save_row(filled, "funding", {**money, "note": "Of the money"}, SECRETARIAT, WHY)
    assert opened(filled, "participation", "J", "O1").values["note"] == "As it was"
    assert opened(filled, "funding", "J", "O1", "O2").values["funding_eur"] == Decimal(5)


def test_a_row_that_changed_meanwhile_is_not_overwritten(filled: Engine) -> None:
    mine = opened(filled, "programme", "P1")
    number = change(filled, opened(filled, "programme", "P1"), name="Theirs")
    for attempt in (lambda: change(filled, mine, name="Mine"), lambda: delete_row(filled, mine, SECRETARIAT, WHY)):
        with pytest.raises(RowChangedError, match="Ada changed this row") as refused:
            attempt()
        assert refused.value.now is not None
        assert refused.value.now.values["name"] == "Theirs"
    undo(filled, number, SECRETARIAT)
    change(filled, mine, name="Mine")
    now = opened(filled, "programme", "P1")
    delete_row(filled, now, SECRETARIAT, WHY)
    with pytest.raises(RowChangedError, match="no longer there"):
        change(filled, now, name="Again")


def test_countries_serve_both_datasets_and_are_never_deleted_with_what_refers_to_them(filled: Engine) -> None:
    with pytest.raises(ReferredToError) as refused:
        delete_row(filled, opened(filled, "country", "MT"), SECRETARIAT, WHY, together=2)
    assert not refused.value.together


WRITES: list[Callable[[Engine, Actor, str], object]] = [
    lambda engine, actor, why: save_row(engine, "organisation", {"organisation_id": "O3", "name": "N"}, actor, why),
    lambda engine, actor, why: delete_row(engine, opened(engine, "programme", "P1"), actor, why),
]


@pytest.mark.parametrize("write", WRITES)
def test_readers_and_the_nameless_and_who_gives_no_reason_are_refused(
    filled: Engine, write: Callable[[Engine, Actor, str], object]
) -> None:
    before = everything(filled)
    with pytest.raises(NotPermittedError, match="Only the Secretariat"):
        write(filled, Actor("Ada", Role.READER), WHY)
    with pytest.raises(NotPermittedError, match="your name"):
        write(filled, operator(" "), WHY)
    with pytest.raises(RowRejectedError, match="Say why"):
        write(filled, SECRETARIAT, " ")
    assert everything(filled) == before
