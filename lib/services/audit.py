"""The audit log: read by administrators, verified, and told of what is refused, exported or signed in."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Engine, or_, select
from sqlalchemy.exc import SQLAlchemyError

from lib.metrics.frames import fetch
from lib.metrics.texts import holds
from lib.services.actors import Actor, tell_of_refusals
from lib.services.rights import READ_AUDIT
from lib.store import audit
from lib.store.audit import AuditAddress, AuditEntry, Verified
from lib.store.engine import write_transaction

__all__ = ["Verified", "list_entries", "note", "note_refusals", "verify"]

_LOG = logging.getLogger(__name__)
#: Writes what was refused: whoever is refused does not wait for an import that is being loaded.
_WRITER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="audit")


def list_entries(
    engine: Engine,
    actor: Actor,
    *,
    words: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    only_refused: bool = False,
    most: int | None = None,
) -> pd.DataFrame:
    """List entries of the audit log, the newest first.

    Args:
        engine: the store.
        actor: who asks.
        words: stand in the name, the action or the subject.
        first_day: in UTC, like the last one; both belong to it.
        last_day: see `first_day`.
        only_refused: what was refused alone.
        most: so many, the newest; None for all.

    Returns:
        entry_id, at (UTC), actor, actor_id, role, address (whole for 30 days, then its network; missing where it is
        not known), action, subject, before, after (JSON; missing), refused.

    Raises:
        NotPermittedError: the actor may not read the log.
    """
    actor.check(READ_AUDIT)
    query = (
        select(
            AuditEntry.entry_id,
            AuditEntry.at,
            AuditEntry.actor,
            AuditEntry.actor_id,
            AuditEntry.role,
            AuditAddress.address,
            AuditEntry.network,
            AuditEntry.action,
            AuditEntry.subject,
            AuditEntry.before,
            AuditEntry.after,
            AuditEntry.refused,
        )
        .outerjoin(AuditAddress, AuditAddress.entry_id == AuditEntry.entry_id)
        .order_by(AuditEntry.entry_id.desc())
    )
    if words.strip():
        query = query.where(or_(*(holds(column, words) for column in _SEARCHED)))
    if first_day is not None:
        query = query.where(AuditEntry.at >= first_day)
    if last_day is not None:
        query = query.where(AuditEntry.at < last_day + timedelta(days=1))
    if only_refused:
        query = query.where(AuditEntry.refused)
    found = fetch(engine, query.limit(most) if most is not None else query)
    network = found.pop("network")
    found["address"] = found["address"].fillna(network.where(network != ""))
    return found


_SEARCHED = (AuditEntry.actor, AuditEntry.action, AuditEntry.subject)


def verify(engine: Engine, actor: Actor) -> Verified:
    """Verify the chain of entries; see lib.store.audit.verify.

    Raises:
        NotPermittedError: the actor may not read the log.
    """
    actor.check(READ_AUDIT)
    with engine.connect() as connection:
        return audit.verify(connection)


def note(engine: Engine, who: Actor, action: str, subject: str, *, refused: bool = False) -> None:
    """Add an entry on something that changes no data: an export of what is not public, a login, a refusal."""
    with engine.connect() as connection, write_transaction(connection):
        audit.record(connection, who, action, subject, refused=refused)


def note_refusals(engine: Engine) -> None:
    """Add an entry for everything that is refused in this process from now on, without making anybody wait."""

    def write(who: Actor, action: str) -> None:
        try:
            note(engine, who, action, "", refused=True)
        except SQLAlchemyError:
            _LOG.exception("a refusal could not be written to the audit log")

    def begin(who: Actor, action: str) -> None:
        _WRITER.submit(write, who, action)

    tell_of_refusals(begin)
