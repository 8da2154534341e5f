"""Who works with whom."""

import streamlit as st

from lib.figures.collaboration import pairs, regions, widening, words
from lib.ui import collaboration, figures, frame, missing

page = frame.begin(
    "Collaboration",
    "Which countries work together in projects, which more than chance would have it, and which hardly at all.",
)

if not missing.whole_page(("participation",), page.scope.demonstration):
    page = collaboration.narrowed_to_countries(collaboration.narrowed_to_calls(page))

    collaboration.show_totals(page)
    measure = figures.choose(words.MEASURE, page.scope)
    size = figures.choose(pairs.SIZE, page.scope)
    chosen = {words.MEASURE.name: measure, pairs.SIZE.name: size}
    collaboration.show_matrix(page, chosen)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        collaboration.show_map(page)
    with right:
        figures.show(page, pairs.RANKED_PAIRS, chosen)
    collaboration.show_of_choice(page)
    figures.show(page, regions.REGIONS)
    figures.show(page, pairs.HARDLY)
    figures.show(page, widening.WIDENING_BY_YEAR)
