"""Sources that come again, on the page Upload: saved, fetched, loaded and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.entities.organisation import Organisation
from lib.services.actors import operator
from lib.services.sources.allowed import FOLDERS_VARIABLE
from lib.services.sources.saved import list_sources
from tests.pages.test_upload import count, open_page, press, wait


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the administrator has named, with a file."""
    named = tmp_path / "named"
    named.mkdir()
    (named / "organisation.csv").write_text("organisation_id,name\nO1,Übung\n")
    monkeypatch.setenv(FOLDERS_VARIABLE, str(named))
    return named


def save(test: AppTest, name: str, address: str) -> None:
    test.text_input(key="source-name").set_value(name)
    test.text_input(key="source-address").set_value(address)
    press(test, "Save this source")


def texts(test: AppTest) -> str:
    return "\n".join(text.value for text in test.text)


def test_a_source_is_saved_fetched_loaded_and_forgotten(store: Engine, folder: Path) -> None:
    test = open_page("upload")
    test.text_input(key="your-name").set_value("Ada").run()
    save(test, "Etc", "/etc")
    assert "Nothing is fetched from the path /etc" in test.error[0].value
    save(test, "*Partners*", str(folder))
    assert not test.error
    assert f"*Partners*: {folder} (never loaded)" in texts(test)
    press(test, "Fetch")
    wait(test)
    assert "Files: organisation.csv" in texts(test)
    before = count(store, Organisation)
    press(test, "Load")
    wait(test)
    assert count(store, Organisation) == before + 1
    test.run()
    assert f"*Partners*: {folder} (loaded on " in texts(test)
    assert list_sources(store, operator("test"))[0].loaded_sha256
    press(test, "Forget")
    assert list_sources(store, operator("test")) == []


def test_a_source_that_is_gone_says_so_and_can_be_tried_again(store: Engine, folder: Path) -> None:
    test = open_page("upload")
    test.text_input(key="your-name").set_value("Ada").run()
    save(test, "Partners", str(folder / "organisation.csv"))
    (folder / "organisation.csv").rename(folder / "away.csv")
    press(test, "Fetch")
    wait(test)
    assert "there is no such file or folder" in test.error[0].value
    (folder / "away.csv").rename(folder / "organisation.csv")
    press(test, "Try again")
    wait(test)
    assert "Files: organisation.csv" in texts(test)


def test_without_settings_it_says_who_can_allow_it(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDERS_VARIABLE, raising=False)
    assert any("Nothing may be fetched yet" in info.value for info in open_page("upload").info)
