"""Whether this dashboard is for readers alone."""

from __future__ import annotations

import os


def is_read_only() -> bool:
    """Whether nobody may change the store here, as ICPERMED_READ_ONLY says."""
    return os.environ.get("ICPERMED_READ_ONLY", "").casefold() in ("1", "yes", "true")
