"""What a copy of the code makes of the made-up entity that was added to it: run there, it prints JSON."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from openpyxl import load_workbook
from sqlalchemy import Engine

from lib.docs.data_dictionary import data_dictionary_page
from lib.export.about import About
from lib.export.forms import FORMS
from lib.export.templates import template_csv, template_xlsx
from lib.export.whole_store import write_zip
from lib.ingest.readers.source import SourceFile
from lib.ingest.sample import DATA
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.metrics.freshness import freshness
from lib.metrics.records import raw_rows, record_page
from lib.metrics.scope import Scope
from lib.metrics.whole_store import template_rows
from lib.services.actors import operator
from lib.store.batches import snapshot
from lib.store.engine import open_engine
from lib.store.schema import downgrade, upgrade
from lib.store.tables import Base
from tests.api.conftest import served
from tests.rows import load


def main(folder: Path) -> dict[str, Any]:
    engine = _opened(folder / "store.sqlite")
    found: dict[str, Any] = {"differences of models and migrations": _differences(engine)}
    downgrade(engine, "-1")
    upgrade(engine)
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\nIT,ITA,Italy\n")
    load(engine, "organisation", "organisation_id,name,country\nO,The winner,MT\n")
    found["template"] = template_csv("prize").decode("utf-8-sig").splitlines()
    found["sheets"] = load_workbook(io.BytesIO(template_xlsx("prize"))).sheetnames
    found["errors"] = _errors(engine, "prize_id,name,kind,winner,given_on\nX,P,large,,soon\nY,P,,NONE,\n")
    found["loaded"] = _load_data(engine)
    found["with a German header"] = _load_german(engine)
    found["listed"] = _listed(engine, Scope())
    found["listed in 2024"] = _listed(engine, Scope(first_year=2024, last_year=2024))
    found["listed in Malta"] = _listed(engine, Scope(countries=("MT",)))
    found["listed with the winner"] = _listed(engine, Scope(search="the winner"))
    rows = b"".join(FORMS["plain-csv"].pieces(raw_rows(engine, "prize", Scope(countries=("IT",))), About("")))
    found["exported"] = rows.decode().splitlines()
    found["fresh"] = str(freshness(engine, False).set_index("entity").loc["prize", "newest_date"])[:10]
    found |= _answers(engine)
    found["zip"] = _round_trip(engine, folder)
    found["data dictionary"] = "## Prize\n" in data_dictionary_page()
    found["page"] = _page(folder)
    return found


def _opened(path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    return engine


def _differences(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [str(one) for one in compare_metadata(MigrationContext.configure(connection), Base.metadata)]


def _errors(engine: Engine, content: str) -> list[tuple[str, str]]:
    with prepare(engine, [SourceFile("prize.csv", content.encode())], Answers("prize")) as ready:
        return sorted((group.column, group.expected) for group in ready.report.errors)


def _load_data(engine: Engine) -> list[int]:
    counts = []
    for _ in range(2):
        # Told by its name and its columns alone.
        with prepare(engine, [SourceFile.at(DATA / "facts" / "prize.csv")]) as ready:
            loaded = ready.load(operator("tests")).counts["prize"]
        counts += [loaded.new, loaded.same]
    return counts


def _load_german(engine: Engine) -> dict[str, Any]:
    from lib.ingest.matching import propose

    return dict(propose(["Auszeichnung", "Land"], [["Erster Preis", "MT"]], "prize").columns)


def _listed(engine: Engine, scope: Scope) -> list[str]:
    return [str(name) for name in record_page(engine, "prize", scope, 0, 10).rows["prize_id"]]


def _answers(engine: Engine) -> dict[str, Any]:
    with served(engine) as client:
        asked = client.ask(f"/api/v1/prizes.json?{urlencode({'from': 2024, 'to': 2024})}")
        described = client.ask("/api/v1/openapi.json").json
        return {
            "answer": [[row["prize_id"], row["given_on"], row["winner_name"], row["money_eur"]] for row in asked.json],
            "refused": client.ask("/api/v1/prizes.json?channel=x").status,
            "described": described["components"]["schemas"]["prizes"]["properties"]["given_on"]["description"],
            "in the catalogue": "prizes.csv" in client.ask("/api/v1/catalogue.ttl").text,
        }


def _round_trip(engine: Engine, folder: Path) -> bool:
    """Whether a new store that loads the zip of all rows has the same ones."""
    out = io.BytesIO()
    with snapshot(engine) as connection:
        write_zip(
            partial(template_rows, connection),
            ("country", "organisation", "prize"),
            (False,),
            datetime(2026, 11, 30),
            out,
        )
    copy = _opened(folder / "copy.sqlite")
    with prepare(copy, [SourceFile("store.zip", out.getvalue())]) as ready:
        ready.load(operator("tests"))
    left_out = ["file_name", "imported_at", "import_id", "source_row"]
    before, after = (raw_rows(store, "prize", Scope()).read_all().drop_columns(left_out) for store in (engine, copy))
    return bool(before.num_rows == 3 and before.equals(after))


def _page(folder: Path) -> dict[str, Any]:
    """What the page on records shows of it."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/store.sqlite"
    from tests.pages.test_pages import run

    test = run("records", entity="Prize", **{"from": "2024", "to": "2024"})
    return {
        "entity": test.selectbox(key="entity").value,
        "rows": list(test.dataframe[0].value["Name"]),
        "exceptions": len(test.exception),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
