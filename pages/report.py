"""What was done from one day to another, for the Secretariat's periodic report."""

from lib.metrics import report as metrics
from lib.ui import frame, report_views
from lib.ui.ask import ask, today

page = frame.begin(
    "Report",
    "What was done from one day to another, for the periodic report; at the end as a file, also for Word.",
)
scope = report_views.whole_period(page)
report_views.draw_parts(ask(metrics.figures, scope, today()), scope, page.dark)
