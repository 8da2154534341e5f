"""Our own exports as CSV, recognised by their first column: read back to exactly the rows that they were made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from lib.common.formulas import unguarded
from lib.entities.columns import DATASET_COLUMN, DATASETS, IMPORT_COLUMNS, NAME_OF_CODE
from lib.ingest.readers.cells import Cell, Sheet

#: Values of the column of the dataset in our exports; earlier versions had another one for demonstration data.
_NAMES = {False: (DATASETS[False],), True: (DATASETS[True], "illustrative")}
_KNOWN = {name for names in _NAMES.values() for name in names}


def split_datasets(sheet: Sheet) -> list[Sheet]:
    """Return a sheet as it is; an export of ours as a sheet for each dataset, as the template has it: see `_read`."""
    first = [row for _, rows in islice(sheet.read(), 1) for row in islice(rows, 2)]
    has_column = first and first[0] and first[0][0] == DATASET_COLUMN
    if not (has_column and all(row[:1] and row[0] in _KNOWN for row in first[1:])):
        return [sheet]
    header = first[0]
    kept = [place for place, name in enumerate(header) if place and not _is_added(str(name), header)]
    return [
        replace(
            sheet,
            name=f"{sheet.name} ({DATASETS[demonstration]})".strip(),
            read=partial(_read, sheet, names, kept),
            demonstration=demonstration,
        )
        for demonstration, names in _NAMES.items()
    ]


def _is_added(name: str, header: list[Cell]) -> bool:
    """Whether exports add the column to those of the template."""
    return name in IMPORT_COLUMNS or (name.endswith(NAME_OF_CODE) and name.removesuffix(NAME_OF_CODE) in header)


def _read(sheet: Sheet, names: Collection[str], kept: list[int]) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows of a dataset with the template's columns; the others are empty, so that numbers of rows stay.

    The apostrophes against formulas are removed.
    """
    for first, rows in sheet.read():
        yield (
            first,
            [
                [_plain(row[place]) for place in kept if place < len(row)]
                if number == 1 or (row[:1] and row[0] in names)
                else []
                for number, row in enumerate(rows, start=first)
            ],
        )


def _plain(cell: Cell) -> Cell:
    return unguarded(cell) if isinstance(cell, str) else cell
