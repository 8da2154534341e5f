"""All templates in one workbook: it can be filled in, and what the store holds be edited in it and uploaded again."""

from __future__ import annotations

import io
from functools import partial

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine

from lib.entities.registry import ENTITIES, SCHEMAS, loading_step, references_of
from lib.export.templates import MOST_CHOICES, names_of, template_xlsx, templates_xlsx
from lib.ingest.examples import GUIDE_SHEET, LISTS_SHEET
from lib.ingest.readers.source import SourceFile
from lib.ingest.reference import load_reference
from lib.ingest.upload import Prepared, prepare
from lib.metrics.templates import IN_WORKBOOK, count_rows, rows_to_edit, rows_to_refer_to
from lib.services.actors import operator
from tests import totals
from tests.rows import load

#: A formula; two that are called alike; one that is called as another one's identifier; one with a long name.
ORGANISATIONS = f"F,=1+1,\nDE-A,University of A,\nFR-A,UNIVERSITY of A,\nX,eu-ec,\nL,{'Long ' * 20},Short\n"


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def prepared(engine: Engine, book: openpyxl.Workbook | bytes) -> Prepared:
    if isinstance(book, openpyxl.Workbook):
        out = io.BytesIO()
        book.save(out)
        book = out.getvalue()
    return prepare(engine, [SourceFile("templates.xlsx", book)])


def filled(engine: Engine) -> bytes:
    return templates_xlsx(IN_WORKBOOK, names_of(rows_to_refer_to(engine, MOST_CHOICES)), partial(rows_to_edit, engine))


def column(sheet: Worksheet, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def offered(book: openpyxl.Workbook, entity: str, name: str) -> list[str]:
    """The values of the drop-down of a column."""
    sheet = book[entity]
    place = column(sheet, name)
    for rule in sheet.data_validations.dataValidation:
        if next(iter(rule.sqref.ranges)).min_col == place:
            where = rule.formula1.partition("!")[2].replace("$", "")
            return [str(row[0].value) for row in book[LISTS_SHEET][where]]
    return []


def test_steps_follow_the_references() -> None:
    assert references_of("participation") == ("country", "organisation", "project")
    assert [loading_step(name) for name in ("organisation", "programme", "call", "project", "participation")] == [
        *range(1, 6)
    ]
    for name in SCHEMAS:
        assert all(loading_step(parent) < loading_step(name) or parent == "country" for parent in references_of(name))


def test_columns_offer_fixed_words_and_what_they_can_refer_to(engine: Engine) -> None:
    load_reference(engine)
    load(engine, "organisation", f"organisation_id,name,short_name\n{ORGANISATIONS}")
    book = opened(templates_xlsx(IN_WORKBOOK, names_of(rows_to_refer_to(engine, MOST_CHOICES))))
    assert book.sheetnames == [*IN_WORKBOOK, GUIDE_SHEET, LISTS_SHEET]
    assert offered(book, "programme", "level") == ["regional", "national", "European", "international"]
    assert offered(book, "programme", "funder") == [
        "=1+1",
        "DE-A",
        "European Commission",
        "FR-A",
        "Short",
        "X",
    ], "a name that another one goes by is none to refer by"
    assert offered(book, "attendance", "attended") == ["yes", "no"]
    assert len(offered(book, "event", "country")) == 250
    assert "Ghana" in offered(book, "event", "country")
    assert offered(book, "project", "title") == []
    notes = {cell.value: cell.comment.text for cell in book["programme"][1] if cell.comment}
    assert notes.keys() == SCHEMAS["programme"].by_name.keys()
    assert "Needed." in notes["programme_id"]
    assert "one of: regional, national" in notes["level"]
    assert notes["level"].endswith("Example: national")
    assert all(book[entity].max_row == 1 for entity in IN_WORKBOOK), "an example would be taken for a row of one's own"
    # A list too long to choose from is none; what rows refer to is typed then.
    assert "organisation" not in rows_to_refer_to(engine, 2)


def test_a_workbook_that_is_filled_in_loads_into_a_store_without_the_sample(engine: Engine) -> None:
    load_reference(engine)
    book = opened(templates_xlsx(IN_WORKBOOK, names_of(rows_to_refer_to(engine, MOST_CHOICES))))
    rows = {
        "organisation": {"organisation_id": "GH-MOH", "name": "Ministry of Health", "country": "Ghana"},
        "programme": {"programme_id": "P", "name": "A programme", "funder": "Ministry of Health", "level": "national"},
        "call": {"call_id": "C", "programme": "P", "name": "A call"},
        "project": {"project_id": "J", "title": "A project", "call": "C", "start_date": "2025-03"},
        "event": {"event_id": "E", "name": "An event", "country": "Ghana", "organiser": "GH-MOH"},
        "attendance": {"event_id": "E", "attendee": "somebody@example.org", "country": "Ghana", "attended": "yes"},
    }
    for entity, cells in rows.items():
        for name, value in cells.items():
            book[entity].cell(2, column(book[entity], name), value)
    with prepared(engine, book) as ready:
        assert not ready.report.errors
        counts = ready.load(operator("tests")).counts
    assert {entity: counted.new for entity, counted in counts.items() if counted.new} == dict.fromkeys(rows, 1)
    there = count_rows(engine)
    assert {entity: there[entity][False] for entity in rows} == dict.fromkeys(rows, 1), "reference data aside"
    assert there["country"] == {False: 250, True: 0}


@pytest.mark.engines("sqlite")
def test_what_the_store_holds_is_edited_and_uploaded_again(own_sample_engine: Engine) -> None:
    engine = own_sample_engine
    content = filled(engine)
    with prepared(engine, content) as ready:
        counts = ready.report.counts
        assert not ready.report.errors
    assert {(one.new, one.changed) for one in counts.values()} == {(0, 0)}
    of_persons = {name for name in IN_WORKBOOK if ENTITIES[name].of_persons}
    for entity in set(IN_WORKBOOK) - of_persons:
        expected = len(totals.rows(entity.replace(" ", "_"), False))
        # A participation has a row for each of its funders.
        assert counts[entity].same == expected or entity == "participation", entity
        assert counts[entity].missing == 0, entity
    book = opened(content)
    assert all(book[name].max_row == 1 for name in of_persons), "persons stay in the store"
    programmes = book["programme"]
    by_name = {str(cell.value) for cell in next(programmes.iter_cols(column(programmes, "country"))) if cell.value}
    assert {"country", "Germany", "Spain"} <= by_name
    programmes.cell(2, column(programmes, "note"), "edited in the workbook")
    events = book["event"]
    for name, value in {"event_id": "NEW", "name": "A new event", "country": "Ghana"}.items():
        events.cell(events.max_row + (name == "event_id"), column(events, name), value)
    with prepared(engine, book) as ready:
        assert not ready.report.errors
        found = {entity: counted for entity, counted in ready.report.counts.items() if counted.new or counted.changed}
    assert {entity: (one.new, one.changed) for entity, one in found.items()} == {"programme": (0, 1), "event": (1, 0)}


def test_a_template_of_one_entity_offers_the_same(engine: Engine) -> None:
    load_reference(engine)
    book = opened(template_xlsx("event", names_of(rows_to_refer_to(engine, MOST_CHOICES))))
    assert offered(book, "event", "organiser") == ["European Commission"]
    assert offered(opened(template_xlsx("event")), "event", "organiser") == [], "of no store"
