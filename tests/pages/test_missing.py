"""Where the facts hold nothing, pages say what is missing, how it is loaded, and offer the demonstration."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.entities.registry import EXPORTED, SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.metrics.presence import OUTCOME_BY_COUNTRY, absent
from lib.ui import missing
from tests.pages.test_pages import PAGES, load_one_row, metrics, run
from tests.rows import load
from tests.totals import rows

OFFER = "Show it with demonstration data"


def text_of(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption])


def offers(test: AppTest) -> list[str]:
    return [button.label for button in test.button if button.label == OFFER]


def downloads(test: AppTest) -> list[str]:
    return [element.proto.label for element in test.get("download_button")]


def test_every_need_has_its_words_a_template_and_formats_that_there_are() -> None:
    assert missing.WORDS.keys() == {*EXPORTED, *SCHEMAS, OUTCOME_BY_COUNTRY}
    assert all(missing.template_of(need) in SCHEMAS for need in missing.WORDS)
    for need, names in missing.COME_IN.items():
        assert need in missing.WORDS
        assert set(names) <= FORMATS.keys()


def test_what_the_facts_of_the_sample_hold_none_of(sample_engine: Engine) -> None:
    for demonstration in (False, True):
        there = {entity for entity in SCHEMAS if rows(entity.replace(" ", "_"), demonstration)}
        expected = tuple(entity for entity in SCHEMAS if entity not in there)
        assert absent(sample_engine, tuple(SCHEMAS), demonstration) == expected
        by_country = any(row["country"] for row in rows("call_outcome", demonstration))
        assert (absent(sample_engine, (OUTCOME_BY_COUNTRY,), demonstration) == ()) == by_country


@pytest.mark.usefixtures("sample")
def test_reach_says_what_is_missing_and_shows_the_demonstration_in_one_click(monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("reach")
    assert "There are no posts and no daily channel figures" in text_of(test)
    assert "X (Twitter): posts" in text_of(test)
    assert "LinkedIn: content, sheet All posts" in text_of(test)
    assert "post.csv" in text_of(test)
    assert {"Template: post", "Template: channel snapshot"} <= set(downloads(test))
    assert not metrics(test), "no cards without a figure, no flat lines"
    assert [link.proto.page for link in test.get("page_link")] != []
    next(button for button in test.button if button.label == OFFER).click().run()
    assert test.selectbox(key="dataset").value == "demonstration"
    assert test.query_params["dataset"] in ("demonstration", ["demonstration"])
    assert metrics(test)
    assert not offers(test)
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    assert not run("reach").get("page_link"), "readers cannot upload"


@pytest.mark.usefixtures("sample")
def test_figures_without_facts_say_so_in_full_once() -> None:
    for page, tab, words in (
        ("events", {}, "attendance lists of events and no sums of attendance"),
        ("calls", {"tab": "Countries"}, "outcomes of calls by country"),
    ):
        test = run(page, **tab)
        assert text_of(test).count(f"**There are no {words} among the facts.**") == 1
        assert offers(test) == [OFFER]
    events = run("events", tab="Origin")
    assert text_of(events).count("among the facts; how to load them is explained above.") >= 3
    assert metrics(events)["Home countries"] == "no data"


@pytest.mark.usefixtures("sample")
def test_a_filter_that_leaves_nothing_is_distinguished_from_nothing_there() -> None:
    of_singapore = [row for row in rows("programme", False) if row["country"] == "SG"]
    before_all = min(int(row["start_year"]) for row in of_singapore) - 1
    nothing = {"country": ["Singapore"], "to": str(before_all)}
    test = run("programmes", **nothing)
    assert test.selectbox(key="to").value == before_all, "the year is one of the choices"
    assert metrics(test)["Programmes"] == "0"
    assert "There are no" not in text_of(test)
    by_country = run("programmes", **nothing, tab="By country")
    assert "Nothing is known for these filters." in [info.value for info in by_country.info]
    assert "No programme with a known first year fits the filters." in [info.value for info in test.info]


@pytest.mark.usefixtures("sample")
def test_records_of_an_empty_data_set_say_how_rows_are_loaded() -> None:
    test = run("records", entity="Post")
    assert "There are no posts among the facts" in text_of(test)
    assert offers(test) == [OFFER]


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_offers_no_demonstration(store: Engine, page: str) -> None:
    test = run(page)
    assert test.title[0].value
    assert text_of(test).count("**Nothing loaded yet.**") == 1
    assert [link.proto.page for link in test.get("page_link")] == ["upload", "first_steps"]
    assert [name for name in downloads(test) if name.startswith(("Template: ", "Workbook of all templates"))]
    assert not offers(test)
    assert "dataset" not in [one.key for one in test.selectbox]
    assert not test.get("arrow_vega_lite_chart"), "no line of zeros"
    assert not metrics(test), "no card of zeros"


@pytest.mark.parametrize("page", PAGES)
def test_a_store_with_one_row_of_each(store: Engine, page: str) -> None:
    load_one_row(store)
    test = run(page)
    assert not offers(test)
    assert "There are no posts" not in text_of(test)
    # With demonstration data beside it, nothing of it is on the page of facts.
    load(store, "post", "post_id,channel,published_at,impressions\n9,x,2025-06-01,7777\n", demonstration=True)
    assert "7\u00a0777" not in "".join(metrics(run(page)).values())


def test_a_card_of_what_was_never_loaded_is_no_zero(store: Engine) -> None:
    load(store, "post", "post_id,channel,published_at,impressions\n1,x,2025-06-01,1500\n")
    shown = metrics(run("overview", tab="Headlines"))
    assert shown["Reach (impressions)"] == "1\u00a0500"
    assert {value for label, value in shown.items() if label != "Reach (impressions)"} == {"no data"}
