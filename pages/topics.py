"""What is funded: topics of projects, by whom, where and how they move."""

import streamlit as st

from lib.metrics import topics
from lib.services.actors import is_read_only
from lib.ui import frame, topic_corrections, topic_map, topic_part, topic_search, topic_views, topic_work
from lib.ui.ask import ask

page = topic_map.narrowed(
    frame.begin(
        "Topics",
        "What projects are about: how much is funded, by whom, where and how it moves, and why a project sits where "
        "it does.",
    )
)
page = topic_views.grouped(page)
grouping = page.scope.grouping
found = ask(topics.by_topic, grouping, page.scope)
if topic_work.draw_state(grouping, page.scope.demonstration):
    chosen = topic_views.choose(page, grouping)
    topic_views.draw_totals(page, chosen, found)
    topic_map.draw_map(page, grouping, chosen.colours, chosen.topic)
    if chosen.topic:
        topic_part.draw_topic(page, chosen, chosen.topic, found)
    left, right = st.columns(2, gap="medium")
    with left:
        topic_views.draw_ranked(page, found, chosen)
    with right:
        topic_views.draw_years(page, found, chosen)
    topic_views.draw_trends(page, found, chosen)
    many = topic_views.choose_many()
    topic_views.draw_countries(page, found, chosen, many)
    topic_views.draw_funders(page, found, chosen, many)
    topic_views.draw_peers(page, chosen)
topic_search.draw_search(page)
if not is_read_only():
    topic_corrections.draw_secretariat(page.scope.demonstration)
