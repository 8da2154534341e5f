"""One row of the page on records: all that it holds, where it came from, and the way to change or delete it."""

from __future__ import annotations

from textwrap import shorten

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.registry import ENTITIES
from lib.figures.columns import Column
from lib.figures.pages import PROJECT
from lib.ingest.by_hand import BY_HAND
from lib.ingest.deletion import ReferredToError
from lib.metrics.record import Record
from lib.services.actors import NotPermittedError
from lib.services.rights import EDIT_ROWS, SEE_IMPORTS
from lib.services.rows import RowChangedError, RowRejectedError, delete_row
from lib.ui.ask import engine
from lib.ui.records import chosen
from lib.ui.records.words import header, value_in_words
from lib.ui.tables import show_list
from lib.ui.who import page_actor, your_name

#: What may be done with an event alone.
_OF_EVENTS = (
    ("Attendance list", chosen.LISTING, ":material/checklist:"),
    ("Sums of attendance", chosen.COUNTING, ":material/groups:"),
)
#: Rows that refer to the one that is to be deleted.
_REFERRING = "row-referring"


def title_of(record: Record) -> str:
    """Name a row: what it is called, else its key."""
    called = record.values.get("name") or record.values.get("title")
    return str(called) if called else ", ".join(part for part in record.key if part)


def draw_row(record: Record) -> None:
    """Draw a row, with what may be done with it."""
    st.button("Back to the list", on_click=chosen.close, icon=":material/arrow_back:", type="tertiary")
    with st.container(key="row-name"):
        st.text(title_of(record))
    known = [(header(name), _in_words(record, name)) for name in record.values if record.values[name] is not None]
    unknown = [header(name) for name in record.values if record.values[name] is None]
    show_list(
        pd.DataFrame([*known, *_origin(record)], columns=["what", "value"], dtype=object),
        (Column("what", "What"), Column("value", "Value")),
        alt="All that is known of the row",
        key="row",
        whole=True,
    )
    if unknown:
        st.caption(formatting.plain(f"Not known: {', '.join(unknown)}."))
    with st.container(horizontal=True, gap="small"):
        _draw_ways(record)
    if chosen.doing() == chosen.DELETING:
        _draw_deletion(record)


def _in_words(record: Record, name: str) -> str:
    value = value_in_words(name, record.values[name])
    return f"{record.names[name]} ({value})" if name in record.names else value


def _origin(record: Record) -> list[tuple[str, str]]:
    by_hand = record.file_format == BY_HAND
    # Who works on the data is for those who do.
    by = f", by {record.imported_by}" if page_actor().may(SEE_IMPORTS) else ""
    entered = f"by hand{by}" if by_hand else f"{record.file_name}, row {record.source_row}"
    return [
        ("Entered" if by_hand else "Loaded from", entered),
        *([("Why", record.reason)] if record.reason else []),
        ("On", formatting.long_date(record.imported_at)),
        ("Import", str(record.import_id)),
    ]


def _draw_ways(record: Record) -> None:
    if page_actor().may(EDIT_ROWS):
        for label, what, icon in (
            ("Change", chosen.CHANGING, ":material/edit:"),
            ("Delete", chosen.DELETING, ":material/delete:"),
            *(_OF_EVENTS if record.entity == "event" else ()),
        ):
            st.button(label, on_click=_begin, args=(what,), icon=icon, key=f"row-{what}")
    if page_actor().may(SEE_IMPORTS):
        st.page_link(
            "pages/imports.py",
            label=f"Import {record.import_id}",
            icon=":material/history:",
            query_params={"import": str(record.import_id)},
        )
    source = record.values.get("source_url")
    if source:
        st.link_button("Source", source, icon=":material/open_in_new:", type="tertiary")
    if record.entity == "project":
        st.page_link(
            "pages/project.py",
            label="Page of the project",
            icon=":material/science:",
            query_params={PROJECT: str(record.key[0])},
        )


def _begin(what: str) -> None:
    st.session_state.pop(_REFERRING, None)
    chosen.do(what)


def _draw_deletion(record: Record) -> None:
    """Ask why and by whom the row is deleted, and whether rows that refer to it are to go with it."""
    others: ReferredToError | None = st.session_state.get(_REFERRING)
    together = sum(referring.count for referring in others.referring) if others else 0
    with st.form("delete-row"):
        st.text("Delete this row? What it was is kept: the deletion is listed under Imports, and can be undone there.")
        if others:
            _say_referring(others)
        may_go = others is None or others.together
        reason = st.text_input("Why, for the record", max_chars=500, key="delete-reason")
        by = your_name(key="delete-by")
        label = f"Delete it with these {formatting.counted(together, 'row')}" if together else "Delete"
        with st.container(horizontal=True):
            st.form_submit_button(label, type="primary", disabled=not may_go, on_click=chosen.agree)
            st.form_submit_button("Keep it", on_click=_begin, args=("",))
    if not chosen.is_agreed():
        return
    try:
        with st.spinner("Deleting"):
            number = delete_row(engine(), record, page_actor(by), reason, together=together)
    except ReferredToError as error:
        st.session_state[_REFERRING] = error
        st.rerun()
    except (RowRejectedError, RowChangedError, NotPermittedError) as error:
        st.error(formatting.plain(error), icon=":material/block:")
    else:
        chosen.close()
        further = f", with {formatting.counted(together, 'row')} that referred to it" if together else ""
        chosen.done(f"Deleted{further}.", number)
        st.rerun()


def _say_referring(others: ReferredToError) -> None:
    """Say which rows refer to the one that is to be deleted."""
    lines = [
        f"{formatting.counted(one.count, one.entity, ENTITIES[one.entity].plural)}"
        + (f": {', '.join(shorten(name, 60, placeholder=' …') for name in one.named)}" if one.named else "")
        + (" and others" if 0 < len(one.named) < one.count else "")
        for one in others.referring
    ]
    st.warning("Other rows refer to this one:", icon=":material/link:")
    st.text("\n".join(lines))
    if not others.together:
        st.text("They are too many to go with it, or of both datasets. Change or delete them first, or keep this row.")
