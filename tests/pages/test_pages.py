"""Every page with no data, with one row of each entity, and with the sample."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import Engine
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from lib.figures.registry import BY_ID
from lib.ui import calls as calls_page
from lib.ui import figures, menus, tables, tabs
from lib.ui import overview as overview_page
from lib.ui import programmes as programmes_page
from tests import totals
from tests.rows import load

ROOT = Path(__file__).parents[2]
PAGES = ("overview", "programmes", "calls", "collaboration", "topics", "events", "reach", "records", "project")

#: One row of each entity, parents first; long names, umlauts, markup and a formula, which must stay text.
ONE_ROW = {
    "country": "iso2,iso3,name,population\nMT,MLT,Malta,563443\n",
    "organisation": "organisation_id,name,country\nMT-Ü,<b>Übergroße Förderstiftung</b> *for* Malta =1+1,MT\n",
    "programme": (
        "programme_id,name,funder,country,level,start_year,end_year,budget_eur,pm_share\n"
        f"P1,{'Ein sehr langer Name ' * 20},MT-Ü,MT,national,2020,2027,1234567.89,1\n"
    ),
    "call": "call_id,programme,name,opened\nC1,P1,[Call](http://example.org),2025-01-01\n",
    "call outcome": "call_id,pre_proposals_eligible,projects_funded\nC1,40,10\n",
    "project": "project_id,title,programme,start_date,funding_eur\nJ1,A project,P1,2025-03-01,100000.01\n",
    "participation": "project_id,organisation,country,role,funding_eur\nJ1,MT-Ü,MT,coordinator,100000.01\n",
    "event": "event_id,name,start_date,country\nE1,An event,2025-05-05,MT\n",
    "attendance": "event_id,attendee,country,attended\nE1,a1b2c3d4,MT,yes\n",
    "post": "post_id,channel,published_at,impressions\n1790000000000000001,x,2025-06-01,1500\n",
}


_TABS_APART = {"overview": overview_page.TABS, "calls": calls_page.TABS}


@cache
def _components() -> BidiComponentManager:
    """Streamlit's list of components: each test by itself would look through all installed packages for some."""
    found = BidiComponentManager()
    found.discover_and_register_components(start_file_watching=False)
    return found


@contextmanager
def unfolded() -> Iterator[None]:
    """Every figure as its table with all rows, and every menu open."""
    with (
        mock.patch.object(figures, "first_view", return_value=figures.TABLE),
        mock.patch.object(tables, "FIRST_ROWS", 100_000),
        mock.patch.object(tables, "_OF_PAGE", 100_000),
        mock.patch.object(menus, "is_open", return_value=True),
    ):
        yield


def heads(test: Any, part: str = "h2|p") -> list[str]:
    """What stands in the heads of a page's figures: headings (h2), titles and sentences (p), text as readers see it."""
    found = [
        match
        for element in test.get("html")
        for match in re.findall(rf"<(?:{part})\b[^>]*>(.*?)</", str(element.proto.body))
    ]
    return [unescape(one) for one in found]


def run(page: str, **query: str | list[str]) -> AppTest:
    test = opened(page, **query)
    assert not test.exception, [error.value for error in test.exception]
    return test


