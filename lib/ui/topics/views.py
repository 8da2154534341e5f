"""The figures of the page on topics, and the part on a single topic."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.charts import topics as charts
from lib.figures.columns import Column
from lib.figures.options import Chosen
from lib.figures.topics import of_topic, one, peers, ranked, specialised, totals, trends
from lib.metrics import topics
from lib.metrics.topics import projects as topic_projects
from lib.topics import taxonomies
from lib.ui import figures
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.frame import Page, link_to
from lib.ui.options import choose
from lib.ui.tables import show_list
from lib.ui.topics.choices import show_to_choose

_TERMS = (Column("words", "Term"), Column("weight", "Weight (3 clear, 1 a hint)"), Column("source", "Source"))
_LARGE = "<style>.st-key-topic-name [data-testid='stText'] { font-size: 1.3rem; font-weight: 600; }</style>"


def show_totals(page: Page) -> None:
    """Show the sums over the projects that fit, as cards, and for how many of them data are known."""
    cards = (totals.TOPICS, totals.PROJECTS, totals.UNASSIGNED, totals.MONEY, totals.UNASSIGNED_MONEY)
    answers = show_cards(page, "totals", cards)
    st.text(answers[cards.index(totals.PROJECTS)].sentence)


def show_topics(page: Page, chosen: Chosen) -> None:
    """Show all topics: ranked, over the years, by country and funder; a click on a mark chooses its topic."""
    st.caption("Click a bar, or a cell of a country or funder, for details of its topic.")
    left, right = st.columns(2, gap="medium")
    with left:
        show_to_choose(page, ranked.RANKED, chosen, charts.TOPIC)
    with right:
        figures.show(page, ranked.BY_YEAR, chosen)
    figures.show(page, trends.TRENDS)
    many = {specialised.MANY.name: choose(specialised.MANY, page.scope)}
    for figure in (specialised.BY_COUNTRY, specialised.BY_FUNDER):
        show_to_choose(page, figure, {**chosen, **many}, charts.TOPIC)


def show_peers(page: Page) -> None:
    """Show the topics in which peers take part and a country does not."""
    st.header("What our peers fund and we do not", anchor=False)
    if not page.home:
        st.text("Choose my country in the bar to compare its topics with those of the countries chosen beside it.")
        return
    figures.show(page, peers.AGAINST_PEERS)


def show_topic(page: Page, topic: str, chosen: Chosen) -> None:
    """Show a topic within the filters."""
    # The figures of the topic are narrowed to it, and so are the rows behind the page's link.
    page = replace(page, scope=replace(page.scope, topic=topic))
    link_to(page.scope)
    with st.container(border=True, key="topic-part"):
        st.header("The topic", anchor=False)
        st.html(_LARGE)
        # A label comes from files or was typed in: shown as text, never as Markdown.
        with st.container(key="topic-name"):
            st.text(topic)
        _show_terms(page, topic)
        stability = (one.STABILITY,) if page.scope.grouping == topics.FOUND else ()
        cards = (one.PROJECTS, one.SHARE_OF_PROJECTS, one.MONEY, one.SHARE_OF_MONEY, *stability)
        show_cards(page, "topic", cards)
    figures.show_list(page, of_topic.TYPICAL)
    figures.show_list(page, of_topic.BORDERLINE)
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(page, of_topic.TOPIC_BY_YEAR, chosen)
    with right:
        figures.show(page, of_topic.TOPIC_BY_COUNTRY, chosen)


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
