"""One file that was loaded: what it was, who loaded it, when, and with what result."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, DateTime, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, not_negative
from lib.entities.entity import Entity

#: Who loads the reference data that every store has, as its imports say.
REFERENCE_DATA = "reference data"


class ImportRecord(Base):
    """One file that was loaded: what it was, who loaded it, when, and with what result."""

    __tablename__ = "import_record"

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    file_format: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str] = mapped_column(String(40))
    imported_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    imported_by: Mapped[str] = mapped_column(Text)
    rows_read: Mapped[int] = mapped_column(Integer)
    rows_new: Mapped[int] = mapped_column(Integer)
    rows_changed: Mapped[int] = mapped_column(Integer)
    rows_same: Mapped[int] = mapped_column(Integer)
    rows_aside: Mapped[int] = mapped_column(Integer, default=0, doc="rows that did not fit and were quarantined")
    rows_deleted: Mapped[int] = mapped_column(
        Integer, default=0, server_default="0", doc="rows that were deleted by hand or in a merge"
    )
    demonstration: Mapped[bool] = mapped_column(Boolean)
    options: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    report: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list, doc="problems and warnings, grouped")
    upload_id: Mapped[int | None] = mapped_column(
        Integer, index=True, doc="import_id of the first import of those that were loaded together"
    )
    sheet: Mapped[str | None] = mapped_column(Text, doc="sheet of the workbook or member of the zip")
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC")
    undone_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        *not_negative("size_bytes", "rows_read", "rows_new", "rows_changed", "rows_same", "rows_aside", "rows_deleted"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
        Index(None, "entity", "imported_at"),
        Index(None, "sha256"),
    )


ENTITY = Entity(
    "import record",
    ImportRecord,
    about="One file that was loaded: what it was, who loaded it, when, and with what result.",
    plural="imports",
)
