"""Quarantined rows: those with errors when the valid rows of their file were loaded."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, select

from lib.entities.columns import DATASET_COLUMN, DATASETS, ROW_COLUMN, WRONG_COLUMN
from lib.entities.import_record import ImportRecord
from lib.services.actors import Actor
from lib.services.rights import SEE_IMPORTS
from lib.store.housekeeping_tables import QuarantinedRow


def list_quarantined(engine: Engine, import_id: int, most: int, actor: Actor) -> pd.DataFrame:
    """List quarantined rows of an import, as their file had them, to be corrected and uploaded again.

    Args:
        engine: the store.
        import_id: number of the import.
        most: rows that are returned at most.
        actor: who asks. Only those who load files see such rows, which may hold anything.

    Returns:
        "part" (text, the dataset), "row" (int, number in the file), "what is wrong" (text), then the file's own columns
        (text), of which those that were not loaded are empty.

    Raises:
        NotPermittedError: the actor may not load files.
    """
    actor.check(SEE_IMPORTS)
    query = (
        select(ImportRecord.demonstration, QuarantinedRow.source_row, QuarantinedRow.problems, QuarantinedRow.cells)
        .join(ImportRecord, ImportRecord.import_id == QuarantinedRow.import_id)
        .where(QuarantinedRow.import_id == import_id)
        .order_by(QuarantinedRow.source_row)
        .limit(most)
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return pd.DataFrame(
        [
            {DATASET_COLUMN: DATASETS[demonstration], ROW_COLUMN: row, WRONG_COLUMN: "; ".join(wrong), **cells}
            for demonstration, row, wrong, cells in rows
        ]
    )
