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
from lib.ingest.staging.creation import key_of_new
from lib.ingest.staging.references import Choices
from lib.ingest.staging.tables import table_of
from lib.ingest.undo import undo
from lib.ingest.upload import Counts, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator
from tests.conftest import filled_store
from tests.ingest.checks.conftest import fill
from tests.ingest.checks.reports import PARTICIPATION, only, places, report_on, rows
from tests.ingest.dumps import HISTORY, csv_file, everything, load_files
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
    second = csv_file("b", "project_id,title\nK,Other\nL,T\n")
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
                # A reference may be a name of any length; what is no key is refused before it is stored.
                if too_much and not field.person and not field.refers_to:
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


FUNDERS = (
    "organisation_id,name,short_name,country,ror_id\n"
    "FR-ANR,Agence nationale de la recherche,ANR,FR,https://ror.org/00example\n"
    "DE-BMBF,Bundesministerium für Forschung,BMBF,DE,\n"
    "DE-TWIN,Twin,,DE,\nLU-TWIN,Twin,,LU,\n"
)
#: Makes a title longer than any key.
LONG = " and more of it" * 12
PROGRAMME = "programme_id,name,funder,country,level\n"


def fill_funders(engine: Engine) -> None:
    fill(engine)
    load_files(engine, csv_file("country", "iso2,iso3,name\nFR,FRA,France\n"), csv_file("organisation", FUNDERS))


funders = filled_store(fill_funders)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("named", "country", "key"),
    [
        ("ANR", "FR", "FR-ANR"),
        ("Agence Nationale de la Récherche", "", "FR-ANR"),
        ("00example", "", "FR-ANR"),
        ("ror.org/00EXAMPLE", "DE", "FR-ANR"),
        ("fr-anr", "DE", "FR-ANR"),
        ("BUNDESMINISTERIUM FUER FORSCHUNG (BMBF)", "", "DE-BMBF"),
        ("ANR - Agence nationale de la recherche", "FR", "FR-ANR"),
        ("twin", "LU", "LU-TWIN"),
    ],
)
def test_a_funder_by_what_it_is_called(funders: Engine, named: str, country: str, key: str) -> None:
    file = csv_file("programme", f"{PROGRAMME}P,Plan,{named},{country},national\n")
    report = report_on(funders, file)
    assert report.errors == ()
    assert any(said.startswith(f"funder '{named}' is {key}") for said in report.tables[0].read_as)
    load_files(funders, file)
    assert rows(funders, Programme, "funder") == [(key,)]
    assert report_on(funders, file).changes_nothing


@pytest.mark.parametrize(
    ("named", "country", "code", "said"),
    [
        ("Twin", "", "ambiguous-reference", "DE-TWIN (Twin) and LU-TWIN (Twin)"),
        ("Agence national de recherche", "", "near-reference", "perhaps FR-ANR (Agence nationale de la recherche)"),
        ("ANR", "DE", "near-reference", "perhaps FR-ANR (Agence nationale de la recherche)"),
        ("Nobody at all", "", "unknown-reference", "load it first"),
    ],
)
def test_what_no_single_row_is_called_is_an_error_with_the_nearest(
    funders: Engine, named: str, country: str, code: str, said: str
) -> None:
    problem = only(report_on(funders, csv_file("programme", f"{PROGRAMME}P,Plan,{named},{country},national\n")).errors)
    assert (problem.code, problem.column, problem.examples) == (code, "funder", ((2, named),))
    assert said in problem.expected


def test_rows_are_found_by_names_that_come_with_the_same_files(funders: Engine) -> None:
    files = (
        csv_file("call", "call_id,name,programme\nC1,Joint call 2024,Our programme\n"),
        csv_file("programme", f"{PROGRAMME}P,Our Programme,anr,,national\n"),
        csv_file("project", f"project_id,acronym,title,call\nJ,FLAX,Flax and wool{LONG},joint call 2024\n"),
        csv_file(
            "participation",
            f"{PARTICIPATION}flax,Two,,partner,ANR,1\nJ,One,,coordinator,,\nFlax and wool{LONG},O2,,partner,BMBF,2\n",
        ),
        csv_file("event", "event_id,name,organiser\nE,Meeting,European Commission\n"),
    )
    assert report_on(funders, *files).errors == ()
    load_files(funders, *files)
    assert rows(funders, Participation, "project_id", "organisation") == [("J", "O1"), ("J", "O2")]
    assert sorted(rows(funders, Funding, "organisation", "funder", "funding_eur")) == [
        ("O2", "DE-BMBF", Decimal(2)),
        ("O2", "FR-ANR", Decimal(1)),
    ]


