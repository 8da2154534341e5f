"""`import`, `imports`, `undo` and `template` on both engines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lib.cli.main import main

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\n"
EVENTS = "event_id,name,type,format,start_date,country\n"


@pytest.fixture
def countries(store_address: str, tmp_path: Path) -> str:
    """Address of a store that holds two countries, from its first import."""
    path = tmp_path / "country.csv"
    path.write_text(COUNTRIES, "utf-8")
    assert main(["import", str(path), "--by", "Ada", "--db", store_address]) == 0
    return store_address


def rows(address: str, entity: str, capsys: pytest.CaptureFixture[str]) -> int:
    capsys.readouterr()
    assert main(["status", "--json", "--db", address]) == 0
    found = json.loads(capsys.readouterr().out)["rows"][entity]
    assert isinstance(found, int)
    return found


def test_a_dry_run_changes_nothing_and_an_import_can_be_undone(
    countries: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "event.csv"
    path.write_text(EVENTS + "E1,First,workshop,on site,2024-03-04,MT\n", "utf-8")
    capsys.readouterr()
    assert main(["import", str(path), "--dry-run", "--json", "--db", countries]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "dry run"
    assert rows(countries, "event", capsys) == 0
    assert main(["import", str(path), "--json", "--by", "Ada", "--db", countries]) == 0
    loaded = json.loads(capsys.readouterr().out)
    assert loaded["outcome"] == "loaded"
    assert loaded["counts"]["event"]["new"] == 1
    assert rows(countries, "event", capsys) == 1
    assert main(["imports", "--db", countries]) == 0
    assert "event.csv: event, 1 new" in capsys.readouterr().out
    assert main(["undo", str(loaded["import"]), "--by", "Ada", "--db", countries]) == 0
    assert "event: 1 removed, 0 restored" in capsys.readouterr().out
    assert rows(countries, "event", capsys) == 0
    assert main(["undo", str(loaded["import"]), "--db", countries]) == 1
    assert capsys.readouterr().err


def test_bad_rows_reject_a_file_unless_the_good_ones_are_wanted(
    countries: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "event.csv"
    path.write_text(EVENTS + "E1,First,workshop,on site,2024-03-04,MT\nE2,Second,party,on site,2024-03-05,MT\n")
    assert main(["import", str(path), "--db", countries]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "--keep-bad-rows" in said.err
    assert rows(countries, "event", capsys) == 0
    assert main(["import", str(path), "--keep-bad-rows", "--db", countries]) == 0
    assert rows(countries, "event", capsys) == 1


def test_what_the_page_would_ask_is_said_by_options(
    countries: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Nr,Veranstaltung,Art,Form,Beginn\nE1,First,workshop,online,03/04/2024\n", "utf-8")
    matched = ("event_id=Nr", "name=Veranstaltung", "type=Art", "format=Form", "start_date=Beginn")
    words = ["import", str(path), "--as", "event", *(word for pair in matched for word in ("--match", pair))]
    capsys.readouterr()
    assert main([*words, "--db", countries]) == 2
    assert "--read Beginn=" in capsys.readouterr().err
    assert main([*words, "--read", "Beginn=mdy", "--set", "country=LU", "--json", "--db", countries]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["event"]["new"] == 1
    out = tmp_path / "events.json"
    assert main(["export", "event", "--to", str(out), "--db", countries]) == 0
    (event,) = json.loads(out.read_text("utf-8"))
    assert (event["name"], event["start_date"], event["country"]) == ("First", "2024-03-04", "LU")


#: Sheets and columns as others have them; only the first columns are called as in the template.
LIST = "organisation_id,name,Land,type,Kommentar\nO1,One,n/a,HEI,x\nO2,Two,Malta,SME,y\n"


def test_what_is_said_of_files_holds(countries: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("A list of\n" + LIST, "utf-8")
    words = ["--header-row", "2", "--match", "country=Land", "--ignore", "type", "--empty", "n/a"]
    capsys.readouterr()
    assert main(["import", str(path), *words, "--dry-run", "--json", "--db", countries]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["organisation"]["new"] == 2
    assert report["tables"][0]["columns_not_loaded"] == ["type", "Kommentar"]
    replaced = ["--replace", "type", "HEI", "university", "--replace", "Land", "N/A", "", "--match", "country=Land"]
    assert main(["import", str(path), *replaced, "--json", "--db", countries]) == 0
    capsys.readouterr()
    out = tmp_path / "organisations.json"
    assert main(["export", "organisation", "--to", str(out), "--db", countries]) == 0
    kept = {row["organisation_id"]: row for row in json.loads(out.read_text("utf-8"))}
    assert [(kept[key]["country"], kept[key]["type"]) for key in ("O1", "O2")] == [(None, "university"), ("MT", "SME")]
    assert main(["import", str(path), *replaced, "--db", countries]) == 0
    assert "the store has all of it already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ("iso2,iso3,name\n", (), "there are no rows below the column names"),
        ("iso2,iso3,name\nQQ,QQQ,Nowhere\n", ("--keep-bad-rows",), "every row has errors"),
        ("iso2,iso3,name\nMT,MLT,Malta\n", ("--leave-out", "country.csv"), "every sheet is left out"),
    ],
)
def test_nothing_to_import_is_no_success(
    countries: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "country.csv"
    path.write_text(content, "utf-8")
    for more in ((), ("--dry-run",)):
        assert main(["import", str(path), *words, *more, "--db", countries]) == 1
        assert said in capsys.readouterr().err


def test_a_rate_turns_money_into_euro(countries: str, tmp_path: Path) -> None:
    path = tmp_path / "programme.csv"
    path.write_text("programme_id,name,level,currency,budget_original\nP1,One,national,CHF,100\n", "utf-8")
    words = ["import", str(path), "--as", "programme", "--db", countries]
    assert main([*words, "--rate", "CHF=1.04@2024-01-02"]) == 0
    out = tmp_path / "programmes.json"
    assert main(["export", "programme", "--to", str(out), "--db", countries]) == 0
    (programme,) = json.loads(out.read_text("utf-8"))
    assert float(programme["budget_eur"]) == 104


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.csv"], "nothing.csv: there is no such file"),
        (["country.csv", "--as", "people"], "--as people: known are country"),
        (["country.csv", "--set", "name"], "write NAME=VALUE"),
        (["country.csv", "--read", "name"], "write NAME=VALUE"),
        (["country.csv", "--header-row", "first"], "write the number of the row"),
        (["country.csv", "--header-row", "9"], "country.csv: row 9 is empty"),
        (["country.csv", "--ignore", "colour"], 'no file has a column "colour"'),
        (["country.csv", "--leave-out", "Sheet 2"], 'no file has a sheet "Sheet 2"'),
        (["country.csv", "--rate", "CHF=1.04"], "write it as CHF=1.04@2024-01-02"),
        (["country.csv", "--rate", "CHF@2024-01-02"], "write it as CHF=1.04@2024-01-02"),
        ([], "Missing argument"),
    ],
)
def test_words_that_cannot_be_used_are_refused(
    countries: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["import", *words, "--db", countries]) == 2
    assert said in capsys.readouterr().err


def test_a_template_is_imported_as_it_is(
    countries: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["template", "event"]) == 0
    path = tmp_path / "template.csv"
    path.write_bytes(capfdbinary.readouterr().out)
    assert main(["import", str(path), "--dry-run", "--db", countries]) in (0, 1)
    assert b"event template" in b"".join(capfdbinary.readouterr())
    assert main(["template", "people"]) == 2
    assert b"'people' is no entity" in capfdbinary.readouterr().err
