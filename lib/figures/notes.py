"""Rules that several figures share, each said once."""

from __future__ import annotations

from typing import Final

CALL_YEAR: Final = (
    "The year of a call is the year in its name where it has one, else that of its opening, or of its first deadline "
    "where the opening is not known."
)
WIDENING_LIST: Final = (
    "Widening countries are those of the framework programme in force at the call's date: Horizon 2020's list (15 "
    "Member States and 12 associated countries) before 2021, then Horizon Europe's (15 and 14). For a project without "
    "a dated call its own date counts; without any date it is Horizon Europe's list."
)
