"""What the page Upload shows before anything is stored, and what can be chosen there."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from lib.entities.event import Event
from tests.pages.test_upload import count, labels, open_page, press, told, upload, wait
from tests.rows import load

COLUMNS = "Column of the file"


@pytest.fixture
def store(store: Engine) -> Engine:
    """A store that knows two countries and an event."""
    load(store, "country", "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\n")
    load(store, "event", "event_id,name,start_date\nE1,Old,2024-05-01\n")
    return store


def preview(test: AppTest) -> dict[str, list[str]]:
    """Each column of the preview's grid: what it becomes, how it is read, and its first cell."""
    frame = next(frame.value for frame in test.dataframe if COLUMNS in frame.value.columns)
    row = next(name for name in frame.columns if name.startswith("Row "))
    return {
        name: list(rest)
        for name, *rest in frame[[COLUMNS, "Becomes", "Read as", row]].itertuples(index=False, name=None)
    }


def change(test: AppTest, place: int) -> None:
    """Open the choices of a column, as its button in the grid does."""
    test.session_state["preview-changing"] = (test.session_state["upload-desk"].tries, place)
    test.run()


def test_columns_are_changed_where_the_first_rows_are_shown(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "events.csv", "event_id,name,start_date,Remark,Ort\nE1,Workshop,02.05.2024,quiet,Foyer\n")
    assert preview(test) == {
        "event_id": ["event_id", "identifiers", "E1"],
        "name": ["name", "text", "Workshop"],
        "start_date": ["start_date", "dates; day.month.year", "02.05.2024 → 2024-05-02"],
        "Remark": ["not loaded", "–", "quiet"],
        "Ort": ["not loaded", "–", "Foyer"],
    }
    differences = next(frame.value for frame in test.dataframe if "In the store" in frame.value.columns)
    assert set(zip(differences["Field"], differences["In the store"], differences["In the file"], strict=True)) == {
        ("name", "Old", "Workshop"),
        ("start_date", "2024-05-01", "2024-05-02"),
    }
    press(test, "Load it as note")
    wait(test)
    assert preview(test)["Remark"][0] == "note"
    change(test, 1)
    field = next(box for box in test.selectbox if box.label == "Belongs to")
    field.set_value("– not loaded –")
    test.run()
    press(test, "Read it like this")
    wait(test)
    assert preview(test)["name"][0] == "not loaded"
    errors = next(frame.value for frame in test.dataframe if "Expected" in frame.value.columns)
    assert list(errors["Column"]) == ["name"], "every row needs it"
    assert "The columns have errors, so no row was read" in told(test)
    change(test, [*preview(test)].index("Ort"))
    next(box for box in test.selectbox if box.label == "Belongs to").set_value("name")
    test.run()
    press(test, "Read it like this")
    wait(test)
    press(test, "Load")
    wait(test)
    with store.connect() as connection:
        assert connection.scalar(select(Event.name)) == "Foyer"


def test_a_file_is_left_out_and_taken_in_again(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "events.csv", "event_id,name,start_date\nE2,Workshop,2024-05-02\n")
    press(test, "Leave this file out")
    wait(test)
    assert "events.csv: left out" in told(test)
    assert "Load" not in labels(test)
    press(test, "Take it in")
    wait(test)
    assert preview(test)["name"][2] == "Workshop"


def test_what_changed_meanwhile_is_shown_before_it_is_loaded(store: Engine) -> None:
    test = open_page("upload")
    upload(test, "events.csv", "event_id,name,start_date\nE1,Mine,2024-05-01\n")
    load(store, "event", "event_id,name,start_date\nE1,Theirs,2024-05-01\n")
    press(test, "Load")
    wait(test)
    assert "The store has changed" in told(test)
    differences = next(frame.value for frame in test.dataframe if "In the store" in frame.value.columns)
    assert list(differences["In the store"]) == ["Theirs"]
    press(test, "Load")
    wait(test)
    with store.connect() as connection:
        assert connection.scalar(select(Event.name)) == "Mine"
    assert count(store, Event) == 1
