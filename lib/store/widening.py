"""Which countries are widening countries, and when: one rule for all pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case

from lib.entities.country import Country

#: First day of Horizon Europe. Its list of widening countries applies to calls from then on, Horizon 2020's before.
HORIZON_EUROPE = date(2021, 1, 1)


def is_widening(day: Any = None) -> Any:
    """Return whether a country is on the list of the framework programme in force on a day; NULL where that is unknown.

    Args:
        day: a column or expression: the call's date or, where it is not known, the project's. Without a date, the list
            of Horizon Europe applies, which is in force today.
    """
    if day is None:
        return Country.widening
    return case((day < HORIZON_EUROPE, Country.widening_h2020), else_=Country.widening)
