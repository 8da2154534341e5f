"""Tables of what users leave beside data: quarantined rows, columns that were matched by hand, saved views."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, Integer, String, Text
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
    """Where the columns of a file with this header belong, as somebody said once: remembered for the next such file."""

    __tablename__ = "column_match"

    header_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40))
    columns: Mapped[dict[str, object]] = mapped_column(JSON, doc="by field: a column, or columns that make an id")
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)
    upload_id: Mapped[int | None] = mapped_column(Integer, doc="import that brought it, whose undo forgets it")

    __table_args__ = (CheckConstraint("length(header_hash) = 64", name="header_hash_length"),)


class SavedView(Base):
    """A view of a page that somebody saved under a name: the page, and the parameters of its address."""

    __tablename__ = "saved_view"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), doc="path of the page; empty for the first one")
    query: Mapped[str] = mapped_column(Text, doc="as it stands in an address; empty for none")
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    saved_by: Mapped[str] = mapped_column(Text)
