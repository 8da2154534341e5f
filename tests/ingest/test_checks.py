"""What is told of files before they are loaded: every check, every reading, and what would change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, String, select

from lib.common.formatting import PRECISION
from lib.export.templates import template_csv, template_xlsx
from lib.ingest.convert import Given
from lib.ingest.look import Answers
from lib.ingest.matching import Match, remembered
from lib.ingest.parsers import parse
from lib.ingest.problems import Group
from lib.ingest.schemas import SCHEMAS
from lib.ingest.source import SourceFile
from lib.ingest.stage import table_of
from lib.ingest.undo import undo
from lib.ingest.upload import Counts, Rejected, Report, Unanswered, prepare
from lib.ingest.values import Unfit
from lib.store import models as m
from tests.ingest.dumps import csv_file, dump, everything, files_of, load_files
from tests.ingest.files import samples

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\nGR,GRC,Greece\nDE,DEU,Germany\nGB,GBR,United Kingdom\n"
ORGANISATIONS = "organisation_id,name,country\nO1,One,MT\nO2,Two,LU\nEU-EC,European Commission,\n"
PARTICIPATION = "project_id,organisation,country,role,funder,funding_eur\n"
#: Rows that are looked at before all others are read.
FIRST_LOOK = 500


@pytest.fixture
def filled(engine: Engine) -> Engine:
    load_files(engine, csv_file("country", COUNTRIES), csv_file("organisation", ORGANISATIONS))
    return engine


def told(engine: Engine, *files: SourceFile, answers: Answers | None = None) -> Report:
    """The report on files; looking at them must leave every byte of the store as it is."""
    before, bytes_before = everything(engine), files_of(engine)
    with prepare(engine, list(files), answers) as ready:
        report = ready.report
    assert everything(engine) == before
    assert files_of(engine) == bytes_before
    return report


def places(groups: Sequence[Group]) -> list[tuple[str, int, str]]:
    """Table, row and column of the problems."""
    return sorted((group.where, row, group.column) for group in groups for row, _ in group.examples)


def only(groups: Sequence[Group]) -> Group:
    assert len(groups) == 1, groups
    return groups[0]


def rows(engine: Engine, model: type[m.Base], *columns: str) -> list[tuple[object, ...]]:
    table = table_of(model)
    with engine.connect() as connection:
        query = select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
        return [tuple(row) for row in connection.execute(query)]


def questions(engine: Engine, file: SourceFile, answers: Answers | None = None) -> dict[str, Sequence[str]]:
    """What is asked about a file, by column: the answers to choose from."""
    before = everything(engine)
    with pytest.raises(Unanswered) as asked:
        prepare(engine, [file], answers)
    assert everything(engine) == before
    return {need.name: tuple(need.question.answers) for need in asked.value.needs}


# References and keys


def test_references(filled: Engine) -> None:
    content = f"{PARTICIPATION}J,O1,MT,partner,O2,1\nNONE,O1,MT,partner,,\nJ,NOBODY,FR,partner,NEITHER,1\n"
    report = told(filled, csv_file("project", "project_id,title\nJ,T\n"), csv_file("participation", content))
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
    assert places(told(filled, *files).errors) == [
        ("organisation.csv", 2, "name"),
        ("output.csv", 2, "part_of"),
        ("output.csv", 3, "part_of"),
        ("output.csv", 4, "part_of"),
        ("programme.csv", 2, "funder"),
    ]
    load_files(filled, *files, keep_bad_rows=True)
    assert rows(filled, m.Output, "output_id") == [("E",), ("F",)]
    assert rows(filled, m.Programme, "programme_id") == []


def test_organisations_that_come_along_need_their_country_too(filled: Engine) -> None:
    text = samples.CORDIS_ORGANISATIONS.replace('"DE"', '"FR"')
    files = [csv_file("project", samples.CORDIS_PROJECTS), csv_file("organization", text)]
    report = told(filled, *files)
    assert ("organization.csv", 4, "country") in places(report.errors)
    load_files(filled, *files, keep_bad_rows=True)
    assert "PIC-999900002" not in {key for (key,) in rows(filled, m.Organisation, "organisation_id")}
    assert len(rows(filled, m.Participation, "organisation")) == 2


def test_duplicates_in_a_file_and_across_files(filled: Engine) -> None:
    first = csv_file("a", "project_id,title\nJ,T\nK,T\nJ,Other\n")
    second = csv_file("b", "project_id,title\nK,T\nL,T\n")
    report = told(filled, first, second)
    assert places(report.errors) == [("a.csv", 4, "project_id"), ("b.csv", 2, "project_id")]
    assert "a.csv" in report.errors[1].expected
    assert report.counts == {"project": Counts(new=3)}


def test_funders_of_one_participation_in_two_files_agree_on_it(filled: Engine) -> None:
    project = csv_file("project", "project_id,title\nJ,T\n")
    first = csv_file("a", f"{PARTICIPATION}J,O1,MT,partner,O1,1\n")
    good, bad = (csv_file("b", f"{PARTICIPATION}J,O1,{country},partner,O2,2\n") for country in ("MT", "LU"))
    assert places(told(filled, project, first, bad).errors) == [("b.csv", 2, "country")]
    load_files(filled, project, first, good)
    assert len(rows(filled, m.Participation, "organisation")) == 1
    assert rows(filled, m.Funding, "funder", "funding_eur") == [("O1", Decimal(1)), ("O2", Decimal(2))]


def test_what_only_one_may_have(filled: Engine) -> None:
    content = "iso2,iso3,name\nIT,ITA,Malta\nFR,FRA,France\nES,FRA,Spain\n"
    assert places(told(filled, csv_file("country", content)).errors) == [
        ("country.csv", 2, "name"),
        ("country.csv", 4, "iso3"),
    ]


def test_contradictions_with_what_the_store_has(filled: Engine) -> None:
    load_files(filled, csv_file("project", "project_id,title,start_date,end_date\nJ,T,2020-01-01,2021-01-01\n"))
    for column, value in (("end_date", "2019-01-01"), ("start_date", "2022-01-01")):
        report = told(filled, csv_file("project", f"project_id,title,{column}\nJ,T,{value}\n"))
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
                    with pytest.raises(Unfit):
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
    assert places(told(filled, csv_file(entity, content)).errors) == [(f"{entity}.csv", 2, column)]


# Problems told together, rows kept aside


def test_many_alike_problems_are_one(filled: Engine) -> None:
    lines = "".join(f"J{number},T,not a date\n" for number in range(10_000))
    group = only(told(filled, csv_file("project", f"project_id,title,start_date\n{lines}")).errors)
    assert (group.rows, group.column, len(group.examples)) == (10_000, "start_date", 5)
    assert group.examples[0] == (2, "not a date")
    assert str(group).endswith("(and 9999 more rows)")


def test_bad_rows_are_kept_aside_with_their_reasons(filled: Engine) -> None:
    content = "project_id,title,start_date,extra\nJ,T,2020-01-01,a\nK,,yesterday,b\nL,T,2020-01-01,c,too many\n"
    file = csv_file("project", content)
    with prepare(filled, [file], Answers("project")) as ready:
        # A column of no template is a problem of the header, under which no row is read.
        assert only(ready.report.errors).column == "extra"
    file = csv_file("project", content.replace(",extra", ",note"))
    with prepare(filled, [file]) as ready:
        with pytest.raises(Rejected) as rejected:
            ready.load("tests")
        assert places(rejected.value.problems) == [
            ("project.csv", 3, "start_date"),
            ("project.csv", 3, "title"),
            ("project.csv", 4, ""),
        ]
        assert rows(filled, m.Project, "project_id") == []
        loaded = ready.load("tests", keep_bad_rows=True)
    assert loaded.rows_aside == 2
    assert rows(filled, m.Project, "project_id") == [("J",)]
    kept = rows(filled, m.RowKeptAside, "import_id", "source_row", "cells", "problems")
    assert [row[:2] for row in kept] == [(loaded.upload_id, 3), (loaded.upload_id, 4)]
    assert kept[0][2] == {"project_id": "K", "title": "", "start_date": "yesterday", "note": "b"}
    assert sorted(problem.partition(":")[0] for problem in kept[0][3]) == ["start_date", "title"]
    assert kept[1][3] == ["no cells beyond the 4 of the header"]


def test_header_problems(filled: Engine) -> None:
    report = told(
        filled, csv_file("country", "iso2,name,name,colour\nMT,Malta,Malta,red\n"), answers=Answers("country")
    )
    assert {group.column for group in report.errors} == {"iso3", "name", "colour"}
    assert all(group.examples[0][0] == 1 for group in report.errors)
    assert report.tables[0].rows_bad == report.tables[0].rows_read
    with prepare(filled, [csv_file("country", "iso2,iso3,name,colour\nFR,FRA,France,red\n")]) as ready:
        assert ready.load("tests", keep_bad_rows=True).upload_id is None, "under a wrong header no row is good"


def test_warnings_do_not_keep_rows_from_being_loaded(filled: Engine) -> None:
    content = "project_id,title,start_date,end_date,total_cost_eur,funding_eur\nJ,T,2020-01-01,2040-01-01,1,2\n"
    report = told(filled, csv_file("project", content))
    assert report.errors == ()
    assert {group.column for group in report.warnings} == {"start_date", "funding_eur"}
    assert load_files(filled, csv_file("project", content)).counts["project"].new == 1


# How columns are read


def test_ambiguous_dates_are_asked_for_and_each_answer_is_right(filled: Engine) -> None:
    file = csv_file("project", "project_id,title,start_date\nJ,T,03/04/2024\nK,T,05/06/2024\n")
    assert questions(filled, file) == {"start_date": ("dmy", "mdy")}
    for answer, first in (("dmy", date(2024, 4, 3)), ("mdy", date(2024, 3, 4))):
        answers = Answers(given=Given(readings={"start_date": answer}))
        report = told(filled, file, answers=answers)
        said = {"dmy": "day.month.year", "mdy": "month/day/year"}[answer]
        assert f"start_date: dates read as {said}" in report.tables[0].told
        load_files(filled, file, answers=answers)
        assert rows(filled, m.Project, "start_date")[0] == (first,)


def test_one_cell_settles_the_dates_of_its_column(filled: Engine) -> None:
    load_files(filled, csv_file("project", "project_id,title,start_date\nJ,T,03/04/2024\nK,T,25/06/2024\n"))
    assert rows(filled, m.Project, "start_date") == [(date(2024, 4, 3),), (date(2024, 6, 25),)]


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1234,56", "7"], ["1234.56", "7"]),
        (["1.234.567,89", "12,5"], ["1234567.89", "12.5"]),
        (["1 234 567,89", "1\N{NO-BREAK SPACE}000"], ["1234567.89", "1000"]),
        (["1,234,567.89", "1,000"], ["1234567.89", "1000"]),
        (["1'234'567.89", "€ 5"], ["1234567.89", "5"]),
    ],
)
def test_numbers_of_every_country(filled: Engine, cells: list[str], amounts: list[str]) -> None:
    lines = "".join(f"J{number}\tT\t{cell}\n" for number, cell in enumerate(cells))
    load_files(filled, csv_file("project", f"project_id\ttitle\tfunding_eur\n{lines}"))
    assert rows(filled, m.Project, "funding_eur") == [(Decimal(amount),) for amount in amounts]


def test_numbers_that_can_be_read_in_two_ways_are_asked_for(filled: Engine) -> None:
    file = csv_file("project", "project_id;title;funding_eur\nJ;T;1.234\nK;T;5.678\n")
    assert questions(filled, file) == {"funding_eur": (".", ",")}
    for answer, amount in ((",", "1234"), (".", "1.234")):
        answers = Answers(given=Given(readings={"funding_eur": answer}))
        if answer == ".":
            assert only(told(filled, file, answers=answers).errors).column == "funding_eur", "a tenth of a cent is none"
        else:
            load_files(filled, file, answers=answers)
            assert rows(filled, m.Project, "funding_eur")[0] == (Decimal(amount),)


def amounts_with(last: str, first: str = "5") -> SourceFile:
    lines = "".join(f"J{number:04};T;{first}\n" for number in range(FIRST_LOOK + 200))
    return csv_file("project", f"project_id;title;funding_eur\n{lines}Z;T;{last}\n")


def test_evidence_that_comes_late_counts_for_all_rows(filled: Engine) -> None:
    """Plain numbers first; only the last row proves that commas mark decimals."""
    file = amounts_with("1.234,5")
    assert "funding_eur: comma for decimals, point for thousands" in told(filled, file).tables[0].told
    load_files(filled, file)
    found = rows(filled, m.Project, "funding_eur")
    assert len(found) == FIRST_LOOK + 201
    assert set(found[:-1]) == {(Decimal(5),)}
    assert found[-1] == (Decimal("1234.5"),)


def test_late_evidence_overrules_what_the_first_rows_seemed_to_say(filled: Engine) -> None:
    lines = "".join(f"J{number:04};T;1,234.5\n" for number in range(3))
    lines += "".join(f"K{number:04};T;1.234,5\n" for number in range(FIRST_LOOK + 200))
    report = told(filled, csv_file("project", f"project_id;title;funding_eur\n{lines}"))
    group = only(report.errors)
    assert (group.rows, group.examples[0][0]) == (3, 2), "all rows are read as most of them prove"


def test_a_question_that_arises_late(filled: Engine) -> None:
    file = amounts_with("1.234")
    assert questions(filled, file) == {"funding_eur": (".", ",")}
    load_files(filled, file, answers=Answers(given=Given(readings={"funding_eur": ","})))
    assert rows(filled, m.Project, "funding_eur")[-1] == (Decimal(1234),)


def test_currencies_with_a_stated_rate(filled: Engine) -> None:
    content = "programme_id,name,level,currency,budget_original\nP,P,national,CHF,100.00\nQ,Q,national,EUR,7\n"
    unknown = told(filled, csv_file("programme", content))
    assert only(unknown.warnings).column == "budget_original"
    given = Given(rates={"CHF": (Decimal("1.05"), date(2024, 1, 2))})
    assert told(filled, csv_file("programme", content), answers=Answers(given=given)).warnings == ()
    load_files(filled, csv_file("programme", content), answers=Answers(given=given))
    assert rows(filled, m.Programme, "budget_eur", "budget_original", "currency", "eur_rate", "eur_rate_date") == [
        (Decimal("105.00"), Decimal("100.00"), "CHF", Decimal("1.05"), date(2024, 1, 2)),
        (Decimal("7.00"), Decimal("7.00"), "EUR", None, None),
    ]


def test_signs_of_currencies_in_the_cells(filled: Engine) -> None:
    content = "programme_id;name;level;budget_eur\nP;P;national;CHF 1'000.50\nQ;Q;national;Fr. 20.00\n"
    given = Given(rates={"CHF": (Decimal(2), date(2024, 1, 2))})
    report = told(filled, csv_file("programme", content), answers=Answers(given=given))
    assert any("amounts in CHF" in said for said in report.tables[0].told)
    load_files(filled, csv_file("programme", content), answers=Answers(given=given))
    found = rows(filled, m.Programme, "budget_original", "currency", "budget_eur")
    assert found == [(Decimal("1000.50"), "CHF", Decimal("2001.00")), (Decimal("20.00"), "CHF", Decimal("40.00"))]


def test_countries_in_their_variants(filled: Engine) -> None:
    names = ["EL", "UK", "Grèce", "the United Kingdom", "Deutschland", "Germany (DE)", "mt", "Λουξεμβούργο"]
    lines = "".join(f"X{number};X;{name}\n" for number, name in enumerate(names))
    load_files(filled, csv_file("organisation", f"organisation_id;name;country\n{lines}"))
    found = dict(rows(filled, m.Organisation, "organisation_id", "country"))
    assert [found[f"X{number}"] for number in range(len(names))] == ["GR", "GB", "GR", "GB", "DE", "DE", "MT", "LU"]


def test_dates_as_excel_numbers_them(filled: Engine) -> None:
    rows_ = [["project_id", "title", "start_date", "end_date"], ["J", "T", 45365, datetime(2025, 3, 14)]]
    report = told(filled, samples.workbook_file("book.xlsx", {"project": rows_}))
    assert "start_date: Excel serial dates" in report.tables[0].told
    load_files(filled, samples.workbook_file("book.xlsx", {"project": rows_}))
    assert rows(filled, m.Project, "start_date", "end_date") == [(date(2024, 3, 14), date(2025, 3, 14))]


# What would happen


def test_the_same_file_again(filled: Engine) -> None:
    file = csv_file("project", "project_id,title,keywords\nJ,T,a;b\nK,T,\n")
    assert told(filled, file).seen_before == ()
    first = load_files(filled, file)
    before = everything(filled)
    report = told(filled, file)
    assert report.changes_nothing
    assert report.counts == {"project": Counts(same=2)}
    pattern = (
        rf"project\.csv was loaded before, by tests on \d{{4}}-\d\d-\d\d \d\d:\d\d UTC \(import {first.upload_id}\)\."
    )
    assert re.fullmatch(pattern, report.seen_before[0])
    assert load_files(filled, file).upload_id is None
    assert everything(filled) == before


def test_changed_rows_side_by_side(filled: Engine) -> None:
    load_files(
        filled, csv_file("project", "project_id,title,start_date,keywords,health_categories\nJ,Old,,a;b,Eye;Blood\n")
    )
    content = "project_id,title,start_date,keywords,health_categories\nJ,New,2024-01-01,b;a,Blood;Eye\n"
    report = told(filled, csv_file("project", content))
    assert {(c["row"], c["key"], c["field"], c["old"], c["new"]) for c in report.changes} == {
        (2, "J", "title", "Old", "New"),
        (2, "J", "start_date", None, date(2024, 1, 1)),
        (2, "J", "keywords", "a; b", "b; a"),
    }
    assert report.counts == {"project": Counts(changed=1)}


def test_what_the_files_lack(filled: Engine) -> None:
    load_files(filled, csv_file("project", "project_id,title\nJ,T\nK,T\nL,T\nM,T\n"))
    first, second = csv_file("a", "project_id,title\nJ,T\n"), csv_file("b", "project_id,title\nK,T\nN,T\n")
    assert told(filled, first).counts == {"project": Counts(same=1, missing=3)}
    assert told(filled, first, second).counts == {"project": Counts(same=2, new=1, missing=2)}
    load_files(filled, csv_file("participation", f"{PARTICIPATION}J,O1,,partner,,\nJ,O2,,partner,,\nK,O1,,partner,,\n"))
    report = told(filled, csv_file("participation", f"{PARTICIPATION}J,O1,,partner,,\n"))
    assert report.counts == {"participation": Counts(same=1, missing=1)}, "only of the projects that the file speaks of"


def test_organisations_that_come_along_are_not_renamed(filled: Engine) -> None:
    load_files(filled, csv_file("organisation", "organisation_id,name,country\nPIC-999900001,Flax and Wool,GR\n"))
    files = [csv_file("project", samples.CORDIS_PROJECTS), csv_file("organization", samples.CORDIS_ORGANISATIONS)]
    report = told(filled, *files)
    assert report.errors == ()
    assert (report.counts["organisation"].changed, report.counts["organisation"].missing) == (0, 0)
    load_files(filled, *files)
    names = dict(rows(filled, m.Organisation, "organisation_id", "name"))
    assert names["PIC-999900001"] == "Flax and Wool"
    assert names["PIC-999900002"] == "Flax GmbH"


def test_a_workbook_with_our_sheets_in_any_order(filled: Engine) -> None:
    sheets = {
        "participation": [PARTICIPATION.strip().split(","), ["J", "NEW", "MT", "partner", "O1", 1.5]],
        "project": [["project_id", "title", "programme"], ["J", "T", "P"]],
        "programme": [["programme_id", "name", "level", "funder"], ["P", "P", "national", "NEW"]],
        "organisation": [["organisation_id", "name"], ["NEW", "New"]],
    }
    loaded = load_files(filled, samples.workbook_file("all.xlsx", sheets))
    assert {entity: counts.new for entity, counts in loaded.counts.items()} == dict.fromkeys(sheets, 1)
    assert rows(filled, m.ImportRecord, "sheet", "upload_id")[2:] == [(sheet, loaded.upload_id) for sheet in sheets]


@pytest.mark.parametrize("entity", ["organisation", "project", "programme"])
def test_the_templates_example_row_is_left_out(filled: Engine, entity: str) -> None:
    for file in (
        SourceFile("template.csv", template_csv(entity)),
        SourceFile("template.xlsx", template_xlsx(entity)),
    ):
        report = told(filled, file)
        assert report.errors == ()
        assert "example row" in only(report.warnings).expected
        assert report.counts[entity].new == 0


# Unknown columns


def test_a_match_is_remembered_for_the_next_file_that_looks_the_same(filled: Engine) -> None:
    content = "Kennung;Titel des Vorhabens;Beginn\nJ;Erstes;31.12.2024\n"
    file = csv_file("liste", content)
    assert list(questions(filled, file)) == [""]
    match = Match("project", {"project_id": "Kennung", "title": "Titel des Vorhabens", "start_date": "Beginn"})
    load_files(filled, file, answers=Answers(matches={"liste.csv": match}))
    assert rows(filled, m.Project, "project_id", "title", "start_date") == [("J", "Erstes", date(2024, 12, 31))]
    with filled.connect() as connection:
        assert remembered(connection, ["KENNUNG", " Titel des  Vorhabens", "Beginn"]) is not None
    again = csv_file("neue liste", content.replace("J;Erstes", "K;Zweites"))
    assert load_files(filled, again).counts["project"].new == 1


def test_a_match_under_which_nothing_could_be_loaded_is_not_remembered(filled: Engine) -> None:
    file = csv_file("liste", "Kennung;Titel\nJ;T\n")
    match = Match("project", {"project_id": "Kennung"})
    with prepare(filled, [file], Answers(matches={"liste.csv": match})) as ready:
        assert only(ready.report.errors).column == "title"
        ready.load("tests", keep_bad_rows=True)
    assert dump(filled)["column_match"] == []
    assert list(questions(filled, file)) == [""], "the next one is asked about again"


#: The headers of a list that a funder published; its rows are made up.
ERC_HEADER = [
    *("project_acronym", "project", "institution", "details_project"),
    *("budget_project", "date_start_project", "date_end_project"),
]


def erc_file(budget: str = "1491013") -> SourceFile:
    long = "This made-up project looks at one thing and another, for long enough that its text is prose. " * 6
    lines = [
        [
            "1D-Flax",
            "Flax in one dimension: a made-up project",
            "UNIVERSITY OF FLAX",
            long,
            budget,
            "2018-10-01",
            "2023-09-30",
        ],
        ["", "Wool without an acronym", "WOOL INSTITUTE", long, "1793697", "2013-02-01", "2018-01-31"],
        [
            "COTTON",
            "Cotton and its threads, made up as well",
            "COTTON UNIVERSITY",
            long,
            "999999.5",
            "2014-03-01",
            "2019-02-28",
        ],
    ]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [ERC_HEADER, *lines])
    return csv_file("erc_starting", f"{text}\n")


def test_identifiers_that_are_made_stay_the_same(filled: Engine) -> None:
    answers = Answers("project", accept_proposals=True)
    report = told(filled, erc_file(), answers=answers)
    assert (report.errors, report.counts["project"].new) == ((), 3)
    load_files(filled, erc_file(), answers=answers)
    found = rows(filled, m.Project, "project_id", "acronym", "title", "funding_eur", "start_date", "end_date")
    assert [row[1:] for row in found if row[1] == "1D-Flax"] == [
        ("1D-Flax", "Flax in one dimension: a made-up project", Decimal(1491013), date(2018, 10, 1), date(2023, 9, 30))
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{8}", str(row[0])) for row in found)
    report = told(filled, erc_file("1491014"))
    assert report.counts == {"project": Counts(changed=1, same=2)}, (
        "remembered, and found again by the same identifiers"
    )
    assert [(change["field"], change["new"]) for change in report.changes if change["field"] == "funding_eur"] == [
        ("funding_eur", Decimal(1491014))
    ]


# Loading what was prepared


def test_what_has_changed_since_it_was_prepared_counts(filled: Engine) -> None:
    content = "programme_id,name,funder,level\nP,P,NEW,national\n"
    brought = load_files(filled, csv_file("organisation", "organisation_id,name\nNEW,New\n"))
    ready = prepare(filled, [csv_file("programme", content)])
    with ready:
        assert ready.report.errors == ()
        take_back(filled, brought.upload_id)
        with pytest.raises(Rejected) as rejected:
            ready.load("tests")
        assert places(rejected.value.problems) == [("programme.csv", 2, "funder")]
    assert rows(filled, m.Programme, "programme_id") == []


def take_back(engine: Engine, upload_id: int | None) -> None:
    assert upload_id is not None
    undo(engine, upload_id, "tests")


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
