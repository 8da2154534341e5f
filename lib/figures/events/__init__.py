"""Figures on events, and who came to them."""

from lib.figures.events import against_programmes, attendees, grouped, listed, totals
from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *totals.CARDS,
    listed.ATTENDANCE_BY_EVENT,
    grouped.ATTENDANCE_BY_KIND,
    attendees.ATTENDANCE_BY_ORGANISATION_TYPE,
    attendees.ATTENDEES_ON_MAP,
    attendees.ATTENDEES_BY_COUNTRY,
    grouped.ATTENDANCE_BY_YEAR,
    attendees.NEW_AND_RETURNING,
    against_programmes.AGAINST_PROGRAMMES,
    against_programmes.ABSENT_COUNTRIES,
    grouped.CALENDAR,
    grouped.EVENTS_BY_HOST,
    listed.LISTING,
    listed.ONLINE_FIGURES,
)
