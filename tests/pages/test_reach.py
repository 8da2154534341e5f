"""The page Reach through its widgets: period, channels, comparison, ranking, and what it says where data is missing."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from lib.ui.keys import key_on_page
from lib.ui.reach import TABS
from tests import totals
from tests.pages.test_calls import ids
from tests.pages.test_pages import heads, load_one_row, metrics, read_demonstration, run, run_demonstration
from tests.rows import load


def told(test: AppTest) -> str:
    said = [element.value for element in [*test.info, *test.caption, *test.text, *test.markdown]]
    return " ".join([*said, *heads(test)])


@pytest.mark.usefixtures("store")
def test_without_data_nothing_is_zero() -> None:
    test = run("reach")
    assert metrics(test) == {}
    assert "There are no posts" in told(test)


def test_with_one_post(store: Engine) -> None:
    load_one_row(store)
    test = run("reach", tab="Over time", **{"from": "2025", "to": "2025"})
    shown = metrics(test)
    assert shown["Impressions"] == "1\u00a0500"
    assert shown["Engagement rate"] == "no data", "the post has no engagements"
    assert shown["Followers, X"] == "no data"
    assert "no account before 1\u00a0June\u00a02025" in told(test)


def test_a_year_without_posts_shows_nothing_as_zero(store: Engine) -> None:
    load_one_row(store)
    test = run("reach", **{"from": "2020", "to": "2020"})
    assert test.selectbox(key="to").value == 2020, "the year is one of the choices"
    assert set(metrics(test).values()) == {"no data"}
    assert "No event, call or newsletter with a known day lies in the time of the posts" in told(test)


def test_daily_figures_without_posts_say_that_nothing_can_be_compared(store: Engine) -> None:
    load(store, "channel snapshot", "channel,date,followers\nx,2025-06-01,300\n")
    test = run("reach", **{"from": "2025", "to": "2025"})
    assert "There are no posts and no daily channel figures" not in told(test)
    assert metrics(test) == {
        **dict.fromkeys(("Posts", "Impressions", "Engagements", "Engagement rate"), "no data"),
        "Followers, X": "300",
    }
    assert "no time in which the posts of all of them are known" in told(test)


def test_name_of_an_unknown_channel_is_written_as_text(store: Engine) -> None:
    load(store, "post", "post_id,channel,published_at,impressions\n1,_my_channel_,2024-06-01,1500\n")
    test = run("reach", **{"from": "2024", "to": "2024"})
    assert "Followers, My channel" in metrics(test)


@pytest.mark.usefixtures("sample")
def test_channels_have_their_proper_names_and_narrow_the_page() -> None:
    both = run_demonstration("reach", to="2025", **{"from": "2025"})
    assert both.multiselect(key="channel").options == ["X", "LinkedIn"]
    one = run_demonstration("reach", to="2025", channel=["LinkedIn"], **{"from": "2025"})
    assert "Followers, X" in metrics(both)
    assert "Followers, X" not in metrics(one)
    assert metrics(one)["Posts"] != metrics(both)["Posts"]


@pytest.mark.usefixtures("sample")
def test_reporting_period_is_said_and_growth_without_linkedin_is_not_made_up() -> None:
    test = run_demonstration("reach", tab="Over time", period="ICPerMed Secretariat II (964197), period 1")
    assert "1\u00a0March\u00a02021 to 31\u00a0August\u00a02022" in told(test)
    deltas = {metric.label: metric.delta for metric in test.metric}
    assert deltas["Impressions"].startswith("before: "), "LinkedIn began in December 2021: no change is given"
    assert "no account before 6\u00a0December\u00a02021" in told(test)


@pytest.mark.usefixtures("sample")
def test_country_filter_is_said_to_have_no_effect() -> None:
    test = run_demonstration("reach", country=["Germany"], level=["national"])
    assert "Not narrowed by country, level." in told(test)
    assert metrics(test) == metrics(read_demonstration("reach"))


@pytest.mark.usefixtures("sample")
def test_comparison_says_whether_a_change_is_ordinary() -> None:
    test = run_demonstration("reach")
    assert "rdinary range" in told(test)
    assert "other stretches changed at least as much" in told(test)
    assert "none shows in impressions beyond ordinary weeks" in told(test)
    test.selectbox(key="around").set_value("a day of my choice").run()
    assert not test.exception
    test.number_input(key="weeks").set_value(12).run()
    assert not test.exception
    assert any("12\u00a0weeks before" in head for head in heads(test))


@pytest.mark.usefixtures("sample")
def test_comparison_before_linkedin_says_why_there_is_none() -> None:
    test = run_demonstration("reach", around="a day of my choice", day="2021-03-01")
    assert "does not hold 4\u00a0whole weeks before and after" in told(test)
    of_x = run_demonstration("reach", around="a day of my choice", day="2021-03-01", channel=["X"])
    assert "rdinary range" in told(of_x)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("figure", "step"),
    [
        # Each figure once, each step; in `make soak` each figure at each step.
        pytest.param(figure, step, marks=[] if (number + place) % 3 == 0 else pytest.mark.soak)
        for number, figure in enumerate(("Impressions", "Engagements", "Engagement rate", "Posts", "Followers"))
        for place, step in enumerate(("automatic", "week", "quarter"))
    ],
)
def test_every_figure_at_every_step(figure: str, step: str) -> None:
    marked = ["Events", "Calls", "Newsletters"]
    test = run_demonstration("reach", tab="Over time", step=step, marked=marked, **{"over-time": figure})
    assert any(head.startswith(f"{figure} by ") for head in heads(test))


@pytest.mark.usefixtures("sample", "unfolded")
def test_posts_are_ranked_and_searched() -> None:
    test = run_demonstration("reach", tab="Posts", **{"ranked-by": "Engagement rate", "post-search": "newsletter"})
    listed = next(element.value for element in test.dataframe if "Text" in element.value)
    assert listed["Text"].str.contains("newsletter", case=False).all()
    assert listed["Engagement rate"].is_monotonic_decreasing
    assert listed["Post"].str.startswith("https://").all()


def posts_of(test: AppTest) -> int:
    return next(len(element.value) for element in test.dataframe if "Text" in element.value)


@pytest.mark.usefixtures("sample", "unfolded")
def test_what_was_clicked_is_in_the_address_and_narrows_the_posts_alone() -> None:
    everything = run_demonstration("reach", tab="Posts", to="2024", **{"from": "2024"})
    clicked = {"post-days": ["LinkedIn 2024-01-01 to 2024-03-31"], "post-hour": ["Tuesday 17:00", "Thursday 12:00"]}
    test = run_demonstration("reach", tab="Posts", to="2024", **{"from": "2024"}, **clicked)
    fitting = [
        row
        for row in totals.rows("post", True)
        if row["channel"] == "linkedin" and "2024-01-01" <= row["published_at"] < "2024-04-01"
    ]
    at = [datetime.fromisoformat(row["published_at"]) for row in fitting]
    expected = sum((moment.weekday(), moment.hour) in ((1, 17), (3, 12)) for moment in at)
    assert 0 < expected == posts_of(test) < posts_of(everything)
    assert metrics(test) == metrics(everything)
    assert "Only those chosen: LinkedIn 2024-01-01 to 2024-03-31; Tuesday 17:00 to 17:59 UTC;" in told(test)
    next(button for button in test.button if button.label == "Clear selection").click().run()
    assert not {*clicked} & {*test.query_params}
    assert posts_of(test) == posts_of(everything)


@pytest.mark.usefixtures("sample")
def test_a_click_that_an_address_names_wrongly_is_left_out_and_said() -> None:
    test = run_demonstration(
        "reach", tab="Hours", **{"post-hour": ["Someday 09:00", "Monday 09:00"], "post-days": ["MySpace"]}
    )
    assert "Left out, as it is not among the choices: post hour Someday 09:00, post days MySpace." in told(test)
    assert "Only those chosen: Monday 09:00 to 09:59 UTC." in told(test)


@pytest.mark.usefixtures("sample")
def test_facts_alone_have_no_posts() -> None:
    test = run("reach")
    assert metrics(test) == {}
    assert "There are no posts" in told(test)


@pytest.mark.usefixtures("sample")
def test_best_hour_and_coverage_are_said() -> None:
    shown = {tab.label: run_demonstration("reach", tab=tab.label) for tab in TABS}
    assert {label: ids(test) for label, test in shown.items()} == {
        tab.label: {key_on_page(figure) for figure in tab.figures} - {"reach-marks"} for tab in TABS
    }, "every tab has the figures of the report; what is marked is listed on demand"
    # A finding leads to its figure, whose heading says the same.
    for said, tab in (("No hour stands out: chance alone gives", "Hours"), ("posts none stands out in", "Posts")):
        assert any(said in heading for heading in heads(shown[tab], "h2"))
        assert any(said in link for link in heads(shown["Effects"], "a"))
    assert "Covers 765 of 765 posts with a date; 752 of 765 posts with impressions." in told(shown["Posts"])


def test_hours_are_not_compared_where_few_posts_have_a_time(store: Engine) -> None:
    days = "".join(f"{day},x,2024-01-{day + 10},50,\n" for day in range(4))
    times = "".join(f"t{hour},x,2024-01-0{hour + 1} 10:00,50,\n" for hour in range(3))
    load(store, "post", f"post_id,channel,published_at,impressions,engagements\n{days}{times}")
    assert "Too few posts with known reach to compare hours: 3 of 7 posts" in told(run("reach", tab="Hours"))
