"""Any file as sheets of rows, see kinds.py; what was exported from here comes back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lib.ingest.readers.apart import can_read_apart, sheets_apart
from lib.ingest.readers.cells import CHUNK, Cell, Sheet
from lib.ingest.readers.kinds import sheets_of
from lib.ingest.readers.own_exports import own_sheets
from lib.ingest.readers.source import SourceFile

__all__ = ["CHUNK", "Cell", "Sheet", "open_sheets"]


def open_sheets(file: SourceFile, encodings: Mapping[str, str] = MappingProxyType({})) -> list[Sheet]:
    """The sheets of a file that hold anything, in the file's order; at least one.

    Args:
        file: the file; one that is not trusted is read in a process of its own, where the system can.
        encodings: what its owner says of encodings, by the label of the doubt (`Sheet.doubt`).

    Raises:
        UnreadableFileError: not a file of a known kind, too large, empty, damaged, or unsafe to unpack.
    """
    read = sheets_of if file.trusted or not can_read_apart() else sheets_apart
    return own_sheets(read(file, encodings), file.name)
