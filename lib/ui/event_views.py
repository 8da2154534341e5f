"""The parts of the page on events: what it is narrowed to, the cards, and each figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib import style
from lib.charts import event_plots
from lib.metrics import definitions, events
from lib.metrics.events import Choice
from lib.ui import country_map
from lib.ui.ask import ask
from lib.ui.frame import Column, Page, cards_in_rows, draw, draw_selectable, figure, offer_export, show_table

#: Names in the address.
TYPE, FORMAT, FROM_COUNTRY, KIND = "event-type", "event-format", "attendees-from", "kind"
#: More events than this cannot be told apart in a chart.
_MOST_EVENTS = 100
_ENTITIES = ("event", "attendance", "published figure")
_LISTS = ("event", "attendance")

_PERSONS = {
    "attended": Column("Attended (persons)", style.number, words="attended_words"),
    "registered": Column("Registered (persons)", style.number, words="registered_words"),
}
_RATES = {
    "rate": Column("Attendance rate", style.percent, words="rate_words"),
    "no_show": Column("No-shows", style.percent, words="no_show_words"),
}
_COUNTED = {
    "events": Column("Events", style.number),
    "events_with_attendance": Column("With known attendance", style.number),
}
_EVENT = {
    "name": Column("Event"),
    "start_date": Column("First day", style.short_date),
    "end_date": Column("Last day", style.short_date),
    "type": Column("Type"),
    "format": Column("Format"),
    "city": Column("City"),
    "country": Column("Host country"),
}


def narrowing(page: Page) -> Choice:
    """Draw what the page alone is narrowed to: type, format, and where the attendees come from."""
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
    if page.filters.by_place:
        st.caption(
            "Country, region and member status in the sidebar stand for the country that hosted an event; "
            "“Attendees from” for where people came from."
        )
    if page.filters.levels or page.filters.by_programme:
        st.caption("Level, area and funder do not narrow events; they narrow the programmes they are compared with.")
    return Choice(types=types, formats=formats, attendees_from=tuple(countries))


def _several(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label, options, key=key, placeholder="all", bind="query-params", persist_state="session", width=260
        )
    )


def draw_totals(totals: dict[str, Any]) -> None:
    """The sums over all events that fit, as cards."""
    cards = (
        ("Events", style.number(totals["events"]), definitions.EVENTS),
        ("With attendance", style.number(totals["events_with_attendance"]), definitions.WITH_ATTENDANCE),
        ("Attended", _card(totals, "attended"), definitions.ATTENDANCE),
        ("Registered", _card(totals, "registered"), definitions.REGISTERED),
        ("No-shows", _card(totals, "no_show", style.percent), definitions.REGISTERED),
        ("Home countries", style.number(totals["countries"]), definitions.ATTENDANCE_BY_COUNTRY),
        ("Came back", _card(totals, "returning"), definitions.NEW_AND_RETURNING),
    )
    with cards_in_rows("totals"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)


def _card(totals: dict[str, Any], name: str, write: Any = style.number) -> str:
    words = totals[f"{name}_words"]
    if isinstance(words, str):
        return words
    return "no data" if pd.isna(totals[name]) else str(write(totals[name]))


def draw_by_event(page: Page, choice: Choice) -> Choice:
    """Attendance event by event. A click on a bar narrows the rest of the page to that event.

    Returns:
        the choice, with the events that were clicked.
    """
    listing = ask(events.by_event, page.filters, choice)
    known = listing[listing["attended"].notna() | listing["registered"].notna()]
    picked: list[dict[str, Any]] = []
    clears = st.session_state.setdefault("event-clears", 0)
    with figure(
        "Attendance by event (persons)",
        table=known,
        columns={name: _EVENT[name] for name in ("name", "start_date")} | _PERSONS | _RATES | _SOURCE,
        definition=definitions.ATTENDANCE_BY_EVENT,
        entities=_ENTITIES,
        filters=page.filters,
        key="by-event",
        empty="" if len(known) else "Of no event that fits the filters is the attendance known.",
    ) as place:
        if place:
            shown = known.head(_MOST_EVENTS)
            title = f"{style.counted(len(shown), 'event')}, the latest first; a click on a bar narrows the page to it"
            if len(known) > _MOST_EVENTS:
                st.caption(f"The latest {_MOST_EVENTS} of {style.number(len(known))}; narrow the filters to see more.")
            with st.container(height=560 if len(shown) > 12 else "content", border=False, key="by-event-scroll"):
                picked = draw_selectable(
                    event_plots.attendance_by_event(shown, title=title, dark=page.dark),
                    "Registered and attended, two bars for each event, the latest event first.",
                    f"by-event-chart-{clears}",
                    event_plots.CHOSEN,
                    ["event_id"],
                )
    return _draw_picked(choice, listing, [mark["event_id"] for mark in picked if "event_id" in mark])


_SOURCE = {"source": Column("Attendance from"), "part": Column("Part")}


def _draw_picked(choice: Choice, listing: pd.DataFrame, picked: list[str]) -> Choice:
    """Say which events the page is narrowed to, with a way out."""
    chosen = listing[listing["event_id"].isin(picked)]
    if chosen.empty:
        return choice
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="picked-events"):
        st.text(f"All that follows is narrowed to: {'; '.join(chosen['name'])}")
        st.button("Show all events", on_click=_let_go, icon=":material/close:", key="clear-events")
    return choice.of_events(tuple(chosen["event_id"]))


def _let_go() -> None:
    # The chart forgets what was clicked when it gets another key.
    st.session_state["event-clears"] += 1


_REGISTERED_WHERE = (
    "Registrations are known only where there is an attendance list; published figures tell how many people attended. "
    "So attended can be larger than registered."
)
_KINDS = {"Type": "type", "Format": "format"}


def draw_by_kind(page: Page, choice: Choice) -> None:
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
    found = ask(events.by_kind, page.filters, choice, kind)
    title = f"Attendance by {kind} of event (persons)"
    with figure(
        title,
        table=found,
        columns={kind: Column(label)} | _COUNTED | _PERSONS | _RATES,
        definition=definitions.ATTENDANCE_BY_KIND,
        entities=_ENTITIES,
        filters=page.filters,
        key="by-kind",
        empty=_nothing(found),
    ) as place:
        if place:
            draw(
                event_plots.attendance_bars(found, name=kind, title=title, label=label, dark=page.dark),
                f"Registered and attended by {kind} of event, as bars, the largest attendance first.",
                "by-kind-chart",
            )
            st.caption(_REGISTERED_WHERE)


def _nothing(found: pd.DataFrame) -> str:
    known = found["attended"].notna().any() or found["registered"].notna().any()
    return "" if known else "No attendance is known for these filters."


def draw_over_time(page: Page, choice: Choice) -> None:
    """Attendance year by year."""
    found = ask(events.by_kind, page.filters, choice, "year")
    title = "Attendance by year (persons)"
    with figure(
        title,
        table=found,
        columns={"year": Column("Year")} | _COUNTED | _PERSONS | _RATES,
        definition=definitions.ATTENDANCE_BY_KIND,
        entities=_ENTITIES,
        filters=page.filters,
        key="by-year",
        empty=_nothing(found),
    ) as place:
        if place:
            columns = {"registered": event_plots.REGISTERED, "attended": event_plots.ATTENDED}
            draw(
                event_plots.people_over_years(found, columns=columns, title=title, dark=page.dark),
                "Registered and attended, two bars for each year.",
                "by-year-chart",
            )
            st.caption(_REGISTERED_WHERE)


def draw_new_and_returning(page: Page, choice: Choice) -> None:
    """New against returning attendees, year by year."""
    found = ask(events.new_and_returning, page.filters, choice)
    columns = {
        "year": Column("Year"),
        "new": Column("New (persons)", style.number, words="new_words"),
        "returning": Column("Returning (persons)", style.number, words="returning_words"),
    }
    title = "New and returning attendees by year (persons)"
    with figure(
        title,
        table=found,
        columns=columns,
        definition=definitions.NEW_AND_RETURNING,
        entities=_LISTS,
        filters=page.filters,
        key="history",
        empty=_not_by_country(choice) or ("" if len(found) else "No attendance list with a date fits the filters."),
    ) as place:
        if place:
            draw(
                event_plots.people_over_years(
                    found, columns={"new": "New", "returning": "Returning"}, title=title, dark=page.dark
                ),
                "Attendees who came for the first time and who had come before, two bars for each year.",
                "history-chart",
            )
            _draw_left_out(page, choice, "history")


def _not_by_country(choice: Choice) -> str:
    """Why a figure is not drawn for people from chosen countries."""
    if not choice.attendees_from:
        return ""
    return "Not shown for attendees from chosen countries: such figures would be about too few persons."


def _draw_left_out(page: Page, choice: Choice, dimension: str) -> None:
    """Say how many lists cannot be broken down."""
    left_out = ask(events.without_breakdown, page.filters, choice)[dimension]
    if left_out:
        st.caption(
            f"{style.counted(left_out, 'attendance list')} left out, since a breakdown could give away numbers below "
            "five."
        )


def draw_by_country(page: Page, choice: Choice) -> None:
    """Where attendees come from: map and ranking."""
    found = ask(events.by_country, page.filters, choice)
    columns = {"country": Column("Country"), "events": Column("Events", style.number)} | _PERSONS | _RATES
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
            filters=page.filters,
            key="origin-map",
            empty=empty,
        ) as place,
    ):
        if place:
            country_map.draw_map(
                page,
                known[known["attended"] > 0],
                country_map.ATTENDED,
                "events",
                told=_on_map(page, known),
                chosen=choice.attendees_from,
                choose=_choose_origin,
                filters="the attendees",
            )
    with (
        right,
        figure(
            "Where attendees come from, ranked (persons)",
            table=found,
            columns=columns,
            definition=definitions.ATTENDANCE_BY_COUNTRY,
            entities=_LISTS,
            filters=page.filters,
            key="origin-ranked",
            empty=empty,
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
                    ),
                    "Persons who attended, bars by the country they came from, the largest first.",
                    "origin-chart",
                )
            _draw_left_out(page, choice, "country")


def _on_map(page: Page, known: pd.DataFrame) -> dict[str, str]:
    """What the map's tooltips say: a number or what stands in its place, or that no list names anybody."""
    nobody = dict.fromkeys(page.choices.countries, "nobody on the lists that are shown")
    return nobody | {
        row["iso2"]: row["attended_words"] or style.number(row["attended"]) for row in known.to_dict("records")
    }


