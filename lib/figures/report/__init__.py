"""Figures of the Secretariat's periodic report: its sections, for the page and for the command line alike."""

from lib.figures.figure import Figure
from lib.figures.report import funding, outputs, outreach

#: In the order of the report.
FIGURES: tuple[Figure, ...] = (
    outputs.OUTPUTS,
    outputs.OUTPUTS_ONE_BY_ONE,
    outreach.EVENTS_BY_TYPE,
    outreach.EVENTS_ONE_BY_ONE,
    outputs.TRAINING,
    outreach.POSTS_BY_CHANNEL,
    funding.PROGRAMMES_ADDED,
    funding.CALLS_ADDED,
)
