"""The cells of attendance lists that may leave the store."""

from __future__ import annotations

from itertools import chain, islice

from sqlalchemy import Connection, delete, insert

from lib.store.attendance_sums import compute_cells_of_sums
from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import compute_cells

#: The most cells that are written at once.
_CELLS_AT_ONCE = 5_000


def refresh(connection: Connection) -> None:
    """Compute the cells of all attendance lists again."""
    connection.execute(delete(AttendanceCell))
    cells = chain(compute_cells(connection), compute_cells_of_sums(connection))
    while batch := list(islice(cells, _CELLS_AT_ONCE)):
        connection.execute(insert(AttendanceCell), batch)
