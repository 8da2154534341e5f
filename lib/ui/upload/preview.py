"""How the columns were read, with the first rows as they would be stored, and a way to change each."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.ingest.upload.choices import choose_field
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.preview import BAD, Preview, ReadColumn
from lib.ui.upload.column_choices import draw_column_choices
from lib.ui.upload.desk import Checked, Desk, check_again
from lib.ui.upload.table_choices import draw_table_choices

#: Which preview is shown, the click on a column's button, and which column is being changed: its place.
_SHOWN, _CLICK, _CHANGING = "preview-of", "preview-click", "preview-changing"
#: Characters of a cell that are shown.
_LONGEST = 60
#: Columns up to which the grid has no scroll bar of its own, and its height in pixels from there on.
_MOST_HIGH, _HEIGHT = 20, 740


def draw_previews(desk: Desk, checked: Checked) -> None:
    """Draw how the columns of a table were read, a row for each, with its cells in the first rows of the file."""
    previews = [preview for preview in checked.prepared.previews if preview.columns]
    if not previews:
        return
    preview = previews[0]
    if len(previews) > 1:
        places = range(len(previews))
        chosen = st.selectbox("Rows of", places, format_func=lambda place: _named(previews[place]), key=_SHOWN)
        preview = previews[chosen if chosen is not None and chosen < len(previews) else 0]
    found = next(found for found in checked.prepared.found if found.where == preview.where)
    _draw_grid(preview, f"{desk.tries}-{previews.index(preview)}")
    changing = st.session_state.get(_CHANGING)
    if changing is not None and changing[0] == desk.tries and changing[1] < len(preview.columns):
        draw_column_choices(desk, found, preview, preview.columns[changing[1]], _close)
    proposed = next(t.proposed for t in checked.prepared.report.tables if t.where == preview.where)
    if preview.is_main and proposed:
        _draw_proposed(desk, found, proposed)
    if preview.is_main:
        draw_table_choices(desk, found)


def _named(preview: Preview) -> str:
    return f"{preview.entity.capitalize()}: {preview.where}"


def _draw_grid(preview: Preview, key: str) -> None:
    grid = pd.DataFrame(
        {
            "Column of the file": [column.header or formatting.MISSING for column in preview.columns],
            "Becomes": [column.field or "not loaded" for column in preview.columns],
            "Change": ["Change" if _may_change(preview, column) else None for column in preview.columns],
            "Read as": [column.reading or formatting.MISSING for column in preview.columns],
            **{
                f"Row {row} ({kind})": [_cell(column, place, kind == BAD) for column in preview.columns]
                for place, (row, kind) in enumerate(zip(preview.rows, preview.kinds, strict=True))
            },
        },
        dtype=object,
    )
    with st.container(key="preview-grid"):
        st.dataframe(
            grid,
            hide_index=True,
            width="stretch",
            height="content" if len(preview.columns) <= _MOST_HIGH else _HEIGHT,
            alt="The columns of the file, what each becomes, and its cells in the first rows",
            key=f"upload-preview-{key}",
            column_config={
                "Change": st.column_config.ButtonColumn(
                    "Change", type="tertiary", on_click=_change, args=(key,), key=_CLICK
                )
            },
        )


def _change(key: str) -> None:
    """Open the choices of the column whose button was clicked."""
    st.session_state[_CHANGING] = int(key.split("-")[0]), st.session_state[_CLICK]["row"]


def _close() -> None:
    st.session_state.pop(_CHANGING, None)


def _may_change(preview: Preview, column: ReadColumn) -> bool:
    """Whether anything of a column can be changed: it is in the file, or stated."""
    return bool(column.header) or (column.constant and preview.is_main)


def _cell(column: ReadColumn, place: int, is_bad: bool) -> str:
    """Write a cell of the file and what would be stored of it; once where they are the same or nothing is stored."""
    cell, value = column.cells[place][:_LONGEST], column.values[place][:_LONGEST]
    if not column.field or cell == value or is_bad:
        return cell
    return f"{cell} → {value or formatting.MISSING}" if cell else value


def _draw_proposed(desk: Desk, found: FoundTable, proposed: Mapping[str, str]) -> None:
    """Offer to load columns that are not loaded and that may be fields."""
    for place, (header, field) in enumerate(proposed.items()):
        with st.container(horizontal=True, vertical_alignment="center", key=f"proposed-{place}"):
            st.text(f"Not loaded: {header}", width="content")
            st.button(
                f"Load it as {field}",
                on_click=check_again,
                args=(desk, choose_field(desk.answers, found, header, field)),
                key=f"load-as-{desk.tries}-{place}",
                type="tertiary",
                icon=":material/add:",
            )
