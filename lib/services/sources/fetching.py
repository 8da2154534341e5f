"""Fetches the files of a source: over https, or from a folder on the server."""

from __future__ import annotations

import re
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import requests

from lib.common.version import version
from lib.ingest.readers.source import MOST_BYTES, SourceFile
from lib.ingest.readers.suffixes import SUFFIXES
from lib.services.sources.allowed import SourceError, allowed_path, check_allowed, is_web_address

#: Addresses that one address may lead to, one after the other.
_MOST_REDIRECTS = 5
#: Seconds until a server answers, and between two pieces of its answer.
_PATIENCE = (10, 60)
_PIECE = 1 << 20


def fetch(address: str) -> tuple[SourceFile, ...]:
    """Fetch the files at an address: the one at a web address or path, or all files of a folder that can be read.

    Raises:
        SourceError: the administrator did not allow it, nothing is there, or a file is too large.
    """
    if is_web_address(address):
        return (_download(address),)
    path = allowed_path(address)
    files = _files_in(path) if path.is_dir() else [path]
    if not files:
        raise SourceError(f"{address} holds no file of the kinds {', '.join(SUFFIXES)}")
    for file in files:
        if file.stat().st_size > MOST_BYTES:
            raise SourceError(_too_large(file.name))
    return tuple(map(SourceFile.at, files))


def _files_in(folder: Path) -> list[Path]:
    """List the files of a folder, by name; those that a link would take out of what is allowed are refused."""
    listed = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return [allowed_path(str(path)) for path in listed if path.suffix.casefold().lstrip(".") in SUFFIXES]


def _download(address: str) -> SourceFile:
    with requests.Session() as session:
        session.headers["User-Agent"] = f"icpermed-dashboard/{version()}"
        try:
            with _open(session, address) as response:
                return SourceFile(_name_of(response), _body_of(response), trusted=False)
        except requests.RequestException as error:
            raise SourceError(f"{address} could not be fetched: {_reason(error)}. Try again later.") from None


def _open(session: requests.Session, address: str) -> requests.Response:
    """Ask for an address and those it leads to; each must be allowed."""
    for _ in range(_MOST_REDIRECTS + 1):
        check_allowed(address)
        response = session.get(address, stream=True, timeout=_PATIENCE, allow_redirects=False)
        if not response.is_redirect:
            if response.status_code != requests.codes.ok:
                response.close()
                raise SourceError(f"{address} could not be fetched: the server answered {response.status_code}.")
            return response
        response.close()
        address = urljoin(address, response.headers["location"])
    raise SourceError(f"{address} could not be fetched: it leads to one address after the other.")


def _body_of(response: requests.Response) -> bytes:
    """Read the answer, to the size that uploads may have."""
    body = bytearray()
    for piece in response.iter_content(_PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            raise SourceError(_too_large(_name_of(response)))
    return bytes(body)


def _name_of(response: requests.Response) -> str:
    """Return the file's name: as the server gives it, else the end of the address."""
    header = Message()
    header["content-disposition"] = response.headers.get("content-disposition", "")
    name = header.get_filename() or unquote(PurePosixPath(urlsplit(response.url).path).name)
    return re.sub(r"[/\\\x00-\x1f]", "_", name) or "file"


def _too_large(name: str) -> str:
    return f"{name} is larger than {MOST_BYTES // 1024**2} MB; load it in smaller files."


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not valid"
    if isinstance(error, requests.Timeout):
        return "the server did not answer in time"
    return "the server cannot be reached" if isinstance(error, requests.ConnectionError) else type(error).__name__