def _choose_origin(iso2: str) -> None:
    """Add a country to those that attendees come from, or take it out."""
    chosen = list(st.session_state.get(FROM_COUNTRY, []))
    st.session_state[FROM_COUNTRY] = [code for code in chosen if code != iso2] if iso2 in chosen else [*chosen, iso2]


def draw_by_organisation_type(page: Page, choice: Choice) -> None:
    """Attendance by kind of organisation."""
    found = ask(events.by_organisation_type, page.filters, choice)
    title = "Attendance by kind of organisation (persons)"
    with figure(
        title,
        table=found,
        columns={"organisation_type": Column("Kind of organisation"), "events": Column("Events", style.number)}
        | _PERSONS
        | _RATES,
        definition=definitions.ATTENDANCE_BY_ORGANISATION,
        entities=_LISTS,
        filters=page.filters,
        key="by-organisation",
        empty=_not_by_country(choice) or ("" if len(found) else "No attendance list fits the filters."),
    ) as place:
        if place:
            draw(
                event_plots.attendance_bars(
                    found, name="organisation_type", title=title, label="Kind of organisation", dark=page.dark
                ),
                "Registered and attended by kind of organisation, as bars, the largest attendance first.",
                "by-organisation-chart",
            )
            _draw_left_out(page, choice, "organisation type")


