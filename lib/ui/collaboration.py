"""The page on collaboration: its choices, its tabs, and the sentences that it begins with."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.collaboration import pairs, partners, regions, totals, widening, words
from lib.figures.figure import Answer
from lib.metrics import collaboration
from lib.metrics.scope_names import WHO, WITH
from lib.ui.address import OF_CALL
from lib.ui.arc_map import draw_arcs
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.figures import show, show_list
from lib.ui.frame import Page, narrow
from lib.ui.options import BOUND
from lib.ui.panel import Way, the_one
from lib.ui.tabs import Finding, Tab

#: Names in the address.
CALLS, COUNTRY, PARTNER = OF_CALL, WHO, WITH


def narrowed(page: Page) -> Page:
    """Draw the choices of calls, and of a country and one of its partners; return the page narrowed to them."""
    countries, calls = page.choices.countries, ask(collaboration.call_names, page.scope.demonstration)
    for_calls, for_country, for_partner = st.columns([2, 1, 1], gap="small")
    with for_calls:
        of_calls = st.multiselect(
            "Calls", list(calls), format_func=lambda code: calls.get(code, code), key=CALLS, placeholder="all", **BOUND
        )
    with for_country:
        country = _choose_country("Country", COUNTRY, countries)
    with for_partner:
        partner = _choose_country("with", PARTNER, countries)
    chosen = tuple(dict.fromkeys(code for code in (country, partner) if code))
    if chosen:
        named = " with ".join(countries[code] for code in chosen)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"The page is narrowed to {named}; the matrix shows it with a border.")
            st.button("Clear selection", on_click=_clear, icon=":material/close:")
    return narrow(page, calls=tuple(of_calls), together=chosen)


def _choose_country(label: str, key: str, names: dict[str, str]) -> str | None:
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key=key,
        placeholder="all",
        **BOUND,
    )
    return chosen


def _clear() -> None:
    st.session_state[COUNTRY] = st.session_state[PARTNER] = None


def show_totals(page: Page) -> None:
    """Show the sums over the projects that fit, as cards."""
    cards = (totals.PROJECTS, totals.ONE_COUNTRY, totals.PAIRS, totals.MORE_THAN_BY_CHANCE, totals.HARDLY_AT_ALL)
    show_cards(page, "totals", cards)


def _matrix(page: Page) -> None:
    """Show countries against countries; where the page is narrowed to a pair, its projects stand below."""
    chosen = {words.MEASURE.name: "strength"}
    show(page, pairs.MATRIX, chosen, own=(pairs.SIZE,), picked=page.scope.together, ways=_ways_of_pair)
    if page.scope.together:
        show_list(page, partners.SHARED_PROJECTS)


def _ways_of_pair(rows: pd.DataFrame) -> list[Way]:
    pair = the_one(rows, "a"), the_one(rows, "b")
    return [Way("Only these two countries", partial(_narrow_to, *pair))] if all(pair) else []


def _narrow_to(country: str, partner: str) -> None:
    st.session_state[COUNTRY], st.session_state[PARTNER] = country, partner


def _maps(page: Page) -> None:
    """Show the pairs with the most shared projects as arcs on a map that can be moved, and regions as dots."""

    def draw(answer: Answer) -> None:
        arcs, dots = pairs.arcs_of(answer)
        draw_arcs(
            answer,
            arcs,
            dots,
            show=lambda value: formatting.counted(int(value), "project"),  # type: ignore[call-overload]
            alt=f"Map: {len(arcs)} pairs of countries as arcs, as wide as they share projects. {answer.sentence} "
            "The view Table holds the same figures.",
            key="pairs",
            dark=page.dark,
            home=page.home,
        )

    left, right = st.columns(2, gap="small")
    with left:
        show(page, pairs.MAP, draw=draw, ways=_ways_of_pair)
    with right:
        show(page, regions.REGIONS)


def _pairs(page: Page) -> None:
    """Show pairs ranked, the partners of a country, and pairs that hardly work together."""
    left, right = st.columns(2, gap="small")
    with left:
        show(page, pairs.RANKED_PAIRS, own=(words.MEASURE,), ways=_ways_of_pair)
    with right:
        show(page, partners.PARTNERS)
    show(page, pairs.HARDLY, ways=_ways_of_pair)


def _widening(page: Page) -> None:
    """Show how many projects have partners from widening countries, and with others."""
    show_cards(page, "widening", (widening.WITH_WIDENING, widening.WIDENING_MIXED))
    show(page, widening.WIDENING_BY_YEAR)


TABS = (
    Tab("Matrix", _matrix, (pairs.MATRIX, partners.SHARED_PROJECTS)),
    Tab("Map", _maps, (pairs.MAP, regions.REGIONS)),
    Tab("Pairs", _pairs, (pairs.RANKED_PAIRS, partners.PARTNERS, pairs.HARDLY)),
    Tab("Widening", _widening, (widening.WIDENING_BY_YEAR,)),
)
#: What the page says first: of pairs, of my country where one is chosen, and what they rest on.
FINDINGS = (
    Finding(totals.MORE_THAN_BY_CHANCE, leads_to=pairs.MATRIX),
    Finding(partners.PARTNERS),
    Finding(pairs.RANKED_PAIRS, {words.MEASURE.name: "projects"}),
    Finding(totals.ONE_COUNTRY, leads_to=pairs.MATRIX),
    Finding(widening.WIDENING_BY_YEAR),
)