def opened(page: str, **query: str | list[str]) -> AppTest:
    """The page as its address opens it, also where it fails."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test._bidi_component_manager = _components()
    for name, value in query.items():
        test.query_params[name] = value
    # The first page is the app's own file; the others are opened as by their address.
    if page != PAGES[0]:
        test.switch_page(f"pages/{page}.py")
    test.run()
    return test


def failure(page: str, **query: str | list[str]) -> str:
    """What goes wrong when a page is opened by an address: an exception, or a value that is not taken; else nothing."""
    test = opened(page, **query)
    told = [str(error.value) for error in test.exception]
    return "; ".join(told + [text.value for text in test.text if text.value.startswith("Left out, as it is not")])


def failure_in_a_tab(page: str, **query: str | list[str]) -> str:
    """What goes wrong in any tab of a page; see `failure`. Overview and Calls have choices that several tabs share, so
    that those are opened one by one, and all tabs of another page at once."""
    if page in _TABS_APART:
        return "; ".join(filter(None, (failure(page, tab=tab.label, **query) for tab in _TABS_APART[page])))
    with mock.patch.object(tabs, "is_open", return_value=True):
        return failure(page, **query)


def run_demonstration(page: str, **query: str | list[str]) -> AppTest:
    """A page on the demonstration data, with which every figure is full."""
    return run(page, dataset="demonstration", **query)


@cache
def read_demonstration(page: str, **query: str) -> AppTest:
    """A page of the sample's demonstration data that the test only reads: one run serves all tests of a process. Its
    figures and menus are unfolded."""
    with unfolded():
        return run_demonstration(page, **query)


#: What a store holds once one row of each entity is loaded, kept from the first test that loads them.
_loaded = sqlite3.connect(":memory:", check_same_thread=False)


def load_one_row(engine: Engine) -> None:
    """Load one row of each entity into an empty store that is a file."""
    database = engine.url.database
    assert database is not None
    with closing(sqlite3.connect(database)) as file:
        if not _loaded.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for entity, text in ONE_ROW.items():
                load(engine, entity, text)
            file.backup(_loaded)
        else:
            _loaded.backup(file)


def metrics(test: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in test.metric}


def test_overview_with_one_row(store: Engine) -> None:
    load_one_row(store)
    shown = metrics(run("overview", to="2025", tab="Headlines"))
    assert shown["Whole active budgets"] == "EUR\u00a01.2\u00a0million"
    assert shown["Programme budgets"] == "EUR\u00a0154\u00a0215", "what falls into 2025"
    assert shown["Call success rate"] == "25.0\u00a0%"
    assert shown["Awarded to projects"] == "no data", "without a last day it cannot be spread over days"
    assert shown["Attendance"] == "<5", "a figure about one person is not shown"
    assert shown["Reach (impressions)"] == "1\u00a0500"
    by_start = metrics(run("overview", to="2025", **{"money-by": "by year of start"}))
    assert by_start["Awarded to projects"] == "EUR\u00a0100\u00a0000"
    assert by_start["Programme budgets"] == "no data", "no programme began in 2025"


def test_text_from_data_is_never_markdown_or_html(store: Engine) -> None:
    load_one_row(store)
    for page in PAGES:
        test = run(page)
        written = [element.value for element in [*test.markdown, *test.caption, *test.info, *test.header]]
        for name in ("Förderstiftung", "sehr langer Name", "[Call]"):
            assert not any(name in text for text in written), f"{name} on {page} is written as Markdown"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", PAGES)
def test_with_sample(page: str) -> None:
    # The countries, which are the first of the records, serve both datasets.
    test = run_demonstration(page, **({"entity": "Project"} if page == "records" else {}))
    mark = "everything on this page is made up"
    assert any(mark in warning.value for warning in test.warning), "the page says that it is not about facts"
    facts = run(page)
    assert not any(mark in warning.value for warning in facts.warning)


def test_sentences_of_the_overview_lead_to_tabs_that_have_their_figures() -> None:
    tabs = {"pages/programmes.py": programmes_page.TABS, "pages/calls.py": calls_page.TABS}
    for leads_to, (page, label) in overview_page.ELSEWHERE.items():
        if page in tabs:
            assert BY_ID[leads_to] in next(tab.figures for tab in tabs[page] if tab.label == label), leads_to


@pytest.mark.usefixtures("sample")
def test_overview_says_what_is_in_no_figure_by_year() -> None:
    undated = {
        things: (sum(not row["start_date"] for row in rows), len(rows))
        for things, rows in (("projects", totals.rows("project", False)), ("events", totals.rows("event", False)))
    }
    told = " ".join(caption.value for caption in run("overview", tab="Headlines").caption)
    for things, (without, of) in undated.items():
        assert without, "the facts have such rows"
        assert f"{without} of {of} {things}" in told


@pytest.mark.usefixtures("sample")
def test_a_map_of_too_little_money_shows_counts_and_says_why() -> None:
    test = run("overview", money="Awarded to participants")
    assert any("known of too little to compare countries" in caption.value for caption in test.caption)
    assert "Projects with a participant, by country" in heads(test)
    full = run_demonstration("overview", money="Awarded to participants")
    assert "Awarded to participants, by country" in heads(full)


@pytest.mark.usefixtures("sample")
def test_overview_is_full_with_the_sample() -> None:
    shown = metrics(read_demonstration("overview", to="2025"))
    assert "no data" not in shown.values(), shown


@pytest.mark.usefixtures("sample")
def test_filters_come_from_the_address_and_are_reset_in_one_click() -> None:
    test = run_demonstration("programmes", country=["Germany", "Malta"], level=["national"], to="2025")
    assert test.multiselect(key="country").value == ["DE", "MT"]
    narrowed = metrics(test)["Programmes"]
    next(button for button in test.button if button.label == "Reset").click().run()
    assert test.multiselect(key="country").value == []
    assert int(metrics(test)["Programmes"].replace("\u00a0", "")) > int(narrowed.replace("\u00a0", ""))


@pytest.mark.usefixtures("sample")
def test_filter_that_leaves_nothing_says_so() -> None:
    test = run_demonstration("programmes", country=["Singapore"], to="1990", tab="By country")
    assert metrics(test)["Programmes"] == "0"
    assert any("Nothing is known" in info.value for info in test.info)


@pytest.mark.usefixtures("sample")
def test_years_the_wrong_way_round_are_read_the_other_way() -> None:
    test = run_demonstration("overview", **{"from": "2024", "to": "2018"})
    assert any("other way round" in warning.value for warning in test.warning)


@pytest.mark.usefixtures("sample")
def test_choices_that_there_are_not_are_named() -> None:
    test = run_demonstration("programmes", country=["Atlantis", "Malta"], to="1066")
    assert test.multiselect(key="country").value == ["MT"]
    assert any("country Atlantis, to year 1066" in text.value for text in test.text)


@pytest.mark.usefixtures("sample")
def test_reset_clears_the_switch_of_the_timeline() -> None:
    test = run_demonstration("programmes", soon="true")
    assert test.toggle(key="soon").value
    next(button for button in test.button if button.label == "Reset").click().run()
    assert not test.toggle(key="soon").value


@pytest.mark.usefixtures("sample", "unfolded")
def test_comparison_ignores_filters_on_places_and_says_so() -> None:
    test = run_demonstration("programmes", country=["Malta"], compare=["Germany", "Malta"], tab="Compare")
    side = next(frame.value for frame in test.dataframe if "Germany" in frame.value.columns)
    assert int(side.set_index("Figure").loc["Programmes", "Germany"]) > 0
    assert "Not narrowed by country." in heads(test)


@pytest.mark.usefixtures("sample")
def test_figures_that_no_country_narrows_say_so() -> None:
    said = "Not narrowed by country."
    assert not any(
        caption.value == said for caption in read_demonstration("overview", to="2025", tab="Headlines").caption
    )
    narrowed = run_demonstration("overview", to="2025", tab="Headlines", country="Malta")
    assert sum(caption.value == said for caption in narrowed.caption) == 2, "calls and reach"


@pytest.mark.usefixtures("sample")
def test_records_name_filters_without_effect() -> None:
    test = run_demonstration("records", entity="Call", country="Malta")
    assert any("Not narrowed by country" in caption.value for caption in test.caption)


@pytest.mark.usefixtures("sample")
def test_records_say_which_programmes_are_counted_apart() -> None:
    said = "which the figures count apart"
    narrowed = run("records", entity="Programme", to="2025")
    assert any(said in caption.value for caption in narrowed.caption)
    assert not any(said in caption.value for caption in run("records", entity="Programme").caption)


@pytest.mark.usefixtures("sample")
def test_comparison_of_four_countries() -> None:
    test = run_demonstration("programmes", compare=["Germany", "France", "Malta", "Spain"], tab="Compare")
    assert test.multiselect(key="compare").value == ["DE", "FR", "MT", "ES"]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("entity", ["country", "project", "participation", "funding", "event", "post", "output"])
@pytest.mark.usefixtures("unfolded")
def test_records_of_each_entity(entity: str) -> None:
    # Outputs are known as facts alone, all else in both datasets.
    test = (run if entity == "output" else run_demonstration)("records", entity=entity.capitalize())
    assert test.selectbox(key="entity").value == entity
    assert test.dataframe, "the rows are listed"


@pytest.mark.usefixtures("sample")
def test_records_turn_pages() -> None:
    test = run_demonstration("records", entity="Participation")
    next(button for button in test.button if button.label == "Next").click().run()
    assert any("Page 2 of" in text.value for text in test.text)


@pytest.mark.usefixtures("store")
def test_a_dashboard_for_readers_offers_no_page_that_changes_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("No login is set up" in caption.value for caption in run("first_steps").caption)
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    refused = run("first_steps")
    assert [note.value for note in refused.info] == ["Only the Secretariat may load files."]
    assert not refused.get("download_button"), "nothing of the page is drawn"
