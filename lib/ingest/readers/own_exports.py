"""Our own exports, recognised by their columns: read back to exactly the rows that they were made of.

Exports of rows begin with the column of the dataset, quarantined rows and copies with errors with columns that say what
is wrong. These columns are taken off, and so is what exports add to those of the template. Exports of figures hold
nothing that could be loaded: they are refused with a sentence on what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from lib.common.folding import fold_header
from lib.common.formulas import unguarded
from lib.entities.columns import (
    DATASET_COLUMN,
    DATASETS,
    IMPORT_COLUMNS,
    NAME_OF_CODE,
    ROW_COLUMN,
    WRONG_COLUMN,
)
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.readers.cells import Cell, Sheet
from lib.ingest.readers.source import UnreadableFileError

#: Values of the column of the dataset in our exports; earlier versions had another one for demonstration data.
_NAMES: dict[bool, frozenset[Cell]] = {
    False: frozenset({DATASETS[False]}),
    True: frozenset({DATASETS[True], "illustrative"}),
}
_KNOWN = frozenset[Cell]().union(*_NAMES.values())
#: Chunks of a sheet that are looked at: those of all but long ones.
_FIRST = 3
#: Marks of decimals in our CSV files, by their separator.
_DECIMALS = {"comma": ".", "semicolon": ","}
#: The sheet of our workbooks that says what they are, and the label in its first cell.
ABOUT_SHEET, TITLE = "About", "Title"
#: The file that describes the tables of a Frictionless Data Package, as the zip of the whole store has it.
DESCRIPTION = "datapackage.json"
#: Names of files that figures are exported to as CSV.
_FIGURE_FILE = re.compile(r"icpermed_([a-z0-9-]+)_(facts|demonstration-data)_\d{4}-\d{2}-\d{2}\b.*\.csv", re.IGNORECASE)


def own_sheets(sheets: Sequence[Sheet], label: str) -> list[Sheet]:
    """Return sheets as they are, and those of our exports as the template or the owner's file has them.

    Args:
        sheets: of one file, those that are in a zip included.
        label: the file's name, for messages.

    Raises:
        UnreadableFileError: an export of ours that holds nothing that could be loaded.
    """
    about = {sheet.name: _about(sheet) for sheet in sheets} if len(sheets) > 1 else {}
    titles = {name.removesuffix(ABOUT_SHEET): title for name, title in about.items() if title}
    return [
        own
        for sheet in sheets
        if not about.get(sheet.name) and sheet.name != DESCRIPTION
        for own in _own(sheet, label, titles.get(_book(sheet.name), "") or _figure_in(sheet, label))
    ]


def refuse_figure(label: str, title: str) -> UnreadableFileError:
    """Return the refusal of an export that holds no rows of an entity."""
    what = f"is an export of this dashboard ({title})" if title else "is an export of this dashboard"
    return UnreadableFileError(
        f"{label}: {what} that holds figures, computed from rows that the store has; nothing in it can be loaded. "
        "Rows to be edited and uploaded again are exported on the page Records, or by `icpermed-dashboard export`"
    )


def _book(name: str) -> str:
    """Return what stands before the name of a sheet of a workbook: the name of the workbook's file, in a zip."""
    before, slash, _ = name.rpartition(" / ")
    return before + slash


def _about(sheet: Sheet) -> str:
    """Return what a workbook of ours says it is, from the sheet that says so; "" for other sheets."""
    if sheet.name.rpartition(" / ")[2] != ABOUT_SHEET:
        return ""
    row = next((row for _, rows in islice(sheet.read(), 1) for row in islice(rows, 1)), [])
    return str(row[1]) if len(row) > 1 and row[0] == TITLE else ""


def _figure_in(sheet: Sheet, label: str) -> str:
    """Return what a CSV file may be a figure on, by its name; "" for other files."""
    named = _FIGURE_FILE.fullmatch(label) if sheet.properties.get("kind") == "CSV" and not sheet.name else None
    return named[1].replace("-", " ") if named else ""


