"""The parts of the page on events: what it is narrowed to, the cards, and each figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import event_plots
from lib.common import formatting
from lib.metrics import definitions, events
from lib.metrics.coverage import Coverage
from lib.metrics.scope_words import told_apart
from lib.ui import country_map
from lib.ui.ask import ask
from lib.ui.frame import (
    CHECKED,
    Column,
    Page,
    draw,
    draw_cards,
    draw_selectable,
    figure,
    narrow,
    offer_export,
    show_table,
)

#: Names in the address.
TYPE, FORMAT, EVENT, FROM_COUNTRY, KIND = "event-type", "event-format", "event", "attendees-from", "kind"
#: An event that was clicked, until the choice of events takes it up; and how often one was.
_CLICKED, _CLICKS = "event-clicked", "event-clicks"
#: More events than this cannot be told apart in a chart.
_MOST_EVENTS = 100
_ENTITIES = ("event", "attendance", "published figure")
_LISTS = ("event", "attendance")

_PERSONS = {
    "attended": Column("Attended (persons)", formatting.number, words="attended_words"),
    "registered": Column("Registered (persons)", formatting.number, words="registered_words"),
}
_RATES = {
    "rate": Column("Attendance rate", formatting.percent, words="rate_words"),
    "no_show": Column("No-shows", formatting.percent, words="no_show_words"),
}
_COUNTED = {
    "events": Column("Events", formatting.number),
    "events_with_attendance": Column("With known attendance", formatting.number),
}
_EVENT = {
    "name": Column("Event"),
    "start_date": Column("First day", formatting.short_date),
    "end_date": Column("Last day", formatting.short_date),
    "type": Column("Type"),
    "format": Column("Format"),
    "city": Column("City"),
    "country": Column("Host country"),
}


def narrowed(page: Page) -> Page:
    """The page narrowed to what its own choices say: type, format, single events, and where attendees come from."""
    names = page.choices.countries
    with st.container(horizontal=True, key="event-filters"):
        types = _several("Type of event", events.TYPES, TYPE)
        formats = _several("Format", events.FORMATS, FORMAT)
        countries = st.multiselect(
            "Attendees from",
            list(names),
            format_func=lambda code: names.get(code, code),
            key=FROM_COUNTRY,
            placeholder="all countries",
            bind="query-params",
            persist_state="session",
            width=260,
        )
    if page.scope.by_place:
        st.caption(
            "Country, region and member status in the sidebar stand for the country that hosted an event; "
            "“Attendees from” for where people came from."
        )
    page = narrow(page, event_types=types, event_formats=formats, attendees_from=tuple(countries))
    return narrow(page, events=_chosen_events(page))


def _chosen_events(page: Page) -> tuple[str, ...]:
    """The events that the reader chose, in the field or by a click on a bar."""
    listing = ask(events.by_event, page.scope.without("attendees_from"))
    names = told_apart(dict(zip(listing["event_id"], listing["name"], strict=True)))
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
            st.button("Show all events", on_click=_let_go, icon=":material/close:", key="clear-events")
    return tuple(found)


def _let_go() -> None:
    st.session_state[EVENT] = []


def _several(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label, options, key=key, placeholder="all", bind="query-params", persist_state="session", width=260
        )
    )


def draw_totals(page: Page) -> None:
    """The sums over all events that fit, as cards, each with the events that it rests on."""
    totals = ask(events.totals, page.scope)
    known = ask(events.coverage, page.scope)
    rated = f"both numbers known of {_events(known['rate'])}"
    cards = (
        ("Events", formatting.number(totals["events"]), "", definitions.EVENTS),
        ("With attendance", formatting.number(totals["events_with_attendance"]), "", definitions.WITH_ATTENDANCE),
        ("Attended", _card(totals, "attended"), _events(known["attended"]), definitions.ATTENDANCE),
        ("Registered", _card(totals, "registered"), _events(known["registered"]), definitions.REGISTERED),
        ("No-shows", _card(totals, "no_show", formatting.percent), rated, definitions.REGISTERED),
        (
            "Home countries",
            _card(totals, "countries"),
            f"lists by country of {_events(known['country'])}",
            definitions.ATTENDANCE_BY_COUNTRY,
        ),
        (
            "Came back",
            _card(totals, "returning"),
            f"lists of {_events(known['history'])}",
            definitions.NEW_AND_RETURNING,
        ),
    )
    draw_cards("totals", cards)
    dated = known["dated"]
    if not dated.is_whole:
        undated = formatting.counted(dated.of - dated.known, "event")
        st.caption(
            f"Of {undated} of {formatting.number(dated.of)} no date is known: in no figure by year, and with a period "
            "chosen in none at all."
        )


def _events(coverage: Coverage) -> str:
    return f"{formatting.counts_of(coverage.known, coverage.of)} events"


def _unranked(coverage: Coverage, what: str) -> None:
    """Say why names stand in alphabetical order, where too little is known to rank them."""
    if not coverage.is_enough:
        st.caption(f"Not ranked, since of too few events {what} is known: {coverage.words}.")


def _card(totals: dict[str, Any], name: str, write: Any = formatting.number) -> str:
    words = totals.get(f"{name}_words")
    if isinstance(words, str):
        return words
    return "no data" if pd.isna(totals[name]) else str(write(totals[name]))


def draw_by_event(page: Page) -> None:
    """Attendance event by event. A click on a bar narrows the page to that event, a second one shows all again."""
    # All events stay in the chart, so that another one can be clicked.
    scope = page.scope.of("attendance").without("events")
    listing = ask(events.by_event, scope)
    known = listing[listing["attended"].notna() | listing["registered"].notna()]
    clicks = st.session_state.setdefault(_CLICKS, 0)
    with figure(
        "Attendance by event (persons)",
        table=known,
        columns={name: _EVENT[name] for name in ("name", "start_date")} | _PERSONS | _RATES | _SOURCE,
        definition=definitions.ATTENDANCE_BY_EVENT,
        entities=_ENTITIES,
        scope=scope,
        key="by-event",
        coverage=ask(events.coverage, scope)["attended"],
        empty="" if len(known) else "Of no event that fits the filters is the attendance known.",
    ) as place:
        if place:
            shown = known.head(_MOST_EVENTS)
            title = (
                f"{formatting.counted(len(shown), 'event')}, the latest first; a click on a bar narrows the page to it"
            )
            if len(known) > _MOST_EVENTS:
                st.caption(
                    f"The latest {_MOST_EVENTS} of {formatting.number(len(known))}; narrow the filters to see more."
                )
            with st.container(height=560 if len(shown) > 12 else "content", border=False, key="by-event-scroll"):
                picked = draw_selectable(
                    event_plots.attendance_by_event(shown, title=title, dark=page.dark),
                    "Registered and attended, two bars for each event, the latest event first.",
                    # A new key after each click, so that the same bar can be clicked again.
                    f"by-event-chart-{clicks}",
                    event_plots.CHOSEN,
                    ["event_id"],
                )
            if picked and "event_id" in picked[0]:
                st.session_state[_CLICKED] = picked[0]["event_id"]
                st.session_state[_CLICKS] += 1
                st.rerun()


_SOURCE = {"source": Column("Attendance from"), "part": Column("Dataset")}

_REGISTERED_WHERE = (
    "Registrations are known only where there is an attendance list; published figures tell how many people attended. "
    "So attended can be larger than registered."
)
_LARGEST_FIRST = ", the largest attendance first"
_KINDS = {"Type": "type", "Format": "format"}


def draw_by_kind(page: Page) -> None:
    """Attendance by type or format of the event."""
    label = st.segmented_control(
        "Attendance by",
        list(_KINDS),
        default="Type",
        required=True,
        key=KIND,
        bind="query-params",
        persist_state="session",
    )
    kind = _KINDS[label]
    found = ask(events.by_kind, page.scope, kind)
    known = ask(events.coverage, page.scope)
    title = f"Attendance by {kind} of event (persons)"
    with figure(
        title,
        table=found,
        columns={kind: Column(label)} | _COUNTED | _PERSONS | _RATES,
        definition=definitions.ATTENDANCE_BY_KIND,
        entities=_ENTITIES,
        scope=page.scope.of("attendance"),
        key="by-kind",
        empty=_nothing(found),
        coverage=(known["attended"], known[kind]),
    ) as place:
        if place:
            ranked = known["attended"].is_enough
            draw(
                event_plots.attendance_bars(found, name=kind, title=title, label=label, dark=page.dark, ranked=ranked),
                f"Registered and attended by {kind} of event, as bars{_LARGEST_FIRST if ranked else ''}.",
                "by-kind-chart",
            )
            _unranked(known["attended"], "the attendance")
            st.caption(_REGISTERED_WHERE)


def _nothing(found: pd.DataFrame) -> str:
    known = found["attended"].notna().any() or found["registered"].notna().any()
    return "" if known else "No attendance is known for these filters."


def draw_over_time(page: Page) -> None:
    """Attendance year by year."""
    found = ask(events.by_kind, page.scope, "year")
    known = ask(events.coverage, page.scope)
    title = "Attendance by year (persons)"
    with figure(
        title,
        table=found,
        columns={"year": Column("Year")} | _COUNTED | _PERSONS | _RATES,
        definition=definitions.ATTENDANCE_BY_KIND,
        entities=_ENTITIES,
        scope=page.scope.of("attendance"),
        key="by-year",
        empty=_nothing(found),
        coverage=(known["dated"], known["attended"]),
    ) as place:
        if place:
            columns = {"registered": event_plots.REGISTERED, "attended": event_plots.ATTENDED}
            draw(
                event_plots.people_over_years(found, columns=columns, title=title, dark=page.dark),
                "Registered and attended, two bars for each year.",
                "by-year-chart",
            )
            st.caption(_REGISTERED_WHERE)


def draw_new_and_returning(page: Page) -> None:
    """New against returning attendees, year by year."""
    found = ask(events.new_and_returning, page.scope)
    columns = {
        "year": Column("Year"),
        "new": Column("New (persons)", formatting.number, words="new_words"),
        "returning": Column("Returning (persons)", formatting.number, words="returning_words"),
    }
    title = "New and returning attendees by year (persons)"
    with figure(
        title,
        table=found,
        columns=columns,
        definition=definitions.NEW_AND_RETURNING,
        entities=_LISTS,
        scope=page.scope.of("attendance"),
        key="history",
        coverage=ask(events.coverage, page.scope)["history"],
        empty=_not_by_country(page) or ("" if len(found) else "No attendance list with a date fits the filters."),
    ) as place:
        if place:
            draw(
                event_plots.people_over_years(
                    found, columns={"new": "New", "returning": "Returning"}, title=title, dark=page.dark
                ),
                "Attendees who came for the first time and who had come before, two bars for each year.",
                "history-chart",
            )
            _draw_left_out(page, "history")


def _not_by_country(page: Page) -> str:
    """Why a figure is not drawn for people from chosen countries."""
    if not page.scope.attendees_from:
        return ""
    return "Not shown for attendees from chosen countries: such figures would be about too few persons."


def _draw_left_out(page: Page, dimension: str) -> None:
    """Say how many lists cannot be broken down."""
    left_out = ask(events.without_breakdown, page.scope)[dimension]
    if left_out:
        st.caption(
            f"{formatting.counted(left_out, 'attendance list')} left out, since a breakdown could "
            "give away numbers below "
            "five."
        )


def draw_by_country(page: Page) -> None:
    """Where attendees come from: map and ranking."""
    found = ask(events.by_country, page.scope)
    lists = ask(events.coverage, page.scope)["country"]
    columns = {"country": Column("Country"), "events": Column("Events", formatting.number)} | _PERSONS | _RATES
    empty = "" if found["attended"].notna().any() else "No attendance list fits the filters."
    known = found[found["iso2"] != ""]
    left, right = st.columns([3, 2], gap="medium")
    with (
        left,
        figure(
            "Where attendees come from, on the map (persons)",
            table=found,
            columns=columns,
            definition=definitions.ATTENDANCE_BY_COUNTRY,
            entities=_LISTS,
            scope=page.scope.of("attendance"),
            key="origin-map",
            empty=empty,
            coverage=lists,
        ) as place,
    ):
        if place:
            country_map.draw_map(
                page,
                known[known["attended"] > 0],
                country_map.ATTENDED,
                "events",
                told=_on_map(page, known),
                chosen=page.scope.attendees_from,
                choose=_choose_origin,
                scope="the attendees",
            )
    with (
        right,
        figure(
            "Where attendees come from, ranked (persons)" if lists.is_enough else "Where attendees come from (persons)",
            table=found,
            columns=columns,
            definition=definitions.ATTENDANCE_BY_COUNTRY,
            entities=_LISTS,
            scope=page.scope.of("attendance"),
            key="origin-ranked",
            empty=empty,
            coverage=lists,
        ) as place,
    ):
        if place:
            with st.container(height=640 if len(found) > 26 else "content", border=False, key="origin-scroll"):
                draw(
                    event_plots.attendance_bars(
                        found,
                        name="country",
                        title="Persons who attended",
                        label="Country",
                        dark=page.dark,
                        only_attended=True,
                        ranked=lists.is_enough,
                    ),
                    "Persons who attended, bars by the country they came from"
                    f"{_LARGEST_FIRST if lists.is_enough else ''}.",
                    "origin-chart",
                )
            _unranked(lists, "the list by country")
            _draw_left_out(page, "country")


def _on_map(page: Page, known: pd.DataFrame) -> dict[str, str]:
    """What the map's tooltips say: a number or what stands in its place, or that no list names anybody."""
    nobody = dict.fromkeys(page.choices.countries, "nobody on the lists that are shown")
    return nobody | {
        row["iso2"]: row["attended_words"] or formatting.number(row["attended"]) for row in known.to_dict("records")
    }


