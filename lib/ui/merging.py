"""The page on organisations that may be double: pairs, what merging two would change, and merging them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import Column
from lib.services.actors import NotPermittedError
from lib.services.merged_rows import AddedMoney, MergeError
from lib.services.organisation_pairs import Candidate, Pair, likely_pairs
from lib.services.organisations import Merge, merge_organisations, preview_merge
from lib.services.rights import MERGE_ORGANISATIONS
from lib.ui.ask import ask, engine
from lib.ui.tables import show_list
from lib.ui.who import page_actor, your_name

#: The keys that are typed or chosen, what merging them would change, and what came of the last merge.
_KEPT, _GONE, _SHOWN, _DONE, _REFUSED = "merge-kept", "merge-gone", "merge-shown", "merge-done", "merge-refused"
_PAIRS = (
    Column("kept", "Would stay"),
    Column("gone", "Would go"),
    Column("country", "Country"),
    Column("why", "Why"),
    Column("likeness", "Likeness, %", write=formatting.number),
    Column("projects", "Projects", write=formatting.number),
)
_MONEY = (
    Column("place", "Project or call"),
    Column("funder", "Funder"),
    Column("amounts", "Amounts in EUR"),
    Column("total", "Together, in EUR"),
)


def draw_merging(demonstration: bool) -> None:
    """Draw the pairs, the choice of two organisations, and what merging them would change."""
    if not page_actor().may(MERGE_ORGANISATIONS):
        st.info("Organisations are merged by the Secretariat.", icon=":material/lock:")
        return
    if done := st.session_state.pop(_DONE, None):
        st.success(formatting.plain(done), icon=":material/check:")
        st.page_link("pages/imports.py", label="See the merge among the imports, or undo it", icon=":material/history:")
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(formatting.plain(refused), icon=":material/block:")
    _draw_pairs(ask(likely_pairs, demonstration))
    left, right = st.columns(2)
    kept = left.text_input("Identifier of the one that stays", key=_KEPT, on_change=_forget).strip()
    gone = right.text_input("Identifier of the one that goes", key=_GONE, on_change=_forget).strip()
    by = your_name(key="merged-by")
    st.button(
        "Show what merging changes",
        disabled=not (kept and gone and by),
        on_click=_look,
        args=(kept, gone, by),
        icon=":material/visibility:",
        key="merge-look",
    )
    merge: Merge | None = st.session_state.get(_SHOWN)
    if merge is not None:
        _draw_merge(merge, by)


def _draw_pairs(pairs: Sequence[Pair]) -> None:
    if not pairs:
        st.success("No two organisations look like one.", icon=":material/check:")
        return
    rows = pd.DataFrame(
        [
            {
                "kept": _named(pair.kept),
                "gone": _named(pair.gone),
                "country": pair.kept.country or pair.gone.country or formatting.MISSING,
                "why": pair.why,
                "likeness": pair.likeness,
                "projects": pair.kept.projects + pair.gone.projects,
            }
            for pair in pairs
        ]
    )
    show_list(rows, _PAIRS, alt="Pairs of organisations that may be one", key="merge-pairs")
    st.selectbox(
        "Pair to look at",
        range(len(pairs)),
        index=None,
        format_func=lambda place: f"{_named(pairs[place].kept)} / {_named(pairs[place].gone)}",
        key="merge-pair",
        placeholder="Choose a pair, or type two identifiers below",
        on_change=_take,
        args=(pairs,),
    )


def _named(candidate: Candidate) -> str:
    return f"{candidate.name} ({candidate.key})"


def _take(pairs: Sequence[Pair]) -> None:
    """Put the identifiers of the chosen pair below."""
    place = st.session_state.get("merge-pair")
    if place is not None:
        st.session_state[_KEPT], st.session_state[_GONE] = pairs[place].kept.key, pairs[place].gone.key
    _forget()


def _forget() -> None:
    st.session_state[_SHOWN] = None


def _look(kept: str, gone: str, by: str) -> None:
    _forget()
    try:
        st.session_state[_SHOWN] = preview_merge(engine(), kept, gone, page_actor(by))
    except (MergeError, NotPermittedError) as error:
        st.session_state[_REFUSED] = str(error)


def _draw_merge(merge: Merge, by: str) -> None:
    st.header("What merging changes", anchor=False)
    moved = [formatting.counted(count, f"row of {entity}", f"rows of {entity}") for entity, count in merge.rows.items()]
    st.text(f"{merge.gone} goes; {', '.join(moved) or 'no row'} that named it will name {merge.kept}.")
    for name, value in merge.filled.items():
        st.text(f"{merge.kept} gets its {name.replace('_', ' ')}: {value}")
    if merge.added:
        st.text("Both have money in one place; it is added:")
        show_list(_money(merge.added), _MONEY, alt="Money that is added", key="merge-money")
    st.text("Files that name the one that is gone will mean the other. The merge can be undone on the page Imports.")
    reason = st.text_input("Why the two are one, for the record", key="merge-reason", max_chars=300)
    st.button(
        "Merge",
        type="primary",
        disabled=not (by and (reason or "").strip()),
        on_click=_merge,
        args=(merge, by, reason or ""),
        icon=":material/merge:",
        key="merge",
    )


def _money(added: Sequence[AddedMoney]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "place": money.place,
                "funder": money.funder or formatting.MISSING,
                "amounts": " + ".join(formatting.euro(amount, 2) for amount in money.amounts),
                "total": formatting.euro(money.total, 2),
            }
            for money in added
        ]
    )


def _merge(merge: Merge, by: str, reason: str) -> None:
    try:
        merged = merge_organisations(engine(), merge.kept, merge.gone, page_actor(by), reason)
    except (MergeError, NotPermittedError) as error:
        st.session_state[_REFUSED] = str(error)
        return
    st.session_state[_DONE] = f"{merge.gone} is {merge.kept} now: import {merged.import_id}."
    for key in (_KEPT, _GONE, "merge-reason"):
        st.session_state[key] = ""
    st.session_state["merge-pair"] = None
    _forget()
