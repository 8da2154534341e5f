"""The page on topics: choices, the outline on the map, a topic's own part, search, and corrections."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, update
from streamlit.testing.v1 import AppTest

from lib.metrics import topics
from lib.metrics.scope import Scope
from lib.metrics.scope_values import outline_of
from lib.metrics.topics import projects as topic_projects
from lib.metrics.topics import trends as topic_trends
from lib.services.actors import operator
from lib.store.topic_tables import ProjectPlace, ProjectTopic, Topic, TopicRun
from lib.topics import compute, corrections, queries, taxonomy_assignment
from tests.pages.test_pages import heads, load_one_row, metrics, run_demonstration
from tests.pages.test_pages import run as open_page
from tests.rows import load
from tests.topics.texts import as_csv, projects
from tests.totals import rows

LEFT = "-2 -2,0 -2,0 2,-2 2"


@pytest.fixture
def small(store: Engine) -> Engine:
    """Sixty projects on five subjects, with topics."""
    load(store, "project", as_csv(projects(12)))
    taxonomy_assignment.assign(store, operator("tests"))
    compute.compute_topics(store, False, operator("tests"), 5)
    return store


def listed_topics(engine: Engine) -> pd.DataFrame:
    return topic_projects.found_topics(engine, Scope())


def headers(test: AppTest) -> list[str]:
    return [*(header.value for header in test.header), *heads(test)]


def texts(test: AppTest) -> str:
    return "\n".join([*(text.value for text in (*test.text, *test.caption)), *heads(test)])


def table(test: AppTest, column: str) -> list[str]:
    return next(frame.value[column].tolist() for frame in test.dataframe if column in frame.value.columns)


def until_done(test: AppTest) -> AppTest:
    """Runs the page until its job is done; a browser would do so by itself."""
    for _ in range(300):
        if "topics-job" not in test.session_state:
            return test
        time.sleep(0.1)
        test.run()
    raise AssertionError("the job did not end")


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_without_projects_says_so(store: Engine) -> None:
    test = open_page("topics")
    assert any("Nothing loaded yet" in text.value for text in test.markdown)
    assert not any(button.label == "Compute topics" for button in test.button)


def test_one_project_is_too_few_and_says_why(store: Engine) -> None:
    load_one_row(store)
    test = open_page("topics")
    compute_button = next(button for button in test.button if button.label == "Compute topics")
    assert compute_button.disabled, "nobody has given a name"
    test.text_input(key="your-name").set_value("Ada").run()
    test = until_done(press(test, "Compute topics"))
    assert "at least 30 projects" in texts(test)
    # The taxonomies were assigned all the same.
    assert metrics(open_page("topics", grouping="PM topics"))["Projects"] == "1"


def test_topics_are_computed_and_shown(store: Engine) -> None:
    load(store, "project", as_csv(projects(12)))
    test = open_page("topics")
    test.text_input(key="your-name").set_value("Ada").run()
    test = until_done(press(test, "Compute topics"))
    latest = queries.get_latest_run(store, False)
    assert latest is not None
    assert latest["made_by"] == "Ada"
    assert metrics(test)["Topics"] == str(latest["topics"])
    assert "Emerging and fading topics" in headers(test)


def test_new_projects_are_announced_and_placed(small: Engine) -> None:
    load(small, "project", as_csv({"heart-99": projects(1, ("heart",), 50)["heart-50"]}))
    test = open_page("topics")
    assert "1\u00a0project added or changed" in texts(test)
    test = until_done(press(test, "Update topics"))
    assert "1\u00a0project placed" in texts(test)
    assert "added or changed" not in texts(test)


def test_a_link_to_a_merged_topic_leads_to_the_one_that_holds_it_now(small: Engine) -> None:
    gone, kept = topic_projects.described(small, False).head(2).to_dict("records")
    corrections.merge(small, gone["topic_id"], kept["topic_id"], operator("Ada"))
    for word in (str(gone["topic_id"]), gone["label"]):
        test = open_page("topics", topic=word)
        assert f"The topic “{gone['label']}” was merged into “{kept['label']}”." in texts(test)
        assert test.selectbox(key="topic-choice").value == kept["label"]
        assert "Typical projects" in headers(test)
    assert "There is no topic 999" in texts(open_page("topics", topic="999"))


@pytest.mark.parametrize(
    ("grouping", "tab", "heads"),
    [
        ("found topics", "Areas", {"Emerging and fading topics"}),
        ("HRCS health categories", "Map", {"Map of projects"}),
        ("HRCS research activities", "Countries and funders", {"Topics and countries", "Topics and funders"}),
        ("PM topics", "Peers", {"Topics here and there"}),
    ],
)
@pytest.mark.parametrize("measure", ["money", pytest.param("number of projects", marks=pytest.mark.soak)])
def test_every_grouping_and_measure(sample: Engine, grouping: str, tab: str, heads: set[str], measure: str) -> None:
    test = open_page("topics", grouping=grouping, tab=tab, **{"topics-by": measure, "my-country": "Austria"})
    assert metrics(test)["Projects"] == str(topic_projects.count(sample, False))
    assert heads <= set(headers(test))
    assert not any("No rows fit" in info.value for info in test.info)


@pytest.mark.usefixtures("unfolded")
def test_outline_narrows_every_figure_and_is_cleared(sample: Engine) -> None:
    places = topic_projects.points(sample, topics.FOUND, Scope())
    left = int((places["x"] < 0).sum())
    test = open_page("topics", outline=LEFT, tab="Map")
    assert metrics(test)["Projects"] == str(left)
    assert f"narrowed to {left}\u00a0projects inside the outline" in texts(test)
    assert len(table(test, "Mainly about")) == left
    test = press(test, "Clear the outline")
    assert metrics(test)["Projects"] == str(len(places))


@pytest.mark.parametrize("words", ["", "nonsense", "1 2,3 4", "0 0,1 0,nan 1", "0 0,1 0,9 9", ",".join(["0 0"] * 101)])
def test_what_is_no_outline_narrows_nothing(words: str) -> None:
    assert outline_of(words) == ()


@pytest.mark.usefixtures("unfolded")
def test_topic_in_the_address_has_a_part_of_its_own(sample: Engine) -> None:
    first = listed_topics(sample).iloc[0]
    test = open_page("topics", topic=str(first["topic_id"]))
    assert {"The topic", "Typical projects", "Borderline projects"} <= set(headers(test))
    assert first["label"] in texts(test).splitlines()
    assert ", ".join(first["terms"]) in texts(test)
    members = topic_projects.members(sample, topics.FOUND, first["label"], Scope())
    assert table(test, "Share in the topic")[0] == members["share"].iloc[0]


def test_topic_that_there_is_not_is_left_out(sample: Engine) -> None:
    test = open_page("topics", topic="Atlantis")
    assert "The topic" not in headers(test)
    assert "There is no topic Atlantis, or it no longer exists." in texts(test)
    assert "topic" not in test.query_params


def test_a_chosen_topic_is_in_the_address_by_its_number(sample: Engine) -> None:
    second = listed_topics(sample).iloc[1]
    test = open_page("topics")
    test.selectbox(key="topic-choice").set_value(second["label"]).run()
    assert test.query_params["topic"] == str(second["topic_id"])
    assert "The topic" in headers(test)
    test.selectbox(key="topic-choice").set_value(None).run()
    assert "topic" not in test.query_params
    assert "The topic" not in headers(test)


def test_readers_alone_cannot_change_topics(sample: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    test = open_page("topics", tab="Corrections")
    assert "Emerging and fading topics" in headers(test), "there is no such tab"
    assert not {"Apply correction", "Compute again", "Update topics"} & {button.label for button in test.button}


@pytest.mark.usefixtures("unfolded")
def test_search_finds_marks_and_translates(sample: Engine) -> None:
    test = run_demonstration("topics", tab="Search")
    test.text_area(key="search-text").set_value("Mukoviszidose: CFTR modulators tested in organoids").run()
    assert "“Mukoviszidose” (German) is searched as “cystic fibrosis”" in texts(test)
    assert "CFTR" in table(test, "Matching words")[0]
    assert "search-text" not in test.query_params
    everywhere = table(test, "Matching words")
    narrowed = run_demonstration("topics", tab="Search", country=["Malta"])
    narrowed.text_area(key="search-text").set_value("Mukoviszidose: CFTR modulators tested in organoids").run()
    assert "that fit the filters are searched" in texts(narrowed)
    assert table(narrowed, "Matching words") != everywhere
    test.text_area(key="search-text").set_value("qqqq").run()
    assert "Words found in no project: qqqq" in texts(test)


def test_topics_of_both_together_are_not_shown_and_computed_again_by_a_button(store: Engine) -> None:
    load(store, "project", as_csv(projects(12)))
    compute.compute_topics(store, False, operator("tests"), 5)
    with store.begin() as connection:
        # As the migration leaves a store of both datasets.
        connection.execute(update(TopicRun).values(demonstration=None))
        connection.execute(update(Topic).values(shown=False))
        connection.execute(delete(ProjectTopic))
        connection.execute(delete(ProjectPlace))
    test = open_page("topics")
    assert any("for facts and demonstration data together" in info.value for info in test.info)
    assert "Emerging and fading topics" not in headers(test)
    test.text_input(key="your-name").set_value("Ada").run()
    test = until_done(press(test, "Compute topics"))
    assert "Emerging and fading topics" in headers(test)
    assert not any("together" in info.value for info in test.info)


def test_each_dataset_has_topics_of_its_own(sample: Engine) -> None:
    for demonstration, open_one in ((False, open_page), (True, run_demonstration)):
        listed = topic_projects.found_topics(sample, Scope(demonstration=demonstration))
        test = open_one("topics")
        assert metrics(test)["Topics"] == str(len(listed))
        assert set(test.selectbox(key="topic-choice").options) == set(listed["label"])
        of_other = topic_projects.found_topics(sample, Scope(demonstration=not demonstration))["topic_id"].iloc[0]
        assert f"There is no topic {of_other}" in texts(open_one("topics", topic=str(of_other)))


@pytest.mark.usefixtures("unfolded")
def test_money_and_shares_have_the_digits_that_stability_supports(sample: Engine) -> None:
    listed = topic_projects.found_topics(sample, Scope(demonstration=True))
    areas = run_demonstration("topics", tab="Areas")
    shown = next(frame for frame in areas.dataframe if "Stability (0 to 1)" in frame.value.columns)
    exact = dict(zip(shown.value["Topic"], shown.value["Money (EUR)"], strict=True))
    for row in (listed.sort_values("stability").iloc[0], listed.sort_values("stability").iloc[-1]):
        test = run_demonstration("topics", topic=str(row["topic_id"]))
        cards = metrics(test)
        assert cards["Stability (0 to 1)"] == f"{row['stability']:.2f}"
        digits = 1 if row["stability"] < 0.5 else 2 if row["stability"] < 0.9 else 3
        money = [metric.value for metric in test.metric if metric.label == "Money"][-1]
        millions = float(money.split("\u00a0")[1]) * 1e6
        assert money.startswith("about EUR\u00a0")
        assert millions == pytest.approx(float(f"{row['money_eur']:.{digits - 1}e}"), abs=50_000)
        total = next(metric.value for metric in test.metric if metric.label == "Money")
        assert not total.startswith("about")
        assert exact[row["label"]] == row["money_eur"], "the table's values, and with them exports, are exact"


def test_where_few_dates_are_known_no_trend_is_claimed(store: Engine) -> None:
    header, *lines = as_csv(projects(12)).splitlines()
    # Every third project has a date, in one of ten years.
    dated = [f"{line},{2010 + n % 10 if n % 3 == 0 else ''}" for n, line in enumerate(lines)]
    load(store, "project", "\n".join([f"{header},start_date", *dated]) + "\n")
    taxonomy_assignment.assign(store, operator("tests"))
    compute.compute_topics(store, False, operator("tests"), 5)
    test = open_page("topics")
    assert "Of 60\u00a0projects" in texts(test)
    assert "20 a start date" in texts(test)
    assert any("Too little data to tell; known: " in info.value for info in test.info)
    assert "emerging" not in texts(test)
    assert "too few to tell" not in texts(test), "nothing is said of any topic"


def test_where_dates_are_known_the_page_says_for_how_many_topics_there_is_too_little_data(sample: Engine) -> None:
    for demonstration, open_one in ((False, open_page), (True, run_demonstration)):
        trends = topic_trends.trends_of(sample, topics.FOUND, Scope(demonstration=demonstration))
        unclear = (trends["verdict"] == topic_trends.TOO_LITTLE).sum()
        assert unclear
        test = open_one("topics")
        some = f"for {unclear} the data are too few to tell"
        assert (some if unclear < len(trends) else f"Too little data to tell which of {unclear}") in texts(test)
        assert not any("Too little data to tell" in info.value for info in test.info)
    dated = sum(bool(row["start_date"]) for row in rows("project", False))
    assert f"{dated} a start date" in texts(open_page("topics"))


@pytest.mark.usefixtures("unfolded")
def test_a_topic_is_renamed_and_the_correction_undone(small: Engine) -> None:
    label = str(listed_topics(small)["label"].iloc[0])
    test = open_page("topics", tab="Corrections")
    test.text_input(key="your-name").set_value("Ada").run()
    test.selectbox(key="correct-topic").set_value(int(listed_topics(small)["topic_id"].iloc[0])).run()
    test.text_input(key="correct-label").set_value("*Hearts* <b>and</b> minds").run()
    test = until_done(press(test, "Apply correction"))
    assert corrections.list_corrections(small, False)["made_by"].tolist() == ["Ada"]
    assert "*Hearts* <b>and</b> minds" in listed_topics(small)["label"].tolist()
    own = open_page("topics", topic=str(listed_topics(small)["topic_id"].iloc[0]))
    assert f"computed label: {label}" in texts(own)
    written = [element.value for element in [*own.markdown, *own.caption, *own.header, *own.info]]
    assert not any("<b>and</b>" in text for text in written), "a label is never Markdown"

    test.selectbox(key="correct-back").set_value(1).run()
    test = until_done(press(test, "Undo correction"))
    assert label in listed_topics(small)["label"].tolist()
    assert "undone on" in table(test, "State")[0]


def test_a_correction_that_cannot_be_says_why(small: Engine) -> None:
    test = open_page("topics", tab="Corrections")
    test.text_input(key="your-name").set_value("Ada").run()
    test.selectbox(key="topics-correction").set_value("pin").run()
    test.selectbox(key="correct-topic").set_value(int(listed_topics(small)["topic_id"].iloc[0])).run()
    test.text_input(key="correct-project").set_value("no-such").run()
    test = until_done(press(test, "Apply correction"))
    assert "There is no project no-such" in texts(test)
    assert corrections.list_corrections(small, False).empty


def test_topics_found_anew_are_compared_before_they_are_taken(small: Engine) -> None:
    test = open_page("topics", tab="Corrections")
    test.text_input(key="your-name").set_value("Ada").run()
    before = listed_topics(small)
    test.number_input(key="topics-number").set_value(4).run()
    test = until_done(press(test, "Search anew"))
    assert "found anew, where there are 5." in texts(test)
    pd.testing.assert_frame_equal(listed_topics(small), before)
    test = press(test, "Keep what is there")
    assert "found anew, where" not in texts(test)

    test = until_done(press(test, "Search anew"))
    test = until_done(press(test, "Take the new topics"))
    latest = queries.get_latest_run(small, False)
    assert latest is not None
    assert latest["by_hand"]
    assert latest["topics"] == 4
    assert "set by hand" in texts(test)


@pytest.mark.usefixtures("unfolded")
def test_project_shows_its_topics_and_why(sample: Engine) -> None:
    test = run_demonstration("project", project="X-2016-EBULGRAFT")
    assert "Its topics" in headers(test)
    why = dict(zip(table(test, "Topic"), table(test, "What put it there"), strict=True))
    assert why["Skin"] == "its source says so"
    assert "advanced therapy" in why["Targeted and advanced therapies, disease models"]
    assert len(table(test, "Likeness (0 to 1)")) == 10
