"""Every file that the app offers can be uploaded again: as it is it changes nothing, mended it is loaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.entities.registry import EXPORTED, SCHEMAS
from lib.export import error_copy as copies
from lib.export.about import About, file_name
from lib.export.error_copy import error_copy
from lib.export.forms import FORMS, as_bytes
from lib.export.frames import of_frame
from lib.ingest.quarantine import list_quarantined
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from lib.ingest.upload import Loaded, prepare
from lib.metrics.records import raw_rows
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.store.engine import open_engine
from tests.conftest import NewStore, filled_store
from tests.entities.rows import ROWS
from tests.ingest.dumps import load_files
from tests.rows import load

#: What is hard to bring back: formulas, separators and quotes in texts, money in other currencies, rough dates, lists.
HARD = {
    "organisation": "organisation_id,name,short_name,country,note\n"
    'O,"=cmd|\' /C calc\'!A0","\'=x",MT,"one; -two\nthree,=4"\n'
    'C,"Süd; @home |=x","-",,"tab\there, \'+1 ""quoted"""\n',
    "programme": "programme_id,name,funder,country,level,currency,budget_original,eur_rate,eur_rate_date,areas\n"
    "P,007,O,MT,national,CHF,1000.10,1.0450,2024-01-02,ELSA;Data & ICT\n",
    "project": "project_id,title,start_date,end_date,funding_eur,keywords,health_categories\n"
    "J,2024-05,2024-05,2025,1234.5,zebra;ant,Blood:40;Skin:60\nK,TRUE,2024-05-01,2024-06-30,0.01,1.5,\n",
}
#: Keys of the demonstration data, which are none of the facts'.
DEMONSTRATION_KEYS = {key: f"X{key}" for key in "OCPJKENS"} | {"1": "2", "x": "linkedin"}


def of_demonstration(content: str) -> str:
    out = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(content, newline=""))
    csv.writer(out).writerows([DEMONSTRATION_KEYS.get(cell, cell) for cell in row] for row in rows)
    return out.getvalue()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> Iterator[Engine]:
    """A store with hard rows of every entity in both datasets."""
    engine = open_engine(new_store("sqlite", tmp_path_factory.mktemp("store")))
    for entity, content in ROWS.items():
        load(engine, entity, HARD.get(entity, content))
        if entity != "country":
            load(engine, entity, of_demonstration(HARD.get(entity, content)), demonstration=True)
    yield engine
    engine.dispose()


def exported(engine: Engine, entity: str, form: str, demonstration: bool) -> SourceFile:
    about = About(entity, demonstration=demonstration)
    content = as_bytes(FORMS[form], raw_rows(engine, entity, Scope(demonstration=demonstration)), about)
    return SourceFile(file_name(entity, demonstration, date(2026, 11, 30), FORMS[form].ending), content)


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_exports_of_rows_change_nothing(store: Engine, form: str, demonstration: bool) -> None:
    for entity in (entity for entity in EXPORTED if entity in SCHEMAS and entity != "attendance"):
        if entity == "country" and demonstration:
            continue
        with prepare(store, [exported(store, entity, form, demonstration)], demonstration=not demonstration) as ready:
            report = ready.report
            assert (report.errors, report.changes_nothing) == ((), True), (entity, report.errors, report.changes)
            assert [ready.is_demonstration(found) for found in ready.found] == [demonstration], entity
            rows = len(raw_rows(store, entity, Scope(demonstration=demonstration)).read_all())
            assert report.counts[entity].same == report.rows_read == rows, entity
            assert [table.format for table in report.tables] == [f"{entity} template"]


