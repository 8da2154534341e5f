"""Matches of columns that are remembered: to be seen, changed and forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import Column
from lib.ingest.matching import (
    Match,
    RememberedMatch,
    UnknownMatchError,
    change_remembered,
    fields_for,
    forget_match,
    list_remembered,
)
from lib.services.actors import NotPermittedError, page_actor
from lib.ui.ask import engine
from lib.ui.tables import show_list
from lib.ui.upload.matching import draw_match
from lib.ui.who import your_name

#: The match that is chosen, and what came of the last change.
_CHOSEN, _DONE, _REFUSED = "remembered-match", "remembered-done", "remembered-refused"
_COLUMNS = (
    Column("entity", "Rows of"),
    Column("columns", "Columns and their fields"),
    Column("saved_at", "Since (UTC)", write=formatting.short_date),
    Column("saved_by", "By"),
    Column("upload_id", "Import", write=formatting.number),
)


def draw_remembered() -> None:
    """Draw the matches that are remembered, with a grid to change one and a button to forget it."""
    if not page_actor().may_write:
        return
    matches = list_remembered(engine(), page_actor())
    if done := st.session_state.pop(_DONE, ""):
        st.success(done, icon=":material/check:")
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(refused, icon=":material/block:")
    if not matches:
        return
    st.header("Remembered columns", anchor=False)
    st.text("Files with these column names are read in this way without asking. Undoing the import forgets them too.")
    rows = pd.DataFrame(
        [
            {
                "entity": remembered.match.entity.capitalize(),
                "columns": "; ".join(
                    f"{_listed(source)} → {name}" for name, source in remembered.match.columns.items()
                ),
                "saved_at": remembered.saved_at,
                "saved_by": remembered.saved_by,
                "upload_id": remembered.upload_id,
            }
            for remembered in matches
        ]
    ).astype({"upload_id": "Int64"})
    show_list(rows, _COLUMNS, alt="Remembered columns, the newest first", key="remembered")
    by_key = {remembered.key: remembered for remembered in matches}
    chosen = st.selectbox(
        "Columns to change or forget",
        list(by_key),
        index=None,
        format_func=lambda key: _label(by_key[key]),
        key=_CHOSEN,
        placeholder="Choose remembered columns",
    )
    if chosen is not None:
        _draw_one(by_key[chosen])


def _draw_one(remembered: RememberedMatch) -> None:
    fields = fields_for(remembered.match.entity)
    known = {name: source for name, source in remembered.match.columns.items() if name in fields}
    header = list(dict.fromkeys(column for source in known.values() for column in _columns(source)))
    match, fits = draw_match(header, (), Match(remembered.match.entity, known), f"remembered-{remembered.key}")
    by = your_name(key="matched-by")
    with st.container(horizontal=True):
        st.button(
            "Save the change",
            disabled=not (fits and by),
            on_click=_do,
            args=(lambda: change_remembered(engine(), remembered.key, match, page_actor(by)), "It is changed."),
            icon=":material/save:",
        )
        st.button(
            "Forget these columns",
            disabled=not by,
            on_click=_do,
            args=(
                lambda: forget_match(engine(), remembered.key, page_actor(by)),
                "They are forgotten: the next file with these columns is asked about.",
            ),
            icon=":material/delete:",
        )


def _do(change: Callable[[], None], done: str) -> None:
    try:
        change()
    except (UnknownMatchError, NotPermittedError) as reason:
        st.session_state[_REFUSED] = str(reason)
    else:
        st.session_state[_DONE] = done
        st.session_state[_CHOSEN] = None


def _columns(source: str | tuple[str, ...]) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else source


def _listed(source: str | tuple[str, ...]) -> str:
    return " + ".join(_columns(source))


def _label(remembered: RememberedMatch) -> str:
    columns = [_listed(source) for source in remembered.match.columns.values()]
    more = f" and {len(columns) - 3} more" if len(columns) > 3 else ""
    return f"{remembered.match.entity.capitalize()}: {', '.join(columns[:3])}{more}"
