"""The grid in which the attendance list of one event is corrected: persons by pseudonym, for those who load files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.organisation import ORGANISATION_TYPES
from lib.metrics.record import Record, choices_of_reference
from lib.services.actors import NotPermittedError
from lib.services.attendance_rows import MOST_ROWS, AttendanceList, ListChangedError, Person, read_list, save_list
from lib.services.rows import NothingChangedError, RowRejectedError
from lib.ui.ask import ask, engine
from lib.ui.records import chosen
from lib.ui.records.row import title_of
from lib.ui.who import page_actor

#: The list as it was when it was opened, and how many were: the widgets of a new one must not remember the last.
_OPENED, _COUNT = "persons-opened", "persons-count"
#: What was found wrong when it was saved last.
_WRONG = "persons-wrong"
_MOST_COUNTRIES = 1_000
_WORDS: dict[bool | None, str | None] = {None: None, True: "yes", False: "no"}


@dataclass
class _Grid:
    """The list while it is corrected."""

    opened: AttendanceList
    number: int


def draw_persons(record: Record) -> None:
    """Draw the attendance list of an event, to be corrected."""
    event_id = str(record.key[0])
    grid: _Grid | None = st.session_state.get(_OPENED)
    if grid is None or grid.opened.event_id != event_id:
        try:
            grid = _open(event_id)
        except NotPermittedError as error:
            st.error(formatting.plain(error), icon=":material/block:")
            st.button("Back to the event", on_click=_leave)
            return
    st.header("Attendance list", anchor=False)
    st.text(title_of(record))
    if not grid.opened.persons:
        st.info("This event has no attendance list. Upload one, or enter its sums.")
        st.button("Back to the event", on_click=_leave, icon=":material/arrow_back:")
        return
    st.caption(
        "A row is a person, known by a pseudonym alone: that of an e-mail address or a name, which are stored nowhere. "
        "Only those who load files see these rows; the published numbers follow from them."
    )
    if grid.opened.total > MOST_ROWS:
        _draw_pages(grid.opened)
    for sentence in st.session_state.pop(_WRONG, ()):
        st.error(formatting.plain(sentence), icon=":material/error:")
    _draw_grid(grid)


def _open(event_id: str, first: int = 0) -> _Grid:
    """Read the list, from behind the first ones on."""
    opened = read_list(engine(), event_id, page_actor(), first)
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    grid = st.session_state[_OPENED] = _Grid(opened, number)
    return grid


def _draw_pages(opened: AttendanceList) -> None:
    """Say which persons of a long list these are, with a choice of others; what was not saved is dropped."""
    starts = list(range(0, opened.total, MOST_ROWS))

    def named(first: int) -> str:
        last = min(first + MOST_ROWS, opened.total)
        return f"{formatting.number(first + 1)} to {formatting.number(last)}"

    chosen_first = st.selectbox(
        f"Persons, of {formatting.number(opened.total)} in the order of their pseudonyms",
        starts,
        index=starts.index(opened.first) if opened.first in starts else 0,
        format_func=named,
        key=f"persons-page-{opened.event_id}",
        help="Save what you have changed before you choose others.",
    )
    if chosen_first != opened.first:
        _open(opened.event_id, chosen_first)
        st.rerun()


def _draw_grid(grid: _Grid) -> None:
    names = dict(ask(choices_of_reference, "country", grid.opened.demonstration, most=_MOST_COUNTRIES))
    with st.form("persons", enter_to_submit=False):
        edited = st.data_editor(
            pd.DataFrame(
                [(attendee, *map(_shown, person)) for attendee, person in grid.opened.persons.items()],
                columns=["attendee", *Person._fields],
                dtype=object,
            ),
            hide_index=True,
            placeholder=formatting.MISSING,
            key=f"persons-{grid.number}",
            alt="The persons on the list, by pseudonym",
            column_config={
                "attendee": st.column_config.TextColumn("Pseudonym", disabled=True, pinned=True, width="small"),
                "country": st.column_config.SelectboxColumn(
                    "Country", options=list(names), format_func=lambda code: names.get(str(code), str(code))
                ),
                "organisation_type": st.column_config.SelectboxColumn(
                    "Kind of organisation", options=list(ORGANISATION_TYPES)
                ),
                "registered": st.column_config.SelectboxColumn("Registered", options=["yes", "no"]),
                "attended": st.column_config.SelectboxColumn("Attended", options=["yes", "no"]),
            },
        )
        reason, by = chosen.ask_why("persons", "signed the list later", _leave)
    if chosen.is_agreed():
        _save(grid.opened, edited, reason, by)


def _shown(value: Any) -> str | None:
    return _WORDS[value] if value is None or isinstance(value, bool) else str(value)


def _person(row: Mapping[Any, Any]) -> Person:
    said = {name: None if pd.isna(row[name]) or row[name] == "" else str(row[name]) for name in Person._fields}
    marks = {name: None if said[name] is None else said[name] == "yes" for name in ("registered", "attended")}
    return Person(said["country"], said["organisation_type"], **marks)


def _save(opened: AttendanceList, edited: pd.DataFrame, reason: str, by: str) -> None:
    persons = {str(row["attendee"]): _person(row) for row in edited.to_dict("records")}
    try:
        with st.spinner("Saving"):
            number = save_list(engine(), opened, persons, page_actor(by), reason)
    except RowRejectedError as error:
        st.session_state[_WRONG] = [problem.sentence for problem in error.problems]
    except (ListChangedError, NothingChangedError, NotPermittedError) as error:
        st.session_state[_WRONG] = [str(error)]
        if isinstance(error, ListChangedError):
            st.session_state.pop(_OPENED)
    else:
        _leave()
        chosen.done("Saved.", number)
    st.rerun()


def _leave() -> None:
    st.session_state.pop(_OPENED, None)
    chosen.do("")
