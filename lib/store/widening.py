"""Which countries are widening countries, and when: the one rule for all pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case

from lib.store.models import Country

#: First day of Horizon Europe: calls from then on go by its list of widening countries, earlier ones by Horizon 2020's.
HORIZON_EUROPE = date(2021, 1, 1)


def is_widening(day: Any = None) -> Any:
    """Whether a country is on the list of the framework programme in force on a day; NULL where the list says nothing.

    Args:
        day: a column or expression: the call's date, else the project's own. Where it is missing, or None is given,
            the list in force today counts, Horizon Europe's.
    """
    if day is None:
        return Country.widening
    return case((day < HORIZON_EUROPE, Country.widening_h2020), else_=Country.widening)
