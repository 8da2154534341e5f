"""The page on programmes: its tabs and findings, and all that is known of one programme."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.figures.columns import Column
from lib.figures.options import Chosen
from lib.figures.overview.findings.programmes import ENDING, MEMBERS_WITHOUT, PER_INHABITANT
from lib.figures.programmes import by_country, by_year, countries, lists, totals
from lib.figures.programmes.by_year import BUDGETS_BY, REAL
from lib.figures.programmes.ending import RUNNING_OUT, UNTIL
from lib.figures.programmes.lists import LISTING
from lib.metrics.programmes import WHOLE
from lib.metrics.scope_names import SOON
from lib.ui import country_map, figures
from lib.ui.ask import today
from lib.ui.cards import show_cards
from lib.ui.frame import Page, narrow
from lib.ui.options import choose, choose_several, switch
from lib.ui.tables import show_list
from lib.ui.tabs import Finding, Tab


def _narrowed(page: Page) -> Page:
    """Return the page narrowed to programmes that run out soon, where the reader asks for these."""
    only_soon = st.toggle(
        "Only programmes that run out in the next 24 months", key=SOON, bind="query-params", persist_state="session"
    )
    return narrow(page, running_out=today() if only_soon else None)


def _choose_budgets(page: Page) -> Chosen:
    """Ask how budgets by year are counted, and whether in real terms, which whole budgets do not have."""
    way = choose(BUDGETS_BY, page.scope)
    return {BUDGETS_BY.name: way, REAL.name: switch(REAL, disabled=way == WHOLE)}


def _runs_out(page: Page) -> None:
    figures.show_list(page, RUNNING_OUT, own=(UNTIL,))
    figures.show(_narrowed(page), lists.TIMELINE)


def _by_country(page: Page) -> None:
    chosen = {by_country.MEASURE.name: choose(by_country.MEASURE, page.scope)}
    left, right = st.columns([3, 2], gap="small")
    with left:
        draw = partial(country_map.draw_answer, page, key="programmes")
        figures.show(page, by_country.BY_COUNTRY, chosen, own=country_map.extent("programmes"), draw=draw)
    with right:
        figures.show(page, by_country.RANKED_BY_COUNTRY, chosen)
    figures.show_list(page, countries.WITHOUT_ACTIVE_PROGRAMME)


def _over_time(page: Page) -> None:
    figures.show(page, by_year.BUDGET_BY_YEAR, own=partial(_choose_budgets, page))
    figures.show_list(page, by_year.BUDGET_KINDS)


def _compare(page: Page) -> None:
    compared = choose_several(countries.COMPARE, page.scope, "up to four countries; without one, my country")
    chosen = {countries.COMPARE.name: compared or page.home}
    figures.show_list(page, countries.COMPARISON, chosen)
    if chosen[countries.COMPARE.name]:
        figures.show(page, countries.ACTIVE_BY_YEAR, chosen)


def _all(page: Page) -> None:
    _draw_listing(page)
    figures.show_list(page, lists.COMPETITIONS)
    show_cards(page, "competitions", (totals.COMPETITIONS,))


def _draw_listing(page: Page) -> None:
    """List every programme, down to the single one with its source."""
    st.caption(
        "Click a header to sort, use the magnifying glass to search, and tick a row to see all that is known of the "
        "programme."
    )
    figures.show_list(page, LISTING, ticked=_draw_ticked)


def _draw_ticked(programmes: pd.DataFrame) -> None:
    for _, programme in programmes.iterrows():
        _draw_details(programme)


def _draw_details(programme: pd.Series[Any]) -> None:
    known = [
        {"what": column.header, "value": column.writer(programme[column.name])}
        for column in LISTING.columns
        if not pd.isna(programme[column.name])
    ]
    with st.container(border=True, key="details"):
        st.header("The programme and where its figures come from", anchor=False)
        if not pd.isna(programme["source_url"]):
            st.link_button("Open the source", programme["source_url"], icon=":material/open_in_new:")
        show_list(
            pd.DataFrame(known),
            (Column("what", "What"), Column("value", "Value")),
            alt="All that is known of the programme",
            key="programme-details",
            whole=True,
        )


TABS = (
    Tab("Runs out", _runs_out, (RUNNING_OUT, lists.TIMELINE)),
    Tab(
        "By country",
        _by_country,
        (by_country.BY_COUNTRY, by_country.RANKED_BY_COUNTRY, countries.WITHOUT_ACTIVE_PROGRAMME),
    ),
    Tab("Over time", _over_time, (by_year.BUDGET_BY_YEAR, by_year.BUDGET_KINDS)),
    Tab("Compare", _compare, (countries.COMPARISON, countries.ACTIVE_BY_YEAR)),
    Tab("All", _all, (LISTING, lists.COMPETITIONS)),
)
#: What the page says first; the Overview says the same.
FINDINGS = (
    Finding(ENDING, leads_to=RUNNING_OUT),
    Finding(PER_INHABITANT, leads_to=by_country.RANKED_BY_COUNTRY),
    Finding(MEMBERS_WITHOUT, leads_to=countries.WITHOUT_ACTIVE_PROGRAMME),
    Finding(by_year.BUDGET_BY_YEAR),
)
CARDS = tuple(card for card in totals.CARDS if card is not totals.COMPETITIONS)
