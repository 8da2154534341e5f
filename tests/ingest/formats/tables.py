"""Tables of made-up files, and what their mappings make of the rows."""

from __future__ import annotations

from collections.abc import Iterator

from lib.common.folding import fold_header
from lib.ingest.formats.recognise import recognise
from lib.ingest.readers.sheets import Cell, open_sheets
from lib.ingest.readers.source import SourceFile
from lib.ingest.tables import Derived, EntityMapping, Table
from tests.ingest.files import samples

Row = dict[str, Cell]


def tables_of(file: SourceFile, wanted: str | None = None) -> list[Table]:
    return recognise(open_sheets(file), wanted)


def of_text(text: str, name: str = "file.csv", wanted: str | None = None) -> list[Table]:
    return tables_of(samples.text_file(name, text), wanted)


def only(tables: list[Table]) -> Table:
    assert len(tables) == 1
    return tables[0]


def raw_rows(table: Table) -> Iterator[Row]:
    """The filled rows of a table, by header."""
    for first, rows in table.sheet.read():
        for number, row in enumerate(rows, start=first):
            if number > table.header_row and (table.last_row is None or number <= table.last_row) and any(row):
                yield dict(zip(table.header, [*row, *[""] * len(table.header)], strict=False))


def made_of(source: str | Derived, row: Row) -> Cell:
    by_folded = {fold_header(header): cell for header, cell in reversed(row.items())}
    if isinstance(source, str):
        return by_folded.get(fold_header(source), "(no column)")
    return source.derive(*(by_folded.get(fold_header(name), "") for name in source.columns))


def _is_left_out(part: EntityMapping, row: Row) -> bool:
    by_folded = {fold_header(header): cell for header, cell in row.items()}
    out = part.left_out
    return out is not None and out.is_out(*(by_folded.get(fold_header(name), "") for name in out.columns))


def applied(table: Table, entity: str) -> list[Row]:
    """What a part makes of a table's rows; fields whose column is not there are left out, and persons' aliases."""
    part = next(part for part in table.mappings if part.entity == entity)
    rows = [split for row in raw_rows(table) for split in (part.split(row) if part.split else [row])]
    rows = [row for row in rows if not _is_left_out(part, row)]
    made = [{name: made_of(source, row) for name, source in part.columns.items() if name != "alias"} for row in rows]
    return [{name: cell for name, cell in row.items() if cell != "(no column)"} for row in made]


def column(rows: list[Row], name: str) -> list[Cell]:
    return [row[name] for row in rows]
