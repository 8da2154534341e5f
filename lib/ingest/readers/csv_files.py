"""CSV of any dialect: encoding and separator are inferred from the file itself, and its rows are streamed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from itertools import chain, islice
from operator import length_hint
from typing import cast

from lib.ingest.readers.cells import (
    CHUNK,
    ERRORS,
    MOST_CHARACTERS,
    Cell,
    NoValue,
    Opener,
    Sheet,
    check_size,
    translate_errors,
)
from lib.ingest.readers.decoding import Encoding, encoding_of
from lib.ingest.readers.mojibake import mended
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.visible_text import visible

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
#: Characters and lines from which the separator is inferred.
_SAMPLE_CHARACTERS, _SAMPLE_LINES = 500_000, 2_000

#: Read as one line more at the file's end. It is a row of its own, _END_ROW, unless a quote is open: then its first
#: quote closes that one, and the row to which it belongs then ends otherwise.
_END, _END_ROW = '"x"', ["x"]

_MARKUP = re.compile(r"\s*<(!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r'"?sep=([^\w"\r\n])"?[\r\n]*', re.IGNORECASE)


@dataclass(frozen=True)
class _Form:
    """How to read a CSV file.

    Args:
        open: gives its bytes.
        label: its name, for messages.
        encoding: of its bytes.
        separator: one character.
        skip: whether its first line only names the separator. As in Excel that line is no row and has no number.
        quoted_rows: whether each row stands in quotes as a whole, as if it were a single cell.
    """

    open: Opener
    label: str
    encoding: Encoding
    separator: str
    skip: bool
    quoted_rows: bool


def csv_sheet(open_: Opener, name: str, label: str, chosen: str = "") -> Sheet | None:
    """A CSV file as a sheet; None where it holds nothing but blanks. The whole file is decoded once, in blocks.

    Args:
        open_: gives the file's bytes.
        name: the sheet's name.
        label: the file's name, for messages.
        chosen: its encoding, where its owner has said so; see ENCODINGS.

    Raises:
        UnreadableFileError: not text, in no encoding known here, or in two at once.
    """
    csv.field_size_limit(MOST_CHARACTERS)  # the module's, for all its readers
    encoding = encoding_of(open_, label, chosen)
    if not encoding.filled:
        return None
    lines, whole = _sample(open_, encoding.codec)
    if _MARKUP.match(lines[0]):
        raise UnreadableFileError(
            f"{label}: is a web page or XML, whatever its name says; open it in Excel and save it as XLSX"
        )
    named = _SEPARATOR_LINE.fullmatch(lines[0])
    if named and len(lines) == 1:
        return None
    separator = named[1] if named else _separator(lines, whole)
    properties = {"kind": "CSV", "encoding": encoding.name}
    within = "" if separator else _separator_within(lines, whole)
    if separator or within:
        properties["separator"] = _SEPARATORS.get(separator or within, separator)
    if within:
        properties["rows"] = "each stands in quotes as a whole"
    form = _Form(open_, label, encoding, separator or within or ",", bool(named), bool(within))
    return Sheet(name, partial(_read, form), properties, doubt=encoding.doubt)


def separator_of(sheet: Sheet) -> str:
    """The sign between a CSV file's columns; "" for other sheets, and where there is but one column."""
    separator = sheet.properties.get("separator", "")
    return next((sign for sign, name in _SEPARATORS.items() if name == separator), separator)


