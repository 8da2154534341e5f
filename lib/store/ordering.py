"""The order in which countries are listed."""

from __future__ import annotations

from typing import Any

from lib.entities.country import Country


def in_protocol_order(*then: Any) -> list[Any]:
    """Return the columns that order rows by the EU's order of protocol of their Country, those without a place last.

    Args:
        then: columns that order the rows of one place; without them, the country's name.
    """
    return [Country.protocol_order.is_(None), Country.protocol_order, *(then or (Country.name,))]
