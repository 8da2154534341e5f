"""A file as its owner has it: on disk or in memory, read as a stream and never changed."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

#: Larger files are refused before they are read.
MOST_BYTES = 200 * 1024 * 1024


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; the message is for its owner."""


@dataclass(frozen=True)
class SourceFile:
    """A file: its name, and its bytes or where they are.

    Args:
        name: as its owner knows it; it is never used as a path.
        content: its bytes, or where they are.
        trusted: whether somebody at this machine chose it. Others are read within limits of time and memory.
    """

    name: str
    content: bytes | Path
    trusted: bool = True

    @classmethod
    def at(cls, path: Path) -> SourceFile:
        # A name in another encoding than the system's cannot be kept as it is.
        return cls(path.name.encode(errors="replace").decode(), path)

    def open(self) -> BinaryIO:
        """A new stream over the bytes, from the start; seekable."""
        return self.content.open("rb") if isinstance(self.content, Path) else io.BytesIO(self.content)

    @cached_property
    def size(self) -> int:
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        with self.open() as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()
