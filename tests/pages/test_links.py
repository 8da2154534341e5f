"""Links to views: the names in addresses that must never change, and views that are saved under a name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import Engine

from lib.api.asking import asks_for_demonstration, read
from lib.api.resources import RESOURCES
from lib.metrics.choices import choices
from lib.metrics.groupings import FOUND
from lib.metrics.scope import Scope
from lib.metrics.topics.projects import members
from tests import totals
from tests.pages.test_pages import run

pytestmark = pytest.mark.usefixtures("unfolded")
FILTERS = {"country", "level", "area", "funder", "region", "status"}
#: What every page with figures has, and what it has that narrows figures by year.
BAR = {"dataset", "my-country", "compare-with"}
YEARS = {"from", "to"}
#: Filters that a page does not heed: offered there where an address names them.
UNHEEDED = {"reach": FILTERS, "imports": FILTERS | BAR | YEARS, "project": FILTERS | YEARS}
FREE = {"period": "free dates"}
PERIOD = ("period", "first-day", "last-day")
#: Every page's own parameters beside the filters. Links in mails and slides hold them: none may go or change its name.
OWN: dict[str, tuple[dict[str, str], set[str]]] = {
    "overview": ({}, {"money", "money-by", "figure", "period", "since", "tab"}),
    "programmes": ({}, {"budgets-by", "compare", "ends-by", "measure", "real", "soon", "tab"}),
    "calls": (FREE | {"own-group": "France"}, {"call", "country-measure", "own-group", "stage", "tab", *PERIOD}),
    "collaboration": (FREE, {"matrix-size", "of-call", "pairs-by", "tab", "who", "with", *PERIOD}),
    "events": (
        FREE | {"dataset": "demonstration"},
        {
            "attendees-from",
            "coming-back-by",
            "event",
            "event-format",
            "event-type",
            "kind",
            "no-shows-by",
            "tab",
            *PERIOD,
        },
    ),
    "reach": (
        FREE | {"dataset": "demonstration"},
        {
            *("around", "channel", "compared", "daily", "hours-by", "marked", "over-time", "post-search", "ranked-by"),
            *("best-by", "step", "tab", "weeks", *PERIOD),
        },
    ),
    "report": (FREE, set(PERIOD)),
    "topics": ({}, {"grouping", "topics-by", "how-many", "period", "tab"}),
    "records": ({}, {"entity", "search", "period"}),
    "imports": ({}, set()),
    "project": ({}, {"project"}),
}


#: The tabs of a page that hold parameters of its own.
TABS = {
    "calls": ("Outcomes", "Countries"),
    "collaboration": ("Matrix", "Pairs"),
    "events": ("Attendance", "Coming back"),
    "reach": ("Effects", "Over time", "Posts", "Hours"),
    "programmes": ("Runs out", "By country", "Over time", "Compare"),
    "topics": ("Areas", "Countries and funders"),
    "overview": ("Countries", "Over the years", "Headlines", "What is new"),
}


def bound(test: Any) -> set[str]:
    """The names of all parameters that widgets of a page are bound to."""
    found, places = set(), [test._tree]
    while places:
        place = places.pop()
        places += getattr(place, "children", {}).values()
        proto = getattr(place, "proto", None)
        for bearer in (proto, getattr(proto, "tab_container", None)):
            found |= {name} if (name := getattr(bearer, "query_param_key", "")) else set()
    return found


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", OWN)
def test_the_names_in_addresses_stay(page: str) -> None:
    query, own = OWN[page]
    # Years and a period of another kind never stand beside each other.
    beside = (FILTERS | BAR | (set() if "period" in query else YEARS)) - UNHEEDED.get(page, set())
    tabs = [{"tab": tab} for tab in TABS.get(page, ())] or [{}]
    assert set().union(*(bound(run(page, **query, **tab)) for tab in tabs)) == beside | own


@pytest.mark.usefixtures("sample")
def test_filters_that_an_address_names_stay_where_nothing_heeds_them() -> None:
    named = {"country": "Germany", "level": "national", "my-country": "Spain", "compare-with": "eu13"}
    test = run("reach", dataset="demonstration", **named)
    assert {*named} <= bound(test)
    assert [chip.label for chip in test.button if (chip.key or "").startswith("chip-")] == ["Germany", "national"]
    assert test.query_params["compare-with"] == "EU13"
    next(chip for chip in test.button if chip.label == "national").click().run()
    assert test.multiselect(key="country").value == ["DE"]
    assert "level" not in test.query_params


def test_my_country_may_be_a_funder_and_can_be_all_that_is_shown(sample: Engine) -> None:
    available = choices(sample, date.today().year, True)
    funder = next(iter(available.country_of_funder))
    test = run("programmes", dataset="demonstration", **{"my-country": available.funders[funder]})
    assert test.selectbox(key="my-country").value == funder
    before = test.metric[0].value
    next(switch for switch in test.toggle if switch.label.startswith("Only ")).set_value(True).run()
    assert test.multiselect(key="country").value == [available.country_of_funder[funder]]
    assert test.metric[0].value != before
    next(button for button in test.button if button.label == "Only this funder").click().run()
    assert test.multiselect(key="funder").value == [funder]
    next(button for button in test.button if button.label == "Reset").click().run()
    assert not test.query_params
    assert test.selectbox(key="my-country").value is None


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
@pytest.mark.parametrize(
    ("asked", "group"),
    [({}, "neighbours"), ({"peers": "Neighbours (common land border)"}, "neighbours"), ({"peers": "EU13"}, "eu13")],
)
def test_links_that_named_our_country_and_its_peers_still_do(asked: dict[str, str], group: str) -> None:
    test = run("topics", **{"our-country": "Austria"}, **asked)
    chosen = {name: test.selectbox(key=name).value for name in ("my-country", "compare-with")}
    assert chosen == {"my-country": "AT", "compare-with": group}
    assert not {"our-country", "peers"} & {*test.query_params}


def linked(test: Any) -> list[str]:
    return [code.value for code in test.code][-3:]


@pytest.mark.usefixtures("sample")
def test_the_link_holds_the_filters_and_programs_get_the_same_rows() -> None:
    test = run("reach", country=["Germany"], dataset="demonstration", channel=["LinkedIn"], **{"from": "2021"})
    link, excel, python = linked(test)
    assert link == "/reach?country=Germany&dataset=demonstration&channel=LinkedIn&from=2021"
    assert excel == "/api/v1/reach.xlsx?from=2021&channel=LinkedIn&dataset=demonstration"
    assert python == 'pandas.read_csv("/api/v1/reach.csv?from=2021&channel=LinkedIn&dataset=demonstration")'
    assert any("not narrowed by country" in caption.value for caption in test.caption)


def rows_of(engine: Engine, test: Any) -> tuple[str, int]:
    """The data set of a page's address for programs, and how many rows it gives."""
    path, _, query = linked(test)[1].partition("?")
    resource = RESOURCES[path.removeprefix("/api/v1/").removesuffix(".xlsx")]
    words = parse_qsl(query, keep_blank_values=True)
    available = choices(engine, date.today().year, asks_for_demonstration(words))
    asked = read(words, available, resource.entity, resource.what)
    return resource.name, resource.count(engine, asked)


