"""The page on collaboration: its choices, a matrix that can be clicked, and a map that can be moved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.charts import pairs as charts
from lib.common import formatting
from lib.figures.collaboration import pairs, partners, totals, widening
from lib.figures.figure import Answer
from lib.metrics import collaboration
from lib.metrics.scope_names import WHO, WITH
from lib.ui.address import OF_CALL
from lib.ui.arc_map import draw_arcs
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.figures import Picking, show, show_list
from lib.ui.frame import Page, narrow

#: Names in the address.
CALLS, COUNTRY, PARTNER = OF_CALL, WHO, WITH
#: The pair that was clicked, until the choices take it over.
_CLICKED = "pair-clicked"


def narrowed_to_calls(page: Page) -> Page:
    """Draw the choice of calls; none means all."""
    names = ask(collaboration.call_names, page.scope.demonstration)
    chosen = st.multiselect(
        "Calls",
        list(names),
        format_func=lambda code: names.get(code, code),
        key=CALLS,
        placeholder="all",
        bind="query-params",
        persist_state="session",
    )
    return narrow(page, calls=tuple(chosen))


def narrowed_to_countries(page: Page) -> Page:
    """Draw the choice of a country and of one of its partners: the page narrowed to none, one or two countries."""
    clicked = st.session_state.pop(_CLICKED, None)
    if clicked is not None:
        st.session_state[COUNTRY], st.session_state[PARTNER] = clicked
    names = page.choices.countries
    with st.container(horizontal=True, vertical_alignment="bottom"):
        both = _country("Country", COUNTRY, names), _country("with", PARTNER, names)
        chosen = tuple(dict.fromkeys(code for code in both if code))
        if chosen:
            st.button("Clear selection", on_click=_clear, icon=":material/close:")
    if chosen:
        named = " with ".join(names[code] for code in chosen)
        st.text(f"The page is narrowed to {named}; the matrix shows it with a border.")
    return narrow(page, together=chosen)


def _country(label: str, key: str, names: dict[str, str]) -> str | None:
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key=key,
        placeholder="all",
        bind="query-params",
        persist_state="session",
        width=240,
    )
    return chosen


def _clear() -> None:
    st.session_state[COUNTRY] = st.session_state[PARTNER] = None


def show_totals(page: Page) -> None:
    """Show the sums over the projects that fit, as cards, and how the pairs compare with chance."""
    cards = (
        totals.PROJECTS,
        totals.PAIRS,
        totals.MORE_THAN_BY_CHANCE,
        totals.HARDLY_AT_ALL,
        widening.WITH_WIDENING,
        widening.WIDENING_MIXED,
    )
    answers = show_cards(page, "totals", cards)
    st.text(answers[cards.index(totals.MORE_THAN_BY_CHANCE)].sentence)


def show_matrix(page: Page, chosen: dict[str, str]) -> None:
    """Show countries against countries; a click on a cell narrows the rest of the page to its pair."""
    st.caption("Click a cell of the matrix to narrow the rest of the page to its two countries.")
    picking = Picking(_take, page.scope.together, charts.CELL, ("a", "b"))
    show(page, pairs.MATRIX, chosen, picking=picking)


def _take(marks: list[dict[str, Any]]) -> None:
    if marks[0].keys() >= {"a", "b"}:
        st.session_state[_CLICKED] = (marks[0]["a"], marks[0]["b"])


def show_map(page: Page) -> None:
    """Show the pairs with the most shared projects as arcs on a map that can be moved."""

    def draw(answer: Answer) -> None:
        arcs, dots = pairs.arcs_of(answer)
        draw_arcs(
            arcs,
            dots,
            show=lambda value: formatting.counted(int(value), "project"),  # type: ignore[call-overload]
            alt=f"Map: {len(arcs)} pairs of countries as arcs, as wide as they share projects. {answer.sentence} "
            "The view Table holds the same figures.",
            key="pairs",
            dark=page.dark,
        )

    show(page, pairs.MAP, draw=draw)


def show_of_choice(page: Page) -> None:
    """Show the partners and projects of the chosen country or pair."""
    if page.scope.together:
        show(page, partners.PARTNERS)
        show_list(page, partners.SHARED_PROJECTS)
