"""Where files may be fetched from: https hosts and folders that the administrator named, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

#: Name the settings: hosts, divided by commas, and folders, divided as in PATH.
HOSTS_VARIABLE = "ICPERMED_SOURCE_HOSTS"
FOLDERS_VARIABLE = "ICPERMED_SOURCE_FOLDERS"


class SourceError(ValueError):
    """A source cannot be saved or fetched; the message says why, and what would be right."""


def allowed_hosts() -> tuple[str, ...]:
    """Return the hosts that files may be fetched from, in lower case."""
    named = os.environ.get(HOSTS_VARIABLE, "").casefold().split(",")
    return tuple(host.strip() for host in named if host.strip())


def allowed_folders() -> tuple[Path, ...]:
    """Return the folders that files may be read from, those within them included."""
    named = os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)
    return tuple(Path(folder).resolve() for folder in named if folder.strip())


def is_web_address(address: str) -> bool:
    """Return whether an address is meant for the web, and not for a file or folder."""
    return "://" in address


def check_allowed(address: str) -> None:
    """Refuse what the administrator did not name.

    Raises:
        SourceError: neither https to a host that was named, nor a path in a folder that was named.
    """
    if is_web_address(address):
        _check_host(address)
    else:
        allowed_path(address)


def _check_host(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SourceError(f"{address} is no web address; write it as https://host/file.csv") from None
    if parts.scheme.casefold() != "https":
        raise SourceError(f"{address}: files are fetched over https only; write the address with https://")
    if parts.username or parts.password:
        raise SourceError("An address must not hold a user name or password: whoever sees the source would see it.")
    written = host.casefold() if port in (None, 443) else f"{host.casefold()}:{port}"
    if written not in allowed_hosts():
        raise SourceError(_not_named(f"the host {written}", "hosts", allowed_hosts(), HOSTS_VARIABLE))


def allowed_path(address: str) -> Path:
    """Return the real path of a file or folder, links followed.

    Raises:
        SourceError: it is not within a folder that the administrator named, or not there.
    """
    path = Path(address)
    real = path.resolve()
    folders = allowed_folders()
    if not path.is_absolute() or not any(real.is_relative_to(folder) for folder in folders):
        raise SourceError(_not_named(f"the path {address}", "folders", tuple(map(str, folders)), FOLDERS_VARIABLE))
    if not real.exists():
        raise SourceError(f"{address}: there is no such file or folder on the server")
    return real


def _not_named(what: str, kind: str, named: tuple[str, ...], variable: str) -> str:
    allowed = f"allowed {kind} are: {', '.join(named)}" if named else f"no {kind} are allowed yet"
    return f"Nothing is fetched from {what}: {allowed}. The administrator names them in {variable}."
