"""Rows of facts and of demonstration data never refer to each other; countries serve both."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, select

from lib.entities.import_record import ImportRecord
from lib.entities.programme import Programme
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import RejectedError, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.dumps import csv_file, everything, load_files
from tests.rows import load

pytestmark = pytest.mark.engines

FACT, MADE_UP = (
    "the identifier of a fact; this one is demonstration data, to which facts cannot refer",
    "the identifier of demonstration data; this one is a fact, to which demonstration data cannot refer",
)
#: By entity: a file whose row refers to `{}` alone, and the column by which it does.
REFERRING = {
    "programme": ("programme_id,name,level,funder,country\nP-N,New,national,{}O,MT\n", "funder"),
    "call": ("call_id,name,programme\nC-N,New,{}P\n", "programme"),
    "call commitment": ("call_id,funder,committed_eur\n{}C,{other}O,5\n", "call_id"),
    "call outcome": ("call_id,projects_funded\n{}C,10\n", "call_id"),
    "project": ("project_id,title,call\nJ-N,New,{}C\n", "call"),
    "field of science": ("project_id,code,title,path\n{}J,/1,natural,/natural sciences\n", "project_id"),
    "participation": ("project_id,organisation,country,role\n{}J,{other}O,MT,partner\n", "project_id"),
    "event": ("event_id,name,country,organiser\nE-N,New,MT,{}O\n", "organiser"),
    "attendance": ("event_id,attendee,country,attended\n{}E,somebody,MT,yes\n", "event_id"),
}


def fill(engine: Engine) -> None:
    """A store with the same things as facts (F...) and as demonstration data (X...)."""
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    for mark, demonstration in (("F", False), ("X", True)):
        rows = {
            "organisation": f"organisation_id,name,country\n{mark}O,Organisation,MT\n",
            "programme": f"programme_id,name,level\n{mark}P,Programme,national\n",
            "call": f"call_id,name,programme\n{mark}C,Call,{mark}P\n",
            "project": f"project_id,title,call\n{mark}J,Project,{mark}C\n",
            "event": f"event_id,name,country\n{mark}E,Event,MT\n",
        }
        for entity, content in rows.items():
            load(engine, entity, content, demonstration=demonstration)


both = filled_store(fill)


def errors(engine: Engine, entity: str, content: str, demonstration: bool) -> list[tuple[str, str]]:
    with prepare(engine, [csv_file(entity, content)], Answers(entity), demonstration=demonstration) as ready:
        found = [(group.column, group.expected) for group in ready.report.errors]
        if found:
            with pytest.raises(RejectedError):
                ready.load(operator("tests"))
    return found


@pytest.mark.parametrize("entity", REFERRING)
def test_a_reference_to_the_other_dataset_is_refused(both: Engine, entity: str) -> None:
    content, column = REFERRING[entity]
    before = everything(both)
    for demonstration, (own, other) in ((False, ("F", "X")), (True, ("X", "F"))):
        wrong = content.replace("{}", other).replace("{other}", own)
        assert errors(both, entity, wrong, demonstration) == [(column, MADE_UP if demonstration else FACT)]
        assert everything(both) == before
        right = content.replace("{}", own).replace("{other}", own)
        assert errors(both, entity, right, demonstration) == []


def test_the_organisation_of_a_participation_is_of_its_dataset(both: Engine) -> None:
    content = "project_id,organisation,country,role,funder,funding_eur\nFJ,XO,MT,partner,XO,5\n"
    assert sorted(errors(both, "participation", content, False)) == [("funder", FACT), ("organisation", FACT)]


def test_files_of_one_upload_may_hold_both_datasets_but_not_mix_them(both: Engine) -> None:
    parent = "part,organisation_id,name,country\nfacts,F-1,One,MT\ndemonstration,X-1,Made up,MT\n"
    good = "part,programme_id,name,level,funder\nfacts,F-2,One,national,F-1\ndemonstration,X-2,Made up,national,X-1\n"
    mixed = good.replace("national,F-1", "national,X-1")
    with prepare(both, [csv_file("organisation", parent), csv_file("programme", mixed)]) as ready:
        (wrong,) = ready.report.errors
        assert (wrong.column, wrong.rows) == ("funder", 1)
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        # In folders, as the secretariat's copy has them, and both in one file, as it had them before.
        archive.writestr("organisation.csv", parent)
        archive.writestr("facts/programme.csv", "\n".join(good.splitlines()[:2]) + "\n")
        archive.writestr("demonstration/programme.csv", "\n".join(good.splitlines()[::2]) + "\n")
        archive.writestr("country.csv", "part,iso2,iso3,name\nfacts,MT,MLT,Malta\nfacts,LU,LUX,Luxembourg\n")
    load_files(both, SourceFile("store.zip", content.getvalue()))
    query = (
        select(Programme.programme_id, ImportRecord.demonstration)
        .join(ImportRecord, ImportRecord.import_id == Programme.import_id)
        .where(Programme.programme_id.in_(("F-2", "X-2")))
    )
    with both.connect() as connection:
        assert dict(tuple(row) for row in connection.execute(query)) == {"F-2": False, "X-2": True}


def test_countries_are_never_demonstration_data(both: Engine) -> None:
    for content in ("iso2,iso3,name\nMT,MLT,Another name\n", "iso2,iso3,name\nLU,LUX,Luxembourg\n"):
        (wrong,) = errors(both, "country", content, True)
        assert "countries serve both datasets" in wrong[1]
    assert errors(both, "country", "iso2,iso3,name\nMT,MLT,Malta\n", True) == []
    assert errors(both, "country", "iso2,iso3,name\nLU,LUX,Luxembourg\n", False) == []