def draw_against_programmes(page: Page, choice: Choice) -> None:
    """Programme countries against attendance, and who never came."""
    found = ask(events.against_programmes, page.filters, choice)
    never = found[found["standing"] == events.NEVER_CAME]
    with figure(
        "Programme countries and attendance (persons)",
        table=found,
        columns={
            "country": Column("Country"),
            "standing": Column("Standing"),
            "status": Column("Member status"),
            "programmes": Column("Programmes", style.number),
            "hosted": Column("Events hosted", style.number),
            "events": Column("Events attended", style.number),
        }
        | _PERSONS,
        definition=definitions.AGAINST_PROGRAMMES,
        entities=("event", "attendance", "programme", "country"),
        filters=page.filters,
        key="standing",
        empty="" if (found["events"] > 0).any() else "No attendance list fits the filters.",
    ) as place:
        if place:
            _draw_left_out(page, choice, "country")
            with st.container(height=640 if len(found) > 26 else "content", border=False, key="standing-scroll"):
                draw(
                    event_plots.standing_of_countries(
                        found,
                        order=events.STANDINGS,
                        title="Persons who attended, and how the countries stand to the programmes",
                        dark=page.dark,
                    ),
                    "Countries with the persons who attended from each, told apart by whether a programme is recorded "
                    "and whether anybody registered.",
                    "standing-chart",
                )
    if len(never) and (found["events"] > 0).any():
        with st.expander(f"Members and programme countries from which nobody registered: {len(never)}"):
            columns = {
                "country": Column("Country"),
                "status": Column("Member status"),
                "programmes": Column("Programmes", style.number),
                "hosted": Column("Events hosted", style.number),
            }
            show_table(never, columns, alt="Countries from which nobody registered", key="never-came")
            offer_export(never, columns, "countries from which nobody registered", page.filters, "never-came")


