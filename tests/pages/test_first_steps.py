"""The page for whoever begins with their own data."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.ingest.reference import load_reference
from lib.metrics import templates
from tests.pages.test_missing import downloads, text_of
from tests.pages.test_pages import load_one_row, run
from tests.rows import load

EMPTY, FILLED = "Workbook of all templates, empty", "Workbook filled with the facts"


def states(test: AppTest) -> dict[str, str]:
    table: pd.DataFrame = test.dataframe[0].value
    return dict(zip(table["Data set"], table["State"], strict=True))


def buttons(test: AppTest) -> dict[str, Any]:
    return {element.proto.label: element.proto for element in test.get("download_button")}


def test_an_empty_store_begins_with_what_refers_to_nothing(store: Engine) -> None:
    load_reference(store)
    test = run("first_steps")
    assert "**Nothing loaded yet, but for the countries" in text_of(test)
    assert EMPTY in downloads(test)
    assert FILLED not in downloads(test)
    found = states(test)
    assert list(found)[:2] == ["Countries", "Organisations"], "the order of loading"
    assert found["Countries"] == "in every store"
    assert found["Organisations"] == found["Events"] == "nothing yet"
    assert found["Participations in projects"] == "nothing yet; needs organisations and projects"
    load(store, "organisation", "organisation_id,name\nO,One\n")
    test = run("first_steps")
    assert "Facts are loaded for 1 of 16 data sets. Nothing yet of: " in text_of(test)
    assert states(test)["Participations in projects"] == "nothing yet; needs projects"


def test_a_store_with_rows_offers_them_to_be_edited(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load_one_row(store)
    test = run("first_steps")
    assert not buttons(test)[FILLED].disabled
    assert states(test)["Attendance lists of events"] == "loaded"
    numbers = dict(zip(test.dataframe[0].value["Data set"], test.dataframe[0].value["Rows of facts"], strict=True))
    assert (numbers["Events"], numbers["Attendance lists of events"]) == ("1", "not counted here")
    monkeypatch.setattr("lib.ui.upload.templates.MOST_ROWS", 5)
    test = run("first_steps")
    assert buttons(test)[FILLED].disabled
    assert "a workbook to edit has at most 5" in text_of(test)
    assert templates.MOST_ROWS == 20_000
