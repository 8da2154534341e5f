"""What a sheet shows otherwise than by its cells alone: hidden rows, and cells that are merged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, NamedTuple

#: Merged blocks of a sheet that are filled; more are refused, as no table has them.
MOST_MERGED = 20_000

_PIECE = 1024**2
# Bytes of the longest tag that is looked for.
_LONGEST_TAG = 4096
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^<>]*\bhidden=["'](?:1|true)["'])(?:[^<>]*?\br=["'](\d+)["'])?""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")


class Block(NamedTuple):
    """Merged cells: their first and last row and column, from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def __str__(self) -> str:
        return f"{letters_of(self.first_column)}{self.first_row}:{letters_of(self.last_column)}{self.last_row}"


@dataclass(frozen=True)
class Layout:
    """What a sheet hides and merges.

    Args:
        hidden: whether the sheet as a whole is hidden.
        hidden_rows: number of its rows that are hidden, by hand or by a filter.
        first_hidden: number of the first of them; 0 where none is.
        merged: blocks of merged cells.
    """

    hidden: bool = False
    hidden_rows: int = 0
    first_hidden: int = 0
    merged: tuple[Block, ...] = ()


@dataclass
class LayoutFinder:
    """Gathers the layout of a sheet."""

    hidden: bool = False
    rows: int = 0
    first: int = 0
    merged: list[Block] = field(default_factory=list)

    def hide_row(self, number: int) -> None:
        self.rows += 1
        self.first = self.first or number

    def merge(self, block: Block) -> None:
        if block.last_row > block.first_row or block.last_column > block.first_column:
            self.merged.append(block)
        if len(self.merged) > MOST_MERGED:
            raise ValueError(f"more than {MOST_MERGED:,} merged blocks of cells")

    def layout(self) -> Layout:
        return Layout(self.hidden, self.rows, self.first, tuple(sorted(self.merged)))


def layout_of_xml(stream: IO[bytes], hidden: bool) -> Layout:
    """Return the layout of an XLSX sheet. Its XML is searched, not parsed: merged cells are listed behind all rows.

    Args:
        stream: the sheet's XML.
        hidden: whether the sheet is hidden.
    """
    found = LayoutFinder(hidden)
    rest = b""
    while piece := stream.read(_PIECE):
        data = rest + piece
        # A tag that goes on in the next piece is searched there.
        end = max(data.rfind(b"<"), len(data) - _LONGEST_TAG)
        _search(data[:end], found)
        rest = data[end:]
    _search(rest, found)
    return found.layout()


def _search(data: bytes, found: LayoutFinder) -> None:
    if b"hidden" in data:
        for row in _HIDDEN_ROW.finditer(data):
            found.hide_row(int(row[1] or 0))
    if b"mergeCell " in data:
        for first_column, first_row, last_column, last_row in _MERGED.findall(data):
            found.merge(Block(int(first_row), int(last_row), _column(first_column), _column(last_column)))


def _column(letters: bytes) -> int:
    """Return the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def letters_of(column: int) -> str:
    """Return the letters of a column by its number, from 1."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
