"""What a board member sees first."""

from lib.ui import frame, missing, overview, tour
from lib.ui.tabs import draw_findings, draw_tabs

page = frame.begin(
    "Overview",
    "What ICPerMed's countries fund in personalised medicine (PM), and what its work achieves.",
)

if not missing.whole_page(
    ("programme", "call", "project", "participation", "event", "published figure", "post", "channel snapshot"),
    page.scope.demonstration,
):
    draw_findings(page, overview.findings(page), overview.TABS)
    overview.show_headlines(page)
    overview.open_tab_of_earlier_links()
    draw_tabs(page, overview.TABS)

tour.greet()
overview.offer_help()
