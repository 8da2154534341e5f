"""What loading would change, before anything is written."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.export.error_copy import error_copy
from lib.figures.columns import Column
from lib.ingest.upload import Counts, Report
from lib.ingest.upload.choices import take_in
from lib.ui.tables import show_table
from lib.ui.upload.desk import Checked, Desk, check_again, discard, load
from lib.ui.upload.differences import draw_differences
from lib.ui.upload.mend import draw_mending
from lib.ui.upload.namesakes import draw_namesakes
from lib.ui.upload.preview import draw_previews
from lib.ui.upload.problems import draw_groups
from lib.ui.upload.rates import draw_rates
from lib.ui.upload.unknown import draw_unknown


def draw_report(desk: Desk, checked: Checked, by: str) -> None:
    """Draw how the files were read and what loading them would change, with the buttons to load and discard."""
    prepared, report = checked.prepared, checked.prepared.report
    if desk.store_changed:
        st.warning(
            "The store has changed since you saw the report. See what loading would change now; nothing was loaded.",
            icon=":material/sync_problem:",
        )
    for sentence in report.seen_before:
        st.info(formatting.plain(sentence), icon=":material/history:")
    _draw_tables(desk, report)
    draw_previews(desk, checked)
    draw_counts(report.counts, "What loading would change")
    draw_differences(prepared, checked.differences)
    draw_unknown(desk, report)
    draw_namesakes(desk, report)
    _draw_problems(checked)
    draw_mending(desk, checked)
    draw_rates(desk, report)
    changing = any(counts.writes for counts in report.counts.values())
    valid = sum(table.rows_read for table in report.tables) - report.rows_bad
    if report.changes_nothing:
        st.success(formatting.plain(report.why_nothing), icon=":material/check:")
        return
    if report.why_nothing and not report.errors:
        st.error(formatting.plain(report.why_nothing), icon=":material/error:")
        st.button("Discard", on_click=discard)
        return
    for sentence in report.large_changes:
        st.warning(formatting.plain(sentence), icon=":material/warning:")
    if not by:
        st.warning("Write your name above; it is kept with the import.", icon=":material/person:")
    with st.container(horizontal=True):
        if report.errors:
            st.button(
                f"Load {formatting.counted(valid, 'valid row')}, quarantine {formatting.number(report.rows_bad)}",
                disabled=not (by and changing),
                on_click=load,
                args=(desk, prepared, by, True),
            )
        else:
            st.button("Load", type="primary", disabled=not by, on_click=load, args=(desk, prepared, by, False))
        st.button("Discard", on_click=discard)


def _draw_tables(desk: Desk, report: Report) -> None:
    st.header("How the files were read", anchor=False)
    for table in report.tables:
        errors = f", {formatting.number(table.rows_bad)} with errors" if table.rows_bad else ""
        st.text(f"{table.where}: {table.format}, {formatting.counted(table.rows_read, 'row')}{errors}")
        if table.names:
            with st.expander("What names in it were taken for", icon=":material/badge:"):
                st.text("\n".join(table.names))
    for place, where in enumerate(report.left_out):
        with st.container(horizontal=True, vertical_alignment="center", key=f"left-out-{place}"):
            st.text(f"{where}: left out", width="content")
            if where in desk.answers.left_out:
                answers = take_in(desk.answers, where)
                key = f"take-in-{desk.tries}-{place}"
                st.button("Take it in", on_click=check_again, args=(desk, answers), type="tertiary", key=key)


def draw_counts(counts: dict[str, Counts], title: str) -> None:
    """Draw how many rows are new, changed, the same and missing from the files, by entity."""
    if not counts:
        return
    st.header(formatting.plain(title), anchor=False)
    rows = pd.DataFrame(
        [
            {
                "entity": entity.capitalize(),
                "new": c.new,
                "changed": c.changed,
                "completed": c.completed,
                "same": c.same,
                "missing": c.missing,
            }
            for entity, c in counts.items()
        ]
    )
    completed = any(c.completed for c in counts.values())
    columns = (
        Column("entity", "Rows of"),
        Column("new", "New", write=formatting.number),
        Column("changed", "Changed", write=formatting.number),
        *([Column("completed", "Complete rows of another file", write=formatting.number)] if completed else []),
        Column("same", "The same", write=formatting.number),
        Column("missing", "In the store, not in the file (they stay)", write=formatting.number),
    )
    show_table(rows, columns, alt="Rows that would be new, changed, the same, missing", key="upload-counts")


def _draw_problems(checked: Checked) -> None:
    prepared, report = checked.prepared, checked.prepared.report
    if not (report.errors or report.warnings):
        st.success("All rows are valid.", icon=":material/check:")
        return
    if report.errors and not report.rows_bad:
        st.error("The columns have errors, so no row was read. Change above what each is.", icon=":material/error:")
    elif report.errors:
        st.error(
            f"{formatting.counted(report.rows_bad, 'row has', 'rows have')} errors. Mend them "
            f"{'below or ' if checked.failing else ''}in the file, or load the valid rows and quarantine these.",
            icon=":material/error:",
        )
    for title, groups in (("Errors", report.errors), ("Warnings", report.warnings)):
        if groups:
            st.header(formatting.plain(title), anchor=False)
            draw_groups(groups, key=f"upload-{title}")
    if not any(table.rows_read for table in report.tables):
        return
    name, media, _ = "", "", b""
    if any(found.is_persons for found in prepared.found):
        st.text(
            "A copy of a list of persons has no names and no addresses. It says by the number of the row what to mend "
            "in your file; the copy itself cannot be loaded."
        )
    if st.button("Make a copy with the errors marked", icon=":material/edit_note:", key="make-copy"):
        with st.spinner("Writing the copy"):
            name, media, content = error_copy(prepared)
        st.download_button(f"Download {name}", content, name, media, on_click="ignore", key="error-copy")
