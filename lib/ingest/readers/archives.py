"""Zips, of which XLSX is one: safe to unpack or refused. Nothing is ever written to disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO
from zipfile import ZipFile, ZipInfo

from lib.ingest.readers.cells import Opener
from lib.ingest.readers.source import MOST_BYTES, UnreadableFileError
from lib.ingest.readers.suffixes import SUFFIXES

#: Bytes that all members together may unpack to.
MOST_UNPACKED = 4 * 1024**3
#: A member that unpacks to more than this many bytes ...
LARGE = 100 * 1024**2
#: ... may do so at this ratio at most. Tables reach 10 to 60, bombs 1,000.
MOST_RATIO = 200

#: Members of a zip: more are gone through for each of them.
MOST_MEMBERS = 1_000
#: Tables in a zip.
MOST_TABLES = 50

#: How the names of tables end.
TABLES = tuple(f".{suffix}" for suffix in SUFFIXES if suffix not in ("txt", "zip"))


def checked_members(archive: ZipFile, size: int, label: str) -> list[ZipInfo]:
    """The members of a zip that may be unpacked. zipfile reads no more of them than the sizes checked here.

    Args:
        archive: the zip.
        size: its bytes as packed.
        label: the zip's name, for messages.

    Raises:
        UnreadableFileError: encrypted, or unpacks to more than is safe.
    """
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise UnreadableFileError(
            f"{label}: holds {len(members):,} files; send its tables alone, at most {MOST_TABLES} in a zip"
        )
    if any(info.flag_bits & 0x1 for info in members):
        raise UnreadableFileError(f"{label}: is protected with a password; save it without one")
    # Members that share their bytes, as in a zip made to overflow, add up to more than there is.
    if sum(info.compress_size for info in members) > size:
        raise UnreadableFileError(f"{label}: is damaged: its members are larger than the file; make the zip again")
    if sum(info.file_size for info in members) > MOST_UNPACKED:
        raise UnreadableFileError(
            f"{label}: unpacks to more than {MOST_UNPACKED // 1024**3} GB; split it into several files"
        )
    for info in members:
        if info.file_size > LARGE and info.file_size > MOST_RATIO * info.compress_size:
            raise UnreadableFileError(
                f"{label}: {shown_name(info)} unpacks to more than {MOST_RATIO} times its size, as no table does; "
                "send its tables as CSV or XLSX"
            )
    unpacked, packed = sum(info.file_size for info in members), sum(info.compress_size for info in members)
    if unpacked > LARGE and unpacked > MOST_RATIO * packed:
        largest = max(members, key=lambda info: info.file_size)
        raise UnreadableFileError(
            f"{label}: unpacks to more than {MOST_RATIO} times its size, as no tables do, most of it in "
            f"{shown_name(largest)}; send its tables as CSV or XLSX"
        )
    return members


def table_members(members: list[ZipInfo], label: str) -> list[ZipInfo]:
    """The members that are tables by the ends of their names; what else a zip holds (notes, PDF, XML) is left out.

    Raises:
        UnreadableFileError: there is a zip among them, or there are more than fifty.
    """
    for info in members:
        if info.filename.lower().endswith(".zip"):
            raise nested(label, info)
    # What macOS adds to a zip bears the names of the real members.
    own = [info for info in members if not info.filename.startswith("__MACOSX/")]
    tables = [info for info in own if info.filename.lower().endswith(TABLES) and info.file_size]
    if len(tables) > MOST_TABLES:
        raise UnreadableFileError(f"{label}: holds {len(tables):,} tables; send at most {MOST_TABLES} in a zip")
    return tables


def nested(label: str, info: ZipInfo) -> UnreadableFileError:
    """The refusal of a zip inside a zip."""
    return UnreadableFileError(f"{label}: {shown_name(info)} is a zip inside a zip; unpack it and send its tables")


def shown_name(info: ZipInfo) -> str:
    """The last component of a member's name, fit to be shown. It is never used as a path."""
    last = re.split(r"[/\\]", info.filename)[-1]
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in last)


@contextmanager
def member(open_zip: Opener, info: ZipInfo) -> Iterator[IO[bytes]]:
    """A stream over the unpacked bytes of a member, from the start."""
    with open_zip() as stream, ZipFile(stream) as archive, archive.open(info) as unpacked:
        yield unpacked


@contextmanager
def member_in_memory(open_zip: Opener, info: ZipInfo, label: str) -> Iterator[IO[bytes]]:
    """The same, for a workbook: its readers go to and fro, which a compressed stream does slowly.

    Raises:
        UnreadableFileError: the member is larger than a file may be.
    """
    if info.file_size > MOST_BYTES:
        raise UnreadableFileError(f"{label}: is larger than {MOST_BYTES // 1024**2} MB; send it as CSV")
    with member(open_zip, info) as unpacked:
        content = unpacked.read()
    yield BytesIO(content)
