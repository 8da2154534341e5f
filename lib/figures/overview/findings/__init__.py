"""Sentences with which the Overview begins: each one figure, true of the store, that leads to the figure behind it."""

from lib.figures.figure import Figure
from lib.figures.overview.changes import CHANGES
from lib.figures.overview.findings.calls import NEWEST_CALL
from lib.figures.overview.findings.events import ATTENDANCE_OF_YEAR
from lib.figures.overview.findings.programmes import ENDING, MEMBERS_WITHOUT, PER_INHABITANT

#: In the order of the page, each with the id of the figure that proves it.
FINDINGS: tuple[tuple[Figure, str], ...] = (
    (ENDING, "programmes.running_out"),
    (NEWEST_CALL, "calls.success_rate_by_call"),
    (PER_INHABITANT, "programmes.ranked_by_country"),
    (MEMBERS_WITHOUT, "programmes.without_active_programme"),
    (ATTENDANCE_OF_YEAR, "events.attendance_by_year"),
    (CHANGES, CHANGES.id),
)
