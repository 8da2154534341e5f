"""What the columns of rows are called on pages, and how their values are written."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lib.common import formatting

_WORDS = {
    "iso2": "ISO 2",
    "iso3": "ISO 3",
    "url": "Address",
    "source_url": "Source",
    "ror_id": "ROR",
    "as_of": "As of",
    "pm_share": "PM share",
    "eur_rate": "EUR for one unit",
    "eur_rate_date": "Date of the rate",
}
_AS_PUBLISHED = "_original"


def header(name: str) -> str:
    """Name a column: `Budget (EUR)`, `Budget as published`."""
    if name in _WORDS:
        return _WORDS[name]
    words = name.removesuffix("_eur").removesuffix(_AS_PUBLISHED).replace("_", " ").capitalize()
    if name.endswith(_AS_PUBLISHED):
        return f"{words} as published"
    return f"{words} (EUR)" if name.endswith("_eur") else words


def label(name: str) -> str:
    """Name a field of a form, where an amount is asked for once."""
    return header(name.removesuffix(_AS_PUBLISHED)) if name.endswith(_AS_PUBLISHED) else header(name)


def value_in_words(name: str, value: Any) -> str:
    """Write a stored value as readers see it; what is not known as missing."""
    if value is None:
        return formatting.MISSING
    if isinstance(value, bool):
        return formatting.yes_no(value)
    if isinstance(value, Decimal):
        if name.endswith("_eur"):
            return formatting.euro(value, 2)
        return formatting.number(value, 2) if name.endswith(_AS_PUBLISHED) else f"{value.normalize():f}"
    if isinstance(value, datetime):
        return f"{formatting.long_date(value)}, {value:%H:%M} UTC"
    if isinstance(value, date):
        return formatting.long_date(value)
    if isinstance(value, int) and "year" not in name:
        return formatting.number(value)
    return str(value)
