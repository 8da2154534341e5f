"""The page for whoever begins with their own data: what the store holds, what is missing, in which order to load it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.registry import ENTITIES, REFERENCE, SCHEMAS, loading_step, references_of
from lib.figures.columns import COUNT, Column
from lib.ingest.sample import file_name
from lib.metrics.templates import IN_WORKBOOK, count_rows
from lib.ui.ask import ask
from lib.ui.missing import formats_of
from lib.ui.tables import show_list
from lib.ui.upload.templates import offer_workbooks

#: What a row of the table says of its data set.
_LOADED, _MISSING, _ALWAYS = "loaded", "nothing yet", "in every store"
_COLUMNS = (
    Column("step", "Step", COUNT),
    Column("what", "Data set"),
    Column("state", "State"),
    Column("facts", "Rows of facts"),
    Column("from", "Can be loaded from"),
    Column("refers_to", "Refers to"),
    Column("made_up", "Rows of demonstration data"),
)
_WORDS_OF_PERSONS = "not counted here"


def draw_steps() -> None:
    """Draw what is loaded and what is next, the workbooks, and the table of all data sets in the order of loading."""
    counted = ask(count_rows)
    there = {entity for entity in IN_WORKBOOK if counted[entity][False]}
    st.markdown(f"**{_standing(there)}**")
    st.markdown(
        "1. Take a workbook below, or an export of another system: the table says which ones are understood.\n"
        "2. Fill in the sheets that you have data for. All can be loaded at once, in any order; what a row refers to "
        "must be in the store, or in the same upload.\n"
        "3. Upload it. Nothing is written before you have seen what would change, and every import can be undone."
    )
    with st.container(border=True, key="workbooks"):
        st.header("Templates in one workbook", anchor=False)
        st.markdown(
            "A sheet for each data set, a note on each column, and drop-downs for fixed words, countries and whatever "
            "a row can refer to. Filled with the facts, it can be edited and uploaded again: your changes are loaded."
        )
        offer_workbooks(sum(counted[entity][False] for entity in there), there=bool(there), key="steps")
        st.page_link("pages/upload.py", label="Upload a file", icon=":material/upload_file:")
    st.header("In which order", anchor=False)
    show_list(_table(counted, there), _COLUMNS, alt="Data sets in the order of loading", key="steps", whole=True)


def _standing(there: set[str]) -> str:
    if not there:
        return "Nothing loaded yet, but for the countries and the European Commission, which every store holds."
    missing = [ENTITIES[entity].plural for entity in IN_WORKBOOK if entity not in there]
    said = f"Facts are loaded for {len(there)} of {len(IN_WORKBOOK)} data sets."
    return f"{said} Nothing yet of: {formatting.list_names(missing)}." if missing else said


def _table(counted: dict[str, dict[bool, int]], there: set[str]) -> pd.DataFrame:
    rows = []
    for entity in sorted(SCHEMAS, key=loading_step):
        rows.append(
            {
                "step": loading_step(entity),
                "what": _title(entity),
                "state": _state(entity, there),
                "facts": _rows(entity, counted[entity][False]),
                "made_up": _rows(entity, counted[entity][True]),
                "refers_to": ", ".join(ENTITIES[name].plural for name in references_of(entity)) or None,
                "from": "; ".join([*formats_of(entity), f"our template {file_name(entity)}"]),
            }
        )
    return pd.DataFrame(rows)


def _state(entity: str, there: set[str]) -> str:
    if entity in REFERENCE:
        return _ALWAYS
    if entity in there:
        return _LOADED
    needed = {field.refers_to for field in SCHEMAS[entity].fields if field.required} - there - REFERENCE
    first = [ENTITIES[name].plural for name in references_of(entity) if name in needed]
    return f"{_MISSING}; needs {formatting.list_names(first)}" if first else _MISSING


def _title(entity: str) -> str:
    plural = ENTITIES[entity].plural
    return f"{plural[:1].upper()}{plural[1:]}"


def _rows(entity: str, rows: int) -> str | None:
    """Return a number of rows; of persons only that there are some, as everywhere."""
    if not rows:
        return None
    return _WORDS_OF_PERSONS if ENTITIES[entity].is_confidential else formatting.number(rows)
