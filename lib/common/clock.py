"""The time as the store keeps it."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment in UTC, without a time zone: every time in the store is in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
