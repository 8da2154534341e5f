"""The whole store as a zip: described, and loaded again to exactly the same rows."""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import SCHEMAS
from lib.export import whole_store
from lib.export.whole_store import OF_PERSONS, write_zip
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import prepare
from lib.metrics.choices import has_demonstration
from lib.metrics.whole_store import template_rows
from lib.services.actors import operator
from lib.store.batches import snapshot
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from lib.store.tables import BEFORE, Base
from tests import totals
from tests.conftest import NewStore
from tests.ingest.dumps import HISTORY
from tests.rows import load

#: Numbers that a store gives its rows itself, and what belongs to the history of imports.
_ITS_OWN = {"import_id", "source_row", "funding_id", "call_outcome_id", "published_figure_id"}
_HISTORY = {*HISTORY, "row_kept_aside", "column_match", "person_answer", *(table.name for table in BEFORE.values())}


def zipped(engine: Engine, entities: Any = SCHEMAS, datasets: tuple[bool, ...] = (False, True)) -> bytes:
    out = io.BytesIO()
    with snapshot(engine) as connection:
        write_zip(partial(template_rows, connection), entities, datasets, datetime(2026, 11, 24, 9, 30), out)
    return out.getvalue()


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, with the part that they belong to: their own numbers and their history left out."""
    found = {}
    with engine.connect() as connection:
        of_part = select(ImportRecord.import_id, ImportRecord.demonstration)
        demonstration = dict(tuple(row) for row in connection.execute(of_part))
        for table in Base.metadata.sorted_tables:
            if table.name in _HISTORY:
                continue
            names = [column.name for column in table.columns if column.name not in _ITS_OWN]
            rows = [
                (demonstration[row["import_id"]] if "import_id" in row else None, *(row[name] for name in names))
                for row in connection.execute(select(table)).mappings()
            ]
            found[table.name] = sorted(rows, key=repr)
    return found


def reload(content: bytes, engine: Engine) -> None:
    with prepare(engine, [SourceFile("store.zip", content)]) as ready:
        assert not ready.report.errors
        ready.load(operator("tests"))


@pytest.fixture
def empty(tmp_path: Path, sample_engine: Engine, new_store: NewStore) -> Engine:
    """An empty store on the same engine as the sample."""
    return open_engine(new_store(sample_engine.dialect.name, tmp_path))


@pytest.mark.engines("sqlite")
def test_the_sample_is_the_same_store_again(
    sample_engine: Engine, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Rows beyond one file go on in the next.
    monkeypatch.setattr(whole_store, "MOST_ROWS", 700)
    content = zipped(sample_engine)
    names = ZipFile(io.BytesIO(content)).namelist()
    number = -(-len(totals.rows("participation", True)) // 700)
    assert [name for name in names if name.startswith("demonstration/participation")] == [
        "demonstration/participation.csv",
        *(f"demonstration/participation_{n}.csv" for n in range(2, number + 1)),
    ]
    reload(content, empty)
    before, after = everything(sample_engine), everything(empty)
    assert {name: len(rows) for name, rows in before.items()} == {name: len(rows) for name, rows in after.items()}
    for name, rows in before.items():
        assert after[name] == rows, name
    # Loading it once more changes nothing.
    with prepare(empty, [SourceFile("store.zip", zipped(empty))]) as ready:
        assert ready.report.changes_nothing
    empty.dispose()


HARD_ORGANISATIONS = (
    "organisation_id,name,short_name,country,note\n"
    'A,"=cmd|\' /C calc\'!A0","\'=x",MT,"one; -two\nthree,=4"\n'
    'B,"O""Brien, ""=1""","+49",MT,"\'\'-quoted"\n'
    'C,"Süd; @home |=x","-","","tab\there, \'+1"\n'
)


def test_hard_texts_and_a_participation_of_two_sources_come_back(engine: Engine, tmp_path: Path) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(engine, "organisation", HARD_ORGANISATIONS)
    load(engine, "organisation", "organisation_id,name\nX,Made up\n", demonstration=True)
    load(
        engine,
        "project",
        "project_id,title,funding_original,currency,eur_rate,eur_rate_date\nP,T,10.10,CHF,1.2345,2024-01-02\n",
    )
    load(engine, "project", "project_id,title,currency,start_date\nQ,T,EUR,\n", demonstration=True)
    columns = "project_id,organisation,role,funder,funding_eur,note\n"
    load(engine, "participation", f"{columns}P,A,coordinator,B,1.50,from B\nP,A,coordinator,C,,from C\n")
    load(engine, "participation", f"{columns}P,A,coordinator,,,the participation itself\n")
    load(engine, "participation", f"{columns}Q,X,partner,,0.01,\n", demonstration=True)
    # The funder is not named, and the participation's own source came later.
    load(engine, "participation", f"{columns}P,B,partner,,2.25,money\nP,C,partner,,3.75,money\n")
    load(engine, "participation", f"{columns}P,B,partner,,,the participation itself\n")
    copy = open_engine(f"sqlite:///{tmp_path}/copy.sqlite")
    upgrade(copy)
    content = zipped(engine)
    reload(content, copy)
    assert everything(copy) == everything(engine)
    copy.dispose()


