"""`save-source`, `sources`, `refresh` and `forget-source`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lib.cli.main import main
from lib.ingest.readers.suffixes import SUFFIXES
from lib.services.sources.allowed import FOLDERS_VARIABLE
from tests.conftest import NewStore


def test_a_folder_is_saved_and_refreshed(
    new_store: NewStore, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--db", address])
        said = capsys.readouterr()
        return code, said.out, said.err

    address = new_store("sqlite", tmp_path)
    folder = tmp_path / "exports"
    folder.mkdir()
    file = folder / "partners.csv"
    file.write_text("Kennung,Bezeichnung,Art\nO1,Eins,HEI\n", "utf-8")
    assert run("save-source", "Partners", str(folder)) == (
        2,
        "",
        f"Nothing is fetched from the path {folder}: no folders are allowed yet. "
        f"The administrator names them in {FOLDERS_VARIABLE}.\n",
    )
    monkeypatch.setenv(FOLDERS_VARIABLE, str(folder))
    holds = ["--as", "organisation", "--match", "organisation_id=Kennung", "--match", "name=Bezeichnung"]
    holds += ["--match", "type=Art", "--replace", "Art", "HEI", "university", "--by", "Ada"]
    assert run("save-source", "Partners", str(folder), *holds)[0] == 0
    assert run("sources")[1] == f"Partners: {folder} (never loaded)\n"
    code, out, _ = run("refresh")
    assert code == 0
    assert "organisation: 1 new" in out
    assert "Dry run: nothing was loaded." in out
    code, out, _ = run("refresh", "partners", "--load", "--by", "Ada")
    assert (code, "Loaded as import" in out) == (0, True)
    code, out, _ = run("refresh", "--load", "--json")
    assert (code, json.loads(out)["outcome"]) == (0, "unchanged")
    file.write_text("Kennung,Bezeichnung,Art\nO1,Eins,HEI\nO2,,HEI\n", "utf-8")
    code, out, err = run("refresh", "--load")
    assert (code, "nothing was loaded" in err) == (1, True)
    file.unlink()
    assert run("refresh")[::2] == (
        2,
        f"Partners: {folder} holds no file of the kinds {', '.join(SUFFIXES)}\n",
    )
    assert run("forget-source", "partners", "--by", "Ada")[0] == 0
    assert run("refresh", "Partners")[::2] == (2, "There is no source 'Partners'; saved are: none.\n")