def files(entity: str, demonstration: bool, **wanted: str) -> int:
    rows = totals.rows(entity, demonstration)
    return sum(all(row[name].startswith(value) for name, value in wanted.items()) for row in rows)


DEMONSTRATION = {"dataset": "demonstration"}


@pytest.mark.parametrize(
    ("page", "query", "name", "count"),
    [
        ("calls", {"call": ["EP PerMed Joint Transnational Call 2024 (PMTargets)"]}, "calls", 1),
        ("calls", {"call": ["jtc2024"]}, "calls", 1),
        ("events", {"event-type": ["workshop"]}, "events", lambda: files("event", False, type="workshop")),
        (
            "reach",
            DEMONSTRATION | {"channel": ["LinkedIn"]},
            "reach",
            lambda: files("post", True, channel="linkedin"),
        ),
        (
            "reach",
            DEMONSTRATION | {"post-search": "Newsletter", "post-days": ["X 2024-01-01 to 2024-12-31"]},
            "reach",
            lambda: sum(
                row["channel"] == "x" and row["published_at"][:4] == "2024" and "newsletter" in row["text"].lower()
                for row in totals.rows("post", True)
            ),
        ),
        (
            "reach",
            DEMONSTRATION | {"post-hour": ["Monday 09:00"]},
            "reach",
            lambda: sum(
                f"{datetime.fromisoformat(row['published_at']):%A %H}" == "Monday 09"
                for row in totals.rows("post", True)
                if row["published_at"]
            ),
        ),
        ("project", DEMONSTRATION | {"project": "X-2016-LUMBALOGIC"}, "participations", None),
        (
            "report",
            FREE | {"first-day": "2021-03-01", "last-day": "2022-08-31"},
            "outputs",
            lambda: sum(
                row["period_start"] <= "2022-08-31" and (row["period_end"] or row["period_start"]) >= "2021-03-01"
                for row in totals.rows("output", False)
                if row["period_start"]
            ),
        ),
        ("programmes", {"soon": "true"}, "programmes", None),
        ("collaboration", DEMONSTRATION | {"who": "Germany", "with": "Malta"}, "projects", None),
    ],
)
def test_programs_get_the_rows_of_the_view(
    sample: Engine, page: str, query: dict[str, Any], name: str, count: Any
) -> None:
    got = rows_of(sample, run(page, **query))
    if count is None:
        today = date.today().year
        parts = totals.rows("participation", True)
        expected = {
            "project": len({row["organisation"] for row in parts if row["project_id"] == "X-2016-LUMBALOGIC"}),
            "programmes": sum(
                int(row["start_year"] or 9999) <= today <= int(row["end_year"] or 0) <= today + 1
                for row in totals.rows("programme", False)
            ),
            "collaboration": len(
                {row["project_id"] for row in parts if row["country"] == "DE"}
                & {row["project_id"] for row in parts if row["country"] == "MT"}
            ),
        }[page]
    else:
        expected = count() if callable(count) else count
    assert got == (name, expected)
    assert expected > 0


