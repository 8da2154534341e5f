"""The parts of an XLSX workbook beside its sheets, read as streams: openpyxl would make objects of all they hold."""

from __future__ import annotations

from typing import IO, Any
from zipfile import ZipFile, ZipInfo

from defusedxml.ElementTree import XMLParser
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from lib.ingest.readers.archives import shown_name
from lib.ingest.readers.source import UnreadableFileError

#: Bytes of a part that openpyxl reads as a whole, such as the list of the sheets.
MOST_READ = 4 * 1024**2
#: Bytes of a part that is streamed.
MOST_STREAMED = 256 * 1024**2
#: Distinct texts of a workbook.
MOST_TEXTS = 2_000_000
#: Styles of cells; Excel allows as many.
MOST_STYLES = 65_490
# Letters of a number format; Excel allows as many.
_LONGEST_FORMAT = 255
_PIECE = 1 << 16
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ITEM, _TEXT, _READ_ALOUD = f"{_MAIN}si", f"{_MAIN}t", f"{_MAIN}rPh"
_FORMAT, _STYLES, _STYLE = f"{_MAIN}numFmt", f"{_MAIN}cellXfs", f"{_MAIN}xf"


class Parts(ZipFile):
    """The zip of a workbook, of which no large part is read as a whole."""

    def __init__(self, stream: IO[bytes], label: str) -> None:
        super().__init__(stream)
        self._label = label

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        info = self.getinfo(name)
        if info.file_size > MOST_READ:
            raise self._too_large(info, MOST_READ)
        return super().read(name, pwd)

    def stream(self, name: str, target: _Target) -> None:
        """Parse a part, and tell the target what it holds."""
        info = self.getinfo(name)
        if info.file_size > MOST_STREAMED:
            raise self._too_large(info, MOST_STREAMED)
        parser = XMLParser(target=target)
        with self.open(name) as xml:
            while piece := xml.read(_PIECE):
                parser.feed(piece)
        parser.close()

    def _too_large(self, info: ZipInfo, most: int) -> UnreadableFileError:
        return UnreadableFileError(
            f"{self._label}: its part {shown_name(info)} unpacks to more than {most // 1024**2} MB; "
            "save the table alone as CSV, or in a new workbook"
        )


class _Target:
    """Is told what a part holds."""

    def data(self, text: str) -> None:
        """Take a text, or a piece of one."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def close(self) -> None:
        """Take the end of the part."""


class SharedTexts(_Target):
    """Gathers the texts to which cells refer, each as a whole; how its letters are read aloud is left out."""

    def __init__(self, label: str) -> None:
        self._label = label
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._aloud = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if tag == _ITEM:
            self._pieces = []
        self._in_text = tag == _TEXT and not self._aloud
        self._aloud = self._aloud or tag == _READ_ALOUD

    def data(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        self._in_text = False
        if tag == _READ_ALOUD:
            self._aloud = False
        elif tag == _ITEM:
            if len(self.texts) == MOST_TEXTS:
                raise UnreadableFileError(
                    f"{self._label}: holds more than {MOST_TEXTS:,} different texts; save it as CSV"
                )
            self.texts.append("".join(self._pieces).replace("x005F_", ""))


class DateStyles(_Target):
    """Gathers which styles of cells make a number a date, a time or a duration.

    Attributes:
        dates, durations: numbers of these styles; durations are among the dates.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self.dates: set[int] = set()
        self.durations: set[int] = set()
        self._formats: dict[str, str] = {}
        self._number = -1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if tag == _FORMAT:
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
        elif tag == _STYLES:
            self._number = 0
        elif tag == _STYLE and self._number >= 0:
            number = attributes.get("numFmtId", "0")
            code = self._formats.get(number) or BUILTIN_FORMATS.get(int(number))
            if is_date_format(code):
                self.dates.add(self._number)
            if is_timedelta_format(code):
                self.durations.add(self._number)
            self._number += 1
            if self._number > MOST_STYLES:
                raise UnreadableFileError(
                    f"{self._label}: has more than {MOST_STYLES:,} styles of cells; save it as CSV"
                )

    def end(self, tag: str) -> None:
        if tag == _STYLES:
            self._number = -1
