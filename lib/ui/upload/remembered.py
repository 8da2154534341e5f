"""What is remembered of the columns of files: to be seen, changed and forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.common.currencies import CODES
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
from lib.ingest.parsing.given import Given
from lib.services.actors import NotPermittedError
from lib.services.rights import LOAD_FILES
from lib.ui.ask import engine
from lib.ui.tables import show_list
from lib.ui.upload.matching import draw_match
from lib.ui.who import page_actor, your_name

#: The match that is chosen, and what came of the last change.
_CHOSEN, _DONE, _REFUSED = "remembered-match", "remembered-done", "remembered-refused"
_COLUMNS = (
    Column("entity", "Rows of"),
    Column("columns", "Columns and their fields"),
    Column("rest", "Besides"),
    Column("saved_at", "Since (UTC)", write=formatting.short_date),
    Column("saved_by", "By"),
    Column("upload_id", "Import", write=formatting.number),
)


def draw_remembered() -> None:
    """Draw what is remembered of columns, with grids to change it and a button to forget it."""
    if not page_actor().may(LOAD_FILES):
        return
    matches = list_remembered(engine(), page_actor())
    if done := st.session_state.pop(_DONE, ""):
        st.success(formatting.plain(done), icon=":material/check:")
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(formatting.plain(refused), icon=":material/block:")
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
                "rest": "; ".join(remembered.given.describe()),
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
    key = f"remembered-{remembered.key}"
    fields = fields_for(remembered.match.entity)
    known = {name: source for name, source in remembered.match.columns.items() if name in fields}
    header = list(dict.fromkeys(column for source in known.values() for column in _columns(source)))
    match, fits = Match(remembered.match.entity, known), True
    if header:
        match, fits = draw_match(header, (), match, key)
    given = _draw_rest(remembered.given, key)
    by = your_name(key="matched-by")
    with st.container(horizontal=True):
        st.button(
            "Save the change",
            disabled=not (fits and by),
            on_click=_do,
            args=(lambda: change_remembered(engine(), remembered.key, match, given, page_actor(by)), "It is changed."),
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


def _draw_rest(given: Given, key: str) -> Given:
    """Draw what is remembered beside the match, to be changed. Returns it as it is now."""
    ignored = frozenset[str]()
    if given.ignored:
        columns = sorted(given.ignored)
        ignored = frozenset(st.multiselect("Columns that are not loaded", columns, columns, key=f"{key}-ignored"))
    notations = {
        column: code
        for column, now in given.notations.items()
        if (
            code := st.selectbox(
                f"Currency of {formatting.plain(column)}", [now, *sorted(CODES - {now})], key=f"{key}-{column}"
            )
        )
    }
    rows = [(column, cell, new) for column, cells in given.values.items() for cell, new in cells.items()]
    rows += [(column, word, "") for column, words in given.empty_words.items() for word in sorted(words)]
    if not rows:
        return Given(notations=notations, ignored=ignored)
    edited = st.data_editor(
        pd.DataFrame(rows, columns=["column", "cell", "new"], dtype=object),
        hide_index=True,
        width="stretch",
        num_rows="delete",
        key=f"{key}-cells",
        alt="Cells that are read as something else, or as empty",
        column_config={
            "column": st.column_config.TextColumn("Column (empty: every one)", disabled=True),
            "cell": st.column_config.TextColumn("Cell", disabled=True),
            "new": st.column_config.TextColumn("Read as (empty: an empty cell)"),
        },
    )
    values: dict[str, dict[str, str]] = {}
    empty: dict[str, frozenset[str]] = {}
    for column, cell, new in edited.itertuples(index=False, name=None):
        if new:
            values.setdefault(column, {})[cell] = str(new)
        else:
            empty[column] = empty.get(column, frozenset()) | {cell}
    return Given(notations=notations, empty_words=empty, values=values, ignored=ignored)


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
    columns = [_listed(source) for source in remembered.match.columns.values()] or remembered.given.describe()
    more = f" and {len(columns) - 3} more" if len(columns) > 3 else ""
    return f"{remembered.match.entity.capitalize()}: {', '.join(columns[:3])}{more}"
