"""Answers to range requests: made once, on disk, so that all ranges come from the same bytes.

Readers of Parquet look at the end of a file first, and then at what they need of it.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import IO

from lib.api.answers import held

#: Answers that are kept at the same time; the one that was asked for longest ago goes first.
_MOST_KEPT = 4
#: Bytes that go out at a time.
_PIECE = 1 << 18
_kept: OrderedDict[str, Spooled] = OrderedDict()
_lock = Lock()
_ONE_STRETCH = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Spooled:
    """An answer on disk. The file goes when nobody holds it any more."""

    file: IO[bytes]
    size: int

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `stop`; several readers may ask at the same time."""
        while start < stop:
            piece = os.pread(self.file.fileno(), min(_PIECE, stop - start), start)
            if not piece:
                return
            start += len(piece)
            yield piece


class OutOfRangeError(ValueError):
    """A stretch that begins after the end."""


def spooled(key: str, make: Callable[[], Iterator[bytes]]) -> Spooled:
    """Return an answer on disk: the one cached under this key, else made now.

    Args:
        key: changes with the answer and with the store.
        make: the answer's bytes, a piece at a time.
    """
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when nobody holds it)
    size = sum(file.write(piece) for piece in held(make()))
    file.flush()
    made = Spooled(file, size)
    with _lock:
        _kept[key] = made
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return made


def stretch(asked: str | None, size: int) -> tuple[int, int] | None:
    """Return the start and stop of the bytes that a Range header asks for; None for all of them.

    Several stretches at once, and what cannot be read, are answered with the whole, as HTTP allows.

    Raises:
        OutOfRangeError: it begins after the end.
    """
    found = _ONE_STRETCH.fullmatch(asked.strip()) if asked else None
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, stop = max(0, size - int(found[2])), size
    else:
        start, stop = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
        if found[2] and int(found[2]) < int(found[1]):
            return None
    if start >= size:
        raise OutOfRangeError
    return start, stop