def test_one_key_under_two_names_is_a_repeated_key(funders: Engine) -> None:
    files = (
        csv_file("project", "project_id,title\nJ,T\n"),
        csv_file("participation", f"{PARTICIPATION}J,O1,,partner,ANR,1\nJ,One,,partner,FR-ANR,2\n"),
    )
    assert only(report_on(funders, *files).errors).code == "repeated-key"


def test_names_of_the_other_dataset_mean_nothing(funders: Engine) -> None:
    with prepare(funders, [csv_file("programme", f"{PROGRAMME}P,Plan,ANR,,national\n")], demonstration=True) as ready:
        assert only(ready.report.errors).code == "unknown-reference"


def test_unknown_organisations_are_created_when_asked_and_undone_with_their_import(funders: Engine) -> None:
    content = f"{PROGRAMME}P,a,Institute B,FR,national\nQ,b,INSTITUTE B,FR,national\nR,c,institute b,,national\n"
    content += "S,d,Bundesministerium fur Forschungen,DE,national\nT,e,Ελληνικά,LU,national\n"
    file = csv_file("programme", content)
    report = report_on(funders, file)
    assert [(u.name, u.country, u.rows, [n.key for n in u.near]) for u in report.unknown] == [
        ("Institute B", "FR", 2, []),
        ("institute b", "", 1, []),
        ("Bundesministerium fur Forschungen", "DE", 1, ["DE-BMBF"]),
        ("Ελληνικά", "LU", 1, []),
    ]
    before = everything(funders)
    meant = {"Bundesministerium fur Forschungen": "DE-BMBF", "Institute B": "", "institute b": "", "INSTITUTE B": ""}
    some = report_on(funders, file, answers=Answers(choices=Choices(meant={"organisation": meant})))
    assert [u.name for u in some.unknown] == ["Ελληνικά"]
    answers = Answers(choices=Choices(frozenset({"organisation"}), {"organisation": meant}))
    loaded = load_files(funders, file, answers=answers)
    assert {entity: counts.new for entity, counts in loaded.counts.items()} == {"organisation": 2, "programme": 5}
    assert [key for (key,) in rows(funders, Programme, "funder")] == [
        *["FR-INSTITUTE-B"] * 3,
        "DE-BMBF",
        key_of_new("Ελληνικά", "LU"),
    ]
    new = rows(funders, Organisation, "organisation_id", "name", "country", "source_row", "import_id")
    assert ("FR-INSTITUTE-B", "Institute B", "FR", 2, loaded.upload_id) in new
    again = report_on(funders, file, answers=Answers(choices=Choices(meant={"organisation": meant})))
    assert again.changes_nothing, "found by the names under which they were created"
    assert loaded.upload_id is not None
    undo(funders, loaded.upload_id, operator("tests"))
    history: dict[str, list[object]] = {name: [] for name in HISTORY}
    assert {**everything(funders), **history} == {**before, **history}


def test_keys_of_new_organisations() -> None:
    assert key_of_new("University A", "DE") == "DE-UNIVERSITY-A"
    assert key_of_new("DE-PTDLR", "DE") == "DE-PTDLR"
    assert key_of_new("  Université  d'Été ", None) == "UNIVERSITE-D-ETE"
    other = key_of_new("University, A!", "DE", {"DE-UNIVERSITY-A"})
    assert other == key_of_new("university a", "DE", {"DE-UNIVERSITY-A"})
    assert other.startswith("DE-UNIVERSITY-A-")
    assert key_of_new("東京", "JP") != key_of_new("京都", "JP")
