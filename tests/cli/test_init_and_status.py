"""`init` and `status` on both engines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lib.cli.main import main
from lib.store.schema import newest_version
from tests import totals


def test_init_and_status(store_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--db", store_address]) == 0
    assert "country: 250 new" in capsys.readouterr().out
    assert main(["init", "--db", store_address]) == 0
    assert "new" not in capsys.readouterr().out, "reference data are loaded once"
    assert main(["status", "--db", store_address, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema_version"] == newest_version()
    assert told["rows"]["channel snapshot"] == 0
    assert {made["imported_by"] for made in told["latest_imports"]} == {"reference data"}


@pytest.mark.engines("sqlite")
def test_sample_is_loaded_once(store_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--first-start", "--db", store_address]) == 0
    first = capsys.readouterr().out
    assert f"project: {sum(len(totals.rows('project', part)) for part in (False, True))} new" in first
    assert main(["init", "--first-start", "--db", store_address]) == 0
    assert "new" not in capsys.readouterr().out, "a store that has data is left alone"
    assert main(["init", "--sample", "--db", store_address]) == 0
    assert " 0 new, 0 changed" in capsys.readouterr().out
    assert main(["status", "--db", store_address]) == 0
    assert "participation" in capsys.readouterr().out


def test_status_of_no_store_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--db", f"sqlite:///{tmp_path}/none.sqlite"]) == 1
    assert "icpermed-dashboard init" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite").exists(), "asking makes no store"


def test_a_password_is_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--db", "postgresql+psycopg://me:hushhush@127.0.0.1:1/none"]) == 1
    told = capsys.readouterr()
    assert "did not answer" in told.err
    assert "hushhush" not in told.err + told.out
