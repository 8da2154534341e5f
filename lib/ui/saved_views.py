"""The list of saved views: each opens with a click, and is shared, pinned or removed by those who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import LINK, Column
from lib.services.actors import NotPermittedError
from lib.services.rights import PIN_VIEWS, SAVE_VIEWS
from lib.services.saved_views import SavedViewError, pin, remove, restore, share
from lib.ui.ask import engine
from lib.ui.tables import show_list
from lib.ui.who import page_actor, your_name

#: The view that somebody was asked about, the one that was removed last, and what came of the last change.
_ASKED, _REMOVED, _REFUSED = "view-asked", "view-removed", "view-refused"
_COLUMNS = (
    Column("name", "View"),
    Column("address", "Open", LINK, link_text="Open", is_page=True),
    Column("title", "Page"),
    Column("narrowed", "Narrowed to"),
    Column("saved_at", "Saved on", write=formatting.long_date),
    Column("seen_by", "Seen by"),
    Column("saved_by", "Saved by"),
)


def draw_views(views: pd.DataFrame, titles: Mapping[str, str]) -> None:
    """List the saved views, each with a link, and what may be done with them.

    Args:
        views: see lib.services.saved_views.saved_views.
        titles: of the pages, by their path.
    """
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(formatting.plain(refused), icon=":material/block:")
    if removed := st.session_state.get(_REMOVED):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Removed: {removed['name']}")
            st.button("Undo", on_click=_put_back, args=(removed,), icon=":material/undo:", key="view-undo")
    if views.empty:
        st.info("No view was saved yet: open “Link to this view” below a page’s figures.", icon=":material/bookmark:")
        return
    addresses = [
        # A page below the app's own address is found from any other one.
        f"{page or './'}" + (f"?{query}" if query else "")
        for page, query in zip(views["page"], views["query"], strict=True)
    ]
    shown = views.assign(
        address=pd.Series(addresses, index=views.index, dtype="object"),
        title=views["page"].map(lambda page: titles.get(page, page)),
        narrowed=views["query"].map(_in_words),
        seen_by=[_seen_by(row) for row in views.to_dict("records")],
    )
    # Who works on the data is for those who do.
    columns = _COLUMNS if page_actor().may(SAVE_VIEWS) else _COLUMNS[:-2]
    show_list(shown, columns, alt="Every saved view, pinned ones first", key="saved-views")
    _offer_changes([row for row in views.to_dict("records") if row["may_change"]])


def _seen_by(row: Mapping[Any, Any]) -> str:
    return "everybody (pinned)" if row["pinned"] else "members" if row["shared"] else "me alone"


def _offer_changes(rows: list[dict[Any, Any]]) -> None:
    by_number = {int(row["view_id"]): row for row in rows}
    if not by_number:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "View to change",
            list(by_number),
            index=None,
            format_func=lambda one: by_number[one]["name"] if one in by_number else "",
            key="view-to-change",
            width=360,
        )
        by = your_name()
        row = by_number.get(number) if number is not None else None
        ready = row is not None and bool(by)
        row = row or {"view_id": 0, "name": "", "shared": False, "pinned": False}
        label = "Keep to myself" if row["shared"] else "Share with members"
        _button(label, partial(share, shared=not row["shared"]), row, by, ready, ":material/group:")
        if page_actor().may(PIN_VIEWS):
            label = "Unpin" if row["pinned"] else "Pin for everybody"
            _button(label, partial(pin, pinned=not row["pinned"]), row, by, ready, ":material/push_pin:")
        st.button("Remove view", disabled=not ready, on_click=_ask, args=(row,), icon=":material/delete:")
    if (asked := st.session_state.get(_ASKED)) and asked["view_id"] == row["view_id"]:
        with st.container(border=True):
            st.text(f"Remove the view {asked['name']}?")
            with st.container(horizontal=True):
                st.button("Yes, remove it", type="primary", on_click=_remove, args=(asked, by), key="view-remove-yes")
                st.button("No, keep it", on_click=_ask, args=(None,), key="view-remove-no")


def _button(label: str, change: Callable[..., None], row: dict[Any, Any], by: str, ready: bool, icon: str) -> None:
    st.button(label, disabled=not ready, on_click=_do, args=(change, row, by), icon=icon)


def _ask(row: dict[Any, Any] | None) -> None:
    st.session_state[_ASKED] = row


def _do(change: Callable[..., None], row: dict[Any, Any], by: str) -> None:
    try:
        change(engine(), int(row["view_id"]), actor=page_actor(by))
    except (SavedViewError, NotPermittedError) as error:
        st.session_state[_REFUSED] = str(error)


def _remove(row: dict[Any, Any], by: str) -> None:
    _ask(None)
    _do(remove, row, by)
    if _REFUSED not in st.session_state:
        st.session_state[_REMOVED] = {**row, "by": by}


def _put_back(row: dict[Any, Any]) -> None:
    _do(restore, row, row["by"])
    if _REFUSED not in st.session_state:
        st.session_state[_REMOVED] = None


def _in_words(query: str) -> str:
    narrowed = (f"{name.replace('-', ' ')}: {', '.join(values)}" for name, values in parse_qs(query).items())
    return "; ".join(narrowed) or "nothing"
