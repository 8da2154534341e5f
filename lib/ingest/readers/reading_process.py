"""The process in which a file is read that anyone may have made: `python -m lib.ingest.readers.reading_process`.

It may use a bounded time and memory, can write nothing, and knows nothing of the store. Whatever a file does to it,
others go on working; lib/ingest/readers/apart.py starts it and asks it.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from lib.ingest.readers.cells import Sheet
from lib.ingest.readers.kinds import sheets_of
from lib.ingest.readers.source import SourceFile, UnreadableFileError


class Limits(NamedTuple):
    """What the process may use.

    Args:
        seconds: of computing for the next rows, and to open a file.
        bytes_a_second: of a large file, for each of which there is a second more to open it.
        memory: bytes beside those that it needs before it has read anything.
        patience: seconds without a question after which it ends; it is started again when there is one.
    """

    seconds: int = 10
    bytes_a_second: int = 10 * 1024**2
    memory: int = 400 * 1024**2
    patience: float = 20.0


#: How it ends where the memory does not suffice.
OUT_OF_MEMORY = 77

#: What it answers: sheets or rows, the end of the rows, or why the file cannot be read.
SHEETS, ROWS, END, REFUSED = range(4)


def main() -> None:
    """Open the file that was handed over, say which sheets it has, and give the rows of the one that is asked for."""
    connection, file = Connection(int(sys.argv[1])), Path(f"/proc/self/fd/{int(sys.argv[2])}")
    name, encodings, limits, question = connection.recv()
    _limit_all(limits.memory)
    try:
        source = SourceFile(name, file)
        _limit_time(limits.seconds + source.size // limits.bytes_a_second)
        sheets = sheets_of(source, encodings)
        _answer(connection, SHEETS, 0, [replace(sheet, read=_nothing) for sheet in sheets])
        while question or connection.poll(limits.patience):
            number, place, skipped = question or connection.recv()
            question = None
            _give_rows(connection, number, sheets[place], skipped, limits.seconds)
    except UnreadableFileError as error:
        _answer(connection, REFUSED, 0, str(error))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # nobody listens any more


def _give_rows(connection: Connection, number: int, sheet: Sheet, skipped: int, seconds: int) -> None:
    _limit_time(seconds)
    for place, chunk in enumerate(sheet.read()):
        if place >= skipped:
            if connection.poll(0):
                return  # something else is asked for
            _answer(connection, ROWS, number, chunk)
        _limit_time(seconds)
    _answer(connection, END, number, None)


def _answer(connection: Connection, kind: int, number: int, what: Any) -> None:
    connection.send_bytes(pickle.dumps((kind, number, what), pickle.HIGHEST_PROTOCOL))


def _nothing() -> Iterator[Any]:
    """In place of what reads a sheet, which cannot be sent."""
    return iter(())


def _limit_all(memory: int) -> None:
    for what, most in (
        (resource.RLIMIT_DATA, _memory() + memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _memory() -> int:
    """Bytes that the process holds for itself."""
    status = Path("/proc/self/status").read_text(encoding="ascii").split("VmData:")[1]
    return int(status.split()[0]) * 1024


def _limit_time(seconds: int) -> None:
    """End the process after so many further seconds of computing."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, most))


if __name__ == "__main__":
    main()
