"""What the page on topics is narrowed to, and which topic is looked at."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.figures.figure import Figure
from lib.figures.options import Chosen
from lib.figures.topics import words
from lib.metrics import topics
from lib.metrics.scope_names import GROUPING, GROUPING_NAMES, OUTLINE, TOPIC
from lib.metrics.scope_values import outline_of
from lib.metrics.topics import projects as topic_projects
from lib.ui import figures
from lib.ui.ask import ask
from lib.ui.bar import TOPIC_KEPT
from lib.ui.frame import Page, narrow
from lib.ui.jump import TAB
from lib.ui.options import choose as choose_option
from lib.ui.panel import Way, the_one

#: The topic that was clicked in the legend of the map, until it is selected.
CLICKED = "topic-clicked"
#: The selected topic, in its list.
_CHOICE = "topic-choice"
#: The tab of a single topic, which opens when one is chosen.
ONE_TOPIC = "One topic"


def narrowed(page: Page, row: Any) -> Page:
    """Draw the choice of what projects are grouped by; the page with it, filtered by the outline in its address.

    Args:
        page: what the page is narrowed to.
        row: the container of the page's choices.
    """
    name: str = row.selectbox(
        "Grouped by", list(GROUPING_NAMES), key=GROUPING, bind="query-params", persist_state="session", width=230
    )
    return narrow(page, grouping=GROUPING_NAMES[name], outline=outline_of(st.query_params.get(OUTLINE, "")))


def choose(page: Page, row: Any) -> tuple[str, Chosen]:
    """Draw the choices of a topic and of the measure: the topic, empty where none is chosen, and the options.

    Args:
        page: what the page is narrowed to.
        row: the container of the page's choices.
    """
    codes = page.choices.topics[page.scope.grouping]
    if (clicked := st.session_state.pop(CLICKED, None)) is not None:
        _choose_topic(codes.get(clicked))
    elif TOPIC in st.query_params and TAB not in st.session_state and TAB not in st.query_params:
        # A link that names a topic and no tab leads to the topic.
        st.session_state[TAB] = ONE_TOPIC
    word = st.query_params.get(TOPIC) or st.session_state.get(TOPIC_KEPT)
    of_address = next((topic for topic in codes if word in (codes[topic], topic)), None)
    was = ""
    if word and not of_address:
        was, of_address = _find_successor(page, word)
    _to_address(codes.get(of_address or ""))
    st.session_state[_CHOICE] = of_address
    with row:
        topic = st.selectbox(
            "Topic",
            sorted(codes),
            index=None,
            key=_CHOICE,
            placeholder="choose one to see its details",
            on_change=lambda: _choose_topic(codes.get(st.session_state[_CHOICE] or "")),
            width=360,
        )
        measure = choose_option(words.MEASURE, page.scope)
    if was:
        st.text(f"The topic “{was}” was merged into “{of_address}”.")
    elif word and not of_address:
        st.text(f"There is no topic {word}, or it no longer exists.")
    return topic or "", {words.MEASURE.name: measure}


def _find_successor(page: Page, word: str) -> tuple[str, str | None]:
    """Return the label of a topic that no longer exists, and the topic that has its projects now."""
    if page.scope.grouping == topics.FOUND:
        for row in ask(topic_projects.merged, page.scope.demonstration).to_dict("records"):
            if word in (str(row["topic_id"]), row["label"]):
                return str(row["label"]), str(row["into"])
    return "", None


def _choose_topic(word: str | None) -> None:
    """Take the topic that was just chosen, and open its tab."""
    _to_address(word)
    if word:
        st.session_state[TAB] = ONE_TOPIC


def _to_address(word: str | None) -> None:
    st.session_state[TOPIC_KEPT] = word
    if word:
        st.query_params[TOPIC] = word
    else:
        st.query_params.pop(TOPIC, None)


def show_to_choose(page: Page, figure: Figure, chosen: Chosen) -> None:
    """Draw a figure in which the panel of a mark leads to its topic.

    Args:
        page: what the page is narrowed to, and its theme.
        figure: what is shown.
        chosen: values of its options.
    """
    figures.show(page, figure, chosen, ways=partial(ways_of_topic, page))


def ways_of_topic(page: Page, rows: pd.DataFrame) -> list[Way]:
    """Return the way from a mark to its topic, where it is of one."""
    code = the_one(rows, "topic_code")
    known = code in page.choices.topics[page.scope.grouping].values()
    return [Way("Look at this topic", partial(_choose_topic, code))] if known else []
