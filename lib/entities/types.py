"""Column types that keep money and rates exact on every engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class ScaledInteger(TypeDecorator[Decimal]):
    """A Decimal that is stored as an integer of its smallest unit.

    SQLite has no exact decimal type: a Numeric column there is a binary float. An integer is exact on SQLite and
    PostgreSQL alike, and so are its sums in SQL.

    Args:
        scale: number of decimals; 2 for cents.

    Raises:
        ValueError: a value has more decimals than the column. Rounding is up to the reader of a file.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        self.scale = scale
        super().__init__()

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError(f"{value!r} is a binary float; give a Decimal")
        scaled = Decimal(value).scaleb(self.scale)
        whole = int(scaled)
        if whole != scaled:
            raise ValueError(f"{value} has more than {self.scale} decimals")
        return whole

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.scale)


def Money() -> ScaledInteger:
    """An amount of money, to the cent."""
    return ScaledInteger(2)


def Rate() -> ScaledInteger:
    """An exchange rate, EUR for one unit of the currency, to eight decimals."""
    return ScaledInteger(8)
