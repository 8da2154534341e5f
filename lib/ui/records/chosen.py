"""Which row the page on records shows, by the address, and what is being done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.common import formatting
from lib.metrics.record import RowKey, key_in_address, key_of_address
from lib.ui.who import your_name

#: Names the row in the address.
ROW = "row"
#: What is being done; whether it is to be written now; what came of it: a sentence, and the import that records it.
_DOING, _AGREED, _DONE = "records-doing", "records-agreed", "records-done"
ADDING, CHANGING, DELETING = "adding", "changing", "deleting"
#: The attendance of an event: its sums, or its list of persons.
COUNTING, LISTING = "counting", "listing"


def show(key: RowKey) -> None:
    """Show a row."""
    st.query_params[ROW] = key_in_address(key)
    do("")


def close() -> None:
    """Go back to the list."""
    st.query_params.pop(ROW, None)
    do("")


def row(entity: str) -> RowKey | None:
    """Return the key of the row that is shown; None where the list is, or where the address names no key."""
    text = st.query_params.get(ROW)
    return key_of_address(entity, text) if text is not None else None


def is_asked_for() -> bool:
    """Return whether the address names a row, there or not."""
    return ROW in st.query_params


def do(what: str) -> None:
    """Begin something with the row, or end it: empty."""
    st.session_state[_DOING] = what


def doing() -> str:
    """Return what is being done."""
    return str(st.session_state.get(_DOING, ""))


def ask_why(name: str, example: str, leave: Callable[[], None]) -> tuple[str, str]:
    """Ask at the end of a form why something is entered and by whom, and whether it is saved.

    Args:
        name: begins the names of its fields on the page.
        example: a reason, as the field shows it while it is empty.
        leave: called where it is not to be saved.

    Returns:
        The reason, and the name.
    """
    reason = st.text_input("Why", max_chars=500, key=f"{name}-reason", placeholder=f"such as: {example}")
    by = your_name(key=f"{name}-by")
    with st.container(horizontal=True):
        st.form_submit_button("Save", type="primary", icon=":material/save:", on_click=agree)
        st.form_submit_button("Cancel", on_click=leave)
    return reason, by


def agree() -> None:
    """Have what is being done written, once the page is drawn: a click is not lost where it is drawn twice."""
    st.session_state[_AGREED] = True


def is_agreed() -> bool:
    """Return whether what is being done is to be written; says so once."""
    return bool(st.session_state.pop(_AGREED, False))


def done(sentence: str, import_id: int) -> None:
    """Tell what was changed, once the page is drawn anew."""
    st.session_state[_DONE] = sentence, import_id


def draw_done() -> None:
    """Draw what was changed, with the way to undo it."""
    if outcome := st.session_state.pop(_DONE, None):
        sentence, import_id = outcome
        with st.container(key="row-done"):
            st.success(formatting.plain(sentence), icon=":material/check:")
            st.page_link(
                "pages/imports.py",
                label=f"See it as import {import_id}, or undo it",
                icon=":material/history:",
                query_params={"import": str(import_id)},
            )
