"""The page on imports: the list, one import's report and rows kept aside, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.ingest.look import Progress
from lib.ingest.problems import Group
from lib.ingest.removal import CannotRemove, remove_demonstration
from lib.ingest.undo import CannotUndo, Undone, undo
from lib.metrics import imports
from lib.ui.ask import ask, engine
from lib.ui.filters import choices_of
from lib.ui.frame import Column, show_list
from lib.ui.jobs import Job
from lib.ui.reading import is_read_only
from lib.ui.upload_views import draw_groups
from lib.ui.who import your_name

#: Names the import that is shown, in the address.
IMPORT = "import"
#: The work that takes something out of the store, what it says while it goes on, and what came of it.
_WORK, _WORKING, _REFUSED, _DONE = "taking-out", "taking-out-what", "taking-out-refused", "taking-out-done"
#: Whether the reader asked to remove all demonstration data, and was asked in turn.
_ASKED = "removal-asked"
#: Rows kept aside that the page shows and gives out at once.
_MOST_ASIDE = 10_000

_COLUMNS = {
    "import_id": Column("Import"),
    "file": Column("File"),
    "entity": Column("Rows of"),
    "imported_at": Column("Loaded on (UTC)", formatting.short_date),
    "imported_by": Column("By"),
    "rows_read": Column("Rows", formatting.number),
    "rows_new": Column("New", formatting.number),
    "rows_changed": Column("Changed", formatting.number),
    "rows_same": Column("The same", formatting.number),
    "rows_aside": Column("Kept aside", formatting.number),
    "state": Column("State"),
    "part": Column("Dataset"),
    "file_format": Column("Format"),
}


def draw_imports(listed: pd.DataFrame) -> None:
    """The list of imports, and below it the one that was chosen."""
    if listed.empty:
        st.info("Nothing was imported yet.", icon=":material/upload_file:")
        return
    shown = listed.assign(
        file=[_file(row) for row in listed.to_dict("records")],
        state=["taken back" if undone else "in the store" for undone in listed["undone_at"].notna()],
    )
    show_list(shown, _COLUMNS, alt="Every import, the newest first", key="imports")
    numbers = [int(number) for number in listed["import_id"]]
    by_number = {int(row["import_id"]): row for row in shown.to_dict("records")}
    chosen = st.selectbox(
        "Number of an import",
        numbers,
        index=None,
        key=IMPORT,
        bind="query-params",
        placeholder="Choose an import to see its report or to take it back",
    )
    if chosen is not None:
        _draw_import(by_number[chosen], shown)


def _file(row: Any) -> str:
    return row["file_name"] if pd.isna(row["sheet"]) else f"{row['file_name']} / {row['sheet']}"


def _draw_import(record: Any, listed: pd.DataFrame) -> None:
    number = int(record["import_id"])
    st.header(f"Import {number}: {record['entity']} rows", anchor=False)
    kept = ask(imports.import_report, number)
    together = listed[listed["upload_id"] == record["upload_id"]]
    known = [
        ("File", record["file"]),
        ("Size", f"{formatting.number(record['size_bytes'])} bytes"),
        ("SHA-256", record["sha256"]),
        ("Format", record["file_format"]),
        ("Loaded", f"{formatting.long_date(record['imported_at'])} by {record['imported_by']}"),
        ("Loaded together with", ", ".join(str(n) for n in together["import_id"] if n != number) or "nothing else"),
        *((name.capitalize(), _in_words(value)) for name, value in kept["options"].items() if value),
    ]
    if not pd.isna(record["undone_at"]):
        known.append(("Taken back", f"{formatting.long_date(record['undone_at'])} by {record['undone_by']}"))
    show_list(
        pd.DataFrame(known, columns=["what", "value"], dtype=object),
        {"what": Column("What"), "value": Column("Value")},
        alt=f"What is known of import {number}",
        key="import-details",
    )
    if kept["report"]:
        st.header("What was odd or wrong", anchor=False)
        draw_groups([_group(group) for group in kept["report"]], key="import-report")
    if record["rows_aside"]:
        _draw_aside(number)
    if pd.isna(record["undone_at"]):
        _draw_undo(int(record["upload_id"]), together)


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_in_words(inner)}" for name, inner in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _group(kept: dict[str, Any]) -> Group:
    examples = tuple((example["row"], example["value"]) for example in kept["examples"])
    return Group(kept["where"], kept["column"], kept["expected"], kept["level"], kept["rows"], examples)


def _draw_aside(number: int) -> None:
    """Rows that did not fit, to be mended and uploaded as a file of their own."""
    st.header("Rows kept aside", anchor=False)
    rows = ask(imports.rows_kept_aside, number, _MOST_ASIDE)
    columns = {str(name): Column(str(name)) for name in rows.columns}
    show_list(rows, columns, alt=f"Rows of import {number} that did not fit", key="aside")


def _draw_undo(upload_id: int, together: pd.DataFrame) -> None:
    st.header("Taking it back", anchor=False)
    files = ", ".join(dict.fromkeys(together["file_name"]))
    st.text(
        f"The store becomes what it was before {files} was loaded: new rows go, changed ones get their old values. "
        "Where a later import builds on it, nothing happens and the page says which."
    )
    by = your_name()
    st.button(
        f"Take import {upload_id} back",
        disabled=not by or _WORK in st.session_state,
        on_click=_begin_undo,
        args=(upload_id, by),
        icon=":material/undo:",
        key="undo",
    )


def _begin_undo(upload_id: int, by: str) -> None:
    store = engine()
    _begin("Taking it back", lambda _tell: _told_of(undo(store, upload_id, by)))


def _told_of(undone: Undone) -> str:
    return f"Import {undone.upload_id} was taken back."


def draw_removal() -> None:
    """Taking all demonstration data out of the store, with a question first; nothing where there is none."""
    if is_read_only() or not choices_of(False).has_demonstration:
        return
    st.header("Removing all demonstration data", anchor=False)
    st.text(
        "The store holds demonstration data beside the facts. Once it is removed, the choice between the two is gone "
        "too, and facts stay just as they are. Views that were saved of it say that there is none."
    )
    if not st.session_state.get(_ASKED):
        st.button(
            "Remove all demonstration data",
            disabled=_WORK in st.session_state,
            on_click=_ask_first,
            args=(True,),
            icon=":material/delete_sweep:",
            key="remove-demonstration",
        )
        return
    with st.container(border=True):
        st.text("Remove every row of the demonstration data? It cannot be put back, other than by loading it anew.")
        by = your_name(key="removed-by")
        with st.container(horizontal=True):
            st.button(
                "Yes, remove it",
                type="primary",
                disabled=not by,
                on_click=_begin_removal,
                args=(by,),
                key="remove-demonstration-yes",
            )
            st.button("No, keep it", on_click=_ask_first, args=(False,), key="remove-demonstration-no")


def _ask_first(asked: bool) -> None:
    st.session_state[_ASKED] = asked


def _begin_removal(by: str) -> None:
    _ask_first(False)
    if is_read_only():
        return
    store = engine()
    _begin("Removing the demonstration data", lambda _tell: str(remove_demonstration(store, by)))


def _begin(what: str, work: Callable[[Progress], str]) -> None:
    """Begin work in the background; it gives what readers are told when it is done."""
    st.session_state[_WORK], st.session_state[_WORKING] = Job(work), what


def draw_work() -> None:
    """The work that goes on, or what came of the last one."""
    if _WORK in st.session_state:
        _wait()
    if told := st.session_state.pop(_REFUSED, ""):
        st.error(told, icon=":material/block:")
    if told := st.session_state.pop(_DONE, ""):
        st.success(told, icon=":material/check:")


@st.fragment(run_every=0.4)
def _wait() -> None:
    job: Job[str] | None = st.session_state.get(_WORK)
    if job is not None and job.done:
        del st.session_state[_WORK]
        try:
            st.session_state[_DONE] = job.result()
        except (CannotUndo, CannotRemove) as reason:
            st.session_state[_REFUSED] = str(reason)
        st.rerun()
    st.progress(0.0, text=st.session_state[_WORKING])
