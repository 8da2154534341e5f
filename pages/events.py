"""Events, and who came to them."""

from lib.figures.events.listed import ATTENDANCE_BY_EVENT
from lib.ui import events, frame, missing
from lib.ui.tabs import draw_tabs

page = frame.begin(
    "Events",
    "Who came to our events, from which countries and kinds of organisation, and who registered and stayed away.",
    covers=ATTENDANCE_BY_EVENT,
)

if not missing.whole_page(("event",), page.scope.demonstration):
    page = events.show_head(page)
    events.show_totals(page)
    draw_tabs(page, events.tabs(page))
