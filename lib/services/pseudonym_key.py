"""A new key for pseudonyms, where the one of the store is lost or known to others."""

from __future__ import annotations

from sqlalchemy import Engine, delete, func, insert, select

from lib.common.clock import utc_now
from lib.entities.attendance import Attendance
from lib.ingest.upload.same_key import pseudonyms_of
from lib.services.actors import Actor
from lib.services.rights import CHANGE_KEY
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import PseudonymKey


def persons_under_other_key(engine: Engine) -> int:
    """Count the persons in the store whose pseudonyms the key of this machine would not make again."""
    with engine.connect() as connection:
        known = connection.scalar(select(PseudonymKey.fingerprint))
        if known in (None, pseudonyms_of(engine).fingerprint):
            return 0
        return connection.scalar(select(func.count(Attendance.attendee.distinct()))) or 0


def change_key(engine: Engine, actor: Actor) -> None:
    """Make the key of this machine the one of the store. Persons who are in the store keep their pseudonyms.

    Raises:
        NotPermittedError: the actor may not change the key.
        PseudonymKeyError: this machine has no key.
    """
    actor.check_on_record(CHANGE_KEY)
    new = pseudonyms_of(engine).fingerprint
    with engine.connect() as connection, write_transaction(connection):
        known = connection.scalar(select(PseudonymKey.fingerprint))
        connection.execute(delete(PseudonymKey))
        connection.execute(insert(PseudonymKey).values(fingerprint=new, since=utc_now()))
        record(connection, actor, CHANGE_KEY.action, "pseudonyms", before={"key": known}, after={"key": new})
