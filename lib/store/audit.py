"""Who did what to what and when: entries that are only ever added, each sealed with the hash of the one before it.

An entry is written in the transaction that it tells of. Triggers refuse to change or delete one. The whole address of a
client stands in a table of its own for 30 days; what is sealed holds the network alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Final, Protocol

from sqlalchemy import Boolean, Connection, DateTime, ForeignKey, Integer, String, Text, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from lib.common.clock import utc_now
from lib.entities.base import Base

#: How long the whole address of a client is kept.
ADDRESS_KEPT: Final = timedelta(days=30)
_SUBJECT_CHARACTERS: Final = 1_000
#: Read at a time when the chain is verified.
_AT_ONCE: Final = 5_000


class AuditEntry(Base):
    """Something that somebody did, or was refused."""

    __tablename__ = "audit_entry"

    entry_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=False), index=True, doc="UTC")
    actor_id: Mapped[str] = mapped_column(Text, doc="tells who it was from all others")
    actor: Mapped[str] = mapped_column(Text, doc="name at that time")
    role: Mapped[str] = mapped_column(String(20), doc="role at that time")
    network: Mapped[str] = mapped_column(String(50), doc="that the client's address is in; empty where there is none")
    action: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(Text, doc="what it was done to")
    before: Mapped[str | None] = mapped_column(Text, doc="JSON; what was there, where data changed")
    after: Mapped[str | None] = mapped_column(Text, doc="JSON; what is there since")
    refused: Mapped[bool] = mapped_column(Boolean)
    hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of this entry and the hash of the one before it")


class AuditAddress(Base):
    """The whole address that an entry came from; deleted after ADDRESS_KEPT."""

    __tablename__ = "audit_address"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.entry_id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=False), index=True, doc="UTC")
    address: Mapped[str] = mapped_column(String(50))


class Who(Protocol):
    """Who acts, as lib.services.actors.Actor says it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def address(self) -> str: ...


def record(
    connection: Connection,
    who: Who,
    action: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    refused: bool = False,
) -> None:
    """Add an entry.

    Args:
        connection: in a write transaction, which changes what the entry tells of.
        who: acted.
        action: what they did, as in "undo an import".
        subject: what it was done to, such as "import 12".
        before: what was there, where data changed and that is short.
        after: what is there since.
        refused: nothing was done, since they may not.
    """
    last = connection.execute(
        select(AuditEntry.entry_id, AuditEntry.hash).order_by(AuditEntry.entry_id.desc()).limit(1)
    ).one_or_none()
    now = utc_now()
    values: dict[str, Any] = {
        "entry_id": last.entry_id + 1 if last else 1,
        "at": now,
        "actor_id": _plain(who.id),
        "actor": _plain(who.name.strip()),
        "role": str(who.role),
        "network": network_of(who.address),
        "action": _plain(action),
        "subject": _plain(subject)[:_SUBJECT_CHARACTERS],
        "before": _as_json(before),
        "after": _as_json(after),
        "refused": refused,
    }
    connection.execute(insert(AuditEntry), {**values, "hash": _seal(values, last.hash if last else "")})
    connection.execute(delete(AuditAddress).where(AuditAddress.at < now - ADDRESS_KEPT))
    if values["network"]:
        address = str(ip_address(who.address))
        connection.execute(insert(AuditAddress), {"entry_id": values["entry_id"], "at": now, "address": address})


def _plain(text: str) -> str:
    # PostgreSQL takes no NUL.
    return text.replace("\0", "")


def network_of(address: str) -> str:
    """Return the network that an address is in: what is kept of it for good. Empty where it is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def _as_json(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else _plain(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str))


def _seal(values: Mapping[str, Any], previous: str) -> str:
    sealed = [previous, *(str(values[name]) if name == "at" else values[name] for name in _SEALED)]
    return hashlib.sha256(json.dumps(sealed, ensure_ascii=False).encode()).hexdigest()


_SEALED = tuple(column.name for column in AuditEntry.__table__.columns if column.name != "hash")


@dataclass(frozen=True)
class Verified:
    """What came of verifying the chain.

    Attributes:
        entries: how many there are.
        last_hash: of the newest; kept elsewhere, it also shows whether entries at the end are missing later.
        broken: number of the first entry that was changed, or before which one is missing; None where there is none.
    """

    entries: int
    last_hash: str
    broken: int | None = None


def verify(connection: Connection) -> Verified:
    """Verify that no entry was changed, and none but the newest deleted, since it was written."""
    entries, previous = 0, ""
    for row in _in_order(connection):
        entries += 1
        if row["entry_id"] != entries or row["hash"] != _seal(row, previous):
            return Verified(
                int(connection.scalar(select(func.count()).select_from(AuditEntry)) or 0), "", row["entry_id"]
            )
        previous = row["hash"]
    return Verified(entries, previous)


def _in_order(connection: Connection) -> Iterator[Mapping[str, Any]]:
    after = 0
    while True:
        query = select(AuditEntry.__table__).where(AuditEntry.entry_id > after).order_by(AuditEntry.entry_id)
        rows = connection.execute(query.limit(_AT_ONCE)).mappings().all()
        yield from map(dict, rows)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1]["entry_id"]
