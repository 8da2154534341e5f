"""The page on events: what narrows it beside the bar, its findings and its tabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.events import against_programmes, attendees, coming_back, grouped, listed, no_shows, totals
from lib.figures.figure import Answer, Figure
from lib.metrics.events import attendance, covered
from lib.metrics.scope_names import ATTENDEES_FROM, EVENT, EVENT_FORMAT, EVENT_TYPE, distinct_names
from lib.ui import country_map
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.figures import show, show_list
from lib.ui.frame import Page, narrow
from lib.ui.options import BOUND
from lib.ui.panel import Way, narrow_to, the_one
from lib.ui.tabs import Finding, Tab, draw_findings

# What narrows the page --------------------------------------------------------------------------------------------


def _narrowed(page: Page) -> Page:
    """The page narrowed to what its own choices say: type, format, single events, and where attendees come from."""
    with st.popover(_label(), icon=":material/filter_list:", width="stretch", key="event-menu"):
        types = _several("Type of event", {one: one for one in attendance.TYPES}, EVENT_TYPE)
        formats = _several("Format", {one: one for one in attendance.FORMATS}, EVENT_FORMAT)
        countries = _several("Attendees from", page.choices.countries, ATTENDEES_FROM, "all countries")
        page = narrow(page, event_types=types, event_formats=formats, attendees_from=countries)
        events = _choose_events(page)
    if events:
        st.button("Show all events", on_click=_clear, icon=":material/close:", width="stretch", key="clear-events")
    if page.scope.by_place:
        st.caption("Countries, region and member status stand for the country that hosted an event.")
    return narrow(page, events=events)


def _label() -> str:
    """Say how many choices of the page are set."""
    asked = (EVENT_TYPE, EVENT_FORMAT, ATTENDEES_FROM, EVENT)
    count = sum(bool(st.session_state.get(name) or st.query_params.get_all(name)) for name in asked)
    return f"Which events ({count})" if count else "Which events"


def _choose_events(page: Page) -> tuple[str, ...]:
    """The events that the reader chose, in the field or in the panel of a mark."""
    listing = ask(attendance.by_event, page.scope.without("attendees_from"))
    names = distinct_names(dict(zip(listing["event_id"], listing["name"], strict=True)))
    if EVENT in st.session_state:
        chosen = [event for event in st.session_state[EVENT] if event in names]
        st.session_state[EVENT] = chosen
    return _several("Events", names, EVENT, "all; choose some, or click one in a chart")


def _several(label: str, options: Mapping[str, str], key: str, placeholder: str = "all") -> tuple[str, ...]:
    chosen = st.multiselect(
        label,
        list(options),
        format_func=lambda value: options.get(value, value),
        key=key,
        placeholder=placeholder,
        **BOUND,
    )
    return tuple(chosen)


def _clear() -> None:
    st.session_state[EVENT] = []


def _show_to_pick(page: Page, figure: Figure) -> None:
    """Draw a figure in which the panel of an event offers to narrow the page to it."""

    def ways(rows: pd.DataFrame) -> list[Way]:
        event = the_one(rows, "event_id")
        return narrow_to(event, page.scope.events, "event", _narrow_to) if event else []

    show(page, figure, picked=page.scope.events, ways=ways)


def _narrow_to(events: list[str]) -> None:
    st.session_state[EVENT] = events


# Head -------------------------------------------------------------------------------------------------------------


def show_head(page: Page) -> Page:
    """The findings, with the choice of events beside them; gives the page narrowed to these."""
    left, right = st.columns([4, 1], gap="small")
    with right:
        page = _narrowed(page)
    with left:
        said_by = _WITH_LISTS if _has_lists(page) else _WITHOUT_LISTS
        draw_findings(page, [Finding(figure) for figure in said_by], tabs(page))
    return page


def _has_lists(page: Page) -> bool:
    return ask(covered.coverage, page.scope)["rate"].known > 0


_WITH_LISTS: Final = (
    listed.ATTENDANCE_BY_EVENT,
    no_shows.REGISTERED_AND_ATTENDED,
    no_shows.NO_SHOWS_BY_GROUP,
    attendees.ATTENDEES_BY_COUNTRY,
    coming_back.COMING_BACK,
    against_programmes.AGAINST_PROGRAMMES,
)
_WITHOUT_LISTS: Final = (
    listed.ATTENDANCE_BY_EVENT,
    grouped.CALENDAR,
    grouped.EVENTS_BY_HOST,
)


def show_totals(page: Page) -> None:
    """The sums over all events that fit, and how many events no period can hold."""
    show_cards(page, "totals", totals.AT_A_GLANCE)
    known = ask(covered.coverage, page.scope)
    dated, said = known["dated"], []
    if not dated.is_whole:
        undated = formatting.counted(dated.of - dated.known, "event")
        said.append(
            f"Of {undated} of {formatting.number(dated.of)} no date is known: in no figure by year, and with a period "
            "chosen in none at all."
        )
    if "days" in known:
        said.append(f"Covers {known['days'].words}.")
    if said:
        st.caption(formatting.plain(" ".join(said)))


# Tabs -------------------------------------------------------------------------------------------------------------


def _attendance(page: Page) -> None:
    _draw_attendance(page, no_shows.REGISTERED_AND_ATTENDED)


def _attendance_without_lists(page: Page) -> None:
    _draw_attendance(page, listed.ATTENDANCE_BY_EVENT)


def _draw_attendance(page: Page, by_event: Figure) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        _show_to_pick(page, by_event)
        show(page, grouped.ATTENDANCE_BY_YEAR)
    with right:
        show(page, no_shows.NO_SHOWS_BY_GROUP, own=(no_shows.BY,))
        show(page, grouped.ATTENDANCE_BY_KIND, own=(grouped.KIND,))


def _origin(page: Page) -> None:
    def origins(rows: pd.DataFrame) -> list[Way]:
        country, picked = the_one(rows, "iso2"), page.scope.attendees_from
        return narrow_to(country, picked, "origin of attendees", _narrow_to_origins) if country else []

    left, right = st.columns([3, 2], gap="small")
    with left:
        extent = country_map.extent("events")
        show(page, attendees.ATTENDEES_ON_MAP, own=extent, draw=lambda answer: _draw_map(page, answer), ways=origins)
        show_list(page, against_programmes.ABSENT_COUNTRIES)
    with right:
        show(page, attendees.ATTENDEES_BY_COUNTRY, ways=origins)
        show(page, against_programmes.AGAINST_PROGRAMMES)
    show(page, attendees.ATTENDANCE_BY_ORGANISATION_TYPE)


def _draw_map(page: Page, answer: Answer) -> None:
    """The map of attendees from all countries, also where only those from some are asked for."""
    asked, answer = answer, country_map.in_all_countries(answer, "attendees_from")
    rows = attendees.shaded(answer)
    named = answer.frame[answer.frame["iso2"] != ""]
    said = dict.fromkeys(page.choices.countries, "nobody on the lists that are shown") | {
        row["iso2"]: row["attended_words"] or formatting.number(row["attended"]) for row in named.to_dict("records")
    }
    country_map.draw_map(
        page,
        asked,
        rows,
        country_map.ATTENDED,
        "events",
        descriptions=said,
        chosen=page.scope.attendees_from,
        compared=answer.coverage[0].is_enough,
    )


def _narrow_to_origins(countries: list[str]) -> None:
    st.session_state[ATTENDEES_FROM] = countries


def _coming_back(page: Page) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        show(page, coming_back.COMING_BACK, own=(coming_back.BY,))
    with right:
        show(page, attendees.NEW_AND_RETURNING)


def _calendar(page: Page) -> None:
    _draw_calendar(page, listed.ATTENDANCE_BY_EVENT)


def _calendar_without_lists(page: Page) -> None:
    _draw_calendar(page, no_shows.REGISTERED_AND_ATTENDED)


def _draw_calendar(page: Page, by_event: Figure) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        show(page, grouped.CALENDAR)
        show(page, grouped.EVENTS_BY_HOST)
        show_cards(page, "known", (totals.WITH_ATTENDANCE,))
    with right:
        _show_to_pick(page, by_event)
    show_list(page, listed.LISTING)
    show_list(page, listed.ONLINE_FIGURES)


_OF_ATTENDANCE: Final = (no_shows.NO_SHOWS_BY_GROUP, grouped.ATTENDANCE_BY_KIND, grouped.ATTENDANCE_BY_YEAR)
_OF_CALENDAR: Final = (grouped.CALENDAR, grouped.EVENTS_BY_HOST, listed.LISTING, listed.ONLINE_FIGURES)
_ORIGIN: Final = Tab(
    "Origin",
    _origin,
    (
        attendees.ATTENDEES_ON_MAP,
        attendees.ATTENDEES_BY_COUNTRY,
        attendees.ATTENDANCE_BY_ORGANISATION_TYPE,
        against_programmes.AGAINST_PROGRAMMES,
        against_programmes.ABSENT_COUNTRIES,
    ),
)
_COMING_BACK: Final = Tab("Coming back", _coming_back, (coming_back.COMING_BACK, attendees.NEW_AND_RETURNING))
_TABS: Final = (
    Tab("Attendance", _attendance, (no_shows.REGISTERED_AND_ATTENDED, *_OF_ATTENDANCE)),
    _ORIGIN,
    _COMING_BACK,
    Tab("Calendar", _calendar, (*_OF_CALENDAR, listed.ATTENDANCE_BY_EVENT)),
)
#: Where there is no attendance list: published numbers come first.
_TABS_WITHOUT_LISTS: Final = (
    Tab("Attendance", _attendance_without_lists, (listed.ATTENDANCE_BY_EVENT, *_OF_ATTENDANCE)),
    _ORIGIN,
    _COMING_BACK,
    Tab("Calendar", _calendar_without_lists, (*_OF_CALENDAR, no_shows.REGISTERED_AND_ATTENDED)),
)


def tabs(page: Page) -> tuple[Tab, ...]:
    """The tabs: the first chart is of attendance lists, or where there are none, of published numbers."""
    return _TABS if _has_lists(page) else _TABS_WITHOUT_LISTS
