"""What is new since a day, against the CSV files and against a store whose history is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine, update

from lib.entities.import_record import ImportRecord
from lib.figures.asking import Ask, asking
from lib.figures.overview.changes import CHANGES, THEN_AND_NOW
from lib.ingest.undo import undo
from lib.metrics.record import read_record
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.services.rows import delete_row
from tests import totals
from tests.rows import upload

each_dataset = pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])
SECRETARIAT = operator("Ada")
MEETING = date(2026, 3, 31)
SINCE = {"since": MEETING.isoformat()}


@pytest.mark.figure("overview.changes", "overview.then_and_now")
@each_dataset
def test_a_store_that_was_just_filled(ask: Ask, demonstration: bool) -> None:
    scope = Scope(demonstration=demonstration)
    added = CHANGES.answer(ask, scope).frame.set_index("entity")
    for entity in ("programme", "call", "project", "event", "output", "post", "published figure"):
        rows = totals.rows(entity.replace(" ", "_"), demonstration)
        assert added["added"].get(entity, 0) == len(rows), entity
        checked = [row for row in rows if len(row.get("verified_on", "")) == 10]
        first = min((row["verified_on"] for row in checked), default="")
        if first:
            found = CHANGES.answer(ask, scope, {"since": first}).frame.set_index("entity")
            assert found.loc[entity, "checked"] >= len(checked) > 0
    assert "attendance" not in added.index or pd.isna(added.loc["attendance", "added"])
    tomorrow = {"since": (date.today() + timedelta(days=1)).isoformat()}
    told = THEN_AND_NOW.answer(ask, scope, tomorrow).frame.set_index("name")
    programmes = [row for row in totals.rows("programme", demonstration) if not totals.is_competition(row)]
    outcomes = [
        row
        for row in totals.rows("call_outcome", demonstration)
        if row["pre_proposals_eligible"] and row["projects_funded"] and not row["country"]
    ]
    parts = {(row["project_id"], row["organisation"]) for row in totals.rows("participation", demonstration)}
    expected = {
        "programmes": len(programmes),
        "budgets": sum(
            (amount for row in programmes if totals.is_dedicated(row) and (amount := totals.budget(row)) is not None),
            Decimal(0),
        ),
        "calls": len(totals.rows("call", demonstration)),
        "eligible": sum(int(row["pre_proposals_eligible"]) for row in outcomes),
        "funded": sum(int(row["projects_funded"]) for row in outcomes),
        "projects": len(totals.rows("project", demonstration)),
        "funding": sum(Decimal(row["funding_eur"] or 0) for row in totals.rows("project", demonstration)),
        "participations": len(parts),
        "events": len(totals.rows("event", demonstration)),
        "outputs": len(totals.rows("output", demonstration)),
        "posts": len(totals.rows("post", demonstration)),
    }
    for name, value in expected.items():
        assert told.loc[name, "now"] == pytest.approx(float(value)), name
        assert pd.isna(told.loc[name, "then"]) or told.loc[name, "then"] == told.loc[name, "now"], name


# A history that is known -------------------------------------------------------------------------------------------


def before_the_meeting(engine: Engine) -> None:
    """Let all that was loaded and undone so far have happened before."""
    with engine.begin() as connection:
        earlier = datetime(2026, 3, 1)
        connection.execute(update(ImportRecord).values(imported_at=earlier))
        connection.execute(update(ImportRecord).where(ImportRecord.undone_at.is_not(None)).values(undone_at=earlier))


PROJECTS = "project_id,title,funding_eur\n"


def test_rows_added_changed_removed_and_undone(engine: Engine) -> None:
    upload(engine, "project", f"{PROJECTS}A,A,100\nB,B,200\nC,C,\nD,D,4000\n")
    before_the_meeting(engine)
    upload(engine, "project", f"{PROJECTS}A,A,150\nE,E,1000\n")
    # Changed twice, and added and changed: each counts once.
    upload(engine, "project", f"{PROJECTS}A,A,160\nE,E,2000\n")
    row = read_record(engine, "project", ("D",))
    assert row is not None
    delete_row(engine, row, SECRETARIAT, "why", together=0)
    gone = upload(engine, "project", f"{PROJECTS}B,B,999\nF,F,1\n").upload_id
    assert gone is not None
    undo(engine, gone, SECRETARIAT)
    upload(engine, "event", "event_id,name\nX,X\n", demonstration=True)
    answer = CHANGES.answer(asking(engine), Scope(), SINCE)
    (row,) = answer.frame.drop(columns=["entity"]).to_dict("records")
    assert row == {
        "added": 1,
        "changed": 1,
        "removed": 1,
        "undone": 2,
        "checked": 0,
        "imports": 4,
        "data_set": "projects",
    }
    assert answer.sentence.replace("\u00a0", " ") == (
        "Since 31 March 2026: 1 row added, 1 changed, 1 removed and 2 undone, most of them projects."
    )
    told = THEN_AND_NOW.answer(asking(engine), Scope(), SINCE)
    then = told.frame.set_index("name")
    assert then.loc["projects", ["then", "now"]].tolist() == [4, 4]
    assert then.loc["funding", ["then", "now", "difference"]].tolist() == [4300, 2360, -1940]
    assert pd.isna(then.loc["events", "then"]), "nothing was loaded by then"
    assert told.sentence.replace("\u00a0", " ") == (
        "Since 31 March 2026: Known funding of projects (EUR) from EUR 4 300 to EUR 2 360."
    )


def test_what_was_there_cannot_be_told_where_an_earlier_import_was_undone(engine: Engine) -> None:
    upload(engine, "project", f"{PROJECTS}A,A,100\n")
    upload(engine, "call", "call_id,name\nA,JTC2025\n")
    gone = upload(engine, "project", f"{PROJECTS}B,B,200\n").upload_id
    before_the_meeting(engine)
    assert gone is not None
    undo(engine, gone, SECRETARIAT)
    told = THEN_AND_NOW.answer(asking(engine), Scope(), SINCE)
    then = told.frame.set_index("name")["then"]
    assert pd.isna(then["projects"])
    assert then["calls"] == 1
    assert "cannot be told" in told.caption
    before_the_meeting(engine)
    told = THEN_AND_NOW.answer(asking(engine), Scope(), SINCE)
    assert told.frame.set_index("name")["then"]["projects"] == 1, "undone before the day"
    assert told.sentence.replace("\u00a0", " ") == "No headline figure moved since 31 March 2026."


def test_a_row_that_was_deleted_by_hand_and_put_back_since_cannot_be_told(engine: Engine) -> None:
    upload(engine, "project", f"{PROJECTS}A,A,100\n")
    row = read_record(engine, "project", ("A",))
    assert row is not None
    deletion = delete_row(engine, row, SECRETARIAT, "why", together=0)
    before_the_meeting(engine)
    undo(engine, deletion, SECRETARIAT)
    told = THEN_AND_NOW.answer(asking(engine), Scope(), SINCE).frame.set_index("name")
    assert pd.isna(told.loc["projects", "then"])


def test_nothing_is_new_in_an_empty_store(engine: Engine) -> None:
    answer = CHANGES.answer(asking(engine), Scope(), SINCE)
    assert answer.sentence.replace("\u00a0", " ") == "Nothing changed since 31 March 2026."
