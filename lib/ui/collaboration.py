"""The page on collaboration: its choices, a matrix that can be clicked, and a map that can be moved."""

from __future__ import annotations

import streamlit as st

from lib.charts import pairs as charts
from lib.common import formatting
from lib.figures.collaboration import pairs, partners, totals, widening
from lib.figures.figure import Answer
from lib.metrics import collaboration
from lib.metrics.scope_names import WHO, WITH
from lib.ui.arc_map import draw_arcs
from lib.ui.ask import ask
from lib.ui.figures import pick, show, show_cards, show_list
from lib.ui.filters import OF_CALL
from lib.ui.frame import Page, narrow

#: Names in the address.
CALLS, COUNTRY, PARTNER = OF_CALL, WHO, WITH
#: The pair that was clicked, until the choices take it over; and how often one was.
_CLICKED, _CLICKS = "pair-clicked", "pair-clicks"


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
    # A new key after each click, so that the same cell can be clicked again.
    clicks = st.session_state.setdefault(_CLICKS, 0)
    clicked = pick(
        page,
        pairs.MATRIX,
        chosen,
        picked=page.scope.together,
        key=f"matrix-{clicks}",
        selection=charts.CELL,
        fields=("a", "b"),
    )
    if clicked and clicked[0].keys() >= {"a", "b"}:
        st.session_state[_CLICKED] = (clicked[0]["a"], clicked[0]["b"])
        st.session_state[_CLICKS] += 1
        st.rerun()


def show_map(page: Page) -> None:
    """Show the pairs with the most shared projects as arcs on a map that can be moved."""

    def draw(answer: Answer) -> None:
        arcs, dots = pairs.arcs_of(answer)
        draw_arcs(
            arcs,
            dots,
            show=lambda value: formatting.counted(int(value), "project"),  # type: ignore[call-overload]
            alt=f"Map: {len(arcs)} pairs of countries as arcs, as wide as they share projects. {answer.sentence} "
            "The tab Table holds the same figures.",
            key="pairs",
            dark=page.dark,
        )

    show(page, pairs.MAP, draw=draw)


def show_of_choice(page: Page) -> None:
    """Show the partners and projects of the chosen country or pair."""
    if page.scope.together:
        show(page, partners.PARTNERS)
        show_list(page, partners.SHARED_PROJECTS)
