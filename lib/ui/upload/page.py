"""The page on uploading: files in, questions, the report of what would change, and loading."""

from __future__ import annotations

import streamlit as st

from lib.common import formatting
from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.readers.source import SourceFile
from lib.ingest.readers.suffixes import SUFFIXES
from lib.ingest.upload import Loaded
from lib.ui.jobs import draw_progress
from lib.ui.upload.desk import BEHIND, BY_ITSELF, ROUND, Desk, begin, desk_for, discard, finish
from lib.ui.upload.only import draw_only
from lib.ui.upload.questions import draw_requests
from lib.ui.upload.report import draw_counts, draw_report
from lib.ui.upload.sources import draw_sources
from lib.ui.upload.templates import draw_templates
from lib.ui.who import your_name

#: What files may hold.
_KINDS = [BY_ITSELF, *SCHEMAS, *(name for name in FORMATS if not name.endswith(" template"))]


def draw_upload() -> None:
    """Draw the page: what is next for the files."""
    draw_templates()
    with st.container(border=True):
        uploaded = st.file_uploader(
            "Files",
            type=list(SUFFIXES),
            accept_multiple_files=True,
            key=f"upload-files-{st.session_state.get(ROUND, 0)}",
            help="CSV, workbooks, JSON or a zip of these, up to 200 MB and 1 000 000 rows. Files that belong together, "
            "such as projects and their participants, are loaded together or not at all.",
        )
        left, right = st.columns(2)
        wanted = left.selectbox(
            "What the files hold",
            _KINDS,
            format_func=named,
            key="upload-wanted",
        )
        by = your_name(right)
        demonstration = st.checkbox(
            "These rows are made up: demonstration data",
            key="upload-demonstration",
            help="They are shown apart from the facts, marked on every page and in every file, and never change "
            "facts. They refer to other demonstration data, and to countries.",
        )
    draw_sources(_KINDS, named, by)
    files = tuple(SourceFile(file.name, file.getvalue(), trusted=False) for file in uploaded)
    desk = desk_for(files, tuple(file.file_id for file in uploaded), wanted, demonstration)
    if st.session_state.get(BEHIND):
        _draw_behind()
    if desk is not None and desk.files:
        st.text(f"Files: {desk.names}")
    if desk is None:
        st.info("Drop one or more files above. Nothing is written before you have seen what would change.")
    elif desk.error:
        st.error(formatting.plain(desk.error), icon=":material/error:")
        st.button("Try again", on_click=begin, args=(desk,))
    elif desk.loaded is not None:
        _draw_loaded(desk.loaded)
    elif desk.job is not None:
        _wait(desk)
    elif desk.waiting is not None:
        draw_requests(desk, desk.waiting)
    elif desk.checked is not None:
        draw_only(desk, desk.checked)
        draw_report(desk, desk.checked, by)


def named(what: str) -> str:
    return FORMATS[what].label if what in FORMATS else what.capitalize() if what in SCHEMAS else what


@st.fragment(run_every=0.4)
def _wait(desk: Desk) -> None:
    """Show the progress of the work until it is done."""
    job = desk.job
    if job is None:
        return
    if job.done:
        finish(desk, job)
        st.rerun()
    draw_progress(job.what, job.share)
    st.button("Cancel", on_click=job.cancel, icon=":material/cancel:", key=f"cancel-{desk.tries}")


@st.fragment(run_every=1)
def _draw_behind() -> None:
    """Draw files that are being loaded while the user works on others."""
    behind: list[Desk] = st.session_state[BEHIND]
    for place, desk in enumerate(behind):
        if desk.job is not None and desk.job.done:
            finish(desk, desk.job)
        with st.container(border=True, horizontal=True, key=f"behind-{place}"):
            if desk.job is not None:
                st.text(f"{desk.names}: {desk.job.what}")
            elif desk.loaded is not None:
                st.text(f"{desk.names}: loaded as import {desk.loaded.upload_id}")
            elif desk.checked is not None:
                st.text(f"{desk.names}: not loaded, since the store has changed meanwhile. Drop the files again.")
            else:
                st.text(f"{desk.names}: {desk.error}")


def _draw_loaded(loaded: Loaded) -> None:
    st.button("Upload other files", on_click=discard, icon=":material/upload_file:")
    if loaded.upload_id is None:
        st.success("Nothing to load: the store has all of it already.", icon=":material/check:")
        return
    quarantined = formatting.counted(loaded.rows_quarantined, "row was", "rows were")
    further = f" {quarantined} quarantined." if loaded.rows_quarantined else ""
    st.success(formatting.plain(f"Loaded as import {loaded.upload_id}.{further}"), icon=":material/check:")
    draw_counts(loaded.counts, "What was loaded")
    st.page_link(
        "pages/imports.py",
        label="See the import, or undo it",
        icon=":material/history:",
        query_params={"import": str(loaded.upload_id)},
    )
