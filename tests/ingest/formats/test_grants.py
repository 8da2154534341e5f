"""Grants as funders and portals publish them become projects with participations and money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from lib.entities.call_outcome import CallOutcome
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.entities.output import Output
from lib.entities.participation import Participation
from lib.entities.project import Project, ProjectHealthCategory, ProjectResearchActivity
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Report, prepare
from lib.ingest.upload.answers import Answers, Choices
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.checks.reports import COUNTRIES, ORGANISATIONS, rows
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files.samples import text_file, workbook_file

IN_GBP = Given(rates={"GBP": (Decimal("1.2"), date(2024, 1, 2))})


def fill(engine: Engine) -> None:
    load_files(engine, csv_file("country", COUNTRIES), csv_file("organisation", ORGANISATIONS))


store = filled_store(fill)


def load(engine: Engine, *files: SourceFile) -> Report:
    choices = Choices(frozenset({"organisation"}))
    with prepare(engine, list(files), Answers(given=IN_GBP, choices=choices)) as ready:
        assert ready.report.errors == ()
        ready.load(operator("tests"))
        return ready.report


GRANTS = """\
Identifier,Title,Description,Currency,Amount Awarded,Award Date,Planned Dates:Start Date,Planned Dates:End Date,\
Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name,Grant Programme:Title,Last modified
360G-EX-001,Precision oncology,Study,GBP,250000,2023-04-01T00:00:00Z,2023-06-01,2025-05-31,\
GB-CHC-0001,University of Example,GB-CHC-0002,Example Trust,Health,2024-01-01
360G-EX-002,Pharmacogenomics,Dosing,GBP,"1,100,000.00",2023-05-01T00:00:00Z,,,\
GB-CHC-0001,University of Example,GB-CHC-0002,Example Trust,Health,2024-01-01
"""
GRANTS_JSON = """\
{"grants": [{"id": "360G-EX-001", "title": "Precision oncology", "description": "Study", "currency": "GBP",
"amountAwarded": 250000, "awardDate": "2023-04-01", "dateModified": "2024-01-01T00:00:00Z",
"plannedDates": [{"startDate": "2023-06-01", "endDate": "2025-05-31"}],
"recipientOrganization": [{"id": "GB-CHC-0001", "name": "University of Example"}],
"fundingOrganization": [{"id": "GB-CHC-0002", "name": "Example Trust"}]}]}
"""


@pytest.mark.parametrize(("name", "text"), [("grants.csv", GRANTS), ("grants.json", GRANTS_JSON)])
def test_360giving(store: Engine, name: str, text: str) -> None:
    load(store, text_file(name, text))
    first = rows(store, Project, "project_id", "funding_original", "currency", "funding_eur", "signature_date")[0]
    assert first == ("360G-EX-001", Decimal(250_000), "GBP", Decimal(300_000), date(2023, 4, 1))
    assert rows(store, Organisation, "organisation_id", "name", "country")[1:3] == [
        ("GB-CHC-0001", "University of Example", "GB"),
        ("GB-CHC-0002", "Example Trust", "GB"),
    ]
    assert rows(store, Participation, "project_id", "organisation", "role")[0] == (
        "360G-EX-001", "GB-CHC-0001", "coordinator",
    )  # fmt: skip
    assert rows(store, Funding, "funder", "funding_eur")[0] == ("GB-CHC-0002", Decimal(300_000))


NIHR = """\
Project_ID,Project_Title,Funding_and_Awards_Link,Funder,Project_Status,Award_Amount,Start_Date,End_Date,\
Plain_English_Abstract,Scientific_Abstract,Contracted_Organisation,Acronym,HRCS _Health_Category,HRCS_RAC_Category
02/06/02,A trial,https://fundingawards.nihr.ac.uk/award/02/06/02,NIHR (non-ODA),Complete,1434393.08,2004-11-01,\
2014-12-31,Plain,Scientific,University of Example,HTA,"Mental Health,Cancer and neoplasms",\
6. Evaluation of Treatments and Therapeutic Interventions/\
6. Evaluation of Treatments and Therapeutic Interventions/7. Management of Diseases and Conditions
02/06/03,Another trial,,NIHR (non-ODA),Active,10000,2014-11-01,2016-12-31,Plain,,University of Example,HTA,Eye,\
"3. Prevention of Disease and Conditions, and Promotion of Well-Being"
"""


def test_nihr(store: Engine) -> None:
    load(store, text_file("awards.csv", NIHR))
    assert rows(store, Project, "project_id", "acronym", "status", "summary", "funding_original") == [
        ("02/06/02", None, "ended", "Scientific", Decimal("1434393.08")),
        ("02/06/03", None, "running", "Plain", Decimal(10_000)),
    ]
    half = Decimal(50)
    assert rows(store, ProjectHealthCategory, "health_category", "percent") == [
        ("Cancer and neoplasms", half), ("Mental health", half), ("Eye", Decimal(100)),
    ]  # fmt: skip
    # A group that is named twice has twice the share.
    assert rows(store, ProjectResearchActivity, "research_activity", "percent") == [
        ("Disease management", Decimal("33.33")),
        ("Treatment evaluation", Decimal("66.67")),
        ("Prevention", Decimal(100)),
    ]
    assert {funder for (funder,) in rows(store, Funding, "funder")} == {"GB-NIHR"}
    (organisation,) = set(rows(store, Participation, "organisation", "country"))
    assert organisation[1] == "GB"


def test_gateway_to_research(store: Engine) -> None:
    text = (
        "FundingOrgName,ProjectReference,LeadROName,Department,ProjectCategory,PISurname,PIFirstName,Title,StartDate,"
        "EndDate,AwardPounds,ExpenditurePounds,Region,Status,GTRProjectUrl\n"
        "MRC,MR/X000001/1,University of Example,Medicine,Research Grant,Zyzzyva,Ann,Genomes,01/10/2019,30/09/2022,"
        "500000,0,Scotland,Closed,https://gtr.ukri.org/project/1\n"
        "MRC,MR/X000002/1,University of Example,Medicine,Studentship,Zyzzyva,Ben,More,01/10/2020,30/09/2023,0,0,"
        "Scotland,Active,https://gtr.ukri.org/project/2\n"
    )
    load(store, text_file("projectsearch.csv", text))
    assert rows(store, Project, "project_id", "start_date", "funding_original", "status") == [
        ("MR/X000001/1", date(2019, 10, 1), Decimal(500_000), "ended"),
        ("MR/X000002/1", date(2020, 10, 1), None, "running"),
    ]
    assert "zyzzyva" not in repr(rows(store, Organisation, "name")).casefold()


def test_erc(store: Engine) -> None:
    trinity = (
        "THE PROVOST, FELLOWS, FOUNDATION SCHOLARS & THE OTHER MEMBERS OF BOARD OF THE COLLEGE OF THE HOLY & UNDIVIDED "
        "TRINITY OF QUEEN ELIZABETH NEAR DUBLIN"
    )
    text = (
        "project_acronym,project,institution,details_project,budget_project,date_start_project,date_end_project\n"
        f'TWICE,First of the name,"{trinity}",Abstract,1491013,2018-10-01,2023-09-30\n'
        "TWICE,Second of the name,Example University,Abstract,1500000,2018-10-01,2023-09-30\n"
        "TWICE,Second of the name,Example University,Abstract,1500000,2018-10-01,2023-09-30\n"
        "NOHOST,Without a host,,Abstract,1500000.505,2018-10-01,2023-09-30\n"
    )
    load(store, text_file("erc.csv", text))
    found = rows(store, Project, "project_id", "acronym", "funding_eur")
    assert [acronym for _, acronym, _ in found] == ["NOHOST", "TWICE", "TWICE"]
    assert found[0][2] == Decimal("1500000.51")
    assert len(rows(store, Participation, "project_id")) == 2
    assert trinity in {name for (name,) in rows(store, Organisation, "name")}, "as long as it is"
    # The same list again changes nothing: identifiers follow from what the list says.
    assert load(store, text_file("erc.csv", text)).counts["project"].new == 0


def test_the_search_of_cordis(store: Engine) -> None:
    text = (
        "recordType;title;teaser;acronym;id;startDate;endDate;totalCost;ecMaxContribution;coordinatorCountry\n"
        "project;Precision oncology;A teaser;ONCO;101000001;2023-01-01;2026-12-31;0;4500000;DE\n"
        "article;News;A teaser;;4711;;;;;\n"
    )
    load(store, text_file("search.csv", text))
    assert rows(store, Project, "project_id", "summary", "total_cost_eur", "funding_eur") == [
        ("101000001", "A teaser", None, Decimal(4_500_000))
    ]


def test_joint_calls_of_era_learn(store: Engine) -> None:
    sheet = [
        ["Network", "Call name", "Call launch date", "Full proposal deadline", "Number of proposals",
         "Number of funded projects", "Total requested (M€)", "Total funding (M€)", "Participating countries"],
        ["ERA PerMed", "JTC2019", "09/01/2019", "05/06/2019", 200, 20, 210.5, "22,3", "AT, BE, CA"],
    ]  # fmt: skip
    load(store, workbook_file("eralearn.xlsx", {"Calls": sheet}))
    assert rows(store, CallOutcome, "call_id", "full_proposals_submitted", "requested_eur", "awarded_eur") == [
        ("JTC2019", 200, Decimal(210_500_000), Decimal(22_300_000))
    ]


def test_publications_of_europe_pmc(store: Engine) -> None:
    text = (
        '"SOURCE","TITLE","AUTHORS","JOURNAL_TITLE","PMID","DOI","PUB_YEAR"\n'
        '"MED","Precision oncology","Zyzzyva A","J Example","30000001","10.1000/EX1","2024"\n'
        '"MED","Without a DOI","Zyzzyva A","J Example","30000002","","2024"\n'
    )
    load(store, text_file("europepmc.csv", text))
    assert rows(store, Output, "output_id", "type", "url", "period_start_precision") == [
        ("10.1000/ex1", "publication", "https://doi.org/10.1000/EX1", "year"),
        ("MED:30000002", "publication", "https://europepmc.org/article/MED/30000002", "year"),
    ]
