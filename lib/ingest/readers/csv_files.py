"""CSV of any dialect: encoding and separator are inferred from the file itself, and its rows are streamed."""

from __future__ import annotations

import codecs
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

from lib.ingest.readers.cells import CHUNK, MOST_CHARACTERS, Cell, Opener, Sheet, check_size, translate_errors
from lib.ingest.readers.source import UnreadableFileError

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

#: Bytes that are decoded at a time while the encoding is sought.
_BLOCK = 1024**2
#: Characters without a line end. A binary file may have none at all, and each line is held in memory.
_LONGEST_LINE = 10_000_000
#: Characters and lines from which the separator is inferred.
_SAMPLE_CHARACTERS, _SAMPLE_LINES = 500_000, 2_000

#: Read as one line more at the file's end. It is a row of its own, _END_ROW, unless a quote is open: then its first
#: quote closes that one, and the row to which it belongs then ends otherwise.
_END, _END_ROW = '"x"', ["x"]

# UTF-8 as it looks when read byte by byte: a Latin letter or a sign such as a dash, or any two characters in a row.
# Other sequences may stand in Windows-1252, such as sharp s and a closing quote.
_UTF_8_AS_BYTES = re.compile(
    "[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]"
    "|(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){2}"
)
_NOT_WINDOWS_1252 = re.compile("[\x81\x8d\x8f\x90\x9d]")
_MARKUP = re.compile(r"\s*<(!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r'"?sep=([^\w"\r\n])"?[\r\n]*', re.IGNORECASE)


class _UndecodableError(Exception):
    """A byte that the encoding does not allow, and the line it is in."""

    def __init__(self, line: int, byte: int) -> None:
        super().__init__(line, byte)
        self.line, self.byte = line, byte

    def __str__(self) -> str:
        return f"line {self.line} holds the byte 0x{self.byte:02X}"


@dataclass(frozen=True)
class _Form:
    """How to read a CSV file.

    Args:
        open: gives its bytes.
        label: its name, for messages.
        codec: Python's name of its encoding.
        separator: one character.
        skip: whether its first line only names the separator. As in Excel that line is no row and has no number.
    """

    open: Opener
    label: str
    codec: str
    separator: str
    skip: bool


def csv_sheet(open_: Opener, name: str, label: str) -> Sheet | None:
    """A CSV file as a sheet; None where it holds nothing but blanks. The whole file is decoded once, in blocks.

    Args:
        open_: gives the file's bytes.
        name: the sheet's name.
        label: the file's name, for messages.

    Raises:
        UnreadableFileError: not text, in no encoding known here, or in two at once.
    """
    csv.field_size_limit(MOST_CHARACTERS)  # the module's, for all its readers
    codec, filled = _encoding(open_, label)
    if not filled:
        return None
    lines, whole = _sample(open_, codec)
    if _MARKUP.match(lines[0]):
        raise UnreadableFileError(
            f"{label}: is a web page or XML, whatever its name says; open it in Excel and save it as XLSX"
        )
    named = _SEPARATOR_LINE.fullmatch(lines[0])
    if named and len(lines) == 1:
        return None
    separator = named[1] if named else _separator(lines, whole)
    properties = {"kind": "CSV", "encoding": _ENCODINGS[codec]}
    if separator:
        properties["separator"] = _SEPARATORS.get(separator, separator)
    form = _Form(open_, label, codec, separator or ",", bool(named))
    return Sheet(name, partial(_read, form), properties)


def separator_of(sheet: Sheet) -> str:
    """The sign between a CSV file's columns; "" for other sheets, and where there is but one column."""
    separator = sheet.properties.get("separator", "")
    return next((sign for sign, name in _SEPARATORS.items() if name == separator), separator)


def _read(form: _Form) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows in chunks, see Sheet. Lenient where a quote is not doubled, as spreadsheets are."""
    csv.field_size_limit(MOST_CHARACTERS)
    with translate_errors(form.label), form.open() as stream, TextIOWrapper(stream, form.codec, newline="") as lines:
        if form.skip:
            lines.readline()
        end = iter([_END])
        # csv gives lists of text, which are never filled with other cells.
        reader = cast("Iterator[list[Cell]]", csv.reader(chain(lines, end), delimiter=form.separator))
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
            check_size(form.label, number, rows)
            if rows:
                yield number, rows
            number += len(rows)


def _too_long(label: str, number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"{label}: row {number} has a cell of more than {MOST_CHARACTERS:,} characters; shorten it, or close the quote "
        "that is left open in this row"
    )


def _encoding(open_: Opener, label: str) -> tuple[str, bool]:
    """Python's name of the encoding, and whether the file holds anything but blanks."""
    with open_() as stream:
        codec = _likely_codec(stream.read(4096))
    try:
        filled = [bool(text) and not text.isspace() for _, text in _blocks(open_, codec, label)]
    except _UndecodableError as wrong:
        if codec != "utf-8":
            raise UnreadableFileError(
                f"{label}: {wrong}, which is not {_ENCODINGS[codec]}; save it as CSV UTF-8"
            ) from None
        _check_windows_1252(open_, label, wrong)
        return "cp1252", True
    return codec, any(filled)


def _likely_codec(head: bytes) -> str:
    """The encoding that a file's first bytes speak for: by its mark, or UTF-16 where every other byte tends to be 0."""
    for bom, codec in _BOMS.items():
        if head.startswith(bom):
            return codec
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 < len(head) or min(even, odd) * 10 > max(even, odd):
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _check_windows_1252(open_: Opener, label: str, wrong: _UndecodableError) -> None:
    """Make sure that a file which is not UTF-8 is Windows-1252 throughout.

    Args:
        wrong: its first byte that is not UTF-8.

    Raises:
        UnreadableFileError: some lines are UTF-8, or it has bytes that mean nothing in Windows-1252.
    """
    before = ""
    for line, text in _blocks(open_, "latin-1", label):
        read = before + text  # a character may begin in the block before
        # To leave out what is not UTF-8 is fast, and the search then seldom needed.
        if not read.encode("latin-1").decode(errors="ignore").isascii() and _UTF_8_AS_BYTES.search(read):
            raise UnreadableFileError(
                f"{label}: {wrong}, which is not UTF-8, and other lines are UTF-8; save it as CSV UTF-8"
            )
        if undefined := _NOT_WINDOWS_1252.search(text):
            byte = _UndecodableError(line + _line_ends(text[: undefined.start()]), ord(undefined[0]))
            raise UnreadableFileError(f"{label}: {byte}, which is neither UTF-8 nor Windows-1252; save it as CSV UTF-8")
        before = read[-7:]


def _blocks(open_: Opener, codec: str, label: str) -> Iterator[tuple[int, str]]:
    """The decoded file in blocks, each with the number of the line it begins in.

    Raises:
        _UndecodableError: a byte does not fit the encoding.
        UnreadableFileError: NUL characters, or lines too long to be held.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    line, unbroken = 1, 0
    with open_() as stream:
        more = True
        while more:
            block = stream.read(_BLOCK)
            more = bool(block)
            try:
                text = decoder.decode(block, final=not more)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(error.encoding)
                raise _UndecodableError(line + _line_ends(before), error.object[error.start]) from None
            nul = text.find("\0")
            if nul >= 0:
                number = line + _line_ends(text[:nul])
                raise UnreadableFileError(
                    f"{label}: line {number} holds a NUL character, as no text does; save it as CSV or XLSX"
                )
            last_end = max(text.rfind("\n"), text.rfind("\r"))
            unbroken = len(text) - last_end - 1 + (unbroken if last_end < 0 else 0)
            if unbroken > _LONGEST_LINE:
                raise UnreadableFileError(
                    f"{label}: has no line end for {unbroken:,} characters; expected a table, a row a line"
                )
            yield line, text
            line += _line_ends(text)


def _line_ends(text: str) -> int:
    r"""Ends of lines: \n, also after \r, or \r alone where there is no other."""
    return text.count("\n") or text.count("\r")


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