def test_programs_get_the_projects_of_the_topic(sample: Engine) -> None:
    test = run("topics", topic="1")
    name, count = rows_of(sample, test)
    label = test.selectbox(key="topic-choice").value
    assert name == "projects"
    assert count == len(members(sample, FOUND, label, Scope())) > 0


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("page", "query", "named"),
    [
        ("overview", {"country": ["Atlantis"]}, "country Atlantis"),
        ("calls", {"call": ["JTC2099"]}, "call JTC2099"),
        ("collaboration", {"of-call": ["JTC2099"], "who": "Atlantis"}, "call JTC2099, country Atlantis"),
        ("events", {"event-type": ["ball"], "event": ["E999"]}, "event type ball, event E999"),
        ("reach", {"channel": ["MySpace"]}, "channel MySpace"),
        ("report", {"period": "some day"}, "period some day"),
        ("topics", {"grouping": "moods"}, "grouping moods"),
    ],
)
def test_an_address_that_names_what_does_not_exist_says_so(page: str, query: dict[str, Any], named: str) -> None:
    test = run(page, **query)
    notices = [text.value for text in test.text if text.value.startswith("Left out")]
    assert notices == [f"Left out, as it is not among the choices: {named}."]


@pytest.mark.usefixtures("sample")
def test_country_words_of_an_address_are_read_as_uploads_read_them() -> None:
    test = run("overview", country=["malta", "EL", "Czech Republic", "TURKIYE"])
    assert set(test.multiselect(key="country").value) == {"MT", "GR", "CZ", "TR"}
    assert test.query_params["country"] == ["Malta", "Greece", "Czechia", "Türkiye"]
    assert not [text for text in test.text if text.value.startswith("Left out")]


@pytest.mark.usefixtures("sample")
def test_there_is_one_control_of_time() -> None:
    """An address that names years and another period: the period holds, and the years are not shown beside it."""
    test = run("calls", period="2021", **{"from": "2024", "to": "2024"})
    assert test.selectbox(key="period").value == "2021"
    assert not {"from", "to"} & bound(test)
    assert not {"from", "to"} & {*test.query_params}
    assert any("1 January 2021" in spaced(caption.value) for caption in test.caption)
    assert {"from", "to"} <= bound(run("programmes", period="2021"))


def spaced(text: str) -> str:
    """A text with breaking spaces in dates."""
    return text.replace("\u00a0", " ")


@pytest.mark.usefixtures("sample")
def test_the_reports_own_period_is_said_and_stays_with_it() -> None:
    test = run("report")
    assert "**1 March 2021 to 31 August 2022**" in [spaced(text.value) for text in test.markdown]
    assert any("1 Mar 2021 to 31 Aug 2022 (ICPerMed" in spaced(said.value) for said in test.caption)
    test.switch_page("pages/calls.py").run()
    assert "period" not in test.query_params
    assert test.selectbox(key="period").value == "by year"
    assert any(said.value == "No period is chosen: the page shows all years." for said in test.caption)


@pytest.mark.usefixtures("sample")
def test_reset_lets_go_of_every_choice() -> None:
    test = run("calls", country=["Spain"], call=["EP PerMed Joint Transnational Call 2024 (PMTargets)"], period="2024")
    assert test.multiselect(key="call").value == ["JTC2024"]
    next(button for button in test.button if button.label == "Reset").click().run()
    assert not test.exception
    assert test.multiselect(key="call").value == []
    assert test.multiselect(key="country").value == []
    assert test.selectbox(key="period").value == "by year"
    assert linked(test)[1] == "/api/v1/calls.xlsx"
