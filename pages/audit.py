"""Who did what, when, and from where."""

from lib.ui import frame
from lib.ui.audit import draw_audit

frame.begin(
    "Audit log",
    "For administrators: who changed what and when, what was refused, and what left the dashboard.",
    shows_figures=False,
)
draw_audit()
