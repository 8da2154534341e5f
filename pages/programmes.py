"""Funding programmes by country."""

from functools import partial

import streamlit as st

from lib.figures.country_maps import EXTENT
from lib.figures.programmes import by_country, by_year, countries, lists, totals
from lib.ui import country_map, figures, frame, missing, programmes
from lib.ui.ask import today

page = frame.begin(
    "Programmes by country",
    "Who funds personalised medicine (PM), since when, with how much, and which programmes run out.",
)

if not missing.whole_page(("programme",), page.scope.demonstration):
    page = programmes.narrowed(page, today())
    figures.show_cards(page, "totals", totals.CARDS)

    chosen = {
        by_country.MEASURE.name: figures.choose(by_country.MEASURE, page.scope),
        EXTENT.name: country_map.extent_of("programmes"),
    }
    left, right = st.columns([3, 2], gap="medium")
    with left:
        figures.show(page, by_country.BY_COUNTRY, chosen, draw=partial(country_map.draw_answer, page, key="programmes"))
    with right:
        figures.show(page, by_country.RANKED_BY_COUNTRY, chosen)

    figures.show(page, by_year.BUDGET_BY_YEAR, programmes.choose_budgets(page))
    figures.show_list(page, by_year.BUDGET_KINDS)
    figures.show(page, lists.TIMELINE)
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show_list(page, lists.COMPETITIONS)
    with right:
        figures.show_list(page, countries.WITHOUT_ACTIVE_PROGRAMME)

    compared = {countries.COMPARE.name: figures.choose_several(countries.COMPARE, page.scope)}
    figures.show_list(page, countries.COMPARISON, compared)
    if any(compared.values()):
        figures.show(page, countries.ACTIVE_BY_YEAR, compared)

    programmes.draw_listing(page)
