"""Every import, its report, and the way to undo it."""

from lib.services.imports import list_imports
from lib.ui import frame, import_views
from lib.ui.ask import ask
from lib.ui.upload.remembered import draw_remembered
from lib.ui.who import page_actor

page = frame.begin(
    "Imports",
    "Every file that was loaded, by whom and when, what became of its rows, and the way to undo it.",
    shows_figures=False,
)
import_views.draw_work()
import_views.draw_imports(ask(list_imports, page_actor()))
draw_remembered()
import_views.draw_removal()
