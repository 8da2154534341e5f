"""What is funded: topics of projects, by whom, where and how they move."""

from lib.figures.topics.ranked import RANKED
from lib.ui import frame, missing
from lib.ui.topics.views import draw_topics

page = frame.begin(
    "Topics",
    "What projects are about: how much is funded, by whom, where and how it moves, and why a project sits where it "
    "does.",
    covers=RANKED,
)

if not missing.whole_page(("project",), page.scope.demonstration):
    draw_topics(page)
