"""The page on one project: the search, its head, its figures, and all that is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.figure import Answer
from lib.figures.pages import PROJECT
from lib.figures.project import about, found, partners, totals
from lib.metrics import project
from lib.metrics.scope import Scope
from lib.ui.arc_map import draw_arcs
from lib.ui.ask import text_index
from lib.ui.figures import show, show_cards, show_list
from lib.ui.frame import CHECKED, Column, Page, link_to, searched_for
from lib.ui.frame import show_list as show_rows

_FACTS = {
    "project_id": Column("Identifier"),
    "grant_number": Column("Grant number"),
    "programme": Column("Programme"),
    "level": Column("Level of the programme"),
    "call": Column("Call"),
    "call_topic": Column("Topic of the call"),
    "status": Column("Status"),
    "full_proposal_deadline": Column("Deadline for full proposals", formatting.long_date),
    "signature_date": Column("Grant signed", formatting.long_date),
    "start_date": Column("Start", formatting.long_date),
    "end_date": Column("End", formatting.long_date),
    "total_cost_eur": Column("Total cost", formatting.euro),
    "total_cost_original": Column("Total cost as published", formatting.number),
    "funding_eur": Column("Funding", formatting.euro),
    "funding_original": Column("Funding as published", formatting.number),
    "currency": Column("Currency as published"),
    "eur_rate": Column("EUR for one unit", lambda value: formatting.number(value, 4)),
    "eur_rate_date": Column("Date of the rate", formatting.long_date),
    "approximate": Column("Approximate", formatting.yes_no),
    "part": Column("Dataset"),
    "source_url": Column("Source"),
    "as_of": Column("Source as of", formatting.long_date),
    **CHECKED,
    "note": Column("Note"),
    "file_name": Column("Loaded from file"),
    "source_row": Column("Row of the file"),
    "import_id": Column("Import"),
    "imported_at": Column("Loaded on", formatting.long_date),
    "imported_by": Column("Loaded by"),
}
_LARGE = "<style>.st-key-project-name [data-testid='stText'] { font-size: 1.3rem; font-weight: 600; }</style>"


def asked_for() -> str:
    """Draw the search box; the text in it, which a link sets to a project's identifier."""
    text = st.text_input(
        "Find a project",
        key=PROJECT,
        placeholder="acronym, words of the title, grant number or identifier",
        bind="query-params",
        persist_state="session",
    )
    return searched_for(text)


def show_found(page: Page, words: str) -> None:
    """The projects that a search finds, each with the way to its page."""
    show_list(replace(page, scope=Scope(search=words, demonstration=page.scope.demonstration)), found.FOUND)


def show_project(page: Page, known: dict[str, Any]) -> None:
    """Everything known of one project, whatever the filters are."""
    page = replace(page, scope=Scope(projects=(known["project_id"],), demonstration=page.scope.demonstration))
    link_to(page.scope)
    _show_head(known)
    cards = (totals.TOTAL_COST, totals.FUNDING, totals.PARTICIPANTS, totals.COUNTRIES, totals.TIME_TO_GRANT)
    show_cards(page, "totals", cards)
    _show_map(page)
    show_list(page, partners.PARTICIPANTS_AND_FUNDERS)
    show(page, about.SUBJECTS)
    show_list(page, about.TOPICS)
    _show_facts(known)
    # Last: after an import the texts of all projects are read first.
    text_index(page.scope.demonstration)
    show_list(page, about.SIMILAR)


def _show_head(known: dict[str, Any]) -> None:
    # Text from files: written as it is, never as Markdown.
    with st.container(border=True, key="project-head"):
        st.header("The project", anchor=False)
        st.html(_LARGE)
        if not pd.isna(known["acronym"]):
            with st.container(key="project-name"):
                st.text(known["acronym"])
        st.text(known["title"])
        if not pd.isna(known["summary"]):
            st.text(known["summary"])
        else:
            st.text("No summary is known.")
        with st.container(horizontal=True):
            for name, label in (
                ("url", "Page of the project"),
                ("call_url", "Page of the call"),
                ("programme_url", "Page of the programme"),
                ("source_url", "Source"),
            ):
                if not pd.isna(known[name]):
                    st.link_button(label, known[name], icon=":material/open_in_new:")


def _show_map(page: Page) -> None:
    """The partners by country on a map that can be moved."""

    def draw(answer: Answer) -> None:
        countries = answer.context["countries"]
        draw_arcs(
            project.arcs_from_coordinator(countries),
            countries,
            show=lambda value: "no amount known" if pd.isna(value) else formatting.euro(value),  # type: ignore[call-overload]
            alt=f"Map: {len(countries)} countries with partners, as dots as large as their funding, and arcs from the "
            "coordinator's country. The tab Table holds names and amounts.",
            key="project",
            dark=page.dark,
            whole=True,
        )

    show(page, partners.PARTNERS_BY_COUNTRY, draw=draw)


def _show_facts(known: dict[str, Any]) -> None:
    told = formatting.at_precision(pd.DataFrame([known])).to_dict("records")[0]
    rows = [
        {"what": column.header, "value": column.write(told[name])}
        for name, column in _FACTS.items()
        if not pd.isna(told[name])
    ]
    st.header("All that is known, and where it comes from", anchor=False)
    show_rows(
        pd.DataFrame(rows),
        {"what": Column("What"), "value": Column("Value")},
        alt="All that is known of the project",
        key="project-facts",
    )
