"""Tables on pages: values in the dashboard's style, missing ones shown as missing, to be searched and sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import LINK, Column, for_programs
from lib.ui import exports

_NO_ROWS = "No rows fit the filters."
#: So many rows of a table stand on a page until its reader asks for all.
FIRST_ROWS = 12
#: So many rows are a page of a table of which all are asked for: it stands at its full height, and never scrolls.
_OF_PAGE = 250


def show_table(
    table: pd.DataFrame,
    columns: Sequence[Column],
    *,
    alt: str,
    key: str,
    on_select: Callable[[], None] | None = None,
    nothing: str = _NO_ROWS,
    whole: bool = False,
) -> list[int]:
    """Show the first rows of a table, and all of them when the reader asks.

    Args:
        table: the rows.
        columns: those that are shown, in order.
        alt: the table in words, for those who do not see it.
        key: name of the table on the page.
        on_select: what happens when a row is ticked; without it none can be.
        nothing: what the page says where there is no row.
        whole: all rows are shown at once.

    Returns:
        Places in the table of the rows that are ticked.
    """
    shown = range(len(table)) if whole else page_shown(len(table), key)
    ticked = draw_rows(table, columns, shown, alt=alt, key=key, on_select=on_select, nothing=nothing)
    if not whole:
        offer_pages(len(table), shown, key)
    return ticked


def page_shown(rows: int, key: str) -> range:
    """Return the places of the rows that a table shows: the first ones, or a page of all that its reader asked for."""
    first = rows_shown(rows, key)
    if first < rows or rows <= _OF_PAGE:
        return range(first)
    begin = min(st.session_state.get(_page_of(key), 0), (rows - 1) // _OF_PAGE) * _OF_PAGE
    return range(begin, min(begin + _OF_PAGE, rows))


def offer_pages(rows: int, shown: range, key: str) -> None:
    """Draw what leads to the other rows of a table: all of them or the first ones, the next page and the one before."""
    page = shown.start // _OF_PAGE
    if rows_shown(rows, key) < rows or rows <= _OF_PAGE:
        offer_all_rows(rows, key)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"pages-{key}"):
        offer_all_rows(rows, key)
        for label, icon, to, there in (
            ("Previous", ":material/chevron_left:", page - 1, page > 0),
            ("Next", ":material/chevron_right:", page + 1, shown.stop < rows),
        ):
            st.button(
                label,
                on_click=_turn,
                args=(_page_of(key), to),
                disabled=not there,
                type="tertiary",
                icon=icon,
                key=f"{label}-{key}",
            )
        first, last, every = (formatting.number(one) for one in (shown.start + 1, shown.stop, rows))
        st.caption(formatting.plain(f"Rows {first} to {last} of {every}; sorting and searching concern these."))


def rows_shown(rows: int, key: str) -> int:
    """Return how many of its rows a table shows: the first ones, or all that its reader asked for."""
    return rows if st.session_state.get(_all_of(key)) else min(rows, FIRST_ROWS)


def offer_all_rows(rows: int, key: str) -> None:
    """Draw the button that shows all rows of a table, or the first ones again."""
    if rows > FIRST_ROWS:
        offer_all(f"Show all {formatting.number(rows)} rows", f"Show the first {FIRST_ROWS} rows", key)


def offer_all(more: str, fewer: str, key: str) -> None:
    """Draw a button that shows all of something, or the first of it again.

    Args:
        more: the button's label while not all is shown.
        fewer: its label while all is.
        key: of the table or chart on the page.
    """
    is_whole = bool(st.session_state.get(_all_of(key)))
    st.button(
        fewer if is_whole else more,
        on_click=_turn,
        args=(_all_of(key), not is_whole),
        type="tertiary",
        icon=":material/unfold_less:" if is_whole else ":material/unfold_more:",
        key=f"more-{key}",
    )


def _all_of(key: str) -> str:
    return f"all-of-{key}"


def _page_of(key: str) -> str:
    return f"page-of-{key}"


def _turn(name: str, to: bool | int) -> None:
    st.session_state[name] = to


def draw_rows(
    table: pd.DataFrame,
    columns: Sequence[Column],
    places: range,
    *,
    alt: str,
    key: str,
    on_select: Callable[[], None] | None = None,
    nothing: str = _NO_ROWS,
) -> list[int]:
    """Draw the rows of a table at these places; sorting uses the values, not their text. See `show_table`."""
    if table.empty:
        st.info(formatting.plain(nothing), icon=":material/filter_alt_off:")
        return []
    # Of all rows: whether a column of dates is one of texts depends on each of them.
    table = formatting.at_precision(table).iloc[places.start : places.stop]
    shown = table.loc[:, [column.name for column in columns]]
    more: dict[str, Any] = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
    event: Any = st.dataframe(
        _styled(table, shown, columns),
        hide_index=True,
        column_config={
            column.header: st.column_config.LinkColumn(display_text=column.link_text or None)
            for column in columns
            if column.kind is LINK
        },
        alt=alt,
        key=key,
        width="stretch",
        placeholder=formatting.MISSING,
        height=_ROW * (len(table) + 1) + 2,
        **more,
    )
    return [places.start + row for row in event["selection"]["rows"]] if on_select else []


#: Height of a row in pixels. A table says its height, so that its place is kept for it.
_ROW = 35


def _styled(table: pd.DataFrame, shown: pd.DataFrame, columns: Sequence[Column]) -> Any:
    """The shown columns under their headers, with how each value is written."""
    styled = shown.rename(columns={column.name: column.header for column in columns}).style.format(
        {
            column.header: column.writer
            for column in columns
            # Text as it is needs no formatting, and formatting is slow.
            if column.kind is not LINK and (column.writer is not formatting.text or shown[column.name].dtype != object)
        }
    )
    styled.hide(axis="index")
    for column in columns:
        if column.write_by:
            name, write = column.write_by
            for given, rows in table[name].groupby(table[name]):
                styled.format(_given(write, given), subset=(rows.index, [column.header]))
        if column.words:
            for words, rows in table[column.words].groupby(table[column.words]):
                styled.format(_always(str(words)), subset=(rows.index, [column.header]))
    return styled


def _given(write: Callable[[object, Any], str], given: Any) -> Callable[[object], str]:
    return lambda value: write(value, given)


def _always(words: str) -> Callable[[object], str]:
    return lambda _value: words


def show_list(table: pd.DataFrame, columns: Sequence[Column], *, alt: str, key: str, whole: bool = False) -> None:
    """Show a table of the app's own work, such as that of imports, with its export menu.

    No filter narrows it, and it is in no report of the page.
    """
    show_table(table, columns, alt=alt, key=key, whole=whole)
    if not table.empty:
        headers = {column.name: column.header for column in for_programs(tuple(columns))}
        exports.offer_list(alt, formatting.at_precision(table), headers, key)
