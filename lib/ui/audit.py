"""The page on the audit log: filters, entries, whether all are as they were written, and a file of them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.export.forms import as_csv
from lib.figures.columns import Column
from lib.services.actors import Actor
from lib.services.audit import Verified, list_entries, note, verify
from lib.ui.ask import engine
from lib.ui.tables import show_list
from lib.ui.who import page_actor

_MOST = 500
_VERIFIED = "audit-verified"
_COLUMNS = (
    Column("entry_id", "Entry", write=formatting.number),
    Column("at", "When (UTC)"),
    Column("actor", "Who"),
    Column("role", "Role"),
    Column("address", "From"),
    Column("what", "What"),
    Column("subject", "To what"),
    Column("before", "Before"),
    Column("after", "After"),
)


def draw_audit() -> None:
    """Draw the entries that fit the filters, the newest first."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Search", key="audit-search", placeholder="name, action or subject", max_chars=200)
        first = st.date_input("From", value=None, key="audit-from", width=160)
        last = st.date_input("To", value=None, key="audit-to", width=160)
        refused = st.toggle("Only what was refused", key="audit-refused")
    actor = page_actor()
    found = list_entries(
        engine(),
        actor,
        words=words or "",
        first_day=first if isinstance(first, date) else None,
        last_day=last if isinstance(last, date) else None,
        only_refused=refused,
        most=_MOST,
    )
    if found.empty:
        st.info("No entry fits.", icon=":material/filter_alt_off:")
    else:
        shown = found.assign(
            at=found["at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            what=found["action"].where(~found["refused"].astype(bool), "refused: " + found["action"]),
        )
        show_list(shown, _COLUMNS, alt="The audit log, the newest entries first", key="audit", whole=True)
        if len(found) == _MOST:
            st.caption(f"The newest {formatting.number(_MOST)} entries that fit.")
        st.download_button(
            "These entries as CSV",
            lambda: _as_file(found, actor),
            "audit-log.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
    st.button("Verify the log", on_click=_verify, icon=":material/verified_user:", key="audit-verify")
    if (verified := st.session_state.pop(_VERIFIED, None)) is not None:
        _draw_verified(verified)


def _as_file(found: pd.DataFrame, actor: Actor) -> bytes:
    note(engine(), actor, "export the audit log", formatting.counted(len(found), "entry", "entries"))
    return as_csv(found, {name: name for name in found.columns})


def _verify() -> None:
    st.session_state[_VERIFIED] = verify(engine(), page_actor())


def _draw_verified(found: Verified) -> None:
    if found.broken is None:
        st.success(f"All {formatting.counted(found.entries, 'entry', 'entries')} are as they were written.")
        st.text(f"Hash of the newest: {found.last_hash or formatting.MISSING}")
    else:
        st.error(
            formatting.plain(f"Entry {found.broken} was changed, or one is missing before it."),
            icon=":material/gpp_bad:",
        )
