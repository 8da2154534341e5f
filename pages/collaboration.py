"""Who works with whom."""

import streamlit as st

from lib.metrics import collaboration
from lib.ui import collaboration_views as views
from lib.ui import frame
from lib.ui.ask import ask

page = frame.begin(
    "Collaboration",
    "Which countries work together in projects, which more than chance would have it, and which hardly at all.",
)
page = views.narrowed_to_countries(views.narrowed_to_calls(page))
pairs = ask(collaboration.pairs, page.scope)
narrowed = collaboration.of_choice(pairs, page.scope.together)
years = ask(collaboration.widening, page.scope)
known, _ = ask(collaboration.covered, page.scope.any_place().without("together"))
covered = ask(collaboration.covered, page.scope)

views.draw_totals(narrowed, years, covered)
measure = views.choose_measure()
views.draw_matrix(page, pairs, measure, known)
left, right = st.columns([3, 2], gap="medium")
with left:
    views.draw_map(page, narrowed, known)
with right:
    views.draw_ranked(page, narrowed, measure, known)
if page.scope.together:
    views.draw_partners(page, pairs, page.scope.together[0], known)
    views.draw_projects(page)
views.draw_hardly(page, narrowed, known)
views.draw_widening(page, years, covered)
