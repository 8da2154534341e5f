"""How far posts reach, on which channel, at what hour, and whether an event shows in it."""

import streamlit as st

from lib.metrics import posts, reach
from lib.ui import frame, missing, reach_views
from lib.ui.ask import ask, today

page = frame.begin(
    "Reach",
    "How far the posts of each channel reach, when, and whether an event, a call or a newsletter shows in it.",
)
if not missing.whole_page(("post", "channel snapshot"), page.scope.demonstration):
    page = reach_views.narrowed(page)
    chosen = ask(reach.channels, page.scope)
    days = reach.span(page.scope, chosen, today())
    reach_views.draw_growth(page, chosen, today())

    stretches = reach_views.draw_over_time(page, chosen, days)
    hours = reach_views.draw_hours(page, chosen)
    reach_views.draw_comparison(page, chosen)
    reach_views.draw_daily_figures(page, chosen, days)

    st.header("Posts, ranked", anchor=False)
    reach_views.draw_posts(page, chosen, posts.Picked(stretches, hours))
