"""The page on events: its choices, the events that are clicked, and the map of attendees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.common import formatting
from lib.figures.events import against_programmes, attendees, coming_back, grouped, listed, no_shows, totals
from lib.figures.figure import Answer
from lib.metrics.events import attendance, covered
from lib.metrics.scope_names import ATTENDEES_FROM, EVENT, EVENT_FORMAT, EVENT_TYPE, distinct_names
from lib.ui import country_map, figures
from lib.ui.ask import answer as answer_of
from lib.ui.ask import ask
from lib.ui.cards import show_cards
from lib.ui.frame import Page, narrow

#: An event that was clicked, until the choice of events takes it up.
_CLICKED = "event-clicked"


def narrowed(page: Page) -> Page:
    """The page narrowed to what its own choices say: type, format, single events, and where attendees come from."""
    names = page.choices.countries
    with st.container(horizontal=True, key="event-filters"):
        types = _several("Type of event", attendance.TYPES, EVENT_TYPE)
        formats = _several("Format", attendance.FORMATS, EVENT_FORMAT)
        countries = st.multiselect(
            "Attendees from",
            list(names),
            format_func=lambda code: names.get(code, code),
            key=ATTENDEES_FROM,
            placeholder="all countries",
            bind="query-params",
            persist_state="session",
            width=260,
        )
    if page.scope.by_place:
        st.caption(
            "Country, region and member status among the filters stand for the country that hosted an event; "
            "“Attendees from” for where people came from."
        )
    page = narrow(page, event_types=types, event_formats=formats, attendees_from=tuple(countries))
    return narrow(page, events=_chosen_events(page))


def _chosen_events(page: Page) -> tuple[str, ...]:
    """The events that the reader chose, in the field or by a click on a bar."""
    listing = ask(attendance.by_event, page.scope.without("attendees_from"))
    names = distinct_names(dict(zip(listing["event_id"], listing["name"], strict=True)))
    if EVENT in st.session_state:
        chosen = [event for event in st.session_state[EVENT] if event in names]
        clicked = st.session_state.pop(_CLICKED, None)
        if clicked in chosen:
            chosen.remove(clicked)
        elif clicked in names:
            chosen.append(clicked)
        st.session_state[EVENT] = chosen
    with st.container(horizontal=True, vertical_alignment="bottom"):
        found = st.multiselect(
            "Events",
            list(names),
            format_func=lambda event: names.get(event, event),
            key=EVENT,
            placeholder="all; choose some, or click one in the chart by event",
            bind="query-params",
            persist_state="session",
        )
        if found:
            st.button("Show all events", on_click=_clear, icon=":material/close:", key="clear-events")
    return tuple(found)


def _clear() -> None:
    st.session_state[EVENT] = []


def _several(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label, options, key=key, placeholder="all", bind="query-params", persist_state="session", width=260
        )
    )


def show_totals(page: Page) -> None:
    """The sums over all events that fit, and how many events no period can hold."""
    show_cards(page, "totals", totals.CARDS)
    known = ask(covered.coverage, page.scope)
    dated = known["dated"]
    if not dated.is_whole:
        undated = formatting.counted(dated.of - dated.known, "event")
        st.caption(
            f"Of {undated} of {formatting.number(dated.of)} no date is known: in no figure by year, and with a period "
            "chosen in none at all."
        )
    if "days" in known:
        st.caption(f"Covers {known['days'].words}.")


def show_by_event(page: Page) -> None:
    """Attendance event by event. A click on a bar narrows the page to that event, a second one shows all again."""
    figures.show(page, listed.ATTENDANCE_BY_EVENT, picking=figures.Picking(_take, picked=page.scope.events))
    st.caption("Click a bar to narrow the page to its event; click it again to show all.")


def _take(marks: list[dict[str, Any]]) -> None:
    st.session_state[_CLICKED] = marks[0]["key"]


def show_by_kind(page: Page) -> None:
    """Attendance by type or format of the event."""
    figures.show(page, grouped.ATTENDANCE_BY_KIND, own=(grouped.KIND,))


def show_no_shows(page: Page) -> None:
    """Who registered and stayed away, by kind of event, kind of organisation or country."""
    figures.show(page, no_shows.NO_SHOWS_BY_GROUP, own=(no_shows.BY,))


def show_coming_back(page: Page) -> None:
    """Who comes back, by year, kind of event or event by event."""
    figures.show(page, coming_back.COMING_BACK, own=(coming_back.BY,))


def show_origins(page: Page) -> None:
    """Where attendees come from: map and bars."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        extent = country_map.extent("events")
        figures.show(page, attendees.ATTENDEES_ON_MAP, own=extent, draw=lambda answer: _draw_map(page, answer))
    with right:
        figures.show(page, attendees.ATTENDEES_BY_COUNTRY)


def _draw_map(page: Page, answer: Answer) -> None:
    """The map of attendees, on which a click on a country narrows the attendees to it."""
    answer = country_map.in_all_countries(answer, "attendees_from")
    rows = attendees.shaded(answer)
    named = answer.frame[answer.frame["iso2"] != ""]
    said = dict.fromkeys(page.choices.countries, "nobody on the lists that are shown") | {
        row["iso2"]: row["attended_words"] or formatting.number(row["attended"]) for row in named.to_dict("records")
    }
    country_map.draw_map(
        page,
        rows,
        country_map.ATTENDED,
        "events",
        descriptions=said,
        chosen=page.scope.attendees_from,
        choose=_choose_origin,
        told="Click a country to see only attendees from it; click it again for all.",
        compared=answer.coverage[0].is_enough,
    )


def _choose_origin(iso2: str) -> None:
    """Add a country to those that attendees come from, or take it out."""
    chosen = list(st.session_state.get(ATTENDEES_FROM, []))
    st.session_state[ATTENDEES_FROM] = [code for code in chosen if code != iso2] if iso2 in chosen else [*chosen, iso2]


def show_against_programmes(page: Page) -> None:
    """Programme countries against attendance, and from which nobody came."""
    figures.show(page, against_programmes.AGAINST_PROGRAMMES)
    absent = answer_of(against_programmes.AGAINST_PROGRAMMES, page.scope).context["absent"]
    if absent:
        with st.expander(f"{against_programmes.ABSENT_COUNTRIES.title}: {absent}"):
            figures.show_list(page, against_programmes.ABSENT_COUNTRIES)
