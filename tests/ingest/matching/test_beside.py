"""A sheet whose rows hold several entities, such as a funder's list of participants with their projects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from lib.entities.call_commitment import CallCommitment
from lib.entities.call_outcome import CallOutcome
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.ingest.matching import Match, problems_of
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.references import Choices
from lib.ingest.undo import undo
from lib.ingest.upload import Counts
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.checks.reports import places, report_on, rows
from tests.ingest.dumps import csv_file, dump, load_files

HEADER = "Project acronym;Project title;Partner;Partner country;Role;Funder;Funding (EUR);Start;End\n"
ALPHA_A = "ALPHA;Alpha study;University A;Germany;Coordinator;BMBF;350.000,00;01.05.2025;30.04.2028\n"
ALPHA_B = "ALPHA;Alpha study;Institute B;France;Partner;ANR;250.000,00;01.05.2025;30.04.2028\n"
BETA_C = "BETA;Beta study;Hospital C;Spain;Coordinator;ISCIII;300.000,00;01.06.2025;31.05.2028\n"
CREATE = Answers(accept_proposals=True, choices=Choices(frozenset({"organisation"})))


def fill(engine: Engine) -> None:
    countries = "iso2,iso3,name\nDE,DEU,Germany\nFR,FRA,France\nES,ESP,Spain\n"
    organisations = "organisation_id,name,short_name,country\nFR-ANR,Agence nationale de la recherche,ANR,FR\n"
    load_files(engine, csv_file("country", countries), csv_file("organisation", organisations))


store = filled_store(fill)


def national_list(*lines: str) -> SourceFile:
    return csv_file("list", HEADER + "".join(lines))


@pytest.mark.engines
def test_projects_participants_and_funders_are_loaded_at_once(store: Engine) -> None:
    file = national_list(ALPHA_A, ALPHA_B, BETA_C)
    before = dump(store)
    report = report_on(store, file, answers=Answers(accept_proposals=True))
    assert {unknown.name for unknown in report.unknown} == {
        "University A",
        "Institute B",
        "Hospital C",
        "BMBF",
        "ISCIII",
    }
    loaded = load_files(store, file, answers=CREATE)
    assert {entity: counts.new for entity, counts in loaded.counts.items()} == {
        "organisation": 5,
        "project": 2,
        "participation": 3,
    }
    projects = rows(store, Project, "project_id", "acronym", "title", "start_date", "end_date")
    assert [row[1:] for row in projects] == [
        ("ALPHA", "Alpha study", date(2025, 5, 1), date(2028, 4, 30)),
        ("BETA", "Beta study", date(2025, 6, 1), date(2028, 5, 31)),
    ]
    alpha, beta = (row[0] for row in projects)
    assert rows(store, Participation, "project_id", "organisation", "country", "role") == [
        (alpha, "DE-UNIVERSITY-A", "DE", "coordinator"),
        (alpha, "FR-INSTITUTE-B", "FR", "partner"),
        (beta, "ES-HOSPITAL-C", "ES", "coordinator"),
    ]
    assert sorted(rows(store, Funding, "project_id", "funder", "funding_eur"), key=repr) == [
        (alpha, "BMBF", Decimal(350_000)),
        (alpha, "FR-ANR", Decimal(250_000)),
        (beta, "ISCIII", Decimal(300_000)),
    ]
    assert ("FR-INSTITUTE-B", "FR") in rows(store, Organisation, "organisation_id", "country")
    assert report_on(store, file).changes_nothing, "the match is remembered, and the names are known"
    assert loaded.upload_id is not None
    undo(store, loaded.upload_id, operator("tests"))
    assert dump(store) == before


@pytest.mark.parametrize(
    ("other", "column"),
    [
        (ALPHA_B.replace("30.04.2028", "31.12.2028"), "End"),
        (ALPHA_B.replace(";Partner;", ";Leader;"), "Role"),
    ],
)
def test_a_row_that_contradicts_the_project_of_another_is_named(store: Engine, other: str, column: str) -> None:
    report = report_on(store, national_list(ALPHA_A, other, BETA_C), answers=CREATE)
    assert places(report.errors) == [("list.csv", 3, column)]
    assert (report.counts["project"], report.counts["participation"]) == (Counts(new=2), Counts(new=2))
    if column == "End":
        assert report.errors[0].examples[0][1] == "2028-12-31 (row 2: 2028-04-30)"


def test_an_empty_cell_contradicts_nothing_and_a_project_outlives_its_bad_rows(store: Engine) -> None:
    first = ALPHA_A.replace("01.05.2025;30.04.2028", ";").replace("Germany", "Atlantis")
    file = national_list(first, ALPHA_B.replace("01.05.2025", ""), ALPHA_B.replace("Institute B", "Clinic D"), BETA_C)
    assert places(report_on(store, file, answers=CREATE).errors) == [("list.csv", 2, "Partner country")]
    load_files(store, file, answers=CREATE, quarantine_bad_rows=True)
    assert rows(store, Project, "acronym", "start_date", "end_date", "source_row") == [
        ("ALPHA", date(2025, 5, 1), date(2028, 4, 30), 3),
        ("BETA", date(2025, 6, 1), date(2028, 5, 31), 5),
    ]


def test_sheets_of_one_project_must_agree_too(store: Engine) -> None:
    first, second = national_list(ALPHA_A), SourceFile("other.csv", (HEADER + ALPHA_B).encode())
    load_files(store, first, second, answers=CREATE)
    assert len(rows(store, Project, "acronym")) == 1
    wrong = SourceFile("other.csv", (HEADER + ALPHA_B.replace("30.04.2028", "31.12.2028")).encode())
    assert places(report_on(store, first, wrong, answers=CREATE).errors) == [("other.csv", 2, "End")]


def test_results_of_a_call_hold_what_its_funders_committed(store: Engine) -> None:
    load_files(store, csv_file("call", "call_id,name\nJTC2024,Joint call 2024\n"))
    content = "Country;Funder;Committed (€);Requested (€);Awarded (€)\nGermany;BMBF;3000000;9000000;2800000\n"
    content += "France;ANR;3000000;8000000;2900000\n"
    answers = Answers(
        given=Given(constants={"call_id": "joint call 2024"}), accept_proposals=True, choices=CREATE.choices
    )
    load_files(store, csv_file("results", content), answers=answers)
    assert rows(store, CallCommitment, "call_id", "funder", "committed_eur") == [
        ("JTC2024", "BMBF", Decimal(3_000_000)),
        ("JTC2024", "FR-ANR", Decimal(3_000_000)),
    ]
    assert sorted(rows(store, CallOutcome, "call_id", "country", "requested_eur", "awarded_eur")) == [
        ("JTC2024", "DE", Decimal(9_000_000), Decimal(2_800_000)),
        ("JTC2024", "FR", Decimal(8_000_000), Decimal(2_900_000)),
    ]


def test_problems_of_several_entities_are_said() -> None:
    match = Match("participation", {"organisation": "P", "role": "R", "project.acronym": "A", "project.end": "E"})
    assert problems_of(match, ["P", "R", "A"]) == [
        'A participation has no field "project.end".',
        'The file has no column "E", which is chosen for project.end.',
        "No column is chosen for project.title, which every row needs: full title.",
        "No column is chosen for project_id, which every row needs: the project.",
    ]
