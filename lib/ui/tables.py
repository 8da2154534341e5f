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
#: More rows than this are not styled and sent to the browser at once.
MOST_ROWS = 2_000


def show_table(
    table: pd.DataFrame,
    columns: Sequence[Column],
    *,
    alt: str,
    key: str,
    on_select: Callable[[], None] | None = None,
    nothing: str = _NO_ROWS,
    whole: bool = False,
) -> Any:
    """Show a table; sorting uses the values, not their text. Rows beyond MOST_ROWS are left to an export.

    Args:
        table: the rows.
        columns: those that are shown, in order.
        alt: the table in words, for those who do not see it.
        key: name of the table on the page.
        on_select: what happens when a row is ticked; without it none can be.
        nothing: what the page says where there is no row.
        whole: it is as high as its rows, which are few.

    Returns:
        What is ticked, as Streamlit gives it; None where there is no row.
    """
    if table.empty:
        st.info(nothing, icon=":material/filter_alt_off:")
        return None
    table = formatting.at_precision(table)
    shown = table.loc[:, [column.name for column in columns]].head(MOST_ROWS)
    if len(table) > MOST_ROWS:
        first, every = formatting.number(MOST_ROWS), formatting.number(len(table))
        st.caption(f"The first {first} of {every} rows; narrow the filters to see more.")
    more: dict[str, Any] = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
    return st.dataframe(
        _styled(table.head(MOST_ROWS), shown, columns),
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
        height="content" if whole else "auto",
        **more,
    )


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
