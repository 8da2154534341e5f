"""The pages on collaboration and on one project: what they show, and how they are narrowed."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import heads, load_one_row, metrics, read_demonstration, run, run_demonstration
from tests.rows import load


def texts(test: AppTest) -> list[str]:
    return [text.value for text in test.text]


def headers(test: AppTest) -> list[str]:
    return [*(header.value for header in test.header), *heads(test)]


@pytest.mark.usefixtures("sample")
def test_choice_of_a_pair_narrows_the_page_and_is_cleared() -> None:
    test = run_demonstration("collaboration", who="Germany", **{"with": "Malta"})
    assert any("narrowed to Germany with Malta" in text for text in texts(test))
    assert metrics(test)["Country pairs"] == "1"
    assert "Projects with Germany and Malta" in headers(test), "in the tab of the matrix"
    next(button for button in test.button if button.label == "Clear selection").click().run()
    assert "Projects with Germany and Malta" not in headers(test)
    assert int(metrics(test)["Country pairs"]) > 100


@pytest.mark.usefixtures("sample")
def test_one_country_and_its_partners() -> None:
    test = run_demonstration("collaboration", who="Malta", tab="Pairs")
    assert "Partners of Malta" in headers(test)
    mine = run_demonstration("collaboration", tab="Pairs", **{"my-country": "Spain"})
    assert "Partners of Spain" in headers(mine), "those of my country, where none is chosen"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "query",
    [
        {"pairs-by": "strength beyond chance", "matrix-size": "40"},
        {"of-call": "Example Joint Call 2016"},
        {"period": "2021"},
        {"country": "Germany", "level": "European"},
        {"to": "1990"},
    ],
)
def test_collaboration_narrowed(query: dict[str, str]) -> None:
    all_projects = int(metrics(read_demonstration("collaboration"))["Projects"])
    test = run_demonstration("collaboration", **query)
    projects = metrics(test)["Projects"]
    assert projects == "no data" or int(projects) <= all_projects


@pytest.mark.usefixtures("sample")
def test_nothing_in_common_says_so() -> None:
    test = run_demonstration("collaboration", country="Singapore")
    assert any("No two countries share a project" in info.value for info in test.info)


@pytest.mark.usefixtures("sample")
def test_project_by_its_address() -> None:
    test = run_demonstration("project", project="X-2016-EBULGRAFT")
    assert "EbulGraft" in texts(test)
    shown = metrics(test)
    assert shown["Total cost"] == "EUR\u00a01.2\u00a0million"
    assert shown["Time to grant"] == "201\u00a0days", "from 12 June 2016 to 30 December 2016"
    assert "Projects like this one" in headers(test)


@pytest.mark.usefixtures("sample", "unfolded")
def test_project_is_searched_by_acronym() -> None:
    test = run_demonstration("project", project="ebulgraft")
    assert "Projects that fit" in headers(test)
    assert test.dataframe[0].value["Acronym"].tolist()[0] == "EbulGraft"
    assert test.dataframe[0].value["Page"].tolist()[0] == "project?project=X-2016-EBULGRAFT"
    none = run_demonstration("project", project="no such words")
    assert any("No rows fit" in info.value for info in none.info)


def test_project_with_hostile_text_stays_text(store: Engine) -> None:
    load_one_row(store)
    load(
        store,
        "project",
        "project_id,acronym,title,summary\nJ/2 &?,*<b>A</b>*,[title](http://example.org),<script>x</script> # one\n",
    )
    test = run("project", project="J/2 &?")
    assert {"*<b>A</b>*", "[title](http://example.org)", "<script>x</script> # one"} <= set(texts(test))
    written = [element.value for element in [*test.markdown, *test.caption, *test.header]]
    assert not any("<b>A</b>" in text or "[title]" in text for text in written)
    assert metrics(test)["Total cost"] == "no data"
