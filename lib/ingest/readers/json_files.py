"""JSON as rows: a list of objects, an object that holds one, or an object a line. Nested objects become columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from io import TextIOWrapper
from itertools import chain, islice
from typing import Any, TextIO

from lib.ingest.readers.cells import (
    CHUNK,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Cell,
    Opener,
    Sheet,
    check_size,
    translate_errors,
)
from lib.ingest.readers.decoding import likely_codec
from lib.ingest.readers.giving_titles import titled
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.typed_cells import yes_or_no
from lib.ingest.readers.visible_text import visible

#: Characters of one object. Each is held in memory as a whole.
_LONGEST_OBJECT = 8_000_000
_PIECE = 1024**2
_BEGINS = re.compile(r"\ufeff?\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_LIST_OF_OBJECTS = re.compile(r'"\s*:\s*\[\s*(?=\{)')
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, parse_constant=lambda name: None, strict=False)


def is_json(head: bytes) -> bool:
    """Return whether a file that begins so is JSON that may hold rows."""
    return bool(_BEGINS.match(head.decode(likely_codec(head), errors="replace")))


def json_sheet(open_: Opener, name: str, label: str) -> Sheet | None:
    """A JSON file as a sheet: its first row holds the names of all its objects' members; None where it has no object.

    Args:
        open_: gives the file's bytes.
        name: the sheet's name.
        label: the file's name, for messages.

    Raises:
        UnreadableFileError: damaged, or no list of objects.
    """
    paths: dict[str, None] = {}
    with translate_errors(label):
        for number, cells in enumerate(_objects(open_, label), start=1):
            paths.update(dict.fromkeys(cells))
            if len(paths) > MOST_COLUMNS:
                raise UnreadableFileError(
                    f"{label}: object {number} has more members than the {MOST_COLUMNS:,} columns that can be read"
                )
    if not paths:
        return None
    return Sheet(name, partial(_read, open_, label, tuple(paths)), {"kind": "JSON"})


def _read(open_: Opener, label: str, paths: tuple[str, ...]) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows in chunks, see Sheet."""
    with translate_errors(label):
        rows = _rows(open_, label, paths)
        number = 1
        while chunk := list(islice(rows, CHUNK)):
            check_size(label, number, chunk)
            yield number, chunk
            number += len(chunk)


def _rows(open_: Opener, label: str, paths: tuple[str, ...]) -> Iterator[list[Cell]]:
    yield list(titled(paths))
    for cells in _objects(open_, label):
        yield [cells.get(path, "") for path in paths]


def _objects(open_: Opener, label: str) -> Iterator[dict[str, Cell]]:
    """The objects that are rows, as cells by path."""
    with open_() as stream:
        codec = likely_codec(stream.read(4096))
    with open_() as stream, TextIOWrapper(stream, codec) as text:
        for number, found in enumerate(_Objects(text, label), start=1):
            cells: dict[str, Cell] = {}
            _flatten(found, "", cells)
            if any(isinstance(cell, str) and len(cell) > MOST_CHARACTERS for cell in cells.values()):
                raise UnreadableFileError(
                    f"{label}: object {number} has a text of more than {MOST_CHARACTERS:,} characters; shorten it"
                )
            yield cells


def _flatten(value: Any, path: str, cells: dict[str, Cell]) -> None:
    """Add the cells of a value: members of objects by path, "a/b"; objects in lists by number, "a/0/b"."""
    if isinstance(value, dict):
        for name, member in value.items():
            _flatten(member, f"{path}/{name}" if path else name, cells)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for place, item in enumerate(value):
            _flatten(item, f"{path}/{place}", cells)
    elif isinstance(value, list):
        cells[path] = ";".join(str(_scalar(item)) for item in value)
    else:
        cells[path] = _scalar(value)


def _scalar(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    return value if isinstance(value, Decimal) else visible(str(value).replace("\0", "\N{REPLACEMENT CHARACTER}"))


class _Objects:
    """The objects of a JSON text, read one by one."""

    def __init__(self, text: TextIO, label: str) -> None:
        self._text, self._label = text, label
        #: What is held of the text, the place in it that is read next, and the number of the object there.
        self._held, self._at, self._number = "", 0, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if self._sign() == "[":
            self._at += 1
            return self._all(end="]")
        first = self._next()
        if first is not None and self._sign() == "{":
            return chain([first], self._all(end=""))
        return self._within(first)

    def _all(self, end: str) -> Iterator[dict[str, Any]]:
        """Give the objects up to the end of their list, or of the text."""
        while (sign := self._sign()) != end:
            found = self._next() if sign else None
            if found is None:
                raise UnreadableFileError(
                    f"{self._label}: object {self._number} is damaged, cut off, or longer than "
                    f"{_LONGEST_OBJECT:,} characters; save the file again"
                )
            if not isinstance(found, dict):
                raise UnreadableFileError(
                    f"{self._label}: item {self._number} of the list is no object; expected rows as objects, such as "
                    '[{"name": "value"}]'
                )
            yield found

    def _within(self, whole: Any) -> Iterator[dict[str, Any]]:
        """Give the objects of the first list within a single object; itself where it has none."""
        if isinstance(whole, dict):
            lists = [value for value in whole.values() if isinstance(value, list) and value]
            rows = next((value for value in lists if all(isinstance(item, dict) for item in value)), None)
            yield from rows if rows is not None else [whole] if whole else []
            return
        begin = _LIST_OF_OBJECTS.search(self._held)
        if begin is None:
            raise UnreadableFileError(f"{self._label}: is damaged or cut off; expected rows as a list of JSON objects")
        self._at, self._number = begin.end(), 0
        yield from self._all(end="]")

    def _next(self) -> Any:
        """Return the next value; None where the text ends within it, or it is too long."""
        self._number += 1
        while True:
            try:
                value, self._at = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError:
                if len(self._held) - self._at > _LONGEST_OBJECT or not self._more():
                    return None
            else:
                return value

    def _sign(self) -> str:
        """Go on to the next sign that is neither blank nor comma, and return it; empty at the text's end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in "\ufeff \t\r\n,":
                self._at += 1
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def _more(self) -> bool:
        piece = self._text.read(_PIECE)
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)