def _own(sheet: Sheet, label: str, title: str) -> list[Sheet]:
    first = [rows for _, rows in islice(sheet.read(), _FIRST)]
    head = [row for rows in first for row in rows]
    header = head[0] if head else []
    lead = _leading(header)
    dataset = header.index(DATASET_COLUMN) if DATASET_COLUMN in header[:lead] else None
    if dataset is not None and not all(_cell(row, dataset) in _KNOWN for row in head[1:2]):
        return [sheet]
    if WRONG_COLUMN in header[:lead]:
        kept = list(range(lead, len(header)))
    elif dataset is not None:
        kept = [place for place, name in enumerate(header) if place >= lead and not _is_added(str(name), header)]
        _check_rows(label, title, [str(header[place]) for place in kept])
    elif title:
        raise refuse_figure(label, title)
    else:
        return [sheet]
    if dataset is None:
        return [replace(sheet, read=partial(_read, sheet, label, None, None, kept))]
    # A longer file may hold both; ours hold one.
    there = {_cell(row, dataset) for row in head[1:]} if len(first) < _FIRST else _KNOWN
    datasets = [demonstration for demonstration, names in _NAMES.items() if there & names] or [False]
    return [
        replace(
            sheet,
            name=f"{sheet.name} ({DATASETS[demonstration]})".strip() if len(datasets) > 1 else sheet.name,
            read=partial(_read, sheet, label, demonstration, dataset, kept),
            demonstration=demonstration,
            decimal=_DECIMALS.get(sheet.properties.get("separator", ""), ""),
        )
        for demonstration in datasets
    ]


def _cell(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else ""


def _leading(header: Sequence[Cell]) -> int:
    """Return how many columns of ours a header begins with."""
    ours = (DATASET_COLUMN, ROW_COLUMN, WRONG_COLUMN)
    return next((place for place, name in enumerate(header) if name not in ours), len(header))


def _check_rows(label: str, title: str, names: Sequence[str]) -> None:
    """Refuse an export whose columns are not those of rows that can be loaded."""
    own = set(map(fold_header, names))
    for schema in SCHEMAS.values():
        fields = {*schema.by_name, *schema.retired}
        if schema.required <= own and 3 * len(own & fields) >= 2 * len(own):
            return
    for schema in SCHEMAS.values():
        for target in schema.targets:
            if target.entity != schema.entity and own.issuperset(target.key):
                raise UnreadableFileError(
                    f"{label}: holds {ENTITIES[target.entity].plural}, which are loaded with other columns of their "
                    f"rows: change them in a file of {ENTITIES[schema.entity].plural}"
                )
    raise refuse_figure(label, title)


def _is_added(name: str, header: Sequence[Cell]) -> bool:
    """Whether exports add the column to those of the template."""
    return name in IMPORT_COLUMNS or (name.endswith(NAME_OF_CODE) and name.removesuffix(NAME_OF_CODE) in header)


def _read(
    sheet: Sheet, label: str, demonstration: bool | None, dataset: int | None, kept: list[int]
) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows of a dataset (None: all) with some columns; other rows are empty, so that numbers of rows stay.

    A row that somebody has added without its dataset belongs to that of the row before it. The apostrophes against
    formulas, which only CSV has, are removed.

    Raises:
        UnreadableFileError: a row belongs to neither dataset.
    """
    plain = _plain if sheet.properties.get("kind") == "CSV" else _as_it_is
    is_wanted = True
    for first, rows in sheet.read():
        read: list[list[Cell]] = []
        for number, row in enumerate(rows, start=first):
            if dataset is not None and number > 1 and _cell(row, dataset) != "":
                is_wanted = _dataset_of(row[dataset], number, label) == demonstration
            read.append([plain(row[place]) for place in kept if place < len(row)] if is_wanted or number == 1 else [])
        yield first, read


def _dataset_of(cell: Cell, number: int, label: str) -> bool:
    for demonstration, names in _NAMES.items():
        if cell in names:
            return demonstration
    raise UnreadableFileError(
        f"{label}: row {number} has {str(cell)[:40]!r} in the column {DATASET_COLUMN}; expected {DATASETS[False]} or "
        f"{DATASETS[True]}"
    )


def _plain(cell: Cell) -> Cell:
    return unguarded(cell) if type(cell) is str else cell


def _as_it_is(cell: Cell) -> Cell:
    return cell
