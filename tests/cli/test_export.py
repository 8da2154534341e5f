"""`export` on both engines."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from lib.cli.main import main
from tests import totals


def test_rows_are_exported_in_the_form_that_the_ending_tells(sample_address: str, tmp_path: Path) -> None:
    expected = [row for row in totals.rows("programme", False) if row["country"] == "DE"]
    for ending, read in (("csv", pd.read_csv), ("xlsx", pd.read_excel), ("parquet", pd.read_parquet)):
        path = tmp_path / f"programmes.{ending}"
        words = ["export", "programme", "--to", str(path), "--filter", "country=Germany", "--filter", "part=facts only"]
        assert main([*words, "--db", sample_address]) == 0
        rows = read(path)
        assert sorted(rows["programme_id"]) == sorted(row["programme_id"] for row in expected)
        assert set(rows["country_name"]) == {"Germany"}
    path = tmp_path / "x.txt"
    assert main(["export", "event", "--to", str(path), "--format", "json", "--db", sample_address]) == 0
    assert len(json.loads(path.read_text("utf-8"))) == len(totals.rows("event", False))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["project", "--to", "x.doc"], "known are .csv, .xlsx"),
        (["projects", "--to", "x.csv"], "known are: all, country"),
        (["project", "--to", "no/such/x.csv"], "there is no folder no/such"),
        (["project", "--to", "x.csv", "--filter", "country"], "write NAME=VALUE"),
        (["project", "--to", "x.csv", "--filter", "country=Atlantis"], "country: 'Atlantis' is none of its values"),
        (["project", "--to", "x.csv", "--format", "pdf"], "known are csv"),
        (["all", "--to", "x.csv"], "a file that ends in .zip"),
        (["all", "--to", "x.zip", "--filter", "country=MT"], "without --filter"),
    ],
)
def test_an_export_that_cannot_be_made_says_why_and_leaves_no_file(
    store_address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    assert main(["export", *words, "--db", store_address]) == 2
    assert said in capsys.readouterr().err
    assert {path for path in tmp_path.iterdir() if "store.sqlite" not in path.name} <= before


def test_an_export_of_no_store_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "x.csv"
    assert main(["export", "project", "--to", str(to), "--db", f"sqlite:///{tmp_path}/none.sqlite"]) == 1
    assert "icpermed-dashboard init" in capsys.readouterr().err
    assert not to.exists()
