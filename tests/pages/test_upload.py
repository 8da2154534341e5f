"""Uploading through the page: a good file, a bad one, questions, columns nobody knows, and undoing an import."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from lib.entities.base import Base
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.entities.project import Project
from lib.ingest.matching import Match, list_remembered
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from lib.store.housekeeping_tables import QuarantinedRow
from lib.ui.jobs import Job
from tests.rows import load

ROOT = Path(__file__).parents[2]
COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\n"


@pytest.fixture
def store(store: Engine) -> Engine:
    """A store that knows two countries."""
    load(store, "country", COUNTRIES)
    return store


def open_page(page: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.run()
    for name, value in query.items():
        test.query_params[name] = value
    test.switch_page(f"pages/{page}.py").run()
    assert not test.exception, [error.value for error in test.exception]
    return test


def upload(test: AppTest, name: str, content: str) -> None:
    """Drop a file in and wait until it is read."""
    test.text_input(key="your-name").set_value("Ada Ärmel")
    test.file_uploader[0].set_value([(name, content.encode(), "text/csv")])
    test.run()
    wait(test)


def wait(test: AppTest) -> None:
    """Run the page anew until the work behind it is done, as its own timer would."""
    for _ in range(200):
        desk = test.session_state["upload-desk"]
        if desk is None or desk.job is None:
            break
        time.sleep(0.05)
        test.run()
    test.run()
    assert not test.exception, [error.value for error in test.exception]


def press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label.startswith(label)).click()
    test.run()


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def count(store: Engine, model: type[Base]) -> int:
    with store.connect() as connection:
        return connection.scalar(select(func.count()).select_from(model)) or 0


def told(test: AppTest) -> str:
    elements = [*test.info, *test.success, *test.error, *test.warning, *test.text, *test.header]
    return "\n".join(str(element.value) for element in elements)


def test_a_good_file_is_shown_then_loaded(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "funders.csv", "organisation_id;name;country\nO1;Übung;Malta\nO2;Two;Luxemburg\n")
    assert "All rows are valid" in told(test)
    assert count(store, Organisation) == 0, "nothing is written before it is confirmed"
    press(test, "Load")
    wait(test)
    assert "Loaded as import 2" in told(test)
    assert count(store, Organisation) == 2


def test_the_same_file_again_says_so(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "country.csv", COUNTRIES)
    assert "was loaded before, by tests" in told(test)
    assert "Nothing to load" in told(test)
    assert "Load" not in labels(test)


def test_a_bad_file_names_what_is_wrong(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "funders.csv", "organisation_id,name,country\nO1,One,Malta\nO2,,Atlantis\n")
    assert "1\u00a0row has errors" in told(test)
    problems = next(frame.value for frame in test.dataframe if "Expected" in frame.value.columns)
    assert set(problems["Column"]) == {"country", "name"}
    assert "Atlantis" in set(problems["Found"])
    press(test, "Load 1\u00a0valid row, quarantine 1")
    wait(test)
    assert "1\u00a0row was quarantined" in told(test)
    assert count(store, Organisation) == count(store, QuarantinedRow) == 1


def test_a_rate_is_asked_for_whatever_the_currency_is(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "projects.csv", "project_id,title,funding_original,currency\nP1,One,1000,ZMW\nP2,Two,10,XAF\n")
    for currency in ("XAF", "ZMW"):
        assert f"amounts in {currency} get a value in EUR" in told(test)
    assert test.text_input(key="rate-of-XAF").label == "EUR for one XAF"


def test_a_file_that_cannot_be_read_says_why(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "report.pdf.csv", "%PDF-1.7 ...")
    assert "PDF" in told(test)


def test_a_question_is_asked_and_its_answer_used(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "events.csv", "event_id,name,start_date\nE1,One,03/04/2024\n")
    assert "question before loading" in told(test)
    test.radio[0].set_value("dmy")
    test.run()
    press(test, "Continue")
    wait(test)
    press(test, "Load")
    wait(test)
    with store.connect() as connection:
        assert str(connection.scalar(select(Event.start_date))) == "2024-04-03"


def test_unknown_columns_are_matched_and_remembered(store: Engine) -> None:
    content = 'Akronym,Projekttitel,Beginn,Bewilligungssumme (EUR)\nABC,Ein Titel,31.12.2024,"1.234,50"\n'
    test = open_page("upload")
    upload(test, "projekte.csv", content)
    assert "This header is not known yet" in told(test)
    test.selectbox(key="match-0-entity").set_value("project")
    test.run()
    press(test, "Continue")
    wait(test)
    press(test, "Load")
    wait(test)
    with store.connect() as connection:
        row = connection.execute(select(Project.__table__)).one()
    assert (row.acronym, row.title, str(row.start_date)) == ("ABC", "Ein Titel", "2024-12-31")
    again = open_page("upload")
    upload(again, "projekte.csv", content)
    assert "Nothing to load" in told(again), "the match is remembered, and the made identifier is the same"


def test_templates_can_be_had(store: Engine) -> None:
    test = open_page("upload")
    test.selectbox(key="template").set_value("programme")
    test.run()
    assert not test.exception
    assert any("programme_id" in set(frame.value.get("Column", [])) for frame in test.dataframe)


def test_an_import_is_listed_and_undone(store: Engine) -> None:
    load(store, "organisation", "organisation_id,name,country\nO1,One,MT\n")
    test = open_page("imports")
    choice = test.selectbox(key="import-chosen")
    (labelled,) = (one for one in choice.options if one.startswith("2: "))
    assert ", organisation, " in labelled
    choice.set_value(2).run()
    assert test.query_params["import"] == "2"
    assert "Import 2: organisation rows" in told(test)
    test.text_input(key="your-name").set_value("Ada")
    test.run()
    press(test, "Undo import 2")
    wait_for_work(test)
    assert not test.exception
    assert count(store, Organisation) == 0
    with store.connect() as connection:
        assert connection.scalar(select(ImportRecord.undone_by).where(ImportRecord.import_id == 2)) == "Ada"


def test_a_later_import_stands_in_the_way(store: Engine) -> None:
    load(store, "organisation", "organisation_id,name,country\nO1,One,MT\n")
    test = open_page("imports", **{"import": "1"})
    test.text_input(key="your-name").set_value("Ada")
    test.run()
    press(test, "Undo import 1")
    wait_for_work(test)
    assert "Undo first: 2" in told(test)
    assert count(store, Country) == 2


def wait_for_job(job: Job[Any]) -> None:
    """Wait for work whose page is not drawn any more."""
    for _ in range(200):
        if job.done:
            break
        time.sleep(0.05)
    assert job.done


def wait_for_work(test: AppTest) -> None:
    """Run the page until an undo or a removal is done."""
    for _ in range(100):
        if "import-work" not in test.session_state:
            break
        time.sleep(0.05)
        test.run()


def test_demonstration_data_is_removed_after_a_question(store: Engine) -> None:
    assert not [button for button in open_page("imports").button if "demonstration" in button.label]
    load(store, "organisation", "organisation_id,name,country\nX1,Made up,MT\n", demonstration=True)
    test = open_page("imports")
    press(test, "Remove all demonstration data")
    assert "It can only be loaded again" in told(test)
    press(test, "No, keep it")
    assert count(store, Organisation) == 1
    press(test, "Remove all demonstration data")
    test.text_input(key="removed-by").set_value("Ada")
    test.run()
    press(test, "Yes, remove it")
    wait_for_work(test)
    assert not test.exception
    assert "1\u00a0row of 1\u00a0import" in told(test)
    assert count(store, Organisation) == 0
    assert count(store, Country) == 2
    assert not [button for button in test.button if "demonstration" in button.label]


def test_a_dashboard_for_readers_removes_nothing(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, "organisation", "organisation_id,name,country\nX1,Made up,MT\n", demonstration=True)
    test = open_page("imports")
    press(test, "Remove all demonstration data")
    test.text_input(key="removed-by").set_value("Ada")
    test.run()
    # The page was opened before; the button is still there.
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    press(test, "Yes, remove it")
    wait_for_job(test.session_state["import-work"])
    assert count(store, Organisation) == 1


def test_a_dashboard_for_readers_undoes_nothing(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, "organisation", "organisation_id,name,country\nO1,One,MT\n")
    test = open_page("imports", **{"import": "2"})
    test.text_input(key="your-name").set_value("Ada")
    test.run()
    # The page was opened before; the button is still there.
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    press(test, "Undo import 2")
    wait_for_job(test.session_state["import-work"])
    assert count(store, Organisation) == 1


def test_a_dashboard_for_readers_loads_nothing(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    test = open_page("upload")
    upload(test, "funders.csv", "organisation_id,name,country\nO1,One,Malta\n")
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    press(test, "Load")
    wait_for_job(test.session_state["upload-desk"].job)
    assert count(store, Organisation) == 0


@pytest.mark.parametrize("page", ["upload", "imports"])
def test_without_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.sqlite")
    st.cache_data.clear()
    assert "Drop one or more files" in told(open_page("upload")) if page == "upload" else open_page(page)


def test_remembered_columns_are_listed_and_forgotten(store: Engine) -> None:
    match = Match("project", {"project_id": ("Titel",), "title": "Titel", "acronym": "Akronym"})
    content = b"Titel,Akronym,Stand\nEin Titel,ABC,x\n"
    given = Given(ignored=frozenset({"stand"}), values={"akronym": {"k.A.": "none"}})
    answers = Answers(matches={"projekte.csv": match}, given=given)
    with prepare(store, [SourceFile("projekte.csv", content)], answers) as ready:
        ready.load(operator("tests"))
    test = open_page("imports")
    listed = next(frame.value for frame in test.dataframe if "Columns and their fields" in frame.value.columns)
    assert list(listed["Columns and their fields"]) == ["Titel → project_id; Titel → title; Akronym → acronym"]
    assert list(listed["Besides"]) == ["stand is not loaded; 'k.A.' in akronym is none"]
    test.selectbox(key="remembered-match").set_value(test.selectbox(key="remembered-match").options[0])
    test.run()
    test.text_input(key="matched-by").set_value("Ada")
    test.run()
    next(one for one in test.multiselect if one.label == "Columns that are not loaded").set_value([])
    test.run()
    press(test, "Save the change")
    assert "It is changed" in told(test)
    (kept,) = list_remembered(store, operator("tests"))
    assert (kept.match, kept.given) == (match, Given(values=given.values))
    test.selectbox(key="remembered-match").set_value(test.selectbox(key="remembered-match").options[0])
    test.run()
    press(test, "Forget these columns")
    assert "They are forgotten" in told(test)
    assert not test.exception
    assert list_remembered(store, operator("tests")) == []
