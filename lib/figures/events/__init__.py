"""Figures on events, and who came to them."""

from lib.figures.events import against_programmes, attendees, coming_back, grouped, listed, no_shows, totals
from lib.figures.figure import Figure

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    *totals.CARDS,
    no_shows.REGISTERED_AND_ATTENDED,
    no_shows.NO_SHOWS_BY_GROUP,
    listed.ATTENDANCE_BY_EVENT,
    grouped.ATTENDANCE_BY_KIND,
    attendees.ATTENDANCE_BY_ORGANISATION_TYPE,
    attendees.ATTENDEES_ON_MAP,
    attendees.ATTENDEES_BY_COUNTRY,
    grouped.ATTENDANCE_BY_YEAR,
    coming_back.COMING_BACK,
    attendees.NEW_AND_RETURNING,
    against_programmes.AGAINST_PROGRAMMES,
    against_programmes.ABSENT_COUNTRIES,
    grouped.CALENDAR,
    grouped.EVENTS_BY_HOST,
    listed.LISTING,
    listed.ONLINE_FIGURES,
)
