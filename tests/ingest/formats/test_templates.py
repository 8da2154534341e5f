"""Templates and unknown headers are recognised."""

from __future__ import annotations

import pytest

from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import NOT_NEEDED
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.tables import UNKNOWN
from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, of_text, only, tables_of


@pytest.mark.parametrize("entity", SCHEMAS)
def test_each_template_is_recognised(entity: str) -> None:
    header = list(SCHEMAS[entity].by_name)
    table = only(of_text(",".join(header) + "\n" + ",".join("1" for _ in header)))
    assert table.format == f"{entity} template"
    assert [part.entity for part in table.mappings] == [entity]
    assert table.mappings[0].columns == {name: name for name in header}
    required = [name for name in header if name in SCHEMAS[entity].required]
    assert only(of_text(",".join(reversed(required)) + "\n" + ",".join("1" for _ in required))).format == table.format


def test_template_with_titles_shuffled_columns_case_and_blanks() -> None:
    text = "Programmes of Malta;;;;\n;;;;\nStart Year;LEVEL; name ;programme_id;End  year\n2020;national;One;P1;2024\n"
    table = only(of_text(text))
    assert (table.format, table.header_row) == ("programme template", 3)
    assert applied(table, "programme") == [
        {"start_year": "2020", "level": "national", "name": "One", "programme_id": "P1", "end_year": "2024"}
    ]


def test_template_with_columns_beyond() -> None:
    table = only(of_text("call_id,name,topic,opened,our remark\nC1,One,T,2024-01-01,x\n"))
    assert table.format == "call template"
    assert table.header[-1] == "our remark"
    assert "our remark" not in table.mappings[0].columns.values()
    assert only(of_text("call_id,name,a,b,c\nC1,One,x,y,z\n")).format == UNKNOWN, "most columns are not ours"


def test_two_sheets_of_a_workbook_are_two_templates() -> None:
    sheets: dict[str, list[list[object]]] = {
        "Calls": [["call_id", "name"], ["C1", "One"]],
        "Read me": [["How to fill in this workbook"]],
        "Outcomes": [["call_id", "country", "projects_funded"], ["C1", "MT", 3]],
        "Lists": [["Colour", "Number"], ["red", 1]],
    }
    tables = tables_of(samples.workbook_file("a.xlsx", sheets))
    assert [t.format for t in tables] == ["call template", "call outcome template", UNKNOWN]


def test_unknown_header() -> None:
    table = only(of_text("A list\n\nWho,Where,When\nx,y,z\n"))
    assert (table.format, table.header, table.header_row, table.mappings) == (UNKNOWN, ("Who", "Where", "When"), 3, ())


def test_a_required_column_missing_is_unknown_until_the_entity_is_given() -> None:
    text = "project_id,acronym,call,start date,colour\nP1,ONE,C1,2024-01-01,red\n"
    assert only(of_text(text)).format == UNKNOWN
    table = only(of_text(text, wanted="project"))
    assert table.format == "project template"
    assert table.mappings[0].columns == {
        "project_id": "project_id",
        "acronym": "acronym",
        "call": "call",
        "start_date": "start date",
    }
    assert only(of_text(text, wanted="project template")).mappings == table.mappings


def test_wanted_overrules_what_the_content_tells() -> None:
    text = "call_id,name\nC1,One\n"
    assert only(of_text(text)).format == "call template"
    assert only(of_text(text, wanted="call outcome")).format == "call outcome template"
    foreign = only(of_text(text, wanted="X posts"))
    assert (foreign.format, [part.entity for part in foreign.mappings]) == ("X posts", ["post"])


def test_wanted_entity_of_which_no_column_is_there_is_for_matching() -> None:
    assert only(of_text("Who,Where\nx,y\n", wanted="project")).format == UNKNOWN


def test_wanted_format_takes_its_sheets_alone() -> None:
    file = samples.workbook_file("a.xlsx", samples.LINKEDIN_CONTENT)
    assert [t.format for t in tables_of(file, "LinkedIn posts")] == [NOT_NEEDED, "LinkedIn posts"]


def test_unusable() -> None:
    with pytest.raises(UnreadableFileError, match="column names"):
        of_text("just a line\nand another\n")
    with pytest.raises(UnreadableFileError, match="neither a format nor an entity"):
        of_text("call_id,name\nC1,One\n", wanted="recipes")
