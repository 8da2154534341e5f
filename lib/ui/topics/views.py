"""The page on topics: what it finds, its sums, its tabs, and the part on a single topic."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import Column
from lib.figures.options import Chosen
from lib.figures.topics import of_topic, one, peers, ranked, specialised, totals, trends
from lib.figures.topics.map import MAP
from lib.metrics import topics
from lib.metrics.topics import projects as topic_projects
from lib.services.rights import CORRECT_TOPICS
from lib.topics import taxonomies
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.figures import show
from lib.ui.figures import show_list as show_list_of
from lib.ui.frame import Page, link_to
from lib.ui.options import choose as choose_option
from lib.ui.tables import show_list
from lib.ui.tabs import Finding, Tab, draw_findings, draw_tabs
from lib.ui.topics.choices import ONE_TOPIC, choose, narrowed, show_to_choose
from lib.ui.topics.corrections import show_secretariat
from lib.ui.topics.map import show_map, show_outline
from lib.ui.topics.search import show_search
from lib.ui.topics.work import show_state
from lib.ui.who import page_actor

_TERMS = (Column("words", "Term"), Column("weight", "Weight (3 clear, 1 a hint)"), Column("source", "Source"))


def draw_topics(page: Page) -> None:
    """Draw the page: its choices, what it finds, its sums, and its tabs."""
    row = st.container(horizontal=True, vertical_alignment="bottom", key="topics-choices")
    page = narrowed(page, row)
    if not show_state(page.scope.grouping, page.scope.demonstration):
        draw_tabs(page, _tabs_without_topics())
        return
    topic, chosen = choose(page, row)
    show_outline(page)
    tabs = _tabs(topic, chosen)
    compared = (Finding(peers.AGAINST_PEERS),) if page.home else ()
    found = (Finding(trends.TRENDS), Finding(ranked.RANKED), *compared, Finding(specialised.BY_COUNTRY))
    draw_findings(page, found, tabs, chosen)
    cards = (totals.TOPICS, totals.PROJECTS, totals.UNASSIGNED, totals.MONEY, totals.UNASSIGNED_MONEY)
    answers = show_cards(page, "totals", cards)
    st.caption(formatting.plain(answers[cards.index(totals.PROJECTS)].sentence))
    draw_tabs(page, tabs)


def _tabs(topic: str, chosen: Chosen) -> list[Tab]:
    return [
        Tab("Areas", partial(_show_areas, chosen=chosen), (ranked.RANKED, trends.TRENDS, ranked.BY_YEAR)),
        Tab("Map", partial(show_map, topic=topic), (MAP,)),
        Tab(
            "Countries and funders",
            partial(_show_specialised, chosen=chosen),
            (specialised.BY_COUNTRY, specialised.BY_FUNDER),
        ),
        Tab("Peers", _show_peers, (peers.AGAINST_PEERS,)),
        # Its figures are narrowed to the topic, and the page is not: its report has them while the tab is open.
        Tab(ONE_TOPIC, partial(_show_topic, topic=topic, chosen=chosen), ()),
        *_tabs_without_topics(),
    ]


def _tabs_without_topics() -> list[Tab]:
    corrected = [Tab("Corrections", _show_corrections, ())] if page_actor().may(CORRECT_TOPICS) else []
    return [Tab("Search", show_search, ()), *corrected]


def _show_corrections(page: Page) -> None:
    show_secretariat(page.scope.demonstration)


def _show_areas(page: Page, chosen: Chosen) -> None:
    """Show all topics: ranked, their trends, and over the years."""
    left, right = st.columns(2, gap="small")
    with left:
        show_to_choose(page, ranked.RANKED, chosen)
    with right:
        show_to_choose(page, trends.TRENDS, {})
    show_to_choose(page, ranked.BY_YEAR, chosen)


def _show_specialised(page: Page, chosen: Chosen) -> None:
    """Show in which topics countries and funders do more than others."""
    many = {specialised.MANY.name: choose_option(specialised.MANY, page.scope)}
    for figure in (specialised.BY_COUNTRY, specialised.BY_FUNDER):
        show_to_choose(page, figure, {**chosen, **many})


def _show_peers(page: Page) -> None:
    """Show the topics in which peers take part and a country does not."""
    if page.home:
        show_to_choose(page, peers.AGAINST_PEERS, {})
    else:
        st.info(
            "Choose my country in the bar to compare its topics with those of its neighbours or others.",
            icon=":material/balance:",
        )


def _show_topic(page: Page, topic: str, chosen: Chosen) -> None:
    """Show a topic within the filters."""
    if not topic:
        st.info("Choose a topic above, or click one in a chart or on the map.", icon=":material/ads_click:")
        return
    # The figures of the topic are narrowed to it, and so are the rows behind the page's link.
    page = replace(page, scope=replace(page.scope, topic=topic))
    link_to(page.scope)
    with st.container(border=True, key="topic-part"):
        st.header("The topic", anchor=False)
        # A label comes from files or was typed in: shown as text, never as Markdown.
        with st.container(key="topic-name"):
            st.text(topic)
        _show_terms(page, topic)
        stability = (one.STABILITY,) if page.scope.grouping == topics.FOUND else ()
        cards = (one.PROJECTS, one.SHARE_OF_PROJECTS, one.MONEY, one.SHARE_OF_MONEY, *stability)
        show_cards(page, "topic", cards)
    show_list_of(page, of_topic.TYPICAL)
    show_list_of(page, of_topic.BORDERLINE)
    left, right = st.columns(2, gap="small")
    with left:
        show(page, of_topic.TOPIC_BY_YEAR, chosen)
    with right:
        show(page, of_topic.TOPIC_BY_COUNTRY, chosen)


def _show_terms(page: Page, topic: str) -> None:
    if page.scope.grouping != topics.FOUND:
        taxonomy = taxonomies.load_taxonomies()[page.scope.grouping]
        terms = pd.DataFrame([vars(term) for term in taxonomy.terms if term.category == topic])
        with st.expander(f"The {len(terms)} terms that assign projects to it"):
            show_list(terms, _TERMS, alt="Terms of the topic", key="topic-terms")
        return
    described = ask(topic_projects.described, page.scope.demonstration)
    for row in described[described["label"] == topic].to_dict("records"):
        st.text(f"Terms: {', '.join(row['terms'])}")
        if row["made_label"] != topic:
            st.text(f"Named by the secretariat; computed label: {row['made_label']}")
