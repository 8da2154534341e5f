"""Problems of files as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.common import formatting
from lib.figures.columns import Column
from lib.ingest.problems import ProblemGroup
from lib.ui.tables import show_list


def draw_groups(groups: Sequence[ProblemGroup], key: str) -> None:
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
