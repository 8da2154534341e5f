"""Temporary tables beside the store.

Tables of one declaration are one object: statements about them are put into SQL once, not anew for every file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeEngine

#: Names of columns and their types.
Columns = tuple[tuple[str, TypeEngine[Any]], ...]


# Any number of kinds of files may come, each with columns of its own.
@lru_cache(maxsize=500)
def temporary_table(name: str, columns: Columns, *indexed: tuple[str, ...]) -> Table:
    """Declare a temporary table.

    Args:
        name: what it is called.
        columns: its columns, their types the same objects each time.
        indexed: the columns of each of its indexes.
    """
    table = Table(name, MetaData(), *(Column(*column) for column in columns), prefixes=["TEMPORARY"])
    for number, names in enumerate(indexed):
        Index(f"ix_{name}_{number}", *(table.c[column] for column in names))
    return table


def create_table(connection: Connection, table: Table) -> None:
    """Create a temporary table, which must not be there, as yet without its indexes."""
    connection.execute(CreateTable(table))


def create_indexes(connection: Connection, table: Table) -> None:
    """Create the indexes of a temporary table: faster once its rows are in."""
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        connection.execute(CreateIndex(index))