def draw_hosts(page: Page, choice: Choice) -> None:
    """Which countries hosted events, and how many people these had."""
    found = ask(events.by_host, page.filters, choice)
    hosts = found[found["country"].notna()]
    with figure(
        "Events by host country (number)",
        table=found,
        columns={"country": Column("Host country")} | _COUNTED | _PERSONS | _RATES,
        definition=definitions.HOSTS,
        entities=_ENTITIES,
        filters=page.filters,
        key="hosts",
        empty="" if len(hosts) else "Of no event that fits the filters is the host country known.",
    ) as place:
        if place:
            draw(
                event_plots.events_by_host(hosts, title="Events hosted", dark=page.dark),
                "Number of events by host country, as bars, the largest first.",
                "hosts-chart",
            )


def draw_calendar(page: Page, choice: Choice) -> None:
    """Events by year and month."""
    found = ask(events.calendar, page.filters, choice)
    title = "Calendar: events by month of their first day (number)"
    with figure(
        title,
        table=found,
        columns={
            "year": Column("Year"),
            "month": Column("Month", style.month),
            "events": Column("Events", style.number),
        },
        definition=definitions.CALENDAR,
        entities=("event",),
        filters=page.filters,
        key="calendar",
        empty="" if len(found) else "No event with a known day fits the filters.",
    ) as place:
        if place:
            draw(
                event_plots.calendar(found, title=title, dark=page.dark),
                "How many events began in each month: years down, months across, darker where there were more.",
                "calendar-chart",
            )


def draw_listing(page: Page, choice: Choice) -> None:
    """Every event."""
    listing = ask(events.by_event, page.filters, choice)
    st.header("All events", anchor=False)
    st.markdown("Click a header to sort, use the magnifying glass to search.")
    columns = _EVENT | _PERSONS | _RATES | _SOURCE | {"url": Column("Page", link=True)}
    show_table(listing, columns, alt="Events one by one", key="event-listing")
    offer_export(listing, columns, "events", page.filters, "event-listing")


def draw_online(page: Page, choice: Choice) -> None:
    """Published figures that are not attendance."""
    found = ask(events.online_figures, page.filters, choice)
    st.header("Online viewers and other published figures", anchor=False)
    st.markdown(definitions.ONLINE_FIGURES)
    columns = {
        "name": Column("Event"),
        "start_date": Column("First day", style.short_date),
        "quantity": Column("What"),
        "value": Column("Published figure"),
        "unit": Column("Unit"),
        "stage": Column("Stage"),
        "as_of": Column("As of", style.short_date),
        "note": Column("Note"),
        "source_url": Column("Source", link=True),
    }
    show_table(found, columns, alt="Published figures of events other than attendance", key="online")
    offer_export(found, columns, "published figures of events", page.filters, "online")
