"""A grid in which each column of a file is matched to a field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import pandas as pd
import streamlit as st

from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.matching import Match, fields_for, links, problems_of
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text
from lib.ingest.upload.matched import may_be_given

NOT_LOADED = "– not loaded –"


def draw_match(
    header: Sequence[str],
    examples: Sequence[str],
    match: Match,
    key: str,
    propose: Callable[[str], Match] | None = None,
) -> tuple[Match, bool]:
    """Draw a grid in which the user matches columns. Returns the match, and whether it can be used.

    Args:
        header: the columns.
        examples: cells of each; none where there are none to show.
        match: how they are matched before the user changes anything.
        key: name of the grid on the page.
        propose: how they would be matched as rows of another entity; without it the entity stays.
    """
    entity = match.entity
    if propose is not None:
        entities = list(SCHEMAS)
        entity = st.selectbox("Each row is a", entities, index=entities.index(entity), key=f"{key}-entity") or entity
        match = match if entity == match.entity else propose(entity)
    chosen = _draw_grid(header, examples, match, f"{key}-grid-{entity}")
    columns: dict[str, str | tuple[str, ...]] = {}
    twice = []
    for name, field in zip(header, chosen, strict=True):
        if field != NOT_LOADED:
            twice += [field] if field in columns else []
            columns[field] = name
    for identifier in _identifiers(entity, columns):
        made = match.columns.get(identifier)
        made_from = st.multiselect(
            f"No column is the {identifier}: make it from",
            list(dict.fromkeys(header)),
            default=list(made) if isinstance(made, tuple) else [],
            key=f"{key}-from-{entity}-{identifier}",
            help="The same cells give the same identifier, so that the same file again changes nothing.",
        )
        if made_from:
            columns[identifier] = tuple(made_from)
    found = Match(entity, columns)
    given = [field.name for field in SCHEMAS[entity].fields if may_be_given(field) and field.name not in columns]
    problems = problems_of(found, header, given) + [f"Two columns are the {name}." for name in dict.fromkeys(twice)]
    for problem in problems:
        st.text(problem)
    return found, not problems


def _identifiers(entity: str, columns: Collection[str]) -> list[str]:
    """List the fields that no column gives and that identify a row, or the row beside it."""
    own = [SCHEMAS[entity].key[0]] if len(SCHEMAS[entity].key) == 1 else []
    beside = [
        links(entity, other)[SCHEMAS[other].key[0]]
        for other in ENTITIES[entity].beside
        if len(SCHEMAS[other].key) == 1 and any(name.startswith(f"{other}.") for name in columns)
    ]
    return [name for name in (*own, *beside) if name not in columns]


def _draw_grid(header: Sequence[str], examples: Sequence[str], match: Match, key: str) -> list[str]:
    """Draw the grid. Returns the field that is chosen for each column, or NOT_LOADED."""
    field_of = {header: name for name, header in match.columns.items() if isinstance(header, str)}
    fields = fields_for(match.entity)
    labels = {NOT_LOADED: NOT_LOADED} | {name: f"{name}: {field.guide}"[:70] for name, field in fields.items()}
    grid = pd.DataFrame(
        {
            "column": list(header),
            "field": [field_of.get(name, NOT_LOADED) for name in header],
            **({"examples": list(examples)} if examples else {}),
        },
        dtype=object,
    )
    edited = st.data_editor(
        grid,
        hide_index=True,
        width="stretch",
        key=key,
        alt="The columns, and the field that each belongs to",
        column_config={
            "column": st.column_config.TextColumn("Column of the file", disabled=True),
            "field": st.column_config.SelectboxColumn(
                "Belongs to", options=list(labels), required=True, format_func=lambda name: labels[str(name)]
            ),
            "examples": st.column_config.TextColumn("Cells such as", disabled=True),
        },
    )
    return list(edited["field"])


def examples_of(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Write the first different cells of each column side by side."""
    cells = [
        dict.fromkeys(as_text(row[place])[:40] for row in rows if place < len(row)) for place in range(len(header))
    ]
    return [" | ".join(cell for cell in list(distinct)[:4] if cell) for distinct in cells]
