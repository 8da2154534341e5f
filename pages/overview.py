"""What a board member sees first."""

from functools import partial

import streamlit as st

from lib.figures.overview.by_country import AWARDED_BY_COUNTRY
from lib.figures.overview.freshness import FRESHNESS
from lib.figures.programmes.by_country import BY_COUNTRY
from lib.ui import country_map, figures, frame, glossary, missing, overview, tour

page = frame.begin(
    "Overview",
    "What ICPerMed's countries fund in personalised medicine (PM), and what its work achieves.",
)

if not missing.whole_page(
    ("programme", "call", "project", "participation", "event", "published figure", "post", "channel snapshot"),
    page.scope.demonstration,
):
    overview.draw_cards(page)

    left, right = st.columns([3, 2], gap="medium")
    with left:
        maps = {"Programme budgets": BY_COUNTRY, "Awarded to participants": AWARDED_BY_COUNTRY}
        money = st.segmented_control(
            "Money on the map",
            list(maps),
            default="Programme budgets",
            required=True,
            key="money",
            bind="query-params",
            persist_state="session",
        )
        draw = partial(country_map.draw_answer, page, key="overview")
        figures.show(page, maps[money], own=country_map.extent("overview"), draw=draw)
    with right:
        figures.show(page, overview.choose_by_year())

    figures.show_list(page, FRESHNESS)

tour.greet()
with st.container(horizontal=True, gap="small", key="help"):
    tour.offer()
    glossary.offer()
