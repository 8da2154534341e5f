"""One key for all pseudonyms of a store: under two of them, a person who comes again would count as another."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, insert, select

from lib.common.clock import utc_now
from lib.ingest.persons import KEY_VARIABLE, PseudonymKeyError, Pseudonyms, pseudonyms
from lib.store.housekeeping_tables import PseudonymKey


def pseudonyms_of(engine: Engine) -> Pseudonyms:
    """Return pseudonyms under the key that this machine has for a store."""
    return pseudonyms(engine.url.render_as_string(hide_password=False))


def check_key(connection: Connection, key: Pseudonyms) -> None:
    """Refuse pseudonyms under another key than the store's.

    Raises:
        PseudonymKeyError: some were made under another key.
    """
    known = connection.scalar(select(PseudonymKey.fingerprint))
    if key.made and known not in (None, key.fingerprint):
        raise PseudonymKeyError(
            "The persons in these files would count as others than those in the store, whose names became pseudonyms "
            f"under another key. Set {KEY_VARIABLE} to the store's key, or put its file pseudonym.key back. Where it "
            "is lost, `icpermed-dashboard rekey` says what a new key means."
        )


def keep_key(connection: Connection, key: Pseudonyms) -> None:
    """Hold the store to the key of its first pseudonyms.

    Raises:
        PseudonymKeyError: there are some under another key.
    """
    check_key(connection, key)
    if key.made and connection.scalar(select(PseudonymKey.fingerprint)) is None:
        connection.execute(insert(PseudonymKey).values(fingerprint=key.fingerprint, since=utc_now()))
