"""How far posts reach, on which channel, at what hour, and whether an event shows in it."""

from lib.ui import frame, missing, reach

page = frame.begin(
    "Reach",
    "How far the posts of each channel reach, when, and whether an event, a call or a newsletter shows in it.",
)
if not missing.whole_page(("post", "channel snapshot"), page.scope.demonstration):
    page = reach.narrowed(page)
    clicked = reach.picked(page)
    reach.show_growth(page)
    reach.show_over_time(page, clicked)
    reach.show_hours(page, clicked)
    reach.show_effect(page)
    reach.show_reported_by_day(page)
    reach.show_best_posts(page)
    reach.show_posts(page, clicked)
