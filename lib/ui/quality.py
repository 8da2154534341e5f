"""The page on the quality of the data: what the checks find, the rows behind each, and how complete the rows are."""

from __future__ import annotations

from collections.abc import Hashable
from textwrap import shorten
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.registry import ENTITIES
from lib.figures.columns import LINK, Column
from lib.metrics.quality.checks import CHECKS, KINDS
from lib.metrics.quality.found import MOST_ROWS, completeness, found_by_checks, rows_found
from lib.ui import missing
from lib.ui.ask import ask, today
from lib.ui.bar import ENTITY
from lib.ui.records.chosen import ROW
from lib.ui.tables import show_list

#: Names the check in the address.
CHECK = "check"

_FOUND = (
    Column("kind", "What"),
    Column("entity", "Rows of", write=lambda value: ENTITIES[str(value)].title),
    Column("words", "What was found"),
    Column("rows", "Rows", write=formatting.number),
    Column("of", "Of all", write=formatting.number),
)
_ROWS = (
    Column("page", "Row", LINK, is_page=True, link_text="Open"),
    Column("name", "Name", write=lambda value: shorten(str(value), 120, placeholder=" …")),
    Column("key", "Key"),
    Column("changed_on", "Last changed", write=formatting.short_date),
    Column("changed_by", "By"),
    Column("file_name", "From"),
)
_COMPLETE = (
    Column("entity", "Rows of", write=lambda value: ENTITIES[str(value)].title),
    Column("when", "Last loaded or changed"),
    Column("rows", "Rows", write=formatting.number),
    Column("complete", "Complete", write=formatting.number),
    Column("share", "Share complete"),
)


def draw_found(demonstration: bool) -> None:
    """Draw what the checks find, and below it the rows behind one of them."""
    with st.spinner("Looking through all rows, once after each import"):
        found = ask(found_by_checks, demonstration, today())
    if found.empty:
        if not missing.whole_page(("programme", "project", "event"), demonstration):
            st.success("The checks found nothing.", icon=":material/check:")
        return
    kinds = [kind for kind in KINDS if kind in set(found["kind"])]
    counts = found.groupby("kind")["rows"].sum()
    words = [f"{formatting.number(counts[kind])} {kind}" for kind in kinds]
    st.text(f"Found in rows, one counted for each check that finds it: {', '.join(words)}.")
    show_list(found, _FOUND, alt="What the checks found", key="quality-found")
    labels = {row["check"]: _label(row) for row in found.to_dict("records")}
    # An address may name a check that finds nothing any more.
    asked = st.query_params.get(CHECK)
    if asked in CHECKS and asked not in labels:
        st.success(formatting.plain(f"Nothing any more: {CHECKS[asked].words}."), icon=":material/check:")
    chosen = st.selectbox(
        "Show the rows",
        list(labels),
        index=list(labels).index(asked) if asked in labels else None,
        format_func=lambda check: labels[check],
        placeholder="Choose what to look at",
        key="quality-check",
        on_change=_remember,
    )
    if chosen is not None:
        _draw_rows(chosen, demonstration)


def _label(row: dict[Hashable, Any]) -> str:
    entity = ENTITIES[str(row["entity"])].title
    return f"{entity}: {row['words']} ({formatting.number(row['rows'])})"


def _remember() -> None:
    """Write the check that was chosen into the address."""
    chosen = st.session_state["quality-check"]
    if chosen is None:
        st.query_params.pop(CHECK, None)
    else:
        st.query_params[CHECK] = chosen


def _draw_rows(check_id: str, demonstration: bool) -> None:
    check = CHECKS[check_id]
    rows = ask(rows_found, check_id, demonstration, today())
    if len(rows) == MOST_ROWS:
        st.caption(f"The first {formatting.number(MOST_ROWS)} rows.")
    entity = quote(check.entity.capitalize())
    show_list(
        rows.assign(page=[f"records?{ENTITY}={entity}&{ROW}={quote(key, safe='')}" for key in rows["key"]]),
        _ROWS,
        alt=f"Rows of {check.entity}: {check.words}",
        key="quality-rows",
    )


def draw_complete(demonstration: bool) -> None:
    """Draw how many rows of each kind have all that is expected, by the time of their last change."""
    complete = ask(completeness, demonstration)
    if complete.empty:
        return
    st.header("How complete the rows are", anchor=False)
    st.text(
        "A row is complete where it has its source and what its kind is expected to have. Rows of today's store, by "
        "the quarter in which they were last loaded or changed."
    )
    total = complete.groupby("entity", sort=False, as_index=False)[["complete", "rows"]].sum().assign(when="in all")
    by_time = complete.assign(when=[f"{row.year}, quarter {row.quarter}" for row in complete.itertuples()])
    order = {entity: place for place, entity in enumerate(total["entity"])}
    shown = pd.concat([total, by_time[total.columns]], ignore_index=True)
    shown = shown.assign(
        share=[formatting.share_of(part, whole) for part, whole in zip(shown["complete"], shown["rows"], strict=True)]
    ).sort_values("entity", key=lambda names: names.map(order), kind="stable")
    show_list(shown, _COMPLETE, alt="Complete rows of each kind", key="quality-complete")
    expected = [f"{ENTITIES[one].title}: {', '.join(map(_plain, ENTITIES[one].expected))}" for one in order]
    with st.expander("What each kind is expected to have"):
        st.text("\n".join(expected))


def _plain(name: str) -> str:
    return name.removesuffix("_eur").replace("_", " ")
