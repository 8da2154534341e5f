"""The page on one project: the search, its head, its figures, and all that is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import CHECKED, Column
from lib.figures.figure import Answer
from lib.figures.pages import PROJECT
from lib.figures.project import about, found, partners, totals
from lib.metrics import project
from lib.metrics.scope import Scope
from lib.ui.arc_map import draw_arcs
from lib.ui.ask import text_index
from lib.ui.cards import show_cards
from lib.ui.figures import show, show_list
from lib.ui.frame import Page, link_to, searched_for
from lib.ui.tables import show_list as show_rows

_FACTS = (
    Column("project_id", "Identifier"),
    Column("grant_number", "Grant number"),
    Column("programme", "Programme"),
    Column("level", "Level of the programme"),
    Column("call", "Call"),
    Column("call_topic", "Topic of the call"),
    Column("status", "Status"),
    Column("full_proposal_deadline", "Deadline for full proposals", write=formatting.long_date),
    Column("signature_date", "Grant signed", write=formatting.long_date),
    Column("start_date", "Start", write=formatting.long_date),
    Column("end_date", "End", write=formatting.long_date),
    Column("total_cost_eur", "Total cost", write=formatting.euro),
    Column("total_cost_original", "Total cost as published", write=formatting.number),
    Column("funding_eur", "Funding", write=formatting.euro),
    Column("funding_original", "Funding as published", write=formatting.number),
    Column("currency", "Currency as published"),
    Column("eur_rate", "EUR for one unit", write=lambda value: formatting.number(value, 4)),
    Column("eur_rate_date", "Date of the rate", write=formatting.long_date),
    Column("approximate", "Approximate", write=formatting.yes_no),
    Column("part", "Dataset"),
    Column("source_url", "Source"),
    Column("as_of", "Source as of", write=formatting.long_date),
    *CHECKED,
    Column("note", "Note"),
    Column("file_name", "Loaded from file"),
    Column("source_row", "Row of the file"),
    Column("import_id", "Import"),
    Column("imported_at", "Loaded on", write=formatting.long_date),
)


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
    """Show the projects that a search finds, each with the way to its page."""
    show_list(replace(page, scope=Scope(search=words, demonstration=page.scope.demonstration)), found.FOUND)


def show_project(page: Page, known: dict[str, Any]) -> None:
    """Show everything known of one project, whatever the filters are."""
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
    """Show the partners by country on a map that can be moved."""

    def draw(answer: Answer) -> None:
        countries = answer.context["countries"]
        draw_arcs(
            answer,
            project.arcs_from_coordinator(countries),
            countries,
            show=lambda value: "no amount known" if pd.isna(value) else formatting.euro(value),  # type: ignore[call-overload]
            alt=f"Map: {len(countries)} countries with partners, as dots as large as their funding, and arcs from the "
            "coordinator's country. The view Table holds names and amounts.",
            key="project",
            dark=page.dark,
            home=page.home,
            whole=True,
        )

    show(page, partners.PARTNERS_BY_COUNTRY, draw=draw)


def _show_facts(known: dict[str, Any]) -> None:
    dated = formatting.at_precision(pd.DataFrame([known])).to_dict("records")[0]
    rows = [
        {"what": column.header, "value": column.writer(dated[column.name])}
        for column in _FACTS
        if not pd.isna(dated[column.name])
    ]
    st.header("All that is known, and where it comes from", anchor=False)
    show_rows(
        pd.DataFrame(rows),
        (Column("what", "What"), Column("value", "Value")),
        alt="All that is known of the project",
        key="project-facts",
    )
