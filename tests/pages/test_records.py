"""The page on records: a row by its address, changed, added and deleted in a form made from its declaration."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.entities.registry import LISTED, schema_of_rows
from lib.metrics.record import key_in_address, read_record
from lib.metrics.records import record_page
from lib.metrics.scope import Scope
from lib.services.actors import READ_ONLY_VARIABLE, operator
from lib.services.attendance_sums import Category, Sum, read_sums
from lib.services.rows import fields_of_form, save_row
from lib.ui.records.words import label
from tests.pages.test_pages import ONE_ROW, run
from tests.rows import load


@pytest.fixture
def filled(store: Engine) -> Engine:
    for entity, content in ONE_ROW.items():
        load(store, entity, content)
    return store


def row_of(engine: Engine, entity: str) -> str:
    return key_in_address(record_page(engine, entity, Scope(), 0, 1).keys[0])


def named(test: AppTest, kind: str, name: str) -> Any:
    """The widget with this label, whose fields may be marked as needed."""
    return next(one for one in test.get(kind) if one.label.removesuffix(" (needed)") == name)


def press(test: AppTest, name: str) -> AppTest:
    named(test, "button", name).click().run()
    assert not test.exception, [error.value for error in test.exception]
    return test


def told(test: AppTest) -> str:
    shown = (test.text, test.markdown, test.error, test.warning, test.success, test.caption, test.info)
    return "\n".join(str(one.value) for kind in shown for one in kind)


def test_the_sums_of_an_event_are_entered_together(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load(filled, "event", "event_id,name\nS1,Event of sums\n")
    load(filled, "attendance sum", "event_id,country,registered,attended\nS1,,,50\nS1,MT,,3\n")
    test = press(run("records", entity="Event", row="S1"), "Sums of attendance")
    assert named(test, "number_input", "Attended").value == 50
    named(test, "number_input", "Registered").set_value(40)
    named(test, "text_input", "Your name, for the record").set_value("Ada")
    named(test, "text_input", "Why").set_value("report of the organiser")
    assert "no more who attended than registered" in told(press(test, "Save"))
    named(test, "number_input", "Registered").set_value(60)
    assert "Saved." in told(press(test, "Save"))
    saved = read_sums(filled, "S1", operator("Ada"))
    assert saved.sums == {Category(): Sum(60, 50), Category("MT"): Sum(None, 3)}
    listed = press(run("records", entity="Event", row="E1"), "Sums of attendance")
    assert "has an attendance list" in told(listed)
    monkeypatch.setenv(READ_ONLY_VARIABLE, "yes")
    assert "Sums of attendance" not in [button.label for button in run("records", entity="Event", row="S1").button]
    test.session_state["records-doing"] = "counting"
    assert "Only the Secretariat may" in told(test.run())


def test_the_list_of_an_event_is_opened_by_those_who_load_files(
    filled: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = press(run("records", entity="Event", row="E1"), "Attendance list")
    assert "known by a pseudonym alone" in told(test)
    named(test, "text_input", "Your name, for the record").set_value("Ada")
    named(test, "text_input", "Why").set_value("signed the list later")
    assert "Nothing was changed" in told(press(test, "Save"))
    press(test, "Cancel")
    monkeypatch.setenv(READ_ONLY_VARIABLE, "yes")
    test.session_state["records-doing"] = "listing"
    assert "Only the Secretariat may" in told(test.run())


def test_every_row_has_an_address_and_a_form_for_all_that_it_holds(filled: Engine) -> None:
    for entity in ("country", "organisation", "programme", "call outcome", "funding", "participation", "post"):
        test = run("records", entity=entity.capitalize(), row=row_of(filled, entity))
        press(test, "Change")
        labels = {
            one.label for kind in ("selectbox", "text_input", "text_area", "multiselect") for one in test.get(kind)
        }
        asked = {label(field.name) + (" (needed)" if field.required else "") for field in fields_of_form(entity)}
        assert asked <= labels, entity
    assert "not there" in told(run("records", entity="Call", row="C9"))


def test_a_row_is_changed_and_a_mistake_is_said_beside_its_field(filled: Engine) -> None:
    test = press(run("records", entity="Programme", row="P1"), "Change")
    named(test, "text_input", "Budget").set_value("a lot")
    named(test, "text_input", "Your name, for the record").set_value("Ada")
    press(test, "Save")
    assert "Say why" in told(test)
    named(test, "text_input", "Why").set_value("the ministry said so")
    press(test, "Save")
    assert "a lot" in told(test)
    assert "a number" in told(test)
    named(test, "text_input", "Budget").set_value("2.000.000,50")
    press(test, "Save")
    assert [one.value for one in test.success] == ["Saved."]
    record = read_record(filled, "programme", ("P1",))
    assert record is not None
    assert (str(record.values["budget_eur"]), record.reason, record.imported_by) == (
        ("2000000.50", "the ministry said so", "Ada")
    )


def test_who_changed_the_row_meanwhile_is_told_and_nothing_is_overwritten(filled: Engine) -> None:
    test = press(run("records", entity="Programme", row="P1"), "Change")
    opened = read_record(filled, "programme", ("P1",), exact=True)
    save_row(filled, "programme", {"start_year": "2021"}, operator("Grace"), "why", opened=opened)
    named(test, "text_input", "Start year").set_value("2019")
    named(test, "text_input", "Why").set_value("mine")
    named(test, "text_input", "Your name, for the record").set_value("Ada")
    press(test, "Save")
    assert "Grace changed this row meanwhile" in told(test)
    press(test, "Open it as it is now")
    assert named(test, "text_input", "Start year").value == "2021"


def test_a_row_is_added_and_deleted_with_what_refers_to_it(filled: Engine) -> None:
    test = press(run("records", entity="Organisation"), "Add a row")
    for name, value in {
        "Organisation id": "O9",
        "Name": "Nine",
        "Why": "new",
        "Your name, for the record": "Ada",
    }.items():
        named(test, "text_input", name).set_value(value)
    named(test, "selectbox", "Country").set_value("MT")
    press(test, "Save")
    assert test.query_params["row"] == "O9"
    test = press(run("records", entity="Call", row="C1"), "Delete")
    named(test, "text_input", "Why, for the record").set_value("was never opened")
    named(test, "text_input", "Your name, for the record").set_value("Ada")
    press(test.button(key="FormSubmitter:delete-row-Delete").click().run(), "Delete it with these 1\u00a0row")
    assert "Deleted, with 1\u00a0row" in told(test)
    assert read_record(filled, "call", ("C1",)) is None


def test_readers_see_a_row_and_change_nothing(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READ_ONLY_VARIABLE, "1")
    test = run("records", entity="Programme", row="P1")
    assert "Ein sehr langer Name" in told(test)
    assert not {"Change", "Delete", "Add a row"} & {one.label for one in test.button}
    assert "Add a row" not in {one.label for one in run("records", entity="Programme").button}


def test_rows_that_are_in_no_period_are_counted(filled: Engine) -> None:
    load(filled, "project", "project_id,title\nJ8,Undated\nJ9,Undated too\n")
    test = run("records", entity="Project", **{"from": "2024", "to": "2026"})
    assert "2\u00a0rows have no date and are in no period" in told(test)
    assert "in no period" not in told(run("records", entity="Project"))


def test_all_entities_that_are_listed_can_be_entered() -> None:
    assert all(schema_of_rows(entity).key for entity in LISTED)
