"""Files that anyone may have made, read in a process of their own, see reading_process.py."""

from __future__ import annotations

import io
import pickle
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO

from lib.ingest.readers import reading_process as child
from lib.ingest.readers.cells import Cell, Doubt, NoValue, Sheet
from lib.ingest.readers.layout import Block, Layout
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from lib.ingest.readers.typed_cells import TruthValue

LIMITS = child.Limits()
_ROOT = Path(__file__).parents[3]
#: All that an answer may be made of.
_KNOWN = {(known.__module__, known.__name__): known for known in (Sheet, Layout, Block, Doubt, NoValue, TruthValue)} | {
    ("decimal", "Decimal"): Decimal,
    ("datetime", "date"): date,
    ("datetime", "datetime"): datetime,
    ("lib.ingest.readers.reading_process", "_nothing"): child._nothing,
    ("__main__", "_nothing"): child._nothing,
}


def can_read_apart() -> bool:
    """Whether the system has what limits a process, and hands it a file without a name."""
    return sys.platform == "linux"


def sheets_apart(file: SourceFile, encodings: Mapping[str, str]) -> list[Sheet]:
    """The sheets of a file, see kinds.sheets_of; each holds on to the process that reads it.

    Raises:
        UnreadableFileError: also where the file takes more time or memory to read than a table does.
    """
    reader = _Reader(file, encodings)
    return [replace(sheet, read=partial(reader.rows, place)) for place, sheet in enumerate(reader.open())]


class _Reader:
    """A process that reads one file. It ends when it is not asked for a while, and with the last who refers to it."""

    def __init__(self, file: SourceFile, encodings: Mapping[str, str]) -> None:
        self._name, self._encodings, self._limits = file.name, dict(encodings), LIMITS
        # Without a name: nothing stays on the disk, however this process ends.
        self._file: BinaryIO = tempfile.TemporaryFile() if isinstance(file.content, bytes) else file.open()  # noqa: SIM115
        if isinstance(file.content, bytes):
            self._file.write(file.content)
            self._file.flush()
        self._close = weakref.finalize(self, self._file.close)
        self._number = 0

    def open(self, question: tuple[int, int, int] | None = None) -> list[Sheet]:
        """Start the process, which answers a question at once; returns the sheets without what reads them."""
        own, others = Pipe()
        with others:
            self._process = subprocess.Popen(
                [sys.executable, "-m", child.__name__, str(others.fileno()), str(self._file.fileno())],
                pass_fds=(others.fileno(), self._file.fileno()),
                cwd=_ROOT,
                # Nothing of what the server knows, such as the store's address and its key.
                env={"OPENBLAS_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._connection = own
        self._end = weakref.finalize(self, _end, self._process, own)
        own.send((self._name, self._encodings, self._limits, question))
        _, _, sheets = self._answer()
        return list(sheets)

    def rows(self, place: int) -> Iterator[tuple[int, list[list[Cell]]]]:
        """Give the rows of a sheet in chunks, see Sheet."""
        given, number = 0, 0
        while True:
            # Rows of another sheet may have been asked for meanwhile.
            if number != self._number or number == 0:
                number = self._ask(place, given)
            try:
                kind, asked, chunk = self._answer()
            except _EndedUnaskedError:
                number = 0
                continue
            if asked == number and kind == child.END:
                return
            if asked == number:
                given += 1
                yield chunk

    def _ask(self, place: int, skipped: int) -> int:
        self._number += 1
        question = (self._number, place, skipped)
        try:
            self._connection.send(question)
        except OSError:
            # It had not been asked for a while.
            self._end()
            self.open(question)
        return self._number

    def _answer(self) -> tuple[int, int, Any]:
        try:
            kind, number, what = _Answer(io.BytesIO(self._connection.recv_bytes())).load()
        except (EOFError, OSError):
            if self._process.wait() == 0:
                raise _EndedUnaskedError from None
            raise UnreadableFileError(f"{self._name}: {self._why_it_ended()}") from None
        if kind == child.REFUSED:
            raise UnreadableFileError(what)
        return kind, number, what

    def _why_it_ended(self) -> str:
        ended = self._process.wait()
        if ended == -signal.SIGXCPU:
            most = self._limits.seconds
            return f"takes more than {most} seconds to read, as no table does; save the table alone as CSV"
        if ended == child.OUT_OF_MEMORY:
            most = self._limits.memory // 1024**2
            return f"takes more than {most} MB of memory to read; save the table alone as CSV, or split it"
        return "cannot be read, and it does not say why; save the table alone as CSV"


class _EndedUnaskedError(Exception):
    """The process had not been asked for a while, and ended just when it was."""


class _Answer(pickle.Unpickler):
    """Makes nothing but rows and what describes them, whatever an answer says."""

    def find_class(self, module: str, name: str) -> Any:
        return _KNOWN[module, name]


def _end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    connection.close()
    process.kill()
    process.wait()
