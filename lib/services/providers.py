"""Providers of logins by OpenID Connect, as a file of the operator's names them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

#: Names the setting with the path of the file; without it nobody signs in.
LOGIN_VARIABLE = "ICPERMED_LOGIN"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
_NEEDED: Final = ("server_metadata_url", "client_id", "client_secret")
#: What is kept of what a provider tells, beside what `keep` of its settings names: roles may be given for it.
_KEPT: Final = ("sub", "name", "email", "email_verified", "groups")


class LoginSettingsError(ValueError):
    """The file of providers cannot be used; the message says why, and never repeats a secret."""


@dataclass(frozen=True)
class Provider:
    """A provider of logins.

    Attributes:
        name: by which roles are given; never changes.
        label: as readers know it.
        metadata: address of its OpenID Connect metadata.
        client_id: ours there.
        client_secret: ours there.
        scope: what is asked for.
        prompt: whether it asks anew who signs in, such as "select_account" or "login"; empty: as it likes.
        domains: of e-mail addresses that may sign in; empty: all.
        keep: further claims that roles may be given for.
    """

    name: str
    label: str
    metadata: str
    client_id: str
    client_secret: str
    scope: str = "openid email profile"
    prompt: str = "select_account"
    domains: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def kept(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is kept of what it tells."""
        names = {*_KEPT, *(name.partition(".")[0] for name in self.keep)}
        return {name: value for name, value in claims.items() if name in names}

    def admits(self, claims: Mapping[str, Any]) -> bool:
        """Whether somebody may sign in, by the domain of their checked e-mail address."""
        if not self.domains:
            return True
        domain = str(claims.get("email", "")).casefold().rpartition("@")[2]
        return claims.get("email_verified") is True and domain in self.domains


def login_is_set_up() -> bool:
    """Return whether people sign in at all."""
    return bool(os.environ.get(LOGIN_VARIABLE, "").strip())


def providers() -> Mapping[str, Provider]:
    """Return the providers by their names, in the order of the file.

    Raises:
        LoginSettingsError: there is no such file, or it says something that cannot be used.
    """
    path = Path(os.environ.get(LOGIN_VARIABLE, "")).expanduser()
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise LoginSettingsError(f"{LOGIN_VARIABLE}: {path} cannot be read: {error.strerror}") from None


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, Provider]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise LoginSettingsError(f"{path} is not TOML.") from None
    found = {name: _provider(path, name, table) for name, table in tables.items()}
    if not found:
        raise LoginSettingsError(f"{path} names no provider.")
    return found


def _provider(path: Path, name: str, table: Any) -> Provider:
    if not isinstance(table, dict) or not _NAME.fullmatch(name):
        raise LoginSettingsError(f"{path}: write a table [name] for each provider, its name in small letters.")
    missing = [one for one in _NEEDED if not table.get(one)]
    if missing:
        raise LoginSettingsError(f"{path}: [{name}] lacks {', '.join(missing)}.")
    known = {*_NEEDED, "label", "scope", "prompt", "allowed_domains", "keep"}
    if unknown := table.keys() - known:
        raise LoginSettingsError(f"{path}: [{name}] knows no {', '.join(sorted(unknown))}.")
    return Provider(
        name,
        str(table.get("label", name)),
        str(table["server_metadata_url"]),
        str(table["client_id"]),
        str(table["client_secret"]),
        str(table.get("scope", Provider.scope)),
        str(table.get("prompt", Provider.prompt)),
        tuple(str(domain).casefold() for domain in table.get("allowed_domains", ())),
        tuple(map(str, table.get("keep", ()))),
    )