def _choose_origin(iso2: str) -> None:
    """Add a country to those that attendees come from, or take it out."""
    chosen = list(st.session_state.get(FROM_COUNTRY, []))
    st.session_state[FROM_COUNTRY] = [code for code in chosen if code != iso2] if iso2 in chosen else [*chosen, iso2]


def draw_by_organisation_type(page: Page) -> None:
    """Attendance by kind of organisation."""
    found = ask(events.by_organisation_type, page.scope)
    lists = ask(events.coverage, page.scope)["organisation type"]
    title = "Attendance by kind of organisation (persons)"
    with figure(
        title,
        table=found,
        columns={"organisation_type": Column("Kind of organisation"), "events": Column("Events", formatting.number)}
        | _PERSONS
        | _RATES,
        definition=definitions.ATTENDANCE_BY_ORGANISATION,
        entities=_LISTS,
        scope=page.scope.of("attendance"),
        key="by-organisation",
        coverage=lists,
        empty=_not_by_country(page) or ("" if len(found) else "No attendance list fits the filters."),
    ) as place:
        if place:
            draw(
                event_plots.attendance_bars(
                    found,
                    name="organisation_type",
                    title=title,
                    label="Kind of organisation",
                    dark=page.dark,
                    ranked=lists.is_enough,
                ),
                f"Registered and attended by kind of organisation, as bars{_LARGEST_FIRST if lists.is_enough else ''}.",
                "by-organisation-chart",
            )
            _unranked(lists, "the list by kind of organisation")
            _draw_left_out(page, "organisation type")


