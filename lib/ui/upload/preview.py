"""How the columns were read, with the first rows as they would be stored."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.ingest.upload.preview import BAD, Preview, ReadColumn

#: Characters of a cell that are shown.
_LONGEST = 60
_ARROW = " → "


def draw_previews(previews: Sequence[Preview]) -> None:
    """Draw how the columns of a table were read, a row for each, with its cells in the first rows of the file."""
    previews = [preview for preview in previews if preview.columns]
    if not previews:
        return
    preview = previews[0]
    if len(previews) > 1:
        places = range(len(previews))
        chosen = st.selectbox("Rows of", places, format_func=lambda place: _named(previews[place]), key="preview-of")
        preview = previews[chosen if chosen is not None and chosen < len(previews) else 0]
    _draw(preview)


def _named(preview: Preview) -> str:
    return f"{preview.entity.capitalize()}: {preview.where}"


def _draw(preview: Preview) -> None:
    grid = pd.DataFrame(
        {
            "Column of the file": [column.header or formatting.MISSING for column in preview.columns],
            "Becomes": [column.field or "not loaded" for column in preview.columns],
            "Read as": [column.reading or formatting.MISSING for column in preview.columns],
            **{
                f"Row {row} ({kind})": [_cell(column, place, kind == BAD) for column in preview.columns]
                for place, (row, kind) in enumerate(zip(preview.rows, preview.kinds, strict=True))
            },
        },
        dtype=object,
    )
    st.dataframe(
        grid,
        hide_index=True,
        width="stretch",
        height="content",
        alt="The columns of the file, what each becomes, and its cells in the first rows",
        key="upload-preview",
    )


def _cell(column: ReadColumn, place: int, is_bad: bool) -> str:
    """Write a cell of the file and what would be stored of it; once where they are the same or nothing is stored."""
    cell, value = column.cells[place][:_LONGEST], column.values[place][:_LONGEST]
    if not column.field or cell == value or is_bad:
        return cell
    return f"{cell}{_ARROW}{value or formatting.MISSING}" if cell else value
