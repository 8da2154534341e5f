"""What was done from one day to another, for the Secretariat's periodic report."""

from lib.figures.report import FIGURES
from lib.ui import figures, frame, missing, report

page = frame.begin(
    "Report",
    "What was done from one day to another, for the periodic report; at the end as a file, also for Word.",
)

if not missing.whole_page(
    ("output", "event", "post", "channel snapshot", "programme", "call"), page.scope.demonstration
):
    page = report.narrowed(page)
    for section in FIGURES:
        figures.show_any(page, section)
