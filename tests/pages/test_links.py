"""Links to views: the names in addresses that must never change, and views that are saved under a name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics.saved_views import CannotSave, remove, save, saved_views
from tests.pages.test_pages import run

FILTERS = {"dataset", "country", "from", "to", "level", "area", "funder", "region", "status"}
FREE = {"period": "free dates"}
PERIOD = ("period", "first-day", "last-day")
#: Every page's own parameters beside the filters. Links in mails and slides hold them: none may go or change its name.
OWN: dict[str, tuple[dict[str, str], set[str]]] = {
    "overview": ({}, {"money", "money-by", "figure"}),
    "programmes": ({}, {"budgets-by", "compare", "measure", "real", "soon"}),
    "calls": (FREE, {"call", "country-measure", "my-country", "own-group", "stage", *PERIOD}),
    "collaboration": (FREE, {"matrix-size", "of-call", "pairs-by", "who", "with", *PERIOD}),
    "events": (FREE, {"attendees-from", "event-format", "event-type", "kind", *PERIOD}),
    "reach": (
        FREE,
        {
            *("around", "channel", "compared", "daily", "hours-by", "marked", "over-time", "post-search", "ranked-by"),
            *("step", "weeks", *PERIOD),
        },
    ),
    "report": (FREE, set(PERIOD)),
    "topics": ({"our-country": "Austria"}, {"grouping", "topics-by", "how-many", "our-country", "peers"}),
    "records": ({}, {"entity", "search"}),
    "imports": ({}, {"import"}),
    "project": ({}, {"project"}),
}


def bound(test: Any) -> set[str]:
    """The names of all parameters that widgets of a page are bound to."""
    found, places = set(), [test._tree]
    while places:
        place = places.pop()
        places += getattr(place, "children", {}).values()
        name = getattr(getattr(place, "proto", None), "query_param_key", "")
        found |= {name} if name else set()
    return found


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", OWN)
def test_the_names_in_addresses_stay(page: str) -> None:
    query, own = OWN[page]
    assert bound(run(page, **query)) == FILTERS | own


@pytest.mark.usefixtures("sample")
def test_the_topic_and_the_outline_of_a_link_stay() -> None:
    """These two are no widgets': the topic by its number, or, in older links, by its name; corners of the outline."""
    by_number = run("topics", topic="1", outline="-2 -2,2 -2,2 2,-2 2")
    label = by_number.selectbox(key="topic-choice").value
    assert label
    assert any("narrowed to" in text.value for text in by_number.text)
    by_name = run("topics", topic=label)
    assert by_name.selectbox(key="topic-choice").value == label
    assert by_name.query_params["topic"] == "1"


@pytest.mark.usefixtures("sample")
def test_the_link_holds_the_filters_and_programs_get_the_same_rows() -> None:
    link, excel, python = (code.value for code in run("events", country=["Germany"], **{"from": "2021"}).code)
    assert link == "/events?country=Germany&from=2021"
    assert excel == "/api/v1/events.xlsx?country=Germany&from=2021"
    assert python == 'pandas.read_csv("/api/v1/events.csv?country=Germany&from=2021")'


def test_a_view_is_saved_listed_and_removed(store: Engine) -> None:
    assert "No view was saved yet" in run("saved").info[0].value
    save(store, "  Our   <b>calls</b> =1+1 ", "calls", "country=Malta&dataset=demonstration", "Ada")
    save(store, "All", "", "", "Ada")
    test = run("saved")
    shown = test.dataframe[0].value
    assert list(shown["View"]) == ["All", "Our <b>calls</b> =1+1"]
    assert list(shown["Open"]) == ["./", "calls?country=Malta&dataset=demonstration"]
    assert list(shown["Page"]) == ["Overview", "Calls"]
    assert list(shown["Narrowed to"]) == ["nothing", "country: Malta; dataset: demonstration"]
    test.selectbox(key="view-to-remove").set_value("All").run()
    next(button for button in test.button if button.label == "Remove view").click().run()
    assert list(saved_views(store)["name"]) == ["Our <b>calls</b> =1+1"]


@pytest.mark.parametrize(
    ("name", "by", "query", "reason"),
    [
        (" ", "Ada", "", "name of 1 to 120"),
        ("n" * 121, "Ada", "", "name of 1 to 120"),
        ("View", " ", "", "Give your name"),
        ("View", "Ada", "q" * 8001, "too many filters"),
        ("TAKEN", "Ada", "", "called “TAKEN” already"),
    ],
)
def test_a_view_that_cannot_be_saved_says_why(engine: Engine, name: str, by: str, query: str, reason: str) -> None:
    save(engine, "Taken", "calls", "", "Ada")
    with pytest.raises(CannotSave, match=reason):
        save(engine, name, "calls", query, by)
    assert len(saved_views(engine)) == 1


def test_saved_views_keep_what_was_said(engine: Engine) -> None:
    save(engine, "b", "reach", "from=2021", "Ada")
    save(engine, "A", "", "", "Grace")
    found = saved_views(engine)
    assert found[["name", "page", "query", "saved_by"]].values.tolist() == [
        ["A", "", "", "Grace"],
        ["b", "reach", "from=2021", "Ada"],
    ]
    assert (pd.Timestamp.now("UTC").tz_localize(None) - found["saved_at"]).abs().max() < pd.Timedelta("1h")
    remove(engine, "A")
    remove(engine, "never there")
    assert list(saved_views(engine)["name"]) == ["b"]
