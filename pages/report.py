"""What was done from one day to another, for the Secretariat's periodic report."""

from lib.figures.report import FIGURES
from lib.ui import figures, frame, report

page = frame.begin(
    "Report",
    "What was done from one day to another, for the periodic report; at the end as a file, also for Word.",
)
page = report.narrowed(page)
for section in FIGURES:
    figures.show_any(page, section)
