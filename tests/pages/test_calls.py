"""The page on calls through its widgets: choosing calls, stages, groups, and small or missing numbers."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.ui.calls import TABS
from lib.ui.keys import key_on_page
from tests.pages.test_pages import heads, load_one_row, metrics, run, run_demonstration
from tests.rows import load

pytestmark = pytest.mark.usefixtures("unfolded")
HARD = "\u00a0"


def frame_with(test: object, column: str) -> pd.DataFrame:
    return next(table.value for table in test.dataframe if column in table.value.columns)  # type: ignore[attr-defined]


def test_where_filters_leave_nothing_every_figure_says_so(store: Engine) -> None:
    load_one_row(store)
    pages = [run("calls", to="2016", tab=tab.label) for tab in TABS]
    explained = " ".join(info.value for page in pages for info in page.info)
    test = pages[0]
    for words in (
        "No call publishes both numbers",
        "No call publishes numbers of proposals",
        "No amount is published",
        "No call publishes its outcome by country",
        "No project of these calls is recorded",
        "No project of these calls has a date",
        "No funder's money is known",
    ):
        assert words in explained, words
    assert metrics(test)["Success rate"] == "no data"


def test_with_one_row(store: Engine) -> None:
    load_one_row(store)
    shown = metrics(run("calls"))
    assert shown["Calls"] == "1"
    assert shown["Success rate"] == f"25.0{HARD}%"
    assert shown["Oversubscription"] == "no data"
    assert shown["Awarded, 0 of 1 calls"] == "no data"


def test_few_proposals_have_counts_and_no_percentage(store: Engine) -> None:
    load_one_row(store)
    load(store, "call outcome", "call_id,pre_proposals_eligible,projects_funded\nC1,5,2\n")
    test = run("calls")
    assert metrics(test)["Success rate"] == "2 of 5"
    assert frame_with(test, "95% from")["Rate"].isna().all()


@pytest.mark.usefixtures("sample")
def test_chosen_calls_come_from_the_address_and_narrow_the_page() -> None:
    chosen = ["Example Joint Call 2024", "Example Joint Call 2025"]
    test = run_demonstration("calls", call=chosen, tab="Projects")
    assert test.multiselect(key="call").value == ["X-CALL-2024", "X-CALL-2025"]
    shown = metrics(test)
    assert shown["Calls"] == "2"
    assert any("104 of 661 in 2 of 2 calls" in caption.value.replace(HARD, " ") for caption in test.caption)
    projects = frame_with(test, "Coordinator")
    assert len(projects) == 104
    assert "project?project=X-2025-QUIETCOUGHE" in set(projects["Page"])
    next(button for button in test.button if button.label == "Show all calls").click().run()
    assert metrics(test)["Calls"] == "8"


@pytest.mark.usefixtures("sample")
def test_a_chosen_call_that_no_longer_fits_is_let_go() -> None:
    test = run_demonstration("calls", call=["Example Joint Call 2025"])
    test.selectbox(key="dataset").set_value("facts").run()
    assert not test.exception
    assert test.multiselect(key="call").value == []
    assert metrics(test)["Calls"] == "8"


@pytest.mark.usefixtures("sample")
def test_the_panel_of_a_mark_narrows_the_page_to_its_call_and_lets_go_of_it() -> None:
    mark = ["calls.success_rate_by_call", "Example Joint Call 2025"]
    for given, way, chosen in (([], "Only this call", ["X-CALL-2025"]), (mark[1:], "No longer only this call", [])):
        test = run_demonstration("calls", mark=mark, call=given)
        next(button for button in test.button if button.label == way).click().run()
        assert test.multiselect(key="call").value == chosen


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("stage", ["Stage 1: invited", "Stage 2: funded"])
def test_stages(stage: str) -> None:
    test = run_demonstration("calls", stage=stage)
    assert any(stage.lower() in head for head in heads(test))


@pytest.mark.usefixtures("sample")
def test_my_country_and_a_group_of_my_own() -> None:
    query = {"my-country": "Germany", "own-group": ["France", "Malta"]}
    test = run_demonstration("calls", tab="Countries", **query)
    assert list(frame_with(test, "Germany").columns) == ["Figure", "Germany", "All others"]
    assert "Own choice" in frame_with(test, "EU27").columns


@pytest.mark.usefixtures("sample")
def test_figures_on_which_sources_differ() -> None:
    call = ["EP PerMed Joint Transnational Call 2024 (PMTargets)"]
    shown = frame_with(run("calls", call=call, tab="Projects"), "Shown")
    budgets = shown[shown["Figure"] == "Budget"]
    assert dict(zip(budgets["Value"], budgets["Shown"], strict=True)) == {"45000000": True, "40000000": False}


@pytest.mark.usefixtures("sample")
def test_every_tab_shows_the_figures_that_the_report_has() -> None:
    chosen = {"call": ["Example Joint Call 2025"], "my-country": "Germany"}
    shown = {tab.label: ids(run_demonstration("calls", tab=tab.label, **chosen)) for tab in TABS}
    assert shown == {tab.label: {key_on_page(figure) for figure in tab.figures} for tab in TABS}


def ids(test: AppTest) -> set[str]:
    """The figures that a page shows, by the ids of their headings."""
    return {found for element in test.get("html") for found in re.findall('<h2 id="([^"]+)"', str(element.proto.body))}
