"""An import that is undone leaves the store as if it had never been; where others build on it, an error says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select

from lib.entities.field_of_science import FieldOfScience
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.ingest.undo import UndoError, undo
from lib.ingest.upload import prepare
from lib.services.actors import operator
from tests.ingest.dumps import HISTORY, csv_file, dump, load_files
from tests.ingest.files import samples
from tests.ingest.undo.stores import PARTICIPATION, blockers, numbered, undo_upload
from tests.ingest.undo.test_summaries import kept_summaries
from tests.rows import upload

pytestmark = pytest.mark.engines


def test_new_rows_are_removed(filled: Engine) -> None:
    before = dump(filled)
    loaded = upload(
        filled,
        "programme",
        "programme_id,name,funder,level,budget_eur,areas\n"
        "P1,New,O1,national,5.00,ELSA;Data & ICT\nP2,Other,,European,,\n",
    )
    done = undo(filled, numbered(loaded), operator("somebody"))
    assert (done.upload_id, done.removed, done.restored) == (loaded.upload_id, {"programme": 2}, {})
    assert dump(filled) == before
    with filled.connect() as connection:
        record = connection.execute(select(ImportRecord.__table__).where(ImportRecord.undone_at.is_not(None))).one()
    assert (record.import_id, record.undone_by) == (loaded.upload_id, "somebody")


def test_changed_rows_come_back_with_their_lists(filled: Engine) -> None:
    upload(filled, "programme", "programme_id,name,level,budget_eur,areas\nP,Old,national,5.00,ELSA;Data & ICT\n")
    upload(
        filled,
        "project",
        "project_id,title,programme,start_date,funding_eur,keywords,health_categories,research_activities\n"
        "J1,First,P,2020-01-01,10.00,zebra;ant,Blood:40;Skin:60,Aetiology\n"
        "J2,Second,P,2021-01-01,,,,\n"
        "J3,Third,P,2021-01-01,7.00,bee,Eye,\n",
    )
    before = dump(filled)
    areas = upload(filled, "programme", "programme_id,name,level,budget_eur,areas\nP,New,European,6.00,ELSA\n")
    projects = upload(
        filled,
        "project",
        "project_id,title,start_date,funding_eur,keywords,health_categories,research_activities\n"
        "J1,First,2020-01-01,10.00,ant;zebra;cow,Eye,\n"
        "J2,Zwei,2022-01-01,1.00,new,Skin,Treatment evaluation\n"
        "J4,Fourth,2022-01-01,1.00,a;b,,\n",
    )
    assert dump(filled) != before
    done = undo(filled, numbered(projects), operator("tests"))
    assert (done.removed, done.restored) == ({"project": 1}, {"project": 2})
    done = undo(filled, numbered(areas), operator("tests"))
    assert done.restored == {"programme": 1}
    assert dump(filled) == before


def test_only_a_list_changed(filled: Engine) -> None:
    upload(filled, "project", "project_id,title,keywords\nJ,T,one;two\n")
    before = dump(filled)
    loaded = upload(filled, "project", "project_id,title,keywords\nJ,T,two;one\n")
    assert loaded.counts["project"].changed == 1
    undo_upload(filled, loaded)
    assert dump(filled) == before


def test_a_file_that_says_nothing_of_lists_leaves_them_and_so_does_taking_it_back(filled: Engine) -> None:
    upload(filled, "project", "project_id,title,keywords\nJ,T,one;two\n")
    before = dump(filled)
    loaded = upload(filled, "project", "project_id,title\nJ,New title\n")
    assert dump(filled)["project_keyword"] == before["project_keyword"]
    undo_upload(filled, loaded)
    assert dump(filled) == before


def test_participation_with_two_funders(filled: Engine) -> None:
    upload(filled, "project", "project_id,title,start_date\nJ,T,2020-01-01\n")
    empty = dump(filled)
    first = upload(filled, "participation", f"{PARTICIPATION}J,O1,MT,partner,O1,1.00\nJ,O1,MT,partner,O2,2.50\n")
    before = dump(filled)
    second = upload(
        filled,
        "participation",
        f"{PARTICIPATION}J,O1,MT,coordinator,O1,1.00\nJ,O1,MT,coordinator,O2,3.00\nJ,O1,MT,coordinator,EU-EC,9.00\n"
        "J,O2,LU,partner,,\n",
    )
    with filled.connect() as connection:
        assert connection.scalar(select(func.sum(Funding.funding_eur))) == Decimal("13.00")
    done = undo(filled, numbered(second), operator("tests"))
    assert done.removed == {"participation": 1, "funding": 1}
    assert done.restored == {"participation": 1, "funding": 1}
    assert dump(filled) == before
    undo_upload(filled, first)
    assert dump(filled) == empty


def test_funders_of_one_participation_in_two_files_of_one_upload(filled: Engine) -> None:
    upload(filled, "project", "project_id,title\nJ,T\n")
    before = dump(filled)
    loaded = load_files(
        filled,
        csv_file("participation", f"{PARTICIPATION}J,O1,MT,partner,O1,1.00\n"),
        csv_file("participation", f"{PARTICIPATION}J,O1,MT,partner,O2,2.00\nJ,O2,LU,partner,O2,2.00\n"),
    )
    with filled.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Participation)) == 2
        assert connection.scalar(select(func.count()).select_from(Funding)) == 3
    undo_upload(filled, loaded)
    assert dump(filled) == before


def test_a_cordis_zip_is_one_upload(filled: Engine) -> None:
    upload(filled, "organisation", "organisation_id,name,country\nPIC-999900002,Flax under its own name,DE\n")
    before = dump(filled)
    loaded = load_files(
        filled,
        samples.zip_file(
            "cordis.zip",
            {
                # In an order that no reference follows.
                "euroSciVoc.csv": samples.CORDIS_FIELDS_OF_SCIENCE,
                "organization.csv": samples.CORDIS_ORGANISATIONS,
                "project.csv": samples.CORDIS_PROJECTS,
                "topics.csv": samples.CORDIS_TOPICS,
            },
        ),
    )
    with filled.connect() as connection:
        records = connection.execute(select(ImportRecord.__table__).order_by(ImportRecord.import_id)).all()[-3:]
        assert connection.scalar(select(func.count()).select_from(FieldOfScience)) == 1
        assert connection.scalar(select(func.count()).select_from(Participation)) == 3
    assert {record.upload_id for record in records} == {loaded.upload_id}
    assert {record.sheet for record in records} == {"euroSciVoc.csv", "organization.csv", "project.csv"}
    middle = records[1].import_id
    done = undo(filled, middle, operator("tests"))
    assert done.upload_id == loaded.upload_id, "any of its imports stands for the whole upload"
    assert dump(filled) == before
    with pytest.raises(UndoError, match="undone already"):
        undo(filled, records[2].import_id, operator("tests"))


def test_a_later_change_is_in_the_way(filled: Engine) -> None:
    first = upload(filled, "project", "project_id,title,keywords\nJ,Old,a\nK,Same,\n")
    before = dump(filled)
    second = upload(filled, "project", "project_id,title,keywords\nJ,Old,b\n")
    third = upload(filled, "project", "project_id,title\nK,New\n")
    said = blockers(filled, first)
    assert said.endswith(f"Undo first: {second.upload_id}, {third.upload_id}.")
    undo_upload(filled, second)
    assert blockers(filled, first).endswith(f"Undo first: {third.upload_id}.")
    undo_upload(filled, third)
    assert dump(filled) == before
    undo_upload(filled, first)
    assert dump(filled)["project"] == []


@pytest.mark.parametrize(
    ("entity", "content"),
    [
        ("programme", "programme_id,name,funder,level\nP,P,NEW,national\n"),
        ("participation", f"{PARTICIPATION}J,NEW,MT,partner,,\n"),
        ("participation", f"{PARTICIPATION}J,O1,MT,partner,NEW,1.00\n"),
        ("event", "event_id,name,organiser\nE,E,NEW\n"),
        ("call commitment", "call_id,funder,committed_eur\nC,NEW,1.00\n"),
    ],
)
def test_a_later_reference_is_in_the_way(filled: Engine, entity: str, content: str) -> None:
    upload(filled, "project", "project_id,title\nJ,T\n")
    upload(filled, "call", "call_id,name\nC,C\n")
    before = dump(filled)
    brought = upload(filled, "organisation", "organisation_id,name\nNEW,New\n")
    referring = upload(filled, entity, content)
    assert blockers(filled, brought).endswith(f"Undo first: {referring.upload_id}.")
    undo_upload(filled, referring)
    undo_upload(filled, brought)
    assert dump(filled) == before


def test_a_reference_that_taking_back_would_bring_again_is_in_the_way(filled: Engine) -> None:
    before = dump(filled)
    brought = upload(filled, "organisation", "organisation_id,name\nNEW,New\n")
    referring = upload(filled, "programme", "programme_id,name,funder,level\nP,P,NEW,national\n")
    away = upload(filled, "programme", "programme_id,name,funder,level\nP,P,O1,national\n")
    # No row names the organisation now; the kept row of the programme does.
    assert f"{away.upload_id}" in blockers(filled, brought)
    for loaded in (away, referring, brought):
        undo_upload(filled, loaded)
    assert dump(filled) == before


def test_a_name_that_somebody_took_since_is_in_the_way(filled: Engine) -> None:
    before = dump(filled)
    renamed = upload(filled, "country", "iso2,iso3,name\nMT,MLT,Melita\n")
    taking = upload(filled, "country", "iso2,iso3,name\nIT,ITA,Malta\n")
    assert blockers(filled, renamed).endswith(f"Undo first: {taking.upload_id}.")
    undo_upload(filled, taking)
    undo_upload(filled, renamed)
    assert dump(filled) == before


def test_rows_of_an_import_that_only_found_them_the_same_do_not_hold_it(filled: Engine) -> None:
    before = dump(filled)
    first = upload(filled, "project", "project_id,title\nJ,T\n")
    second = upload(filled, "project", "project_id,title\nJ,T\nK,T\n")
    undo_upload(filled, first)
    assert [row[0] for row in dump(filled)["project"]] == ["K"]
    undo_upload(filled, second)
    assert dump(filled) == before


def test_twice_and_unknown_are_told(filled: Engine) -> None:
    loaded = upload(filled, "project", "project_id,title\nJ,T\n")
    undo(filled, numbered(loaded), operator("Ann of the secretariat"))
    said = blockers(filled, loaded)
    assert said.startswith(f"Import {loaded.upload_id} was undone already, by Ann of the secretariat on 20")
    with pytest.raises(UndoError, match="There is no import 999"):
        undo(filled, 999, operator("tests"))


def test_import_again_after_taking_back(filled: Engine) -> None:
    content = "project_id,title,keywords\nJ,T,a;b\n"
    first = upload(filled, "project", content)
    rows = [row[:2] for row in dump(filled)["project"]]
    undo_upload(filled, first)
    with prepare(filled, [csv_file("project", content)]) as ready:
        assert ready.report.seen_before == (), "a file whose import is undone is as good as new"
        second = ready.load(operator("tests"))
    assert numbered(second) > numbered(first)
    assert [row[:2] for row in dump(filled)["project"]] == rows
    undo_upload(filled, second)
    assert dump(filled)["project"] == []


def test_facts_and_demonstration_rows(filled: Engine) -> None:
    before = dump(filled)
    made_up = upload(filled, "organisation", "organisation_id,name,country\nX,Example,MT\n", demonstration=True)
    projects = upload(filled, "project", "project_id,title,start_date\nXJ,T,2020-01-01\n", demonstration=True)
    fact = upload(filled, "project", "project_id,title,start_date\nJ,T,2020-01-01\n")
    assert kept_summaries(filled)[0] == {(True, "", 2020, 1, 0, None), (False, "", 2020, 1, 0, None)}
    undo_upload(filled, projects)
    assert kept_summaries(filled)[0] == {(False, "", 2020, 1, 0, None)}
    undo_upload(filled, fact)
    undo_upload(filled, made_up)
    assert dump(filled) == before


def test_quarantined_rows_stay_with_the_record(filled: Engine) -> None:
    before = dump(filled)
    loaded = load_files(filled, csv_file("project", "project_id,title\nJ,T\nK,\n"), quarantine_bad_rows=True)
    assert loaded.rows_quarantined == 1
    undo_upload(filled, loaded)
    assert dump(filled, (*HISTORY, "row_kept_aside")) == {
        name: rows for name, rows in before.items() if name != "row_kept_aside"
    }
    assert len(dump(filled)["row_kept_aside"]) == 1, "the history still tells what did not fit"
