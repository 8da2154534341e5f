"""XML of sheets, read row by row."""

from __future__ import annotations

from typing import IO

from lib.ingest.readers.source import UnreadableFileError

#: Bytes of a row's XML. Without an end the elements of one row would fill the memory.
_LONGEST_ROW = 4 * 1024**2


class RowByRow:
    """A stream of a sheet's XML that refuses to go on for too long without a row's end."""

    def __init__(self, stream: IO[bytes], label: str) -> None:
        self._stream, self._label, self._since = stream, label, 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._since += len(data)
        if self._since > _LONGEST_ROW:
            raise UnreadableFileError(
                f"{self._label}: has a row of more than {_LONGEST_ROW // 1024**2} MB; save it as CSV"
            )
        return data

    def row_ends(self) -> None:
        self._since = 0

    def skip_to_end(self) -> None:
        """The zip's checksum of the member is compared at its end."""
        while self._stream.read(_LONGEST_ROW):
            pass
