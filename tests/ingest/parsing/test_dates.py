"""The one reader of dates: of texts with a day, a month or a year, alone and in files, there and back."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, select

from lib.entities.call import Call
from lib.entities.event import Event
from lib.entities.fields import Kind
from lib.entities.project import Project
from lib.entities.registry import SCHEMAS
from lib.export.about import About
from lib.export.forms import FORMS, as_bytes
from lib.ingest.parsing.dates import day_in, written
from lib.ingest.parsing.inference import Evidence
from lib.ingest.parsing.notation import Notation
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.ingest.readers.source import SourceFile
from lib.ingest.undo import undo
from lib.ingest.upload import RejectedError, prepare
from lib.ingest.upload.answers import Answers
from lib.metrics.records import raw_rows
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from tests.rows import load, upload


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mar 22, 2025 7:13 PM", date(2025, 3, 22)),
        ("14 March 2024", date(2024, 3, 14)),
        ("22. März 2025", date(2025, 3, 22)),
        ("14.3.2024 10:00", date(2024, 3, 14)),
        ("2024-03-14 09:30", date(2024, 3, 14)),
        ("14 mars 2024", date(2024, 3, 14)),
        ("14-03-2024", date(2024, 3, 14)),
        ("20240314", date(2024, 3, 14)),
        ("2024/03/14", date(2024, 3, 14)),
        ("14 de marzo de 2024", date(2024, 3, 14)),
        ("mar. 5 nov. 2024", date(2024, 11, 5)),
    ],
)
def test_a_date_is_the_same_in_a_column_and_at_the_head_of_a_file(text: str, day: date) -> None:
    evidence = Evidence(Kind.DAY)
    evidence.add([text])
    reading = evidence.infer()
    assert isinstance(reading, Notation)
    assert reading.plain(text) == day.isoformat()
    assert day_in(text) == day
    assert day_in(f"{text} Europe/Berlin, Webinar") == day


@pytest.mark.parametrize(
    ("text", "rough"),
    [
        ("2021", "2021"),
        ("2021-03", "2021-03"),
        ("2021/3", "2021-03"),
        ("03/2021", "2021-03"),
        ("3.2021", "2021-03"),
        ("March 2021", "2021-03"),
        ("März 2021", "2021-03"),
        ("mars 2021", "2021-03"),
        ("marzo de 2021", "2021-03"),
        ("2021 Okt.", "2021-10"),
        ("Sept., 2021", "2021-09"),
    ],
)
def test_months_and_years_without_a_day(text: str, rough: str) -> None:
    assert written(text).rough == rough
    assert Notation(Kind.DATE).plain(text) == rough
    assert day_in(text) is None
    with pytest.raises(ParseError):
        Notation(Kind.DAY).plain(text)


@pytest.mark.parametrize("text", ["Mar-21", "3.21", "2021-13", "13/2021", "21", "Tuesday 2021", "2021.5", "10:30 2021"])
def test_what_may_be_anything_is_no_month(text: str) -> None:
    with pytest.raises(ParseError):
        Notation(Kind.DATE).plain(text)


PROJECTS = (
    "project_id,title,signature_date,start_date,end_date,as_of,verified_on,verified_by\n"
    "A,Days,2021-03-10,2021-03-15,2024-03-14,2024-05-06,2025-01-02,secretariat\n"
    "B,Months,,March 2021,02/2024,2024-05,2026-11,secretariat\n"
    "C,Years,2020,2021,2021,2024,,\n"
    "D,One month,,2021-03,2021-03,,,\n"
)
KNOWN = {
    "A": ("2021-03-10", "2021-03-15", "2024-03-14", "2024-05-06", "2025-01-02"),
    "B": (None, "2021-03", "2024-02", "2024-05", "2026-11"),
    "C": ("2020", "2021", "2021", "2024", None),
    "D": (None, "2021-03", "2021-03", None, None),
}
DATES = ("signature_date", "start_date", "end_date", "as_of", "verified_on")


def stored(engine: Engine) -> dict[str, dict[str, Any]]:
    with engine.connect() as connection:
        return {row["project_id"]: dict(row) for row in connection.execute(select(Project.__table__)).mappings()}


def test_dates_are_kept_as_days_with_their_precision(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    rows = stored(engine)
    first_and_last = [(rows[key]["start_date"], rows[key]["end_date"]) for key in "BCD"]
    assert first_and_last == [
        (date(2021, 3, 1), date(2024, 2, 29)),
        (date(2021, 1, 1), date(2021, 12, 31)),
        (date(2021, 3, 1), date(2021, 3, 31)),
    ]
    by_length = {4: "year", 7: "month", 10: None}
    for key, known in KNOWN.items():
        wanted = [None if text is None else by_length[len(text)] for text in known]
        assert [rows[key][f"{name}_precision"] for name in DATES] == wanted, key
    assert rows["A"]["verified_by"] == "secretariat"


@pytest.mark.parametrize("form", ["csv", "plain-csv", "excel-csv", "json", "xlsx"])
def test_exports_say_as_much_of_a_date_as_is_known(engine: Engine, form: str) -> None:
    load(engine, "project", PROJECTS)
    content = as_bytes(FORMS[form], raw_rows(engine, "project", Scope()), About("Projects"))
    if form == "json":
        rows = pd.DataFrame(json.loads(content), dtype="object")
    elif form == "xlsx":
        rows = pd.read_excel(io.BytesIO(content), dtype="object")
    else:
        rows = pd.read_csv(
            io.BytesIO(content), sep=";" if form == "excel-csv" else ",", dtype=str, encoding="utf-8-sig"
        )
    assert not [name for name in rows.columns if name.endswith("_precision")]
    rows = rows.set_index("project_id")
    for key, known in KNOWN.items():
        said = [None if pd.isna(value) else str(value)[:10] for value in rows.loc[key, list(DATES)]]
        assert said == list(known), key


def test_parquet_has_dates_beside_their_precision(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    content = as_bytes(FORMS["parquet"], raw_rows(engine, "project", Scope()), About("Projects"))
    table = pq.read_table(io.BytesIO(content)).to_pandas(date_as_object=True).set_index("project_id")
    assert table.loc["B", "end_date"] == date(2024, 2, 29)
    assert table.loc["B", "end_date_precision"] == "month"
    assert pd.isna(table.loc["A", "end_date_precision"])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_own_exports_come_back_as_they_were(engine: Engine, tmp_path: Path, form: str) -> None:
    load(engine, "project", PROJECTS)
    content = as_bytes(FORMS[form], raw_rows(engine, "project", Scope()), About("Projects"))
    if form == "xlsx":
        # As somebody gives a sheet back: with the columns of the template alone.
        out = io.BytesIO()
        sheet = pd.read_excel(io.BytesIO(content), dtype="object")
        sheet[[name for name in sheet if name in SCHEMAS["project"].by_name]].to_excel(out, index=False)
        content = out.getvalue()
    copy = open_engine(f"sqlite:///{tmp_path}/copy.sqlite")
    upgrade(copy)
    with prepare(copy, [SourceFile(f"projects.{form}", content)], Answers("project")) as ready:
        assert not ready.report.errors
        ready.load(operator("tests"))
    own = {"import_id", "source_row"}
    without = [
        {k: {n: v for n, v in row.items() if n not in own} for k, row in stored(e).items()} for e in (engine, copy)
    ]
    assert without[0] == without[1]
    copy.dispose()


def test_a_change_of_precision_is_a_change_that_can_be_undone(engine: Engine) -> None:
    load(engine, "project", PROJECTS)
    before = stored(engine)
    assert load(engine, "project", PROJECTS).same == 4
    later = "project_id,title,start_date\nC,Years,2021-01-01\n"
    with prepare(engine, [SourceFile("project.csv", later.encode())], Answers("project")) as ready:
        changes = [(change["field"], str(change["old"]), str(change["new"])) for change in ready.report.changes]
    assert changes == [("start_date", "2021", "2021-01-01")]
    done = upload(engine, "project", later)
    assert stored(engine)["C"]["start_date_precision"] is None
    assert stored(engine)["C"]["as_of_precision"] == "year"
    undo(engine, int(done.upload_id or 0), operator("tests"))
    assert stored(engine) == before


def refused(engine: Engine, entity: str, content: str) -> list[str]:
    with pytest.raises(RejectedError) as caught:
        upload(engine, entity, content)
    return [problem.column for problem in caught.value.problems]


def test_ends_lie_after_beginnings_as_far_as_both_are_known(engine: Engine) -> None:
    head = "project_id,title,start_date,end_date\n"
    fits = ["2021-03-15,2021-03", "2021-03-15,2021", "2021,2021-03-15", "2021-03,2021-03-01", "2021,2021-01"]
    load(engine, "project", head + "".join(f"P{place},T,{dates}\n" for place, dates in enumerate(fits)))
    for wrong in ("2021-03-15,2021-02", "2021-03-15,2020", "2022,2021-12-31", "2021-04,2021-03"):
        assert refused(engine, "project", f"{head}X,T,{wrong}\n") == ["end_date"], wrong
    # Against what the store has already.
    assert refused(engine, "project", "project_id,title,end_date\nP0,T,2021-02\n") == ["end_date"]
    load(engine, "project", "project_id,title,end_date\nP0,T,2021-03\n")


def test_deadlines_of_a_call_in_the_same_month_fit(engine: Engine) -> None:
    head = "call_id,name,opened,pre_proposal_deadline,full_proposal_deadline\n"
    load(engine, "call", f"{head}A,A,2021-03-15,2021-03,2021-03-20\nB,B,2021,2021,2021\nC,C,2021-03,2021-04,2021\n")
    with engine.connect() as connection:
        found = connection.execute(select(Call.pre_proposal_deadline, Call.full_proposal_deadline)).all()
    assert [tuple(row) for row in found] == [
        (date(2021, 3, 31), date(2021, 3, 20)),
        (date(2021, 12, 31), date(2021, 12, 31)),
        (date(2021, 4, 30), date(2021, 12, 31)),
    ]
    assert refused(engine, "call", f"{head}D,D,2021-04,2021-03,\n") == ["pre_proposal_deadline"]
    assert refused(engine, "call", f"{head}D,D,,2021-05,2021-04-30\n") == ["full_proposal_deadline"]


def test_a_year_typed_as_a_number_in_a_workbook_is_a_year(engine: Engine) -> None:
    out = io.BytesIO()
    pd.DataFrame({"event_id": ["E"], "name": ["Event"], "start_date": [2021]}).to_excel(out, index=False)
    with prepare(engine, [SourceFile("event.xlsx", out.getvalue())], Answers("event")) as ready:
        ready.load(operator("tests"))
    with engine.connect() as connection:
        found = connection.execute(select(Event.start_date, Event.start_date_precision)).one()
    assert tuple(found) == (date(2021, 1, 1), "year")


def test_columns_that_the_country_template_no_longer_has_are_left_out_with_a_word(engine: Engine) -> None:
    old = "iso2,iso3,name,status,status_source_url\nMT,MLT,Malta,member,https://example.org\n"
    with prepare(engine, [SourceFile("country.csv", old.encode())], Answers("country")) as ready:
        assert not ready.report.errors
        assert [problem.column for problem in ready.report.warnings] == ["status", "status_source_url"]
        assert all("membership" in problem.expected for problem in ready.report.warnings)
        ready.load(operator("tests"))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12.-13.10.2022", Code.RANGE_OF_DATES),
        ("12-13 October 2022", Code.RANGE_OF_DATES),
        ("1.10.2022 - 5.10.2022", Code.RANGE_OF_DATES),
        ("Q1 2024", Code.QUARTER_OF_YEAR),
        ("2. Quartal 2024", Code.QUARTER_OF_YEAR),
        ("0000-00-00", Code.EMPTY_DATE),
        ("00.01.1900", Code.EMPTY_DATE),
        ("tbc", Code.NOT_A_PARTIAL_DATE),
    ],
)
def test_what_is_no_date_says_what_would_be_right(cell: str, code: Code) -> None:
    with pytest.raises(ParseError) as refused:
        Notation(Kind.DATE).plain(cell)
    assert refused.value.expected.code == code