def draw_against_programmes(page: Page) -> None:
    """Programme countries against attendance, and who never came."""
    found = ask(events.against_programmes, page.scope)
    lists = ask(events.coverage, page.scope.without("attendees_from"))["country"]
    never = found[found["standing"] == events.NEVER_CAME]
    with figure(
        "Programme countries and attendance (persons)",
        table=found,
        columns={
            "country": Column("Country"),
            "standing": Column("Standing"),
            "status": Column("Member status"),
            "programmes": Column("Programmes", formatting.number),
            "hosted": Column("Events hosted", formatting.number),
            "events": Column("Events attended", formatting.number),
        }
        | _PERSONS,
        definition=definitions.AGAINST_PROGRAMMES,
        entities=("event", "attendance", "programme", "country"),
        scope=page.scope,
        key="standing",
        coverage=lists,
        empty="" if (found["events"] > 0).any() else "No attendance list fits the filters.",
    ) as place:
        if place:
            _draw_left_out(page, "country")
            if not lists.is_enough:
                st.caption(f"Who never came cannot be told from so few lists: {lists.words}.")
            drawn = found[found["standing"] != events.NOT_TOLD]
            with st.container(height=640 if len(drawn) > 26 else "content", border=False, key="standing-scroll"):
                draw(
                    event_plots.standing_of_countries(
                        drawn,
                        order=events.STANDINGS,
                        title="Persons who attended, and how the countries stand to the programmes",
                        dark=page.dark,
                    ),
                    "Countries with the persons who attended from each, told apart by whether a programme is recorded "
                    "and whether anybody registered.",
                    "standing-chart",
                )
    if len(never) and (found["events"] > 0).any():
        on = f"by the lists of {_events(lists)}"
        with st.expander(f"Members and programme countries from which nobody registered, {on}: {len(never)}"):
            columns = {
                "country": Column("Country"),
                "status": Column("Member status"),
                "programmes": Column("Programmes", formatting.number),
                "hosted": Column("Events hosted", formatting.number),
            }
            show_table(never, columns, alt="Countries from which nobody registered", key="never-came")
            offer_export(
                never,
                columns,
                "countries from which nobody registered",
                page.scope,
                "never-came",
                definitions.AGAINST_PROGRAMMES,
                coverage=(lists,),
            )


