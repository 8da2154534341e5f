"""Rules that several figures share, each said once."""

from __future__ import annotations

from typing import Final

CALL_YEAR: Final = (
    "The year of a call is the year in its name where it has one, else that of its opening, or of its first deadline "
    "where the opening is not known."
)
