"""What all tables have in common: naming of constraints, the checks that columns share, where a row came from.

Keys are the field's own identifiers, so that a row can be found again in the file it came from. Amounts of money carry
the EUR value, the original value, and, once for the row, the currency with its rate and the rate's date. An empty
column means "not known" and is never read as zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from lib.common.formatting import MONTH, PRECISION, YEAR
from lib.entities.types import Money, Rate

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: The years that a date or a year in the store may be of.
FIRST_YEAR, LAST_YEAR = 1990, 2100
#: What a column that ends in PRECISION may hold; empty: the date is known to the day.
PRECISIONS = (YEAR, MONTH)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


# Checks -----------------------------------------------------------------------------------------------------------


def in_vocabulary(column: str, allowed: Iterable[str]) -> CheckConstraint:
    """Check that a column holds one of the allowed words."""
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def not_negative(*columns: str) -> list[CheckConstraint]:
    """Check that numbers are 0 or more."""
    return [CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative") for column in columns]


def in_order(start: str, end: str) -> CheckConstraint:
    """Check that a time does not end before it starts."""
    return CheckConstraint(f"{end} >= {start}", name=f"{end}_after_{start}")


def plausible_year(column: str) -> CheckConstraint:
    """Check that a year is one that data can be about."""
    return CheckConstraint(f"{column} BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name=f"{column}_plausible")


def upper_code(column: str, length: int) -> CheckConstraint:
    """Check that a code has this many characters and no lower case."""
    return CheckConstraint(f"length({column}) = {length} AND {column} = upper({column})", name=f"{column}_code")


def currency_checks() -> list[CheckConstraint]:
    """Check the columns of InCurrency."""
    return [upper_code("currency", 3), *not_negative("eur_rate")]


# Columns ----------------------------------------------------------------------------------------------------------


def precision(column: str) -> Mapped[str | None]:
    """Make the column that says how precisely the date in a column is known: see lib.store.dates."""
    name = f"{column}{PRECISION}"
    return mapped_column(String(5), in_vocabulary(name, PRECISIONS), doc="year or month; empty: known to the day")


def amount() -> Mapped[Decimal | None]:
    """Make a column of money."""
    return mapped_column(Money())


class Loaded:
    """Where a loaded row came from."""

    source_row: Mapped[int] = mapped_column(Integer, doc="row of the file, the header being row 1")
    source_url: Mapped[str | None] = mapped_column(Text)
    as_of: Mapped[date | None] = mapped_column(Date, doc="date the source gives for what the row says")
    as_of_precision: Mapped[str | None] = precision("as_of")
    approximate: Mapped[bool | None] = mapped_column(Boolean, doc="the source says about, over, up to, almost")
    note: Mapped[str | None] = mapped_column(Text)

    @declared_attr
    def import_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("import_record.import_id"), index=True)


class Verified(Loaded):
    """Who checked a row against its source, and when; rows that systems count themselves have none of it."""

    verified_on: Mapped[date | None] = mapped_column(Date, doc="when it was last checked against its source")
    verified_on_precision: Mapped[str | None] = precision("verified_on")
    verified_by: Mapped[str | None] = mapped_column(Text, doc="who checked it: a team or an office")


class InCurrency:
    """Currency of a row's original amounts, and the rate that made EUR of them."""

    currency: Mapped[str | None] = mapped_column(String(3), doc="ISO 4217")
    eur_rate: Mapped[Decimal | None] = mapped_column(Rate(), doc="EUR for one unit of the currency")
    eur_rate_date: Mapped[date | None] = mapped_column(Date)
