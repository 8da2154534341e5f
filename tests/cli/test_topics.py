"""`topics` on both engines."""

from __future__ import annotations

import json

import pytest

from lib.cli.main import main
from tests import totals


def test_topics_of_a_store_without_projects(store_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["topics", "--db", store_address]) == 1
    assert "at least 30 projects" in capsys.readouterr().err


@pytest.mark.engines("sqlite")
def test_topics_of_the_sample(sample_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["topics", "--demonstration", "--k", "10", "--json", "--db", sample_address]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["topics"]) == 10
    assert told["dataset"] == "demonstration"
    assert all(0 <= topic["stability"] <= 1 for topic in told["topics"])
    assert told["projects"] == len(totals.rows("project", True))
    assert round(sum(topic["weighted"] for topic in told["topics"]), 3) == told["projects"] - told["unassigned"]
    assert main(["topics", "--demonstration", "--k", "10", "--yes", "--db", sample_address]) == 0
    text = capsys.readouterr().out
    for topic in told["topics"]:
        assert f"{topic['label']}: {topic['projects']} projects, EUR" in text
        assert ", ".join(topic["terms"]) in text
