"""Names and e-mail addresses become keyed pseudonyms while a file is read; nothing else ever sees them."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from lib.common.folding import plain_name
from lib.ingest.readers.sheets import Cell
from lib.ingest.readers.source import UnreadableFileError
from lib.ingest.tables import as_text
from lib.store.engine import data_folder

#: Names the key in the environment; without it the key is made at first need and kept in a file beside an SQLite store.
KEY_VARIABLE = "ICPERMED_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
#: A pseudonym as we make it, or as another system may have made it: hexadecimal digits and nothing else.
_PSEUDONYM = re.compile(r"[0-9a-f]{16,64}")
#: What conferencing systems add to the names of those who are not of the house, in five languages, folded.
_ADDED = re.compile(
    r" ?\((?:guest|gast|invite|invitado|invitada|ospite|external|extern|externe|externo|externa|esterno|esterna"
    r"|unverified|nicht uberpruft|nicht verifiziert|non verifie|no verificado|non verificato)\)"
)
_TITLES = r"(?:prof|professor|dr|dra|med|phd|ph\.d|md|m\.d|msc|mba)\.?"
_BEFORE, _AFTER = re.compile(rf"^(?:{_TITLES} )+"), re.compile(rf"(?:, ?{_TITLES}){{1,9}}$")


def comparable(name: str) -> str:
    """A person's name as lists are joined by it: folded, first names first, without titles and "(Guest)"."""
    plain = _ADDED.sub("", plain_name(name))
    plain = _AFTER.sub("", _BEFORE.sub("", plain))
    family, comma, given = plain.partition(",")
    return " ".join(f"{given} {family}".split()) if comma and "," not in given else plain


def is_name(cell: Cell) -> bool:
    """Whether a person is given by name, neither by e-mail address nor by pseudonym."""
    text = as_text(cell)
    return bool(text) and "@" not in text and not _PSEUDONYM.fullmatch(text.casefold())


def is_pseudonym(cell: Cell) -> bool:
    """Whether a person is given by pseudonym, as we make it or another system may have made it."""
    return bool(_PSEUDONYM.fullmatch(as_text(cell).casefold()))


class PseudonymKeyError(UnreadableFileError):
    """There is no key for pseudonyms, or it is another than that of the store; the message says what to do."""


class Pseudonyms:
    """Makes the same pseudonym of the same person, in every file and at every event, as long as the key is the same.

    Attributes:
        made: whether any was made of a name or an address; those that files hold need no key.
    """

    def __init__(self, key: bytes | None) -> None:
        self._key = key
        self.made = False

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that tell this key from others and do not give it away."""
        # No name or address begins so.
        return self._digest(b"\0fingerprint")

    def _digest(self, identity: bytes) -> str:
        if self._key is None:
            raise PseudonymKeyError(
                "Names and e-mail addresses become pseudonyms under a key, which stores on a server need to be given: "
                f"set {KEY_VARIABLE}, to the same on every machine. Where {data_folder() / KEY_FILE} is there, it "
                "holds the key that was used until now."
            )
        return hmac.digest(self._key, identity, "sha256").hex()[:32]

    def of(self, cell: Cell) -> str:
        """The pseudonym of a person given by e-mail address, name or an earlier pseudonym.

        Returns:
            32 hexadecimal digits, or the given pseudonym as it is. Case and blanks make no difference, nor do accents
            and the order of the parts of a name.
        """
        identity = " ".join(as_text(cell).split()).casefold()
        if _PSEUDONYM.fullmatch(identity):
            return identity
        if "@" not in identity:
            identity = comparable(identity) or identity
        self.made = True
        return self._digest(identity.encode())


def pseudonyms(store: str) -> Pseudonyms:
    """Pseudonyms under the key of the store at this address; that of an SQLite file is made where there is none."""
    named = os.environ.get(KEY_VARIABLE)
    if named:
        return Pseudonyms(named.encode())
    url = make_url(store)
    # Who shares a server's store does not share a folder: a key that is made here would be another's.
    if url.get_backend_name() != "sqlite":
        return Pseudonyms(None)
    folder = Path(str(url.database)).parent if url.database else data_folder()
    return Pseudonyms(_kept_key(folder / KEY_FILE))


def _kept_key(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written whole under another name first: two processes that start at once end up with one key.
        handle, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text("ascii").strip().encode()
