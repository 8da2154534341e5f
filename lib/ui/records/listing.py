"""The list of the page on records: its table, turning pages, and choosing a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.fields import WEB_ADDRESS, Kind
from lib.entities.registry import SCHEMAS
from lib.export.rows import about_rows
from lib.figures.columns import LINK, TEXT, Column
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.metrics.record import RowKey
from lib.metrics.records import RecordPage, count_in_no_period, raw_rows, record_page
from lib.metrics.scope import NARROWED_BY, Scope, without_effect
from lib.metrics.scope_names import SEARCH
from lib.metrics.sources import source_files
from lib.services.rights import EDIT_ROWS, SEE_IMPORTS
from lib.ui import links, missing
from lib.ui.ask import ask, engine
from lib.ui.bar import available_choices
from lib.ui.exports import offer_table
from lib.ui.frame import Page, narrow, searched_for
from lib.ui.records import chosen
from lib.ui.records.words import header
from lib.ui.tables import show_table
from lib.ui.who import page_actor

PAGE_SIZE = 50
_TABLE = "records"

_FIELDS = [field for schema in SCHEMAS.values() for field in schema.fields]
_ADDRESSES = {field.name for field in _FIELDS if field.content is WEB_ADDRESS}
#: Columns of dates that may be known by their month or year alone.
_DATES = {field.name for field in _FIELDS if field.kind is Kind.DATE}


def searched(page: Page) -> Page:
    """Return the page narrowed to rows that hold the text that the reader enters."""
    text = st.text_input(
        "Search",
        key=SEARCH,
        placeholder="text in any column",
        bind="query-params",
        on_change=chosen.close,
    )
    return narrow(page, search=searched_for(text))


def page_number(entity: str, scope: Scope) -> int:
    """Return the number of the page shown, from 0; it starts again when the entity or the scope changes."""
    asked = (entity, scope)
    if st.session_state.get("records-asked") != asked:
        st.session_state["records-asked"] = asked
        st.session_state["records-page"] = 0
    return int(st.session_state["records-page"])


def draw_list(entity: str, scope: Scope, *, is_lost: bool) -> None:
    """Draw the rows that fit, a page at a time, with the ways to add one and to export them.

    Args:
        entity: whose rows they are.
        scope: what narrows them.
        is_lost: whether a row was asked for that is not there.
    """
    if is_lost:
        st.warning("The row that was asked for is not there: it was deleted or renamed, or its import was undone.")
    found = ask(record_page, entity, scope, page_number(entity, scope), PAGE_SIZE)
    if found.total:
        say_what_is_listed(entity, scope, found.total)
        draw_page(found, entity)
    elif not missing.whole_page((entity,), scope.demonstration):
        say_what_is_listed(entity, scope, 0)
        st.info("No rows fit the filters.", icon=":material/filter_alt_off:")
    if page_actor().may(EDIT_ROWS):
        st.button("Add a row", on_click=chosen.do, args=(chosen.ADDING,), icon=":material/add:", key="add-row")
    if found.total:
        offer_rows(entity, scope, found)


def draw_page(found: RecordPage, entity: str) -> None:
    """Draw a page of rows, one of which can be chosen, with buttons to the pages before and after it."""
    rows = formatting.at_precision(found.rows)
    if page_actor().may(SEE_IMPORTS):
        rows = rows.assign(import_id="imports?import=" + rows["import_id"].astype(str))
    columns = [column_of(str(name), rows[name]) for name in rows.columns]
    if "project_id" in rows:
        rows = rows.assign(page=rows["project_id"].map(project_page).astype("object"))
        columns = [OPEN_PROJECT, *columns]
    keys = found.keys
    show_table(
        rows,
        columns,
        alt=f"Rows of the data set {entity}",
        key=_TABLE,
        on_select=lambda: _choose(keys),
        whole=True,
    )
    number = int(st.session_state["records-page"])
    last = max(0, (found.total - 1) // PAGE_SIZE)
    if last:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Previous", disabled=number == 0, on_click=_turn, args=(-1,), icon=":material/chevron_left:")
            st.text(f"Page {formatting.number(number + 1)} of {formatting.number(last + 1)}")
            st.button("Next", disabled=number >= last, on_click=_turn, args=(1,), icon=":material/chevron_right:")


def _choose(keys: Sequence[RowKey]) -> None:
    ticked = st.session_state[_TABLE]["selection"]["rows"]
    if ticked:
        chosen.show(keys[ticked[0]])


def _turn(pages: int) -> None:
    st.session_state["records-page"] += pages


def offer_rows(entity: str, scope: Scope, found: RecordPage) -> None:
    """Offer all rows that fit as files; they are read when one is chosen."""
    store = engine()
    about = about_rows(entity, scope, available_choices(), ask(source_files, (entity,), scope))
    with st.container(horizontal=True, gap="small"):
        offer_table(
            entity,
            lambda: raw_rows(store, entity, scope),
            lambda: about,
            scope.of(entity),
            "records",
            help="All rows that fit, not only this page of them.",
        )
        links.offer(entity, scope)
        links.offer_all(scope.demonstration)


def say_what_is_listed(entity: str, scope: Scope, total: int) -> None:
    """Say how many rows fit, how many are in no period, and which filters do not narrow the data set."""
    st.markdown(f"**{formatting.number(total)}** rows fit." + (" Tick one to see all of it." if total else ""))
    undated = ask(count_in_no_period, entity, scope)
    if undated:
        rows = formatting.counted(undated, "row has no date and is", "rows have no date and are")
        st.caption(formatting.plain(f"{rows} in no period: not listed while one is chosen."))
    idle = without_effect(scope, NARROWED_BY[entity])
    if idle:
        st.caption(
            formatting.plain(
                f"Not narrowed by {', '.join(idle)}: the rows of this data set belong to none, or to several at once."
            )
        )
    if entity == "programme" and (scope.first_year is not None or scope.last_year is not None):
        st.caption(
            "With those active in the period are listed programmes whose end is not stated and single competitions, "
            "which the figures count apart."
        )


def column_of(name: str, values: pd.Series[Any]) -> Column:
    """Return how a column of rows is shown."""
    if name == "import_id":
        # The page on imports is not there for everybody.
        linked = page_actor().may(SEE_IMPORTS)
        return Column(name, "Import", LINK, link_text=r"import=(\d+)") if linked else Column(name, "Import")
    return Column(name, header(name), LINK if name in _ADDRESSES else TEXT, write=_writer(name, values))


def _writer(name: str, values: pd.Series[Any]) -> Callable[[object], str]:
    kind = values.dtype
    if name.endswith("_eur"):
        return lambda value: formatting.euro(value, 2)
    if pd.api.types.is_bool_dtype(kind):
        return formatting.yes_no
    if pd.api.types.is_datetime64_any_dtype(kind) or name in _DATES:
        return formatting.short_date
    if pd.api.types.is_float_dtype(kind):
        return lambda value: formatting.number(value, 2)
    if pd.api.types.is_integer_dtype(kind) and "year" not in name:
        return formatting.number
    return formatting.text
