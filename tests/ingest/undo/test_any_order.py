"""Undoing random imports restores every earlier store."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select

from lib.entities.registry import ENTITIES, key_of
from lib.ingest.deletion import ReferredToError
from lib.ingest.undo import UndoError
from lib.ingest.upload import Loaded, RejectedError
from lib.metrics.record import as_key, read_record
from lib.services.actors import operator
from lib.services.rows import delete_row
from lib.store.tables import BEFORE
from tests.ingest.dumps import HISTORY, Dump, csv_file, dump, load_files
from tests.ingest.undo.stores import PARTICIPATION, numbered, undo_upload
from tests.ingest.undo.test_summaries import kept_summaries, raw_summaries

pytestmark = pytest.mark.engines


def some(of: random.Random, words: str, most: int) -> str:
    return ";".join(of.sample(words, of.randint(0, most)))


def programmes(of: random.Random) -> str:
    rows = [
        f"P{number},{of.choice('abc')},{of.choice(['', 'O1', 'O2', 'O3'])},{of.choice(['national', 'European'])},"
        f"{of.choice(['', '1.00', '2.00'])},{of.choice(['', 'ELSA', 'ELSA;Data & ICT'])}"
        for number in of.sample(range(4), of.randint(1, 3))
    ]
    return "\n".join(["programme_id,name,funder,level,budget_eur,areas", *rows])


def organisations(of: random.Random) -> str:
    rows = [
        f"O{number},{of.choice('abc')},{of.choice(['', 'MT', 'LU'])}"
        for number in of.sample(range(1, 6), of.randint(1, 4))
    ]
    return "\n".join(["organisation_id,name,country", *rows])


def projects(of: random.Random) -> str:
    rows = [
        f"J{number},{of.choice('abc')},{of.choice(['', 'P0', 'P1'])},{of.choice(['', '2020-01-01', '2021-01-01'])},"
        f"{some(of, 'uvw', 3)},{of.choice(['', 'Eye', 'Eye;Skin', 'Eye:10;Skin:90'])}"
        for number in of.sample(range(5), of.randint(1, 4))
    ]
    header = "project_id,title,programme,start_date,keywords,health_categories"
    if of.random() < 0.3:
        header, rows = "project_id,title", [row.rsplit(",", 4)[0] for row in rows]
    return "\n".join([header, *rows])


def participations(of: random.Random) -> str:
    rows = []
    for project in of.sample(range(5), of.randint(1, 3)):
        for organisation in of.sample(range(1, 6), of.randint(1, 2)):
            role, country = of.choice(["partner", "coordinator"]), of.choice(["", "MT", "LU"])
            rows += [
                f"J{project},O{organisation},{country},{role},{funder},{of.choice(['', '1.00', '2.00'])}"
                for funder in of.sample(["", "O1", "O2"], of.randint(1, 3))
            ]
    return "\n".join([PARTICIPATION.strip(), *rows])


KINDS: dict[str, Callable[[random.Random], str]] = {
    "organisation": organisations,
    "programme": programmes,
    "project": projects,
    "participation": participations,
}


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.soak)])
def test_taking_back_everything_gives_back_every_earlier_store(filled: Engine, seed: int) -> None:
    """Random imports and deletions by hand, some undone in between; rows with errors are quarantined."""
    of = random.Random(seed)
    undoable: list[tuple[Loaded, Dump]] = []
    aside = (*HISTORY, "row_kept_aside")
    refused = 0
    for _ in range(10):
        if undoable and of.random() < 0.2:
            loaded, before = undoable.pop()
            undo_upload(filled, loaded)
            assert dump(filled, aside) == before
            continue
        before = dump(filled, aside)
        deleted = delete_some_row(filled, of) if of.random() < 0.3 else None
        if deleted is not None:
            assert kept_summaries(filled) == raw_summaries(filled)
            undoable.append((deleted, before))
            continue
        entities = of.sample(list(KINDS), of.choice([1, 1, 1, 2, 4]))
        files = [csv_file(entity, KINDS[entity](of)) for entity in entities]
        try:
            loaded = load_files(filled, *files, quarantine_bad_rows=True)
        except RejectedError:
            # What was deleted by hand may be what every row refers to.
            assert dump(filled, aside) == before
            continue
        assert kept_summaries(filled) == raw_summaries(filled)
        if loaded.upload_id is None:
            assert dump(filled, aside) == before
        else:
            undoable.append((loaded, before))
        if len(undoable) > 1:
            refused += tried_too_early(filled, of.choice(undoable[:-1])[0], undoable, aside)
    assert len(undoable) > 3
    for loaded, before in reversed(undoable):
        undo_upload(filled, loaded)
        assert dump(filled, aside) == before
    assert refused > 0


def delete_some_row(engine: Engine, of: random.Random) -> Loaded | None:
    """Delete a row by hand, with all that refer to it; None where there is none."""
    entity = of.choice(["organisation", "programme", "project", "participation", "funding"])
    table = ENTITIES[entity].model.__table__
    with engine.connect() as connection:
        keys = connection.execute(select(*(table.c[name] for name in key_of(entity)))).all()
    if not keys:
        return None
    row = read_record(engine, entity, as_key(of.choice(sorted(keys, key=repr))))
    assert row is not None
    try:
        return Loaded(delete_row(engine, row, operator("tests"), "why"), {})
    except ReferredToError as others:
        together = sum(referring.count for referring in others.referring)
        return Loaded(delete_row(engine, row, operator("tests"), "why", together=together), {})


def tried_too_early(engine: Engine, loaded: Loaded, undoable: list[tuple[Loaded, Dump]], aside: tuple[str, ...]) -> int:
    """Try to take back an import that others may build on: 1 where that is refused, and nothing has changed."""
    before = dump(engine, aside)
    later = {numbered(other) for other, _ in undoable if numbered(other) > numbered(loaded)}
    with engine.connect() as connection:
        builds = sum(
            connection.scalar(select(func.count()).select_from(table).where(table.c.import_id == loaded.upload_id))
            for table in BEFORE.values()
            if "import_id" in table.c
        )
    if not builds:
        return 0
    with pytest.raises(UndoError) as refused:
        undo_upload(engine, loaded)
    named = str(refused.value).rpartition(": ")[2].rstrip(".").split(", ")
    assert {int(number) for number in named} <= later
    assert dump(engine, aside) == before
    return 1
