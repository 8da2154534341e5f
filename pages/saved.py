"""Views that were saved under a name."""

from lib.services.saved_views import saved_views
from lib.ui import frame, pages
from lib.ui.ask import engine
from lib.ui.saved_views import draw_views
from lib.ui.who import page_actor

frame.begin(
    "Saved views",
    "Views that somebody saved under a name: a page with its filters, to be opened again.",
    shows_figures=False,
)
draw_views(saved_views(engine(), page_actor()), pages.titles())