def draw_hosts(page: Page) -> None:
    """Which countries hosted events, and how many people these had."""
    found = ask(events.by_host, page.scope)
    known = ask(events.coverage, page.scope)["hosts"]
    hosts = found[found["country"].notna()]
    with figure(
        "Events by host country (number)",
        table=found,
        columns={"country": Column("Host country")} | _COUNTED | _PERSONS | _RATES,
        definition=definitions.HOSTS,
        entities=_ENTITIES,
        scope=page.scope.of("attendance"),
        key="hosts",
        coverage=known,
        empty="" if len(hosts) else "Of no event that fits the filters is the host country known.",
    ) as place:
        if place:
            draw(
                event_plots.events_by_host(hosts, title="Events hosted", dark=page.dark, ranked=known.is_enough),
                f"Number of events by host country, as bars{', the most first' if known.is_enough else ''}.",
                "hosts-chart",
            )
            _unranked(known, "the host country")


def draw_calendar(page: Page) -> None:
    """Events by year and month."""
    found = ask(events.calendar, page.scope)
    title = "Calendar: events by month of their first day (number)"
    with figure(
        title,
        table=found,
        columns={
            "year": Column("Year"),
            "month": Column("Month", formatting.month),
            "events": Column("Events", formatting.number),
        },
        definition=definitions.CALENDAR,
        entities=("event",),
        scope=page.scope.of("attendance"),
        key="calendar",
        coverage=ask(events.coverage, page.scope)["month"],
        empty="" if len(found) else "No event with a known day fits the filters.",
    ) as place:
        if place:
            draw(
                event_plots.calendar(found, title=title, dark=page.dark),
                "How many events began in each month: years down, months across, darker where there were more.",
                "calendar-chart",
            )


def draw_listing(page: Page) -> None:
    """Every event."""
    listing = ask(events.by_event, page.scope)
    st.header("All events", anchor=False)
    st.markdown("Click a header to sort, use the magnifying glass to search.")
    columns = _EVENT | _PERSONS | _RATES | _SOURCE | {"url": Column("Page", link=True)}
    show_table(listing, columns, alt="Events one by one", key="event-listing")
    offer_export(listing, columns, "events", page.scope.of("attendance"), "event-listing")


def draw_online(page: Page) -> None:
    """Published figures that are not attendance."""
    found = ask(events.online_figures, page.scope)
    st.header("Online viewers and other published figures", anchor=False)
    st.markdown(definitions.ONLINE_FIGURES)
    columns = {
        "name": Column("Event"),
        "start_date": Column("First day", formatting.short_date),
        "quantity": Column("What"),
        "value": Column("Published figure"),
        "unit": Column("Unit"),
        "stage": Column("Stage"),
        "as_of": Column("As of", formatting.short_date),
        **CHECKED,
        "note": Column("Note"),
        "source_url": Column("Source", link=True),
    }
    show_table(found, columns, alt="Published figures of events other than attendance", key="online")
    offer_export(found, columns, "published figures of events", page.scope.of("event"), "online")
