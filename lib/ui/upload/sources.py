"""Sources that come again, on the page Upload: fetched on a button, saved and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.common import formatting
from lib.ingest.upload.answers import Answers
from lib.services.actors import NotPermittedError
from lib.services.rights import KEEP_SOURCES
from lib.services.sources.allowed import FOLDERS_VARIABLE, HOSTS_VARIABLE, SourceError, allowed_folders, allowed_hosts
from lib.services.sources.saved import Source, forget_source, list_sources, save_source
from lib.ui.ask import engine
from lib.ui.upload.desk import BY_ITSELF, open_source
from lib.ui.who import page_actor

#: Why the last source could not be saved or forgotten.
_REFUSED = "source-refused"


def draw_sources(kinds: Sequence[str], named: Callable[[str], str], by: str) -> None:
    """Draw the sources, and the form that saves another one.

    Args:
        kinds: what files may hold, BY_ITSELF first.
        named: how each is called on the page.
        by: name of who uses the page.
    """
    if not page_actor().may(KEEP_SOURCES):
        return
    with st.expander("Sources that come again", icon=":material/sync:"):
        st.text(
            "Files that are published or exported again and again, at one address or in one folder on the server. "
            "Fetching one shows what would change, as for any file; nothing is loaded before you say so."
        )
        if refusal := st.session_state.pop(_REFUSED, ""):
            st.error(formatting.plain(refusal), icon=":material/block:")
        for source in list_sources(engine(), page_actor()):
            _draw_source(source, by)
        if allowed_hosts() or allowed_folders():
            _draw_form(kinds, named, by)
        else:
            st.info(
                formatting.plain(
                    "Nothing may be fetched yet. An administrator names the hosts and folders that files may come "
                    f"from, in {HOSTS_VARIABLE} and {FOLDERS_VARIABLE}."
                ),
                icon=":material/lock:",
            )


def _draw_source(source: Source, by: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"source-{source.name}"):
        loaded = "never loaded" if source.loaded_at is None else f"loaded on {formatting.short_date(source.loaded_at)}"
        dataset = "; demonstration data" if source.demonstration else ""
        st.text(f"{source.name}: {source.address} ({loaded}{dataset})")
        st.button("Fetch", on_click=open_source, args=(source,), icon=":material/download:", key=f"fetch-{source.name}")
        st.button(
            "Forget",
            on_click=_forget,
            args=(source.name, by),
            icon=":material/delete:",
            key=f"forget-{source.name}",
            help="What was loaded from it stays.",
        )


def _draw_form(kinds: Sequence[str], named: Callable[[str], str], by: str) -> None:
    with st.form("save-source", clear_on_submit=False):
        left, right = st.columns(2)
        left.text_input("Name", key="source-name", placeholder="LinkedIn, monthly export")
        right.selectbox("What its files hold", kinds, format_func=named, key="source-kind")
        st.text_input(
            "Address",
            key="source-address",
            placeholder="https://host/file.csv or /folder/on/the/server",
            help=f"May be fetched from: {', '.join([*allowed_hosts(), *map(str, allowed_folders())])}",
        )
        st.checkbox("Its rows are made up: demonstration data", key="source-demonstration")
        st.form_submit_button("Save this source", on_click=_save, args=(by,), icon=":material/save:")


def _save(by: str) -> None:
    state = st.session_state
    kind = state["source-kind"]
    source = Source(
        state["source-name"],
        state["source-address"],
        Answers(None if kind == BY_ITSELF else kind),
        state["source-demonstration"],
    )
    try:
        save_source(engine(), source, page_actor(by))
    except (SourceError, NotPermittedError) as reason:
        state[_REFUSED] = str(reason)


def _forget(name: str, by: str) -> None:
    try:
        forget_source(engine(), name, page_actor(by))
    except NotPermittedError as reason:
        st.session_state[_REFUSED] = str(reason)
