"""Tables of what users leave beside data: quarantined rows, columns that were matched by hand, saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base


class QuarantinedRow(Base):
    """A row of a file that did not fit and was quarantined; without what could name a person."""

    __tablename__ = "row_kept_aside"

    import_id: Mapped[int] = mapped_column(ForeignKey("import_record.import_id"), primary_key=True)
    source_row: Mapped[int] = mapped_column(Integer, primary_key=True)
    cells: Mapped[dict[str, str]] = mapped_column(JSON, doc="by column of the file")
    problems: Mapped[list[str]] = mapped_column(JSON)


class ColumnMatch(Base):
    """What somebody said of the columns of a file with this header: remembered for the next such file."""

    __tablename__ = "column_match"

    header_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40))
    columns: Mapped[dict[str, object]] = mapped_column(JSON, doc="by field: a column, or columns that make an id")
    given: Mapped[dict[str, Any] | None] = mapped_column(
        JSON,
        doc="columns not loaded, words for empty, cells read as others, currencies; see lib/ingest/parsing/given.py",
    )
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)
    upload_id: Mapped[int | None] = mapped_column(Integer, doc="import that brought it, whose undo forgets it")

    __table_args__ = (CheckConstraint("length(header_hash) = 64", name="header_hash_length"),)


class PersonAnswer(Base):
    """What somebody said of two pseudonyms that share a name: that they are one person, or different ones."""

    __tablename__ = "person_answer"

    event_id: Mapped[str] = mapped_column(String(120), primary_key=True, doc="where it holds; empty: at every event")
    attendee: Mapped[str] = mapped_column(String(64), primary_key=True, doc="keyed pseudonym")
    other: Mapped[str] = mapped_column(String(64), primary_key=True, doc="keyed pseudonym, kept where they are one")
    same: Mapped[bool] = mapped_column(Boolean)
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)
    import_id: Mapped[int] = mapped_column(
        ForeignKey("import_record.import_id"), doc="import that brought it, whose undo forgets it"
    )

    __table_args__ = (Index(None, "other"), Index(None, "import_id"))


class SavedView(Base):
    """A view of a page that somebody saved under a name: the page, and the parameters of its address."""

    __tablename__ = "saved_view"

    view_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    page: Mapped[str] = mapped_column(String(40), doc="path of the page; empty for the first one")
    query: Mapped[str] = mapped_column(Text, doc="as it stands in an address; empty for none")
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text, doc="whose it is, as the audit log names them; empty: of nobody any more")
    shared: Mapped[bool] = mapped_column(Boolean, doc="members see it")
    pinned: Mapped[bool] = mapped_column(Boolean, doc="everybody sees it")
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC; it can be put back")


class SavedSource(Base):
    """An address or folder of which the files are fetched time and again, and what holds for them each time."""

    __tablename__ = "saved_source"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    address: Mapped[str] = mapped_column(Text, doc="https address, or path on the server")
    wanted: Mapped[str | None] = mapped_column(String(80), doc="entity or format; NULL: recognised from the content")
    demonstration: Mapped[bool] = mapped_column(Boolean)
    given: Mapped[dict[str, Any]] = mapped_column(JSON, doc="what its owner answered; see lib/services/sources/kept.py")
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC; when its files were loaded")
    loaded_sha256: Mapped[str | None] = mapped_column(String(64), doc="of the files that were loaded then")


class PseudonymKey(Base):
    """By what the key of the store's pseudonyms is known; never the key. One row, or none before the first person."""

    __tablename__ = "pseudonym_key"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")


class RoleGrant(Base):
    """A role, given to whom a provider of logins tells this of: a person by "sub", or all of a group."""

    __tablename__ = "role_grant"

    grant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    provider: Mapped[str] = mapped_column(String(60), doc="name of the provider in the settings")
    claim: Mapped[str] = mapped_column(String(60), doc="what the provider tells, such as sub, email or groups")
    value: Mapped[str] = mapped_column(String(300), doc="what it says there")
    role: Mapped[str] = mapped_column(String(20))
    organisations: Mapped[list[str]] = mapped_column(JSON, doc="identifiers of those that a funder speaks for")
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    given_by: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("provider", "claim", "value"),)


class LoginSession(Base):
    """Somebody who signed in and has not signed out: known by a cookie, of which the store holds the hash alone."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    provider: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(300), doc="by which the provider knows them for good")
    name: Mapped[str] = mapped_column(Text)
    claims: Mapped[dict[str, Any]] = mapped_column(JSON, doc="what roles may be given for")
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC; to the minute")


class ServerSecret(Base):
    """A secret that all processes on this store share, made at first need."""

    __tablename__ = "server_secret"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(100))
