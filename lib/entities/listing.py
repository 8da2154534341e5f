"""By which choices of a page an entity's rows are narrowed, declared as data; lib.metrics.listing makes SQL of it.

A choice is an attribute of lib.metrics.scope.Scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PLACES = ("countries", "regions", "statuses")
YEARS = ("first_year", "last_year")
DAYS = ("first_day", "last_day")
#: What a programme is narrowed by, and so are the calls and projects that it funds.
OF_PROGRAMME = ("levels", "funders", "areas")
SEARCH = "search"


@dataclass(frozen=True)
class Place:
    """By country, region and member status.

    Attributes:
        column: holds the country.
        of: the entity whose rows have that column; empty: the entity's own.
        by: from columns of the entity to those of the other, that have the same value in rows that belong together.
    """

    column: str = "country"
    of: str = ""
    by: Mapping[str, str] = field(default_factory=dict)

    choices = PLACES


@dataclass(frozen=True)
class InPeriod:
    """By years and days, with the column that holds the row's date or time."""

    column: str

    choices = (*YEARS, *DAYS)


@dataclass(frozen=True)
class OverlapsPeriod:
    """By years and days, where a row covers a time: part of it lies in the period."""

    first: str
    last: str

    choices = (*YEARS, *DAYS)


@dataclass(frozen=True)
class OneOf:
    """By a choice of values of a column."""

    choice: str
    column: str

    @property
    def choices(self) -> tuple[str, ...]:
        return (self.choice,)


@dataclass(frozen=True)
class BelongsTo:
    """By whatever narrows the rows of another entity, but for its own `Place` and the search.

    Attributes:
        entity: the other.
        column: holds the key of its row.
    """

    entity: str
    column: str


@dataclass(frozen=True)
class Rule:
    """By choices whose meaning for these rows lib.metrics.scope decides, since figures share it; dataset included."""

    choices: tuple[str, ...]


Narrowing = Place | InPeriod | OverlapsPeriod | OneOf | BelongsTo | Rule


@dataclass(frozen=True)
class Listing:
    """How the rows of an entity are listed.

    Attributes:
        narrowed_by: what narrows them; the dataset narrows all.
        searched: a text is searched in the text columns.
    """

    narrowed_by: tuple[Narrowing, ...] = ()
    searched: bool = True
