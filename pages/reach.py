"""How far posts reach, on which channel, at what hour, and whether an event shows in it."""

from lib.figures.reach.over_time import OVER_TIME
from lib.ui import frame, missing, reach
from lib.ui.tabs import draw_tabs

page = frame.begin(
    "Reach",
    "How far the posts of each channel reach, when, and whether an event, a call or a newsletter shows in it.",
    covers=OVER_TIME,
)
if not missing.whole_page(("post", "channel snapshot"), page.scope.demonstration):
    page = reach.show_head(page)
    reach.show_totals(page)
    draw_tabs(page, reach.TABS)