def _read(form: _Form) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows in chunks, see Sheet. Lenient where a quote is not doubled, as spreadsheets are."""
    csv.field_size_limit(MOST_CHARACTERS)
    codec = form.encoding.codec
    with translate_errors(form.label), form.open() as stream, TextIOWrapper(stream, codec, newline="") as text:
        if form.skip:
            text.readline()
        lines = map(mended, text) if form.encoding.is_mended else text
        end = iter([_END])
        # csv gives lists of text, which are never filled with other cells.
        reader = cast("Iterator[list[Cell]]", csv.reader(chain(map(visible, lines), end), delimiter=form.separator))
        number = 1
        while length_hint(end):
            rows: list[list[Cell]] = []
            try:
                # Unlike list(), this keeps the rows before the one that fails, so that they can be counted.
                rows.extend(islice(reader, CHUNK))
            except csv.Error:
                raise _too_long(form.label, number + len(rows)) from None
            if not length_hint(end) and rows.pop() != _END_ROW:
                raise UnreadableFileError(
                    f"{form.label}: row {number + len(rows)} opens a quote that is never closed; "
                    'close it, or double it where it is meant as a sign (""")'
                )
            if form.quoted_rows:
                rows = [_within(row, form.separator) for row in rows]
            check_size(form.label, number, rows)
            if not all(map(ERRORS.isdisjoint, rows)):
                rows = [[NoValue(str(cell)) if cell in ERRORS else cell for cell in row] for row in rows]
            if rows:
                yield number, rows
            number += len(rows)


def _too_long(label: str, number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"{label}: row {number} has a cell of more than {MOST_CHARACTERS:,} characters; shorten it, or close the quote "
        "that is left open in this row"
    )


def _sample(open_: Opener, codec: str) -> tuple[list[str], bool]:
    """The file's first lines, at least one, and whether these are all."""
    lines: list[str] = []
    characters = 0
    with open_() as stream, TextIOWrapper(stream, codec, newline="") as text:
        for line in text:
            if characters > _SAMPLE_CHARACTERS or len(lines) == _SAMPLE_LINES:
                return lines, False
            lines.append(line)
            characters += len(line)
    return lines, True


def _separator(lines: list[str], whole: bool) -> str:
    """The separator under which most of the lines form tables; "" where there is but one column.

    A sign that many cells have may look like a separator, but then it explains fewer lines than the true one: at least
    the header goes without. Where neither of two explains all that the other does, the one found more often is taken.
    """
    best, best_lines, best_count = "", frozenset[int](), 0
    for separator in _SEPARATORS:
        explained, count = _explained(lines, whole, separator)
        if explained > best_lines or (count > best_count and not explained < best_lines):
            best, best_lines, best_count = separator, explained, count
    return best


def _separator_within(lines: list[str], whole: bool) -> str:
    """The separator of rows that each stand in quotes as a whole; "" where they do not."""
    if not all(line.startswith('"') for line in lines if not line.isspace()):
        return ""
    inner = [row[0] + "\n" for row in csv.reader(lines) if len(row) == 1]
    separator = _separator(inner, whole) if len(inner) > 1 else ""
    return separator if separator and len({width for _, width in _records(inner, separator)}) == 1 else ""


def _within(row: list[Cell], separator: str) -> list[Cell]:
    """The cells of a row that stands in quotes as a whole."""
    return list(next(csv.reader([str(row[0])], delimiter=separator), [])) if len(row) == 1 else row


def _explained(lines: list[str], whole: bool, separator: str) -> tuple[frozenset[int], int]:
    """The lines in records that are as wide as another one, and the number of separators in these."""
    records = _records(lines, separator)
    if not whole:
        del records[-1:]  # may be cut off
    times = Counter(width for _, width in records)
    wide = [(span, width) for span, width in records if width > 1]
    alike = [(span, width) for span, width in wide if times[width] > 1] or wide
    return frozenset(chain.from_iterable(span for span, _ in alike)), sum(width - 1 for _, width in alike)


def _records(lines: list[str], separator: str) -> list[tuple[range, int]]:
    """The lines and the width of each record, up to one with too long a cell: that is for the reader to say."""
    reader = csv.reader(lines, delimiter=separator)
    records = []
    begin = 0
    with suppress(csv.Error):
        for record in reader:
            records.append((range(begin, reader.line_num), len(record)))
            begin = reader.line_num
    return records
