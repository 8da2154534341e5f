"""A new entity takes a module, its line in the registry, a migration and its data: all else is made of these.

The tests put a made-up one into a copy of the code, in just these files, and ask that copy what it makes of it.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.store.schema import newest_version

ROOT = Path(__file__).parents[2]
COLUMNS = ["prize_id", "name", "kind", "winner", "country", "given_on"]
MADE_UP = Path(__file__).parent / "made_up"
#: What adding it touches; a row for tests/entities/rows.py and `make docs` come on top.
TOUCHED = {
    "lib/entities/prize.py",
    "lib/entities/registry.py",
    "lib/store/migrations/versions/9999_prizes.py",
    "data/facts/prize.csv",
}


def files(folder: Path) -> dict[str, bytes]:
    """The files that the copy has of its own, by their path."""
    paths = [*folder.glob("lib/**/*.py"), *folder.glob("data/facts/*.csv")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code with the made-up entity."""
    folder = Path(tmp_path_factory.mktemp("copy"))
    shutil.copytree(ROOT / "lib", folder / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "data").mkdir()
    for path in (ROOT / "data").iterdir():
        if path.name != "facts":
            (folder / "data" / path.name).symlink_to(path)
    shutil.copytree(ROOT / "data" / "facts", folder / "data" / "facts")
    for name in ("tests", "pages", "app.py", ".streamlit", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(MADE_UP / "prize.py", folder / "lib" / "entities")
    shutil.copy(MADE_UP / "prize.csv", folder / "data" / "facts")
    migration = (MADE_UP / "migration.py").read_text("utf-8").replace("{newest}", newest_version())
    (folder / "lib/store/migrations/versions/9999_prizes.py").write_text(migration, "utf-8")
    registry = folder / "lib" / "entities" / "registry.py"
    text = registry.read_text("utf-8").replace("    programme,\n", "    prize,\n    programme,\n", 1)
    text = text.replace("    output,\n    import_record,\n", "    output,\n    prize,\n    import_record,\n")
    registry.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def found(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the copy makes of it."""
    command = [sys.executable, "-m", "tests.entities.made_up.checks", str(tmp_path_factory.mktemp("stores"))]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_it_touches_four_files(copy: Path) -> None:
    before, after = files(ROOT), files(copy)
    assert before.keys() <= after.keys()
    assert {path for path, content in after.items() if before.get(path) != content} == TOUCHED
    before_lines = before["lib/entities/registry.py"].decode().splitlines()
    added = [line for line in after["lib/entities/registry.py"].decode().splitlines() if line not in before_lines]
    assert added == ["    prize,", "    prize,"], "its import and its place in the list"


def test_its_migration_makes_what_its_model_says(found: dict[str, Any]) -> None:
    assert found["differences of models and migrations"] == []


def test_it_has_a_template(found: dict[str, Any]) -> None:
    header, example = csv.reader(found["template"])
    assert header[:9] == [*COLUMNS, "money_eur", "money_original", "currency"]
    assert example[:7] == ["EXAMPLE-PRIZE", "Example prize", "best practice", "EXAMPLE-AGENCY", "MT", "2024-10", "500"]
    assert found["sheets"] == ["prize", "Columns", "Lists"]


def test_its_files_are_checked_and_loaded(found: dict[str, Any]) -> None:
    assert [column for column, _ in found["errors"]] == ["given_on", "kind", "winner"]
    assert ["kind", "one of: best practice, young researcher"] in found["errors"]
    assert found["loaded"] == [3, 0, 0, 3], "new at first, then known"
    assert found["with a German header"] == {
        "prize_id": ["Auszeichnung"],
        "name": "Auszeichnung",
        "country": "Land",
    }


def test_its_rows_are_listed_and_narrowed(found: dict[str, Any]) -> None:
    assert found["listed"] == ["A", "B", "C"]
    assert found["listed in 2024"] == ["B", "C"]
    assert found["listed in Malta"] == ["A", "C"]
    assert found["listed with the winner"] == ["A", "B"]
    assert found["page"] == {"entity": "prize", "rows": ["Second prize", "=Third, of prizes"], "exceptions": 0}
    assert found["fresh"] == "2024-11-02"


def test_its_rows_are_exported(found: dict[str, Any]) -> None:
    header, row = csv.reader(found["exported"])
    assert header[:9] == ["part", *COLUMNS[:4], "winner_name", "country", "country_name", "given_on"]
    kept = ["facts", "B", "Second prize", "young researcher", "O", "The winner", "IT", "Italy", "2024-11-02"]
    assert row[:9] == kept
    assert found["zip"], "what the zip holds is loaded to the same rows"


def test_programs_find_it(found: dict[str, Any]) -> None:
    assert found["answer"] == [["B", "2024-11-02", "The winner", 500.5], ["C", "2024", None, None]]
    assert found["refused"] == 400
    assert found["described"] == "when it was given"
    assert found["in the catalogue"]


def test_it_is_in_the_data_dictionary(found: dict[str, Any]) -> None:
    assert found["data dictionary"]
