"""The form for an event of whose attendance only sums are known: all, by country, by kind of organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.fields import ORIGIN
from lib.entities.organisation import ORGANISATION_TYPES
from lib.metrics.record import Record, choices_of_reference
from lib.services.actors import NotPermittedError
from lib.services.attendance_sums import (
    Category,
    EventSums,
    NoEventError,
    Sum,
    SumsChangedError,
    categories,
    put_together,
    read_sums,
    save_sums,
)
from lib.services.rows import NothingChangedError, RowProblem, RowRejectedError
from lib.ui.ask import ask, engine
from lib.ui.records import chosen
from lib.ui.records.cells import ask_cell
from lib.ui.records.row import title_of
from lib.ui.who import page_actor

#: The form that is filled in, and how many were opened: the widgets of a new one must not remember those of the last.
_FORM, _OPENED = "sums-form", "sums-forms-opened"
#: More countries than there are.
_MOST_COUNTRIES = 1_000
_MEASURES = {"registered": "Registered", "attended": "Attended"}


@dataclass
class _Form:
    """A form while it is filled in: the sums as they were when it was opened, and what was found wrong."""

    opened: EventSums
    number: int
    problems: tuple[RowProblem, ...] = ()


def draw_sums(record: Record) -> None:
    """Draw the form for the sums of an event."""
    event_id = str(record.key[0])
    try:
        form = _form(event_id)
    except (NotPermittedError, NoEventError) as error:
        st.error(formatting.plain(error), icon=":material/block:")
        st.button("Back to the event", on_click=_leave)
        return
    st.header("Sums of attendance", anchor=False)
    st.text(title_of(record))
    if form.opened.has_list:
        st.info("This event has an attendance list, from which its sums follow. An event has one or the other.")
        st.button("Back to the event", on_click=_leave, icon=":material/arrow_back:")
        return
    st.caption(
        "For an event of which nobody has the list, but somebody knows how many came. What is left empty means “not "
        "known”, and nothing is taken for zero. Enter small numbers as they are: pages and exports show those below "
        "five as <5, and hide others with them."
    )
    for problem in form.problems:
        st.error(formatting.plain(problem.sentence), icon=":material/error:")
    _draw_fields(form)


def _form(event_id: str) -> _Form:
    form: _Form | None = st.session_state.get(_FORM)
    if form is None or form.opened.event_id != event_id:
        number = st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
        form = st.session_state[_FORM] = _Form(read_sums(engine(), event_id, page_actor()), number)
    return form


def _draw_fields(form: _Form) -> None:
    of_all, by_country, by_type = categories(form.opened.sums)
    names = dict(ask(choices_of_reference, "country", form.opened.demonstration, most=_MOST_COUNTRIES))
    key = f"sums-{form.number}"
    with st.form(f"{_FORM}-fields", enter_to_submit=False):
        st.markdown("**All persons**")
        with st.container(horizontal=True):
            entered = Sum(
                *(
                    st.number_input(
                        label, min_value=0, step=1, value=getattr(of_all, name), key=f"{key}-{name}", width=220
                    )
                    for name, label in _MEASURES.items()
                )
            )
        st.markdown("**By country**, as far as known: whoever no country accounts for counts as “not known”.")
        countries = st.data_editor(
            _grid("country", list(by_country), by_country),
            num_rows="dynamic",
            hide_index=True,
            placeholder=formatting.MISSING,
            key=f"{key}-countries",
            alt="Registered and attended by country",
            column_config={
                "country": st.column_config.SelectboxColumn(
                    "Country",
                    options=list(names),
                    required=True,
                    format_func=lambda code: names.get(str(code), str(code)),
                ),
                **_NUMBERS,
            },
        )
        st.markdown("**By kind of organisation**, as far as known")
        kinds = st.data_editor(
            _grid("kind", ORGANISATION_TYPES, by_type),
            hide_index=True,
            height="content",
            placeholder=formatting.MISSING,
            key=f"{key}-kinds",
            alt="Registered and attended by kind of organisation",
            column_config={"kind": st.column_config.TextColumn("Kind of organisation", disabled=True), **_NUMBERS},
        )
        st.markdown("**Where they are from, and who checked them**")
        origin = {}
        places = st.columns(2)
        for place, field in enumerate(ORIGIN):
            with places[place * 2 // len(ORIGIN)]:
                text = form.opened.origin[field.name]
                origin[field.name] = ask_cell(field, text, form.opened.demonstration, f"{key}-{field.name}")
        st.markdown("**For the record**")
        reason, by = chosen.ask_why("sums", "report of the organiser", _leave)
    if chosen.is_agreed():
        _save(form, entered, countries, kinds, origin, reason, by)


_NUMBERS = {
    name: st.column_config.NumberColumn(label, min_value=0, step=1, format="%d") for name, label in _MEASURES.items()
}


def _grid(name: str, rows: list[str] | tuple[str, ...], sums: Mapping[str, Sum]) -> pd.DataFrame:
    numbers = [sums.get(row, Sum()) for row in rows]
    grid = pd.DataFrame({name: pd.Series(list(rows), dtype="object")})
    for measure in _MEASURES:
        grid[measure] = pd.array([getattr(one, measure) for one in numbers], dtype="Int64")
    return grid


def _sums_in(grid: pd.DataFrame, name: str) -> list[tuple[str, Sum]]:
    """Read the rows of a grid in which anything is known."""
    return [
        (str(row[name]), one)
        for row in grid.to_dict("records")
        for one in [Sum(*(None if pd.isna(row[measure]) else int(row[measure]) for measure in _MEASURES))]
        if one != Sum() and not pd.isna(row[name])
    ]


def _save(
    form: _Form,
    of_all: Sum,
    countries: pd.DataFrame,
    kinds: pd.DataFrame,
    origin: Mapping[str, str],
    reason: str,
    by: str,
) -> None:
    form.problems = ()
    try:
        with st.spinner("Saving"):
            sums: dict[Category, Sum] = put_together(
                of_all, _sums_in(countries, "country"), dict(_sums_in(kinds, "kind"))
            )
            number = save_sums(engine(), form.opened, sums, origin, page_actor(by), reason)
    except RowRejectedError as error:
        form.problems = error.problems
    except SumsChangedError as error:
        # Opened anew, the form holds what the store has now.
        st.session_state.pop(_FORM)
        _form(form.opened.event_id).problems = (RowProblem("", f"{error} This is what the store has now."),)
    except (NotPermittedError, NothingChangedError, NoEventError) as error:
        form.problems = (RowProblem("", str(error)),)
    else:
        _leave()
        chosen.done("Saved.", number)
    st.rerun()


def _leave() -> None:
    st.session_state.pop(_FORM, None)
    chosen.do("")
