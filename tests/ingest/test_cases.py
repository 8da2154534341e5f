"""Files as secretariats have them: each is read rightly, or asked about, or refused with a way on.

The files lie in `files/cases`; everything in them is invented. The command line is used as somebody at it would.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from lib.cli.main import main
from lib.ingest.persons import KEY_VARIABLE
from lib.ingest.reference import load_reference
from lib.store.engine import open_engine
from tests.ingest.dumps import csv_file, load_files

FILES = Path(__file__).parent / "files" / "cases"
#: What the files refer to.
KNOWN = {
    "organisation": "organisation_id,name,short_name,country\nFR-ANR,Agence Nationale de la Recherche,ANR,FR\n"
    "DE-BMBF,Bundesministerium,BMBF,DE\nES-ISCIII,Instituto de Salud Carlos III,ISCIII,ES\n",
    "event": "event_id,name,start_date\nE25,Information day,2025-12-16\nEV-X,Seminar,\n",
    "project": "project_id,title,acronym\nGA-77,Known study of genomes,KNOWN\n",
    "call": "call_id,name\nJTC2024,Joint call 2024\nJTC2021,Joint call 2021\nJTC2022,Joint call 2022\n",
}


@pytest.fixture(scope="module")
def stores(sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Stores with reference data: an empty one, and one with what the files refer to; for dry runs, or to be copied."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(KEY_VARIABLE, "cases")
        folder = tmp_path_factory.mktemp("cases")
        made = {name: Path(shutil.copy(sqlite_model, folder / f"{name}.sqlite")) for name in ("empty", "known")}
        for name, path in made.items():
            engine = open_engine(f"sqlite:///{path}")
            load_reference(engine)
            if name == "known":
                load_files(engine, *(csv_file(entity, content) for entity, content in KNOWN.items()))
            engine.dispose()
        yield made


def outcomes() -> dict[str, list[str]]:
    """What is imported, with its options, and what is said of it, as outcomes.txt has them."""
    _, *cases = (FILES / "outcomes.txt").read_text("utf-8").split("$ ")
    return {asked: said for asked, *said in (case.strip().splitlines() for case in cases)}


def arguments(asked: str, store: Path) -> list[str]:
    """Return the arguments of an import whose files lie in `files/cases`."""
    words = [str(FILES / word) if (FILES / word).is_file() else word for word in shlex.split(asked)]
    return ["import", *words, "--db", f"sqlite:///{store}"]


def said(store: Path, asked: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Dry-run an import; returns what is asked, or why files are refused, or else their problems and the rows."""
    capsys.readouterr()
    code = main([*arguments(asked, store), "--dry-run", "--json"])
    out, err = capsys.readouterr()
    if code == 2:
        return [line.partition(" Say so with ")[0].partition(" Found: ")[0] for line in err.splitlines()]
    report = json.loads(out or err)
    assert code == (0 if report["outcome"] == "dry run" else 1)
    problems = [
        f"{problem['level']} {problem['code']}, row {problem['examples'][0]['row']}, "
        f"{' '.join(problem['column'].split()) or 'row'}"
        + (f" (and {problem['rows'] - 1} more)" if problem["rows"] > 1 else "")
        for problem in [*report["errors"], *report["warnings"]]
    ]
    counts = {
        entity: ", ".join(
            f"{counted[what]} {what}" for what in ("new", "changed", "same", "completed") if counted[what]
        )
        for entity, counted in report["counts"].items()
    }
    create = [f"create {unknown['name']}" for unknown in report["unknown"]]
    told = [f"{entity}: {numbers}".removesuffix(": ") for entity, numbers in counts.items()]
    return [report["outcome"], *problems, *create, *told]


@pytest.mark.parametrize(("asked", "expected"), outcomes().items(), ids=str)
def test_cases(asked: str, expected: list[str], stores: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    store = stores["empty" if asked.startswith("[empty] ") else "known"]
    assert said(store, asked.removeprefix("[empty] "), capsys) == expected


def test_every_file_is_a_case() -> None:
    files = {str(path.relative_to(FILES)) for path in FILES.rglob("*.*")} - {"outcomes.txt"}
    assert files == {word for asked in outcomes() for word in shlex.split(asked) if word in files}


@pytest.mark.parametrize(
    ("asked", "query", "stored"),
    [
        (
            "cp1250.csv cp1253.csv cp1254.csv cp850.csv",
            "SELECT name FROM organisation WHERE organisation_id LIKE 'CP-%' ORDER BY organisation_id",
            [
                ("Příbramská nemocnice Košice Łódź",),
                ("Γενική Γραμματεία Έρευνας",),
                ("İstanbul Üniversitesi Şişli ığ",),
                ("Förderung für Präzision",),
            ],
        ),
        (
            "x_excel_sci.csv",
            "SELECT post_id, impressions FROM post ORDER BY 1",
            [("1812345678901234567", 1234), ("1812345678901234999", 2000)],
        ),
        (
            "half_converted_dates.xlsx --read start_date=swapped",
            "SELECT start_date FROM event WHERE event_id LIKE 'HD-%' ORDER BY 1",
            [("2024-01-05",), ("2024-01-13",), ("2024-02-03",), ("2024-03-27",)],
        ),
        (
            "two_header_rows.xlsx --set level=national --match 'budget_eur=Budget total (EUR)'",
            "SELECT budget_eur, pm_share FROM programme",
            [(100_000_000, 50_000_000)],
        ),
        (
            "eventbrite12.csv teams12.csv --set event_id=E25",
            "SELECT registered, attended, count(*) FROM attendance GROUP BY 1, 2",
            [(1, 1, 12)],
        ),
        (
            "googleforms.csv --set event_id=E25 --set list_of=registered",
            "SELECT registered, attended, country FROM attendance ORDER BY 3",
            [(1, None, "DE"), (1, None, "ES")],
        ),
        (
            "matrix.csv --set cells_hold=projects_funded --set call_of_2023=JTC2024",
            "SELECT call_id, country, projects_funded FROM call_outcome ORDER BY 1, 2",
            [
                *(("JTC2021", "DE", 10), ("JTC2021", "FR", 8)),
                *(("JTC2022", "DE", 12), ("JTC2022", "FR", 9)),
                *(("JTC2024", "DE", 14), ("JTC2024", "FR", 11)),
            ],
        ),
        (
            "group_rows.csv --as programme",
            "SELECT country, count(*) FROM programme GROUP BY 1 ORDER BY 1",
            [("DE", 2), ("FR", 1)],
        ),
        (
            "known_project.csv --as participation --create organisation --same project",
            "SELECT project.project_id, start_date, organisation FROM participation JOIN project USING (project_id)",
            [("GA-77", "2025-05-01", "DE-UNIVERSITY-A")],
        ),
        ("ghana.csv", "SELECT country FROM attendance ORDER BY 1", [("GH",), ("NG",)]),
        (
            "doubleutf8.csv --set 'encoding of doubleutf8.csv=utf-8 twice'",
            "SELECT name FROM organisation WHERE organisation_id LIKE 'CP-%'",
            [("Universit\u00e4t M\u00fcnchen",)],
        ),
    ],
)
def test_what_is_stored(
    asked: str, query: str, stored: list[tuple[object, ...]], stores: dict[str, Path], tmp_path: Path
) -> None:
    store = Path(shutil.copy(stores["known"], tmp_path))
    assert main(arguments(asked, store)) == 0
    engine = open_engine(f"sqlite:///{store}")
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(text(query))] == stored
    engine.dispose()
