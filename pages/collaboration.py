"""Who works with whom."""

from lib.figures.collaboration.pairs import MATRIX
from lib.ui import collaboration, frame, missing
from lib.ui.tabs import draw_findings, draw_tabs

page = frame.begin(
    "Collaboration",
    "Which countries work together in projects, which more than chance would have it, and which hardly at all.",
    covers=MATRIX,
)

if not missing.whole_page(("participation",), page.scope.demonstration):
    page = collaboration.narrowed(page)
    draw_findings(page, collaboration.FINDINGS, collaboration.TABS)
    collaboration.show_totals(page)
    draw_tabs(page, collaboration.TABS)
