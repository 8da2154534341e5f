"""The page on imports: the list, one import's report and quarantined rows, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.common.progress import Progress
from lib.figures.columns import Column
from lib.ingest.by_hand import BY_HAND
from lib.ingest.problems import ProblemGroup
from lib.ingest.quarantine import list_quarantined
from lib.ingest.removal import RemovalError, remove_demonstration
from lib.ingest.staging.names import MERGE
from lib.ingest.undo import UndoError, undo
from lib.services.actors import NotPermittedError
from lib.services.imports import import_report
from lib.services.rights import REMOVE_DEMONSTRATION
from lib.ui.ask import ask, engine
from lib.ui.bar import choices_of
from lib.ui.jobs import Job, draw_progress
from lib.ui.tables import show_list
from lib.ui.upload.problems import draw_groups
from lib.ui.who import page_actor, your_name

#: Names the import that is shown, in the address.
IMPORT = "import"
#: The field that chooses it.
_CHOICE = "import-chosen"
#: The work that goes on, what it does, and what came of it.
_WORK, _WORKING, _REFUSED, _DONE = "import-work", "import-working", "import-refused", "import-done"
#: Whether the reader asked to remove all demonstration data, and was asked in turn.
_ASKED = "removal-asked"
#: Quarantined rows that the page shows and exports at once.
_MOST_QUARANTINED = 10_000

_COLUMNS = (
    Column("import_id", "Import"),
    Column("file", "File"),
    Column("entity", "Rows of"),
    Column("imported_at", "Loaded on (UTC)", write=formatting.short_date),
    Column("imported_by", "By"),
    Column("rows_read", "Rows", write=formatting.number),
    Column("rows_new", "New", write=formatting.number),
    Column("rows_changed", "Changed", write=formatting.number),
    Column("rows_same", "The same", write=formatting.number),
    Column("rows_quarantined", "Quarantined", write=formatting.number),
    Column("rows_deleted", "Deleted", write=formatting.number),
    Column("state", "State"),
    Column("part", "Dataset"),
    Column("file_format", "Format"),
)


def draw_imports(listed: pd.DataFrame) -> None:
    """Draw the list of imports, and below it the one that was chosen."""
    if listed.empty:
        st.info("Nothing was imported yet.", icon=":material/upload_file:")
        return
    shown = listed.assign(
        file=[_file(row) for row in listed.to_dict("records")],
        state=["undone" if undone else "in the store" for undone in listed["undone_at"].notna()],
    )
    show_list(shown, _COLUMNS, alt="Every import, the newest first", key="imports")
    numbers = [int(number) for number in listed["import_id"]]
    by_number = {int(row["import_id"]): row for row in shown.to_dict("records")}
    asked = st.query_params.get(IMPORT, "")
    # The address holds the number alone, and readers see more than that: a bound field would hold what they see.
    st.session_state[_CHOICE] = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in by_number else None
    chosen = st.selectbox(
        "Import",
        numbers,
        index=None,
        key=_CHOICE,
        format_func=lambda number: _named(by_number[number]),
        placeholder="choose one to see its report or to undo it",
        on_change=_to_address,
    )
    if chosen is not None:
        _draw_import(by_number[chosen], shown)


def _named(row: Any) -> str:
    """Name an import as its list does: number, file, what it holds, and when it was loaded."""
    return f"{row['import_id']}: {row['file']}, {row['entity']}, {formatting.short_date(row['imported_at'])}"


def _to_address() -> None:
    chosen = st.session_state[_CHOICE]
    if chosen is None:
        st.query_params.pop(IMPORT, None)
    else:
        st.query_params[IMPORT] = str(chosen)


def _file(row: Any) -> str:
    return row["file_name"] if pd.isna(row["sheet"]) else f"{row['file_name']} / {row['sheet']}"


def _draw_import(record: Any, listed: pd.DataFrame) -> None:
    number = int(record["import_id"])
    st.header(formatting.plain(f"Import {number}: {record['entity']} rows"), anchor=False)
    kept = ask(import_report, number, page_actor())
    together = listed[listed["upload_id"] == record["upload_id"]]
    known = [
        ("File", record["file"]),
        *(
            []
            if record["file_format"] in (BY_HAND, MERGE)
            else [
                ("Size", f"{formatting.number(record['size_bytes'])} bytes"),
                ("SHA-256", record["sha256"]),
                ("Format", record["file_format"]),
            ]
        ),
        ("Loaded", f"{formatting.long_date(record['imported_at'])} by {record['imported_by']}"),
        ("Loaded together with", ", ".join(str(n) for n in together["import_id"] if n != number) or "nothing else"),
        *((name.capitalize(), _in_words(value)) for name, value in kept["options"].items() if value),
    ]
    if not pd.isna(record["undone_at"]):
        known.append(("Undone", f"{formatting.long_date(record['undone_at'])} by {record['undone_by']}"))
    show_list(
        pd.DataFrame(known, columns=["what", "value"], dtype=object),
        (Column("what", "What"), Column("value", "Value")),
        alt=f"What is known of import {number}",
        key="import-details",
    )
    if kept["report"]:
        st.header("Errors and warnings", anchor=False)
        draw_groups([ProblemGroup.from_json(group) for group in kept["report"]], key="import-report")
    if record["rows_quarantined"]:
        _draw_quarantined(number)
    if pd.isna(record["undone_at"]):
        _draw_undo(int(record["upload_id"]), together)


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_in_words(inner)}" for name, inner in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _draw_quarantined(number: int) -> None:
    """Draw quarantined rows, to be corrected and uploaded as a file of their own."""
    st.header("Quarantined rows", anchor=False)
    rows = ask(list_quarantined, number, _MOST_QUARANTINED, page_actor())
    columns = tuple(Column(str(name), str(name)) for name in rows.columns)
    show_list(rows, columns, alt=f"Quarantined rows of import {number}", key="quarantined")


def _draw_undo(upload_id: int, together: pd.DataFrame) -> None:
    st.header("Undo this import", anchor=False)
    files = ", ".join(dict.fromkeys(together["file_name"]))
    done = "this was done" if files == BY_HAND else f"{files} was loaded"
    st.text(
        f"The store becomes what it was before {done}: new rows are removed, changed ones get their old values, "
        "deleted ones come back. "
        "Where a later import builds on it, nothing happens and the page says which."
    )
    by = your_name()
    st.button(
        f"Undo import {upload_id}",
        disabled=not by or _WORK in st.session_state,
        on_click=_begin_undo,
        args=(upload_id, by),
        icon=":material/undo:",
        key="undo",
    )


def _begin_undo(upload_id: int, by: str) -> None:
    """Undo an import in the background."""
    # Who asks is settled now: the page may have been open since before the dashboard was for readers alone.
    store, actor = engine(), page_actor(by)
    _begin("Undoing the import", lambda _report: f"Import {undo(store, upload_id, actor).upload_id} was undone.")


def draw_removal() -> None:
    """Draw the removal of all demonstration data, with a question first; nothing where there is none."""
    if not page_actor().may(REMOVE_DEMONSTRATION) or not choices_of(False).has_demonstration:
        return
    st.header("Remove all demonstration data", anchor=False)
    st.text(
        "The store holds demonstration data beside the facts. Removing it leaves the facts as they are. "
        "The choice between the two goes too, and saved views of demonstration data show nothing."
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
        st.text("Remove every row of the demonstration data? It can only be loaded again.")
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
    """Remove the demonstration data in the background."""
    _ask_first(False)
    store, actor = engine(), page_actor(by)
    _begin("Removing the demonstration data", lambda _report: str(remove_demonstration(store, actor)))


def _begin(what: str, work: Callable[[Progress], str]) -> None:
    """Begin work in the background; it returns the sentence that is shown when it is done."""
    st.session_state[_WORK], st.session_state[_WORKING] = Job(work), what


def draw_work() -> None:
    """Draw the work that goes on, or what came of the last one."""
    if _WORK in st.session_state:
        _wait()
    if refusal := st.session_state.pop(_REFUSED, ""):
        st.error(formatting.plain(refusal), icon=":material/block:")
    if outcome := st.session_state.pop(_DONE, ""):
        st.success(formatting.plain(outcome), icon=":material/check:")


@st.fragment(run_every=0.4)
def _wait() -> None:
    job: Job[str] | None = st.session_state.get(_WORK)
    if job is not None and job.done:
        del st.session_state[_WORK]
        try:
            st.session_state[_DONE] = job.result()
        except (UndoError, RemovalError, NotPermittedError) as reason:
            st.session_state[_REFUSED] = str(reason)
        st.rerun()
    draw_progress(st.session_state[_WORKING])
