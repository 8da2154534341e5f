"""The encoding of a text file, found by decoding all of it in blocks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lib.ingest.readers.cells import Opener
from lib.ingest.readers.source import UnreadableFileError

ENCODINGS = {
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
# UTF-8 as it looks when read byte by byte: a Latin letter or a sign such as a dash, or any two characters in a row.
# Other sequences may stand in Windows-1252, such as sharp s and a closing quote.
_UTF_8_AS_BYTES = re.compile(
    "[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]"
    "|(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){2}"
)
_NOT_WINDOWS_1252 = re.compile("[\x81\x8d\x8f\x90\x9d]")


class _UndecodableError(Exception):
    """A byte that the encoding does not allow, and the line it is in."""

    def __init__(self, line: int, byte: int) -> None:
        super().__init__(line, byte)
        self.line, self.byte = line, byte

    def __str__(self) -> str:
        return f"line {self.line} holds the byte 0x{self.byte:02X}"


def encoding_of(open_: Opener, label: str) -> tuple[str, bool]:
    """Python's name of the encoding, and whether the file holds anything but blanks."""
    with open_() as stream:
        codec = likely_codec(stream.read(4096))
    try:
        filled = [bool(text) and not text.isspace() for _, text in _blocks(open_, codec, label)]
    except _UndecodableError as wrong:
        if codec != "utf-8":
            raise UnreadableFileError(
                f"{label}: {wrong}, which is not {ENCODINGS[codec]}; save it as CSV UTF-8"
            ) from None
        _check_windows_1252(open_, label, wrong)
        return "cp1252", True
    return codec, any(filled)


def likely_codec(head: bytes) -> str:
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
