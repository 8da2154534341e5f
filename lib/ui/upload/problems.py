"""Problems of files, in sentences and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import Column
from lib.ingest.problems import ProblemGroup
from lib.ui.tables import show_list

#: Groups of problems that are drawn in sentences.
_MOST_IN_SENTENCES = 8


def draw_groups(groups: Sequence[ProblemGroup], key: str) -> None:
    """Draw problems: a few in sentences, with the table for details and export; more as a table alone."""
    if len(groups) > _MOST_IN_SENTENCES:
        _draw_table(groups, key)
        return
    for group in groups:
        st.text(str(group))
    with st.expander("As a table"):
        _draw_table(groups, key)


def _draw_table(groups: Sequence[ProblemGroup], key: str) -> None:
    """Draw problems as a table, a row for each group."""
    rows = pd.DataFrame(
        [
            {
                "where": group.where,
                "column": group.column or formatting.MISSING,
                "rows": group.rows,
                "first": ", ".join(str(row) for row, _ in group.examples) + (" …" if group.rows > 5 else ""),
                "found": " | ".join(dict.fromkeys(value for _, value in group.examples if value)) or "(empty)",
                "expected": group.expected,
            }
            for group in groups
        ]
    )
    columns = (
        Column("where", "File"),
        Column("column", "Column"),
        Column("found", "Found"),
        Column("expected", "Expected"),
        Column("rows", "Rows", write=formatting.number),
        Column("first", "In rows"),
    )
    show_list(rows, columns, alt="Problems, a row for each group", key=key)
