"""What is funded: topics of projects, by whom, where and how they move."""

from lib.services.actors import is_read_only
from lib.ui import frame, missing
from lib.ui.topics import choices, corrections, map, search, views, work

page = frame.begin(
    "Topics",
    "What projects are about: how much is funded, by whom, where and how it moves, and why a project sits where it "
    "does.",
)

if not missing.whole_page(("project",), page.scope.demonstration):
    page = choices.narrowed(page)
    if work.show_state(page.scope.grouping, page.scope.demonstration):
        topic, chosen = choices.choose(page)
        views.show_totals(page)
        map.show_map(page, topic)
        if topic:
            views.show_topic(page, topic, chosen)
        views.show_topics(page, chosen)
        views.show_peers(page)
    search.show_search(page)
    if not is_read_only():
        corrections.show_secretariat(page.scope.demonstration)
