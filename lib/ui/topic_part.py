"""One topic: its terms, typical and borderline projects, money, countries and years."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import plots
from lib.common import formatting
from lib.metrics import definitions, topic_projects, topics
from lib.topics import taxonomies
from lib.ui.arc_map import OPEN_PROJECT, project_address
from lib.ui.ask import ask
from lib.ui.frame import Column, Page, cards_in_rows, draw, figure, link_to, offer_export, show_list, show_table
from lib.ui.topic_views import (
    ENTITIES,
    Chosen,
    coverage_of,
    euro_column,
    format_money,
    format_share,
    rows_of,
    share_column,
    stability,
    with_counts,
)

_MOST_LISTED, _MOST_BARS = 10, 25
#: A project is borderline if the share of its next topic is within this of the topic's.
_BORDERLINE = 0.2
_MEMBER_COLUMNS = {
    "page": OPEN_PROJECT,
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "share": Column("Share in the topic", lambda value: formatting.percent(value, 0)),
    "typical": Column("Likeness to the topic's centre", lambda value: formatting.number(value, 2)),
    "other": Column("Next topic"),
    "margin": Column("Margin", lambda value: formatting.percent(value, 0)),
    "money_eur": Column("Money in the topic (EUR)", formatting.euro),
    "start_date": Column("Start", formatting.short_date),
    "project_id": Column("Identifier"),
}
_TERM_COLUMNS = {
    "words": Column("Term"),
    "weight": Column("Weight (3 clear, 1 a hint)", formatting.number),
    "source": Column("Source"),
}
_YEAR_COLUMNS = {
    "year": Column("Year"),
    "projects": Column("Projects", formatting.number),
    "weighted": Column("Projects (weighted)", lambda value: formatting.number(value, 1)),
    "money_eur": euro_column("Money (EUR)"),
    "projects_share": share_column("Share of projects"),
}
_COUNTRY_COLUMNS = {
    "name": Column("Country"),
    "projects": Column("Projects", formatting.number),
    "money_eur": euro_column("Money (EUR)"),
    "share": share_column("Share there"),
    "specialisation": Column(
        "Specialisation (1: as everywhere)",
        lambda value: "too few" if pd.isna(value) else formatting.number(value, 2),  # type: ignore[call-overload]
    ),
}
_LARGE = "<style>.st-key-topic-name [data-testid='stText'] { font-size: 1.3rem; font-weight: 600; }</style>"


def draw_topic(page: Page, chosen: Chosen, topic: str, found: pd.DataFrame) -> None:
    """Draw a topic within the filters; `found` is the result of `by_topic`."""
    members = ask(topic_projects.members, chosen.grouping, topic, page.scope)
    # The figures of the topic are narrowed to it, and so are the rows behind the page's link.
    page = replace(page, scope=replace(page.scope, topic=topic))
    link_to(page.scope)
    members = members.assign(page=members["project_id"].map(project_address).astype("object"))
    with st.container(border=True, key="topic-part"):
        st.header("The topic", anchor=False)
        st.html(_LARGE)
        # A label comes from files or was typed in: shown as text, never as Markdown.
        with st.container(key="topic-name"):
            st.text(topic)
        _draw_terms(page, chosen, topic)
        own = with_counts(found, chosen)
        own = own[own["category"] == topic]
        _draw_cards(own, chosen)
        _draw_members(page, members)
    left, right = st.columns(2, gap="medium")
    with left:
        _draw_years(page, chosen, topic, found)
    with right:
        _draw_countries(page, chosen, topic)


def _draw_terms(page: Page, chosen: Chosen, topic: str) -> None:
    if chosen.grouping != topics.FOUND:
        taxonomy = taxonomies.load_taxonomies()[chosen.grouping]
        terms = pd.DataFrame([vars(term) for term in taxonomy.terms if term.category == topic])
        with st.expander(f"The {len(terms)} terms that assign projects to it"):
            show_list(terms, _TERM_COLUMNS, alt="Terms of the topic", key="topic-terms")
        return
    described = ask(topic_projects.described, page.scope.demonstration)
    for row in described[described["label"] == topic].to_dict("records"):
        st.text(f"Terms: {', '.join(row['terms'])}")
        if row["made_label"] != topic:
            st.text(f"Named by the secretariat; computed label: {row['made_label']}")


def _draw_cards(own: pd.DataFrame, chosen: Chosen) -> None:
    row = rows_of(own)[0] if len(own) else None
    cards = [
        ("Projects", "0" if row is None else formatting.number(row["projects"]), definitions.TOPIC_PROJECTS),
        ("Share of projects", _format_share(row, chosen, "projects_share"), definitions.TOPIC_PROJECTS),
        ("Money", _format_share(row, chosen), definitions.TOPIC_MONEY),
        ("Share of money", _format_share(row, chosen, "money_share"), definitions.TOPIC_MONEY),
    ]
    if chosen.grouping == topics.FOUND:
        shown = "no data" if row is None else stability(row["stability"])
        cards.append(("Stability (0 to 1)", shown, definitions.TOPIC_STABILITY))
    with cards_in_rows("topic"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)


def _format_share(row: dict[str, Any] | None, chosen: Chosen, share: str = "") -> str:
    """Format the topic's money, or one of its shares."""
    if row is None:
        return "no data"
    return format_share(row, share, chosen) if share else format_money(row, chosen)


