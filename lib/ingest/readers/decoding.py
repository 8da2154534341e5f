"""The encoding of a text file, found by decoding all of it in blocks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lib.ingest.readers.cells import Doubt, Opener
from lib.ingest.readers.mojibake import Mojibake
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.readers.spelling import CODE_PAGES, Reading, is_sure, is_utf_8, readings_of

#: UTF-8 whose bytes were taken for letters of Windows-1252, and encoded again.
TWICE = "utf-8 twice"
#: Encodings by Python's name, and TWICE: how their owner knows them.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    TWICE: "UTF-8, encoded twice",
    **{codec: name for codec, (name, _) in CODE_PAGES.items()},
}
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

#: Bytes that are decoded at a time while the encoding is sought, and at most until their last line ends.
_BLOCK, _LINE = 1024**2, 65_536
#: Characters without a line end. A binary file may have none at all, and each line is held in memory.
_LONGEST_LINE = 10_000_000
#: Words with letters beyond ASCII, and words without, by which code pages are told apart.
_MOST_WORDS, _MOST_PLAIN, _LONGEST_WORD = 500, 300, 100
#: Readings that the file's owner is shown, and words of each.
_MOST_READINGS, _MOST_EXAMPLES = 4, 5
#: Readings that are this much less likely than the first are not shown, but for one.
_SHOWN_WITHIN = 25.0

_WORD = re.compile(rb"(?<![A-Za-z'\x80-\xff])[A-Za-z']*[\x80-\xff][A-Za-z'\x80-\xff]*")
_PLAIN = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Z]?[a-z]{3,}(?![A-Za-z\x80-\xff])")
_ASCII = bytes(range(128))


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes are text.

    Args:
        codec: Python's name of the encoding.
        filled: whether the file holds anything but blanks.
        is_mended: whether its text is UTF-8 that was encoded twice, and is mended.
        doubt: what only the file's owner can say.
    """

    codec: str
    filled: bool = True
    is_mended: bool = False
    doubt: Doubt | None = None

    @property
    def name(self) -> str:
        return ENCODINGS[TWICE if self.is_mended else self.codec]


class _UndecodableError(Exception):
    """A byte that the encoding does not allow, and the line it is in."""

    def __init__(self, line: int, byte: int) -> None:
        super().__init__(line, byte)
        self.line, self.byte = line, byte

    def __str__(self) -> str:
        return f"line {self.line} holds the byte 0x{self.byte:02X}"


def encoding_of(open_: Opener, label: str, chosen: str = "") -> Encoding:
    """Find the encoding of a file.

    Args:
        open_: gives its bytes.
        label: its name, for messages.
        chosen: what its owner says, a key of ENCODINGS.

    Raises:
        UnreadableFileError: not text, in no encoding known here, or in two at once.
    """
    with open_() as stream:
        codec = likely_codec(stream.read(4096))
    filled, garbled = False, Mojibake()
    try:
        for _, text in _blocks(open_, codec, label):
            filled = filled or (bool(text) and not text.isspace())
            garbled.look_at(text)
    except _UndecodableError as wrong:
        if codec != "utf-8":
            raise UnreadableFileError(
                f"{label}: {wrong}, which is not {ENCODINGS[codec]}; save it as CSV UTF-8"
            ) from None
        return Encoding(chosen) if chosen in CODE_PAGES else _by_code_page(open_, label, wrong)
    if not filled or not garbled.is_likely:
        return Encoding(codec, filled)
    if chosen:
        return Encoding(codec, is_mended=chosen == TWICE)
    return Encoding(codec, is_mended=True, doubt=_doubt(label, {TWICE: garbled.mended, codec: garbled.found}))


def likely_codec(head: bytes) -> str:
    """The encoding that a file's first bytes speak for: by its mark, or UTF-16 where every other byte tends to be 0."""
    for bom, codec in _BOMS.items():
        if head.startswith(bom):
            return codec
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 < len(head) or min(even, odd) * 10 > max(even, odd):
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_code_page(open_: Opener, label: str, wrong: _UndecodableError) -> Encoding:
    """The code page of a file that is not UTF-8.

    Args:
        wrong: its first byte that is not UTF-8.

    Raises:
        UnreadableFileError: some lines are UTF-8, or no code page makes words of it.
    """
    found = _Words()
    for _, text in _blocks(open_, "latin-1", label):
        found.look_at(text.encode("latin-1"))
    words = list(found.words)
    if any(map(is_utf_8, words)):
        raise UnreadableFileError(
            f"{label}: {wrong}, which is not UTF-8, and other lines are UTF-8; save it as CSV UTF-8"
        )
    readings = readings_of(words, list(found.plain), bytes(sorted(found.used)))
    if all(reading.is_impossible for reading in readings):
        raise UnreadableFileError(
            f"{label}: {wrong}, which is neither UTF-8 nor a letter of a code page known here; save it as CSV UTF-8"
        )
    return Encoding(readings[0].codec, doubt=None if is_sure(readings) else _doubt(label, _shown(readings)))


@dataclass
class _Words:
    """Distinct words of a file, and the bytes that it uses. Memory stays bounded."""

    words: dict[bytes, None] = field(default_factory=dict)
    plain: dict[str, None] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def look_at(self, block: bytes) -> None:
        self.used.update(block.translate(None, _ASCII))
        for word in _WORD.findall(block) if len(self.words) < _MOST_WORDS else ():
            if len(self.words) < _MOST_WORDS:
                self.words[word[:_LONGEST_WORD]] = None
        for word in _PLAIN.findall(block) if len(self.plain) < _MOST_PLAIN else ():
            if len(self.plain) < _MOST_PLAIN:
                self.plain[word[:_LONGEST_WORD].decode("ascii")] = None


def _shown(readings: list[Reading]) -> dict[str, list[str]]:
    """The words in which the likeliest readings differ, by code page."""
    possible = [reading for reading in readings if not reading.is_impossible]
    near = [reading for reading in possible if readings[0].score - reading.score < _SHOWN_WITHIN]
    shown = list(dict.fromkeys([*near, *possible[:2], readings[0]]))[:_MOST_READINGS]
    differing = [words for words in zip(*(reading.words for reading in shown), strict=True) if len(set(words)) > 1]
    return {
        reading.codec: [words[place] for words in differing[:_MOST_EXAMPLES]] for place, reading in enumerate(shown)
    }


def _doubt(label: str, readings: Mapping[str, list[str]]) -> Doubt:
    return Doubt(label, {codec: f"{', '.join(words)} ({ENCODINGS[codec]})" for codec, words in readings.items()})


def _blocks(open_: Opener, codec: str, label: str) -> Iterator[tuple[int, str]]:
    """The decoded file in blocks of whole lines where these are not long, each with the number of its first line.

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
            block += stream.readline(_LINE)
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
