"""The parts of the page on one project: the search, its facts, money, partners, subjects, and projects like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts.subjects import percents
from lib.common import formatting
from lib.metrics import definitions, project, topic_projects, topics
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope
from lib.topics import queries, similar
from lib.ui.arc_map import OPEN_PROJECT, PROJECT, draw_arcs, project_address
from lib.ui.ask import ask, text_index
from lib.ui.frame import (
    CHECKED,
    Column,
    Page,
    cards_in_rows,
    draw,
    figure,
    link_to,
    offer_export,
    searched_for,
    show_list,
    show_table,
)

_MOST_FOUND, _MOST_SIMILAR = 50, 10

LISTED_COLUMNS = {
    "page": OPEN_PROJECT,
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "call": Column("Call"),
    "start_date": Column("Start", formatting.short_date),
    "funding_eur": Column("Funding (EUR)", formatting.euro),
    "part": Column("Dataset"),
    "project_id": Column("Identifier"),
}
_SIMILAR_COLUMNS = {
    "page": OPEN_PROJECT,
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "likeness": Column("Likeness (0 to 1)", lambda value: formatting.number(value, 2)),
    "terms": Column("Shared words"),
    "call": Column("Call"),
    "start_date": Column("Start", formatting.short_date),
    "part": Column("Dataset"),
}
_MONEY_COLUMNS = {
    "participant": Column("Participant"),
    "country": Column("Country"),
    "role": Column("Role"),
    "type": Column("Kind of organisation"),
    "funder": Column("Funder"),
    "funding_eur": Column("Funding (EUR)", formatting.euro),
    "funding_original": Column("As published", formatting.number),
    "currency": Column("Currency"),
    "part": Column("Dataset"),
}
_COUNTRY_COLUMNS = {
    "name": Column("Country"),
    "coordinator": Column("Coordinates", formatting.yes_no),
    "participants": Column("Participants", formatting.number),
    "value": Column("Funding (EUR)", formatting.euro),
    "names": Column("Names"),
}
_SUBJECT_COLUMNS = {
    "kind": Column("Classification"),
    "subject": Column("Subject"),
    "percent": Column("Percent", lambda value: formatting.percent(_share(value), 0)),
}
_TOPIC_COLUMNS = {
    "grouping": Column("Grouping"),
    "topic": Column("Topic"),
    "share": Column("Share of the project", lambda value: formatting.percent(value, 0)),
    "why": Column("What put it there"),
}
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


def _share(percent: object) -> float:
    return float(percent) / 100  # type: ignore[arg-type]


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


def draw_found(page: Page, words: str) -> None:
    """The projects that a search finds, each with the way to its page."""
    found = ask(project.search, words, page.scope.demonstration, _MOST_FOUND)
    st.header("Projects that fit" if words else "The latest projects", anchor=False)
    if len(found) == _MOST_FOUND:
        st.text(f"The first {_MOST_FOUND}; more words narrow the search.")
    show_table(_with_page(found), LISTED_COLUMNS, alt="Projects found", key="found")
    scope = Scope(search=words, demonstration=page.scope.demonstration)
    offer_export(
        found,
        LISTED_COLUMNS,
        "projects found",
        scope,
        "found",
        "Projects whose identifier, acronym, title or grant number holds the text; no other filter narrows them.",
        ("project",),
        whole=lambda: _with_page(ask(project.search, words, page.scope.demonstration, None)),
    )


def _with_page(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(page=rows["project_id"].map(project_address).astype("object"))


def draw_project(page: Page, known: dict[str, Any]) -> None:
    """Everything known of one project, whatever the filters are."""
    only = Scope(projects=(known["project_id"],), demonstration=page.scope.demonstration)
    page = replace(page, scope=only)
    link_to(only)
    money = ask(project.money, known["project_id"], page.scope.demonstration)
    _draw_head(known, money)
    _draw_partners(page, money, project.coverage(money, known["funding_eur"]))
    _draw_subjects(page, known["project_id"])
    _draw_topics(page, known["project_id"])
    _draw_facts(known)
    # Last: after an import the texts of all projects are read first.
    _draw_similar(page, known["project_id"])


_LARGE = "<style>.st-key-project-name [data-testid='stText'] { font-size: 1.3rem; font-weight: 600; }</style>"


def _draw_head(known: dict[str, Any], money: pd.DataFrame) -> None:
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
    days = known["days_to_grant"]
    cards = (
        ("Total cost", _euro(known["total_cost_eur"]), "Total cost of the project, in EUR."),
        ("Funding", _euro(known["funding_eur"]), "Funding of the whole project from all funders, in EUR."),
        (
            "Participants",
            _count(money["participant"]),
            "Organisations that take part, in any role, as far as recorded.",
        ),
        ("Countries", _count(money["iso2"]), "Known countries of the participants."),
        (
            "Time to grant",
            "no data" if days is None else formatting.counted(days, "day"),
            f"{definitions.TIME_TO_GRANT_OF_PROJECT} Here: to the {known['granted_by']}.",
        ),
    )
    with cards_in_rows("totals"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)


def _count(names: pd.Series[Any]) -> str:
    """How many there are. That none is recorded does not mean that there is none."""
    return formatting.number(names.nunique()) if names.notna().any() else formatting.MISSING


def _euro(value: object) -> str:
    return "no data" if pd.isna(value) else formatting.short_euro(value)  # type: ignore[call-overload]


def _draw_partners(page: Page, money: pd.DataFrame, covered: Sequence[Coverage]) -> None:
    countries = project.by_country(money)
    with figure(
        "Partners and their money, by country",
        table=countries,
        columns=_COUNTRY_COLUMNS,
        definition=definitions.PROJECT_MONEY,
        entities=("participation", "organisation"),
        scope=page.scope,
        key="partners",
        coverage=covered,
        empty="" if len(countries) else "No participant with a known country is recorded.",
    ) as place:
        if place:
            draw_arcs(
                project.arcs_from_coordinator(countries),
                countries,
                show=lambda value: "no amount known" if pd.isna(value) else formatting.euro(value),  # type: ignore[call-overload]
                alt=f"Map: {len(countries)} countries with partners, as dots as large as their funding, and arcs from "
                "the coordinator's country. The tab Table holds names and amounts.",
                key="project",
                dark=page.dark,
                whole=True,
            )
            st.caption("Arcs lead from the coordinator's country; dots and arcs are sized by the funding in EUR.")
    st.header("Participants and their funders", anchor=False)
    show_table(money, _MONEY_COLUMNS, alt="Participants, funders and amounts", key="money")
    offer_export(money, _MONEY_COLUMNS, "participants and their funders", page.scope, "money", coverage=covered)


def _draw_subjects(page: Page, project_id: str) -> None:
    subjects = ask(project.subjects, project_id)
    shares = subjects[subjects["percent"].notna()]
    with figure(
        "What it is about",
        table=subjects,
        columns=_SUBJECT_COLUMNS,
        definition="Health categories and research activities of the Health Research Classification System (HRCS); the "
        "percents of a project add up to 100 in each. Keywords are the project's own, fields of science EuroSciVoc's.",
        entities=("project", "field of science"),
        scope=page.scope,
        key="subjects",
        empty="" if len(shares) else "No HRCS category is known; keywords and fields, if any, are in the table.",
    ) as place:
        if place:
            bars = shares.assign(share=shares["percent"].map(_share))
            draw(
                percents(bars, title="HRCS categories (percent of the project)", dark=page.dark),
                "HRCS health categories and research activities: bars by percent.",
                "subjects-chart",
            )


def _draw_topics(page: Page, project_id: str) -> None:
    """Its topics with their shares, and why it is there; the shares of a grouping add up to one."""
    found = [
        (
            topics.FOUND,
            row["label"],
            row["weight"],
            _why(row["words"], "pinned by the secretariat" if row["pinned"] else ""),
        )
        for row in ask(queries.explain_topics, project_id, page.scope.demonstration).to_dict("records")
    ]
    fixed = [
        (
            row["taxonomy"],
            row["category"],
            row["share"],
            _why(row["terms"], "its source says so" if row["origin"] == "source" else ""),
        )
        for row in ask(topic_projects.list_taxonomy_categories, project_id).to_dict("records")
    ]
    table = pd.DataFrame([*found, *fixed], columns=list(_TOPIC_COLUMNS))
    st.header("Its topics", anchor=False)
    if table.empty:
        st.text("It fits no topic, or topics have not been computed since it was added.")
        return
    show_table(table, _TOPIC_COLUMNS, alt="Topics of the project", key="project-topics")
    computed = f"{definitions.TOPIC_FOUND}\n\n{definitions.TOPIC_TAXONOMY}"
    offer_export(table, _TOPIC_COLUMNS, "topics of a project", page.scope, "project-topics", computed)
    with st.expander("How is this computed?"):
        st.markdown(computed)


def _why(words: object, said: str) -> str:
    """The reason for a topic: what somebody said, else the words, else the projects that are like it."""
    if said:
        return said
    return "projects like it are there" if pd.isna(words) or not words else str(words)  # type: ignore[call-overload]


def _draw_similar(page: Page, project_id: str) -> None:
    near = similar.find_nearest(text_index(page.scope.demonstration), project_id, _MOST_SIMILAR)
    named = ask(project.listed, tuple(near["project_id"]))
    st.header("Projects like this one", anchor=False)
    listed = _with_page(near.merge(named, on="project_id"))
    show_table(listed, _SIMILAR_COLUMNS, alt="Projects like this one", key="similar")
    offer_export(listed, _SIMILAR_COLUMNS, "projects like this one", page.scope, "similar", definitions.SIMILAR)
    with st.expander("How is this computed?"):
        st.markdown(definitions.SIMILAR)


def _draw_facts(known: dict[str, Any]) -> None:
    told = formatting.at_precision(pd.DataFrame([known])).to_dict("records")[0]
    rows = [
        {"what": column.header, "value": column.write(told[name])}
        for name, column in _FACTS.items()
        if not pd.isna(told[name])
    ]
    st.header("All that is known, and where it comes from", anchor=False)
    show_list(
        pd.DataFrame(rows),
        {"what": Column("What"), "value": Column("Value")},
        alt="All that is known of the project",
        key="project-facts",
    )
