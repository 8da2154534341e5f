"""What the owner of a file has stated that the file does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Rates = Mapping[str, tuple[Decimal, date]]


@dataclass(frozen=True)
class Given:
    """What the owner of a file has stated.

    Args:
        constants: cells for fields that the file has no column for, such as event_id.
        notations: for headers (folded) whose cells can be read in two ways, which one is right.
        rates: for currencies, EUR for one unit and the day of that rate.
    """

    constants: Mapping[str, str] = field(default_factory=dict)
    notations: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