def _draw_members(page: Page, members: pd.DataFrame) -> None:
    typical = members[members["margin"] > _BORDERLINE].head(_MOST_LISTED)
    borderline = members[members["margin"] <= _BORDERLINE].sort_values("margin", key=lambda margin: margin.abs())
    st.header("Typical projects", anchor=False)
    if len(typical):
        show_table(typical, _MEMBER_COLUMNS, alt="Typical projects of the topic", key="topic-typical")
    else:
        st.text("None: the topic is not the main one of any project that fits the filters.")
    st.header("Borderline projects", anchor=False)
    if len(borderline):
        shown = borderline.head(_MOST_LISTED)
        show_table(shown, _MEMBER_COLUMNS, alt="Borderline projects of the topic", key="topic-borderline")
    else:
        st.text("None: no project here has another topic with nearly the same share.")
    definition = definitions.TOPIC_TYPICAL
    st.caption(definition)
    offer_export(members, _MEMBER_COLUMNS, "projects of a topic", page.scope, "topic-members", definition)


def _draw_years(page: Page, chosen: Chosen, topic: str, found: pd.DataFrame) -> None:
    years = ask(topics.by_year, chosen.grouping, page.scope.without("topic"))
    coverage = [topics.with_date(years, found), *coverage_of(found, chosen)[1:]]
    years = chosen.with_digits(years[years["category"] == topic])
    is_money = chosen.measure == topics.MONEY
    with figure(
        f"{chosen.unit} of the topic, by year",
        table=years,
        columns=_YEAR_COLUMNS,
        definition=chosen.definition,
        coverage=coverage,
        entities=ENTITIES,
        scope=page.scope,
        key="topic-years",
        empty="" if len(years) else "No project of the topic with a known first day fits the filters.",
    ) as place:
        if place:
            title = "Money by year (EUR million)" if is_money else "Projects by year (number)"
            draw(
                plots.line_over_years(
                    years.assign(value=years["money_eur" if is_money else "projects"]),
                    title=title,
                    unit="EUR" if is_money else "count",
                    dark=page.dark,
                ),
                f"{title}, as a line.",
                "topic-years-chart",
            )


def _draw_countries(page: Page, chosen: Chosen, topic: str) -> None:
    cells = ask(topics.by_country, chosen.grouping, page.scope.without("topic"), chosen.measure)
    column = "money_eur" if chosen.measure == topics.MONEY else "projects"
    own = cells[(cells["category"] == topic) & (cells["projects"] > 0)].sort_values(column, ascending=False)
    with figure(
        f"{chosen.unit} of the topic, by country",
        table=chosen.with_digits(own),
        columns=_COUNTRY_COLUMNS,
        definition=f"{definitions.SPECIALISATION}\n\n{chosen.definition}",
        coverage=ask(topics.with_country, page.scope),
        entities=ENTITIES,
        scope=page.scope,
        key="topic-countries",
        empty="" if own[column].notna().any() else "No country of the topic's participants is known.",
    ) as place:
        if place:
            title = "Money by country (EUR million)" if column == "money_eur" else "Projects by country (number)"
            draw(
                plots.ranked_bars(
                    own.head(_MOST_BARS),
                    measure=column,
                    name="name",
                    title=title,
                    unit="EUR" if column == "money_eur" else "count",
                    dark=page.dark,
                ),
                f"{title}: bars, the largest first.",
                "topic-countries-chart",
            )
