"""References and keys are checked before anything is loaded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Engine, String

from lib.common.formatting import PRECISION
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.entities.output import Output
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.entities.registry import SCHEMAS
from lib.ingest.parsing.parsers import parse
from lib.ingest.problems import ParseError
from lib.ingest.staging.tables import table_of
from lib.ingest.upload import Counts
from tests.ingest.checks.reports import PARTICIPATION, places, report_on, rows
from tests.ingest.dumps import csv_file, load_files
from tests.ingest.files import samples


def test_references(filled: Engine) -> None:
    content = f"{PARTICIPATION}J,O1,MT,partner,O2,1\nNONE,O1,MT,partner,,\nJ,NOBODY,FR,partner,NEITHER,1\n"
    report = report_on(filled, csv_file("project", "project_id,title\nJ,T\n"), csv_file("participation", content))
    assert places(report.errors) == [
        ("participation.csv", 3, "project_id"),
        ("participation.csv", 4, "country"),
        ("participation.csv", 4, "funder"),
        ("participation.csv", 4, "organisation"),
    ]
    assert report.counts["participation"].new == 1


def test_a_row_that_fits_by_itself_falls_with_what_it_refers_to(filled: Engine) -> None:
    outputs = "output_id,type,title,part_of\nA,post,a,NONE\nC,post,c,A\nD,post,d,C\nE,post,e,\nF,post,f,E\n"
    organisations = "organisation_id,name\nNEW,\n"
    programmes = "programme_id,name,funder,level\nP,P,NEW,national\n"
    files = (csv_file("output", outputs), csv_file("organisation", organisations), csv_file("programme", programmes))
    assert places(report_on(filled, *files).errors) == [
        ("organisation.csv", 2, "name"),
        ("output.csv", 2, "part_of"),
        ("output.csv", 3, "part_of"),
        ("output.csv", 4, "part_of"),
        ("programme.csv", 2, "funder"),
    ]
    load_files(filled, *files, quarantine_bad_rows=True)
    assert rows(filled, Output, "output_id") == [("E",), ("F",)]
    assert rows(filled, Programme, "programme_id") == []


def test_organisations_that_come_along_need_their_country_too(filled: Engine) -> None:
    text = samples.CORDIS_ORGANISATIONS.replace('"DE"', '"FR"')
    files = [csv_file("project", samples.CORDIS_PROJECTS), csv_file("organization", text)]
    report = report_on(filled, *files)
    assert ("organization.csv", 4, "country") in places(report.errors)
    load_files(filled, *files, quarantine_bad_rows=True)
    assert "PIC-999900002" not in {key for (key,) in rows(filled, Organisation, "organisation_id")}
    assert len(rows(filled, Participation, "organisation")) == 2


def test_duplicates_in_a_file_and_across_files(filled: Engine) -> None:
    first = csv_file("a", "project_id,title\nJ,T\nK,T\nJ,Other\n")
    second = csv_file("b", "project_id,title\nK,T\nL,T\n")
    report = report_on(filled, first, second)
    assert places(report.errors) == [("a.csv", 4, "project_id"), ("b.csv", 2, "project_id")]
    assert "a.csv" in report.errors[1].expected
    assert report.counts == {"project": Counts(new=3)}


def test_funders_of_one_participation_in_two_files_agree_on_it(filled: Engine) -> None:
    project = csv_file("project", "project_id,title\nJ,T\n")
    first = csv_file("a", f"{PARTICIPATION}J,O1,MT,partner,O1,1\n")
    good, bad = (csv_file("b", f"{PARTICIPATION}J,O1,{country},partner,O2,2\n") for country in ("MT", "LU"))
    assert places(report_on(filled, project, first, bad).errors) == [("b.csv", 2, "country")]
    load_files(filled, project, first, good)
    assert len(rows(filled, Participation, "organisation")) == 1
    assert rows(filled, Funding, "funder", "funding_eur") == [("O1", Decimal(1)), ("O2", Decimal(2))]


def test_what_only_one_may_have(filled: Engine) -> None:
    content = "iso2,iso3,name\nIT,ITA,Malta\nFR,FRA,France\nES,FRA,Spain\n"
    assert places(report_on(filled, csv_file("country", content)).errors) == [
        ("country.csv", 2, "name"),
        ("country.csv", 4, "iso3"),
    ]


def test_contradictions_with_what_the_store_has(filled: Engine) -> None:
    load_files(filled, csv_file("project", "project_id,title,start_date,end_date\nJ,T,2020-01-01,2021-01-01\n"))
    for column, value in (("end_date", "2019-01-01"), ("start_date", "2022-01-01")):
        report = report_on(filled, csv_file("project", f"project_id,title,{column}\nJ,T,{value}\n"))
        assert places(report.errors) == [("project.csv", 2, column)]


def test_every_column_that_the_store_limits_is_checked() -> None:
    """Servers refuse longer texts and larger numbers; embedded stores would keep them."""
    for schema in SCHEMAS.values():
        for target in schema.targets:
            for name in (name for name in target.columns if not name.endswith(PRECISION)):
                kind, field = table_of(target.model).c[name].type, schema.by_name[name]
                too_much = ""
                if isinstance(kind, String) and kind.length:
                    too_much = "x" * (kind.length + 1)
                elif str(kind) == "INTEGER":
                    too_much = str(2**31)
                if too_much and not field.person:
                    with pytest.raises(ParseError):
                        parse(field, too_much)


@pytest.mark.parametrize(
    ("entity", "content", "column"),
    [
        ("country", "iso2,iso3,name,population\nMT,MLT,Malta,0\n", "population"),
        ("event", "event_id,name,capacity\nE,E,99999999999\n", "capacity"),
        ("project", f"project_id,title,keywords\nJ,T,{'x' * 201}\n", "keywords"),
        ("project", "project_id,title,health_categories\nJ,T,Blood:-50;Skin:150\n", "health_categories"),
        (
            "programme",
            "programme_id,name,level,currency,budget_original,eur_rate,eur_rate_date\n"
            "P,P,national,CHF,9999999999999.99,1000000,2024-01-01\n",
            "budget_original",
        ),
        (
            "programme",
            "programme_id,name,level,currency,budget_original,eur_rate,eur_rate_date\n"
            "P,P,national,CHF,1,99999999999999999999,2024-01-01\n",
            "eur_rate",
        ),
    ],
)
def test_values_that_no_store_takes(filled: Engine, entity: str, content: str, column: str) -> None:
    assert places(report_on(filled, csv_file(entity, content)).errors) == [(f"{entity}.csv", 2, column)]
