"""The demonstration part: made by its script, evidently made up, and consistent to the cent."""

from __future__ import annotations

import runpy
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from lib.ingest.sample import DATA
from tests import totals

FOLDER = DATA / "demonstration"


def only_demonstration(entity: str) -> list[dict[str, str]]:
    return totals.rows(entity, True)


def test_script_makes_the_committed_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As when the script is run from the command line.
    monkeypatch.syspath_prepend(str(FOLDER))
    runpy.run_path(str(FOLDER / "make.py"))["main"](FOLDER, tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in FOLDER.glob("*.csv") if path.name != "texts.csv")
    for name in made:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_summaries_are_distinct_and_of_the_right_length() -> None:
    summaries = [row["summary"] for row in only_demonstration("project") if row["summary"]]
    assert len(set(summaries)) == len(summaries) >= 200
    assert all(60 <= len(summary.split()) <= 120 for summary in summaries)


@pytest.mark.parametrize("entity", ["organisation", "programme", "call", "event"])
def test_names_are_evidently_made_up(entity: str) -> None:
    for row in only_demonstration(entity):
        assert "Example" in row["name"] or "Illustrative" in row["name"], row


def test_money_adds_up_from_participant_to_project_to_call() -> None:
    by_project: dict[str, Decimal] = defaultdict(Decimal)
    for row in only_demonstration("participation"):
        by_project[row["project_id"]] += Decimal(row["funding_eur"] or 0)
    by_call: dict[str, Decimal] = defaultdict(Decimal)
    for row in only_demonstration("project"):
        assert Decimal(row["funding_eur"] or 0) == by_project[row["project_id"]]
        by_call[row["call"]] += by_project[row["project_id"]]
    whole = {row["call_id"]: row for row in only_demonstration("call_outcome") if not row["country"]}
    assert {call: Decimal(row["awarded_eur"]) for call, row in whole.items()} == dict(by_call)


def test_funnels_narrow() -> None:
    for row in only_demonstration("call_outcome"):
        steps = (
            "pre_proposals_submitted",
            "pre_proposals_eligible",
            "full_proposals_invited",
            "full_proposals_submitted",
        )
        counts = [int(row[step]) for step in (*steps, "projects_funded")]
        assert counts == sorted(counts, reverse=True), row
