"""What was prepared is loaded, whatever happened since."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.programme import Programme
from lib.ingest.undo import undo
from lib.ingest.upload import RejectedError, prepare
from lib.services.actors import operator
from tests.ingest.checks.reports import places, rows
from tests.ingest.dumps import csv_file, everything, load_files


def test_what_has_changed_since_it_was_prepared_counts(filled: Engine) -> None:
    content = "programme_id,name,funder,level\nP,P,NEW,national\n"
    brought = load_files(filled, csv_file("organisation", "organisation_id,name\nNEW,New\n"))
    ready = prepare(filled, [csv_file("programme", content)])
    with ready:
        assert ready.report.errors == ()
        take_back(filled, brought.upload_id)
        with pytest.raises(RejectedError) as rejected:
            ready.load(operator("tests"))
        assert places(rejected.value.problems) == [("programme.csv", 2, "funder")]
    assert rows(filled, Programme, "programme_id") == []


def take_back(engine: Engine, upload_id: int | None) -> None:
    assert upload_id is not None
    undo(engine, upload_id, operator("tests"))


def test_stopping_while_it_reads_leaves_nothing(filled: Engine) -> None:
    class Stopped(Exception):
        pass

    def stop(_share: float | None, what: str) -> None:
        if "rows checked" in what:
            raise Stopped

    before = everything(filled)
    with pytest.raises(Stopped):
        prepare(filled, [csv_file("project", "project_id,title\nJ,T\n")], progress=stop)
    assert everything(filled) == before
