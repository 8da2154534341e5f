"""Of a large file, only the projects that are wanted are loaded, with what belongs to them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.entities.call import Call
from lib.entities.field_of_science import FieldOfScience
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Report, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.checks.reports import ORGANISATIONS, rows
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files.samples import zip_file

PROJECTS = """\
id;acronym;status;title;startDate;endDate;totalCost;ecMaxContribution;legalBasis;topics;masterCall;fundingScheme;objective
1;AFRIPM;SIGNED;Precision medicine with African partners;2024-01-01;2027-12-31;0;2800000,5;HORIZON.2.1;HLTH-1;A;CSA;Text
2;STEEL;SIGNED;Green steel;2024-01-01;2027-12-31;3000000;2800000;HORIZON.2.4;CL4-1;B;RIA;No medicine
3;BAD;SIGNED;Not a date;soon;2027-12-31;3000000;2800000;HORIZON.2.4;CL4-2;B;RIA;No medicine
4;GENES;SIGNED;Dosing;2024-01-01;2027-12-31;3000000;2800000;HORIZON.2.1;HLTH-2;C;RIA;<p>Pharmacogenomics of dosing</p>
"""
PARTICIPANTS = """\
projectID;organisationID;name;SME;activityType;country;nutsCode;geolocation;role;ecContribution;netEcContribution
1;901;University of Accra Example;false;HES;GH;;;participant;100000;100000
1;902;Hospital Athens Example;false;HES;EL;EL303;"37.9838,23.7275";coordinator;1000000;1000000
1;903;Example Institute Hanoi;false;HES;VN;;;associatedPartner;;
1;904;Department of the Athens Hospital;false;HES;EL;EL30;;thirdParty;5;5
2;905;Steel Example;false;PRC;DE;DEA1;"51.2,6.8";coordinator;10;10
4;902;Hospital Athens Example;false;HES;EL;EL303;"37.9838,23.7275";coordinator;10;10
"""
SCIENCES = """\
projectID;euroSciVocCode;euroSciVocPath;euroSciVocTitle
1;/23/49;/medical and health sciences/health sciences;health sciences
2;/25/65;/engineering and technology/materials;materials
"""


def fill(engine: Engine) -> None:
    countries = "iso2,iso3,name\nGR,GRC,Greece\nDE,DEU,Germany\nGH,GHA,Ghana\nVN,VNM,Viet Nam\n"
    load_files(
        engine,
        csv_file("country", countries),
        csv_file("organisation", ORGANISATIONS.replace(",MT", ",").replace(",LU", ",")),
    )


store = filled_store(fill)


def load(engine: Engine, *files: SourceFile, **only: str) -> Report:
    chosen = {name.replace("_", "-"): frozenset(words.split(";")) for name, words in only.items()}
    with prepare(engine, list(files), Answers(given=Given(only=chosen))) as ready:
        assert ready.report.errors == (), "what is wrong in rows that are not wanted is nobody's concern"
        ready.load(operator("tests"))
        return ready.report


#: As CORDIS names them, the participants come before the projects.
CORDIS = zip_file("cordis.zip", {"organization.csv": PARTICIPANTS, "project.csv": PROJECTS, "euroSciVoc.csv": SCIENCES})


@pytest.mark.parametrize(
    ("only", "projects"),
    [
        ({"term": "pm"}, ["1", "4"]),
        ({"term": "dosing;steel"}, ["2", "4"]),
        ({"project": "1"}, ["1"]),
        ({"legal_basis": "horizon.2.1"}, ["1", "4"]),
        ({"topic": "HLTH-2", "term": "pm"}, ["4"]),
    ],
)
def test_only_what_is_wanted_is_loaded(store: Engine, only: dict[str, str], projects: list[str]) -> None:
    load(store, CORDIS, **only)
    assert [project for (project,) in rows(store, Project, "project_id")] == projects


def test_what_belongs_to_other_projects_stays_out(store: Engine) -> None:
    report = load(store, CORDIS, project="1")
    assert rows(store, Participation, "organisation", "capacity", "nuts", "role") == [
        ("PIC-901", "beneficiary", None, "partner"),
        ("PIC-902", "beneficiary", "EL303", "coordinator"),
        ("PIC-903", "associated partner", None, "partner"),
        ("PIC-904", "third party", "EL30", "partner"),
    ]
    assert rows(store, Project, "funding_scheme", "legal_basis", "call_topic", "total_cost_eur") == [
        ("CSA", "HORIZON.2.1", "HLTH-1", None)
    ]
    names = dict(rows(store, Organisation, "organisation_id", "coordinates"))
    assert names["PIC-902"] == "37.98380,23.72750"
    assert "PIC-905" not in names
    assert [call for (call,) in rows(store, Call, "call_id")] == ["A"]
    assert [project for (project,) in rows(store, FieldOfScience, "project_id")] == ["1"]
    told = [sentence for table in report.tables for sentence in table.read_as if "not wanted" in sentence]
    assert [int(sentence.split()[0]) for sentence in told] == [2, 3, 1]


def test_participants_that_come_later_are_those_of_the_projects_that_the_store_has(store: Engine) -> None:
    load(store, SourceFile("project.csv", PROJECTS.encode()), project="4")
    load(store, SourceFile("organization.csv", PARTICIPANTS.encode()), term="pm")
    assert rows(store, Participation, "project_id", "organisation") == [("4", "PIC-902")]
