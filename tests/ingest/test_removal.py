"""All demonstration data is taken out of a store, which then is as if it had never had any."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, Table, select, update

from lib.cli.main import main
from lib.entities.import_record import ImportRecord
from lib.entities.programme import Programme
from lib.entities.registry import SCHEMAS
from lib.ingest.readers.source import SourceFile
from lib.ingest.reference import load_reference
from lib.ingest.removal import RemovalError, remove_demonstration
from lib.ingest.sample import DATASETS, file_name, load_sample
from lib.ingest.undo import UndoError, undo
from lib.ingest.upload import prepare
from lib.metrics.choices import has_demonstration
from lib.services.actors import operator
from lib.store.engine import open_engine
from lib.store.topic_tables import ProjectTopic, Topic, TopicCorrection, TopicRun
from lib.store.versions import imports_version
from lib.topics import corrections
from tests.conftest import opened
from tests.ingest.dumps import HISTORY, csv_file, dump, everything, load_files
from tests.rows import upload
from tests.totals import rows

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nDE,DEU,Germany\n"


def load_facts(engine: Engine) -> None:
    load_reference(engine)
    folder = DATASETS[0][0]
    paths = [folder / file_name(entity) for entity in SCHEMAS]
    with prepare(engine, [SourceFile.at(path) for path in paths if path.exists()]) as ready:
        ready.load(operator("sample data"))


@pytest.mark.engines("sqlite")
def test_the_facts_of_the_sample_are_left_to_the_byte(engine: Engine) -> None:
    load_facts(engine)
    before = everything(engine)
    assert not has_demonstration(engine)
    load_sample(engine)
    # Changed once more, and with quarantined rows: both leave marks in tables of their own.
    changed = "".join(f"{row['project_id']},New title,\n" for row in rows("project", True)[:3])
    file = csv_file("project", f"project_id,title,start_date\n{changed}X-BAD,Bad,no day\n")
    load_files(engine, file, demonstration=True, quarantine_bad_rows=True)
    assert has_demonstration(engine)
    version = imports_version(engine)
    removed = remove_demonstration(engine, operator("Ada"))
    assert removed.rows["project"] == len(rows("project", True))
    assert removed.rows["post"] == len(rows("post", True))
    assert removed.rows_quarantined == 1
    assert not has_demonstration(engine)
    assert imports_version(engine) != version, "answers that are kept are made anew"
    after = everything(engine)
    for name in ("audit_entry", "audit_address"):
        assert len(after.pop(name)) >= len(before.pop(name))
    records = after.pop("import_record")
    assert [row for row in records if row in before["import_record"]] == before.pop("import_record")
    assert after == before
    with engine.connect() as connection:
        marks = connection.execute(
            select(ImportRecord.undone_by).where(ImportRecord.demonstration.is_(True)).distinct()
        ).scalars()
        assert list(marks) == ["Ada"], "the list of imports says what became of them"
    assert str(remove_demonstration(engine, operator("Ada"))) == "The store holds no demonstration data."
    # It can be loaded again.
    load_sample(engine)
    assert has_demonstration(engine)


def test_what_was_said_of_topics_goes_with_the_projects(topics_file: Path, tmp_path: Path) -> None:
    store = open_engine(f"sqlite:///{shutil.copy(topics_file, tmp_path)}")
    made_up = {row["project_id"] for row in rows("project", True)}
    largest, project = {}, {}
    with store.connect() as connection:
        kinds = {row.topic_id: row.demonstration for row in connection.execute(select(Topic))}
        of_topic = connection.execute(select(ProjectTopic.topic_id, ProjectTopic.project_id)).all()
    for demonstration in (False, True):
        inside = [(topic, name) for topic, name in of_topic if kinds[topic] is demonstration]
        assert {name in made_up for _, name in inside} == {demonstration}
        largest[demonstration] = Counter(topic for topic, _ in inside).most_common(1)[0][0]
        project[demonstration] = min(name for _, name in inside)
        corrections.rename(store, largest[demonstration], "A name", operator("tests"))
        corrections.split(store, largest[demonstration], operator("tests"))
        corrections.pin(store, project[demonstration], largest[demonstration], operator("tests"))
        corrections.exclude_term(store, demonstration, "consortium", operator("tests"))
    with store.begin() as connection:
        # Stores of the days when topics were found over both datasets have splits of both.
        facts_split = (TopicCorrection.kind == "split", TopicCorrection.demonstration.is_(False))
        details = connection.scalars(select(TopicCorrection.details).where(*facts_split)).one()
        assert isinstance(details["parts"], dict)
        parts = details["parts"] | {project[True]: largest[False]}
        connection.execute(update(TopicCorrection).where(*facts_split).values(details={"parts": parts}))
    kept = corrections.list_corrections(store, False)
    assert len(corrections.list_corrections(store, True)) == len(kept) == 4
    assert any(names_one_of(row, made_up) for row in everything(store)["topic_correction"])
    remove_demonstration(store, operator("tests"))
    for name, found in everything(store).items():
        if name not in (*HISTORY, "column_match"):
            assert not [row for row in found if names_one_of(row, made_up)], name
    assert corrections.list_corrections(store, True).empty
    pd.testing.assert_frame_equal(corrections.list_corrections(store, False), kept)
    with store.connect() as connection:
        assert set(connection.scalars(select(TopicRun.demonstration))) == {False}
        assert set(connection.scalars(select(Topic.demonstration).where(Topic.shown))) == {False}
    with store.connect() as connection:
        empty = select(Topic.label).where(Topic.shown, Topic.topic_id.not_in(select(ProjectTopic.topic_id)))
        assert not connection.scalars(empty).all(), "no topic without a project is shown"
    store.dispose()


def names_one_of(row: tuple[object, ...], names: set[str]) -> bool:
    """Whether a cell of a row, or something inside it, is one of these names."""
    return bool(names & set(re.findall(r'"([^"]*)"', json.dumps(row, default=str))))


@pytest.fixture
def mixed(engine: Engine) -> Engine:
    """A store of earlier days: a fact, loaded as such, whose funder is demonstration data."""
    upload(engine, "country", COUNTRIES)
    upload(engine, "organisation", "organisation_id,name,country\nX1,Made up,MT\n", demonstration=True)
    upload(engine, "organisation", "organisation_id,name,country\nO1,One,MT\n")
    upload(engine, "programme", "programme_id,name,funder,level\nP1,Programme,O1,national\n")
    change(engine, Programme.__table__, funder="X1")
    return engine


def change(engine: Engine, table: object, **values: str) -> None:
    assert isinstance(table, Table)
    with engine.begin() as connection:
        connection.execute(update(table).values(**values))


def test_facts_that_refer_to_it_are_named_and_nothing_is_removed(
    mixed: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(mixed)
    with pytest.raises(RemovalError, match="programme P1 of import 4, by its funder X1"):
        remove_demonstration(mixed, operator("tests"))
    assert everything(mixed) == before
    url = mixed.url.render_as_string(hide_password=False)
    assert main(["remove-demonstration", "--db", url]) == 1
    assert "programme P1 of import 4" in capsys.readouterr().err
    upload(mixed, "programme", "programme_id,name,funder,level\nP1,Programme,O1,national\n")
    assert main(["remove-demonstration", "--by", "Ada", "--db", url]) == 0
    told = capsys.readouterr().out
    assert "1 row of 1 import" in told
    assert "organisation: 1 removed" in told


def test_a_change_that_would_bring_back_a_reference_to_it_is_not_taken_back(mixed: Engine) -> None:
    changed = upload(mixed, "programme", "programme_id,name,funder,level\nP1,Programme,O1,national\n")
    remove_demonstration(mixed, operator("tests"))
    before = everything(mixed)
    with pytest.raises(UndoError, match="rows of organisation that are no longer there"):
        undo(mixed, changed.upload_id or 0, operator("tests"))
    assert everything(mixed) == before


def test_countries_of_an_earlier_store_stay(engine: Engine) -> None:
    upload(engine, "country", COUNTRIES)
    change(engine, ImportRecord.__table__, entity="country")
    with engine.begin() as connection:
        connection.execute(update(ImportRecord).values(demonstration=True))
    before = dump(engine)
    upload(engine, "organisation", "organisation_id,name,country\nX1,Made up,MT\n", demonstration=True)
    remove_demonstration(engine, operator("tests"))
    assert dump(engine) == before
    assert not has_demonstration(engine)


def test_the_command_says_what_it_removed(store_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = opened(store_address)
    upload(store, "organisation", "organisation_id,name\nX1,Made up\n", demonstration=True)
    assert main(["remove-demonstration", "--json", "--db", store_address]) == 0
    assert json.loads(capsys.readouterr().out) == {"removed": {"organisation": 1}, "quarantined": 0, "imports": 1}
    assert main(["remove-demonstration", "--db", store_address]) == 0
    assert "holds no demonstration data" in capsys.readouterr().out