def test_the_package_describes_its_tables(sample_engine: Engine) -> None:
    archive = ZipFile(io.BytesIO(zipped(sample_engine)))
    package = json.loads(archive.read("datapackage.json"))
    tables = {}
    for resource in package["resources"]:
        table = pd.read_csv(io.BytesIO(archive.read(resource["path"])), dtype=str, keep_default_na=False)
        schema = resource["schema"]
        assert list(table.columns) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            check_type(table[field["name"]], field)
        key = schema["primaryKey"] if "primaryKey" in schema else schema["uniqueKeys"][0]
        assert not table.duplicated(key).any(), resource["name"]
        tables[resource["name"]] = table
    for resource in package["resources"]:
        for key in resource["schema"]["foreignKeys"]:
            values = tables[resource["name"]][key["fields"]]
            parent = tables[key["reference"]["resource"] or resource["name"]][key["reference"]["fields"]]
            assert set(values) - {""} <= set(parent), (resource["name"], key)
    assert "personal data" in archive.read("README.md").decode()
    assert "`health_categories`" in archive.read("data_dictionary.md").decode()


def check_type(values: pd.Series[Any], field: dict[str, Any]) -> None:
    """Every filled cell is of the field's type, by pandas' reading."""
    filled = values[values != ""]
    if field["type"] in ("number", "integer"):
        pd.to_numeric(filled)
    elif field["type"] in ("date", "datetime"):
        pd.to_datetime(filled, format="ISO8601")
    elif field["type"] == "boolean":
        assert set(filled) <= {"yes", "no"}
    if field.get("constraints", {}).get("required"):
        assert len(filled) == len(values), field["name"]


def test_attendance_can_be_left_out(sample_engine: Engine) -> None:
    content = zipped(sample_engine, [entity for entity in SCHEMAS if entity not in OF_PERSONS])
    archive = ZipFile(io.BytesIO(content))
    assert not [name for name in archive.namelist() if "attendance" in name]
    assert "Attendance is left out" in archive.read("README.md").decode()
    assert {"attendance", "attendance sum"} == OF_PERSONS


def test_no_table_holds_both_datasets(sample_engine: Engine) -> None:
    archive = ZipFile(io.BytesIO(zipped(sample_engine)))
    tables = [name for name in archive.namelist() if name.endswith(".csv")]
    assert {name.partition("/")[0] for name in tables} == {"country.csv", "facts", "demonstration"}
    for name in tables:
        parts = set(pd.read_csv(io.BytesIO(archive.read(name)), dtype=str)["part"])
        assert parts <= {"demonstration" if name.startswith("demonstration/") else "facts"}, name


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("demonstration", [False, True])
def test_a_zip_of_one_dataset_holds_nothing_of_the_other(
    sample_engine: Engine, empty: Engine, demonstration: bool
) -> None:
    content = zipped(sample_engine, datasets=(demonstration,))
    archive = ZipFile(io.BytesIO(content))
    folder = "demonstration" if demonstration else "facts"
    assert {name.partition("/")[0] for name in archive.namelist() if name.endswith(".csv")} == {"country.csv", folder}
    assert ("made up" in archive.read("README.md").decode().splitlines()[0]) == demonstration
    assert ("made up" in json.loads(archive.read("datapackage.json"))["title"]) == demonstration
    reload(content, empty)
    assert has_demonstration(empty) == demonstration
    before, after = everything(sample_engine), everything(empty)
    for entity in SCHEMAS:
        name = entity.replace(" ", "_")
        own = False if entity == "country" else demonstration
        assert after[name] == [row for row in before[name] if row[0] == own], name
    empty.dispose()


def test_exports_of_earlier_days_are_read(engine: Engine) -> None:
    rows = "part,organisation_id,name\nfacts,A,One\nillustrative,B,Made up\n"
    with prepare(engine, [SourceFile("organisation.csv", rows.encode())]) as ready:
        ready.load(operator("tests"))
    found = [(row[0], row[1]) for row in everything(engine)["organisation"]]
    assert found == [(False, "A"), (True, "B")]
