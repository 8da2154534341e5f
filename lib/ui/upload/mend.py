"""Cells with errors, mended on the page; the file itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.common.folding import fold_header
from lib.ingest.upload.failing import FailingRows
from lib.ui.upload.desk import Checked, Desk, check_again

#: Cells by row and folded header.
Corrections = dict[int, dict[str, str]]


def draw_mending(desk: Desk, checked: Checked) -> None:
    """Draw the rows with errors of each table as a grid in which their cells can be mended."""
    mended: dict[str, Corrections] = {}
    bad = {table.where: table.rows_bad for table in checked.prepared.report.tables}
    for place, (where, failing) in enumerate(checked.failing.items()):
        of = f" of {where}" if len(checked.failing) > 1 else ""
        st.header(f"Mend the rows with errors{formatting.plain(of)}", anchor=False)
        st.text("Change cells here and check again. The file itself stays as it is.")
        if failing.is_persons:
            # What the grid does not have can be mended in the file alone.
            st.text(
                "Names and e-mail addresses are not shown, nor are cells that may be some: find a row in your file by "
                "its number. Type over a cell here, or mend it in the file and upload that again."
            )
        if bad[where] > len(failing.rows):
            st.caption(f"The first {len(failing.rows)} of {formatting.number(bad[where])} rows with errors.")
        mended[where] = _draw_grid(failing, f"mend-{desk.tries}-{place}")
    before = sum(len(row) for corrections in desk.answers.corrections.values() for row in corrections.values())
    with st.container(horizontal=True):
        if checked.failing:
            st.button(
                "Check again",
                disabled=not any(mended.values()),
                on_click=_check,
                args=(desk, mended),
                icon=":material/refresh:",
                key="check-again",
            )
        if before:
            label = f"Drop {formatting.counted(before, 'correction')} made here"
            st.button(label, on_click=_drop, args=(desk,), icon=":material/ink_eraser:", key="drop-corrections")


def _draw_grid(failing: FailingRows, key: str) -> Corrections:
    """Draw the grid. Returns the cells that were changed in it."""
    headers = (*failing.wrong, *failing.others)
    names = [f"cell-{place}" for place in range(len(headers))]
    grid = pd.DataFrame(
        [[row.row, *(row.cells[header] for header in headers), row.wrong] for row in failing.rows],
        columns=["row", *names, "wrong"],
        dtype=object,
    )
    first = len(failing.wrong)
    edited = st.data_editor(
        grid,
        hide_index=True,
        width="stretch",
        key=key,
        column_order=["row", *names[:first], "wrong", *names[first:]],
        alt="Rows with errors, whose cells can be changed",
        column_config={
            "row": st.column_config.NumberColumn("Row", disabled=True, pinned=True, width=60),
            "wrong": st.column_config.TextColumn("Expected", disabled=True),
            **{name: st.column_config.TextColumn(header) for name, header in zip(names, headers, strict=True)},
        },
    )
    corrections: Corrections = {}
    for row, cells in zip(failing.rows, edited[names].itertuples(index=False, name=None), strict=True):
        for header, cell in zip(headers, cells, strict=True):
            written = "" if cell is None else str(cell)
            if written != row.cells[header]:
                corrections.setdefault(row.row, {})[fold_header(header)] = written
    return corrections


def _check(desk: Desk, mended: Mapping[str, Corrections]) -> None:
    """Check the files again with the mended cells, and those that were mended before."""
    answers = desk.answers
    corrections = {where: dict(rows) for where, rows in answers.corrections.items()}
    for where, rows in mended.items():
        of_table = corrections.setdefault(where, {})
        for row, cells in rows.items():
            of_table[row] = {**of_table.get(row, {}), **cells}
    check_again(desk, replace(answers, corrections=corrections))


def _drop(desk: Desk) -> None:
    check_again(desk, replace(desk.answers, corrections={}))