@pytest.mark.parametrize("form", FORMS)
def test_exports_of_what_no_file_has_say_what_they_are(store: Engine, form: str) -> None:
    figure = pd.DataFrame({"call": ["C"], "success_rate": [0.125], "funded": ["<5"]})
    about = About("Success rates", demonstration=False)
    content = as_bytes(FORMS[form], of_frame(figure, {name: name for name in figure}), about)
    refused = {
        "attendance": (exported(store, "attendance", form, False), "holds figures"),
        "funding": (exported(store, "funding", form, False), "participations in projects"),
        "figure": (
            SourceFile(file_name("Success rates", False, date(2026, 11, 30), FORMS[form].ending), content),
            "holds figures",
        ),
    }
    for file, says in refused.values():
        with pytest.raises(UnreadableFileError, match=says):
            prepare(store, [file])


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_edited_and_uploaded_again(store: Engine, form: str, tmp_path: Path, new_store: NewStore) -> None:
    """A row is added to the export without its dataset, and a column of somebody's own."""
    frame = raw_rows(store, "event", Scope(demonstration=True)).read_pandas()
    more = pd.DataFrame([{"event_id": "XF", "name": "=New"}])
    edited = pd.concat([frame, more], ignore_index=True).assign(remark="mine")
    headers = {str(name): str(name) for name in edited if not str(name).endswith("_precision")}
    content = as_bytes(FORMS[form], of_frame(edited, headers), About("event", demonstration=True))
    copy = open_engine(new_store("sqlite", tmp_path))
    load(copy, "country", ROWS["country"])
    with prepare(copy, [SourceFile(f"event.{FORMS[form].ending}", content)]) as ready:
        assert ready.report.tables[0].unused == ("remark",)
        loaded = ready.load(operator("tests"))
    assert loaded.counts["event"].new == 3
    of_events = select(ImportRecord.demonstration).where(ImportRecord.entity == "event")
    with copy.connect() as connection:
        assert list(connection.scalars(of_events)) == [True]
    copy.dispose()


BAD = "organisation_id,name,country,type,remark\nO1,-One,MT,university,a\nO2,=Two,Nowhere,university,b\n"


def load_bad(engine: Engine, demonstration: bool) -> tuple[Loaded, tuple[str, str, bytes]]:
    file = SourceFile("organisation.csv", BAD.encode())
    with prepare(engine, [file], demonstration=demonstration) as ready:
        copy = error_copy(ready)
        return ready.load(operator("tests"), quarantine_bad_rows=True), copy


def assert_mended(engine: Engine, demonstration: bool) -> None:
    with engine.connect() as connection:
        rows = connection.execute(
            select(Organisation.organisation_id, Organisation.name, Organisation.country, ImportRecord.demonstration)
            .join(ImportRecord, ImportRecord.import_id == Organisation.import_id)
            .where(Organisation.organisation_id.in_(["O1", "O2"]))
            .order_by(Organisation.organisation_id)
        ).all()
    assert [tuple(row) for row in rows] == [("O1", "-One", "MT", demonstration), ("O2", "=Two", "IT", demonstration)]


def fill(engine: Engine) -> None:
    load(engine, "country", ROWS["country"])


filled = filled_store(fill)


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize("most_in_workbook", [0, 100])
def test_a_copy_with_errors_is_mended(
    filled: Engine, monkeypatch: pytest.MonkeyPatch, demonstration: bool, most_in_workbook: int
) -> None:
    monkeypatch.setattr(copies, "MOST_IN_WORKBOOK", most_in_workbook)
    _, (name, _, content) = load_bad(filled, demonstration)
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if cell.value == "Nowhere":
                    cell.value = "Italy"
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    loaded = load_files(filled, SourceFile(name, content.replace(b"Nowhere", b"Italy")))
    assert (loaded.counts["organisation"].new, loaded.counts["organisation"].same) == (1, 1)
    assert_mended(filled, demonstration)


@pytest.mark.parametrize("form", FORMS)
def test_quarantined_rows_are_mended(filled: Engine, form: str) -> None:
    loaded, _ = load_bad(filled, demonstration=True)
    assert loaded.upload_id is not None
    kept = list_quarantined(filled, loaded.upload_id, 10, operator("tests"))
    mended = kept.assign(country=kept["country"].replace("Nowhere", "Italy"))
    table = of_frame(mended, {str(name): str(name) for name in mended})
    content = as_bytes(FORMS[form], table, About("Rows that did not fit"))
    load_files(filled, SourceFile(f"rows.{FORMS[form].ending}", content))
    assert_mended(filled, True)


def test_a_row_of_no_dataset_is_told(filled: Engine) -> None:
    content = "part,organisation_id,name\nfacts,A,One\nfact,B,Two\n"
    with pytest.raises(UnreadableFileError, match=r"row 3 has 'fact' in the column part; expected facts or"):
        prepare(filled, [SourceFile("organisations.csv", content.encode())])
