"""What figures on programmes share: rules of definitions, columns, and sentences."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.figures.columns import (
    CHECKED,
    CODE,
    COUNT,
    DATASET,
    DAY,
    EUR,
    EXCHANGE_RATE,
    FLAG,
    LINK,
    NUMBER,
    SOURCE,
    YEAR,
    Column,
)
from lib.metrics import reference
from lib.metrics.coverage import Coverage

REVIEWED: Final = date(2026, 11, 30)
#: In whose prices amounts in real terms are.
BASE_YEAR: Final = reference.base_year()

WHOLE_BUDGETS: Final = (
    "Whole budgets, added up; with a period chosen, of the programmes active in it, over all their years. Published "
    "budgets, in EUR, of the programmes dedicated to personalised medicine (PM)."
)
PER_MILLION: Final = (
    "For each million inhabitants, budgets spread over the days are divided year by year by the country's inhabitants "
    "in that year, in millions, and added up over the years of the period (without one, over all years of the "
    "programmes). Where the inhabitants of a year are not known, those of the nearest year are taken: the table says "
    "which. Inhabitants: World Bank, SP.POP.TOTL."
)
REAL_TERMS: Final = (
    f"In prices of {BASE_YEAR}: each year's amount times the price index of {BASE_YEAR} divided by that of the year. "
    "Index: HICP, euro area, annual averages (Eurostat, prc_hicp_aind). Years without an index have no amount in real "
    "terms."
)
KINDS: Final = (
    "Appropriation is money granted by a parliament or board, announced plan what was said would be spent, call budget "
    "what a call had to give, spending what was paid. Mixed is public and private money in one programme."
)
STATES: Final = (
    "Running out: the last year ends within 24 months of today. End not stated: began, and its source names no last "
    "year; shown apart and counted as active in no year."
)

PROGRAMME = (Column("programme_id", "Identifier", CODE, shown=False), Column("programme", "Programme"))
COUNTRY = (Column("iso2", "Country code", CODE, shown=False), Column("country", "Country"))
FUNDER = (Column("funder_id", "Funder's identifier", CODE, shown=False), Column("funder", "Funder"))
TERM = (Column("start_year", "First year", YEAR), Column("end_year", "Last year", YEAR), Column("state", "State"))
KIND_OF_BUDGET = (Column("amount_kind", "The amount is"), Column("money_from", "Money from"))
BUDGET = (Column("budget_eur", "Budget (EUR)", EUR), *KIND_OF_BUDGET)
ORIGINAL = (
    Column("budget_original", "Budget as published", NUMBER, write=formatting.number),
    Column("currency", "Currency"),
    Column("eur_rate", "EUR for one unit", EXCHANGE_RATE, shown=False),
    Column("eur_rate_date", "Date of the rate", DAY, shown=False, write=formatting.long_date),
    Column("approximate", "Approximate", FLAG),
)
OF_SOURCE = (SOURCE, Column("as_of", "As of", DAY), *CHECKED, DATASET)
OF_FILE = (
    Column("description", "Description", shown=False),
    Column("url", "Page", LINK, shown=False),
    Column("note", "Note", shown=False),
    Column("file_name", "Loaded from file", shown=False),
    Column("source_row", "Row of the file", COUNT, shown=False),
    Column("imported_at", "Loaded on", DAY, shown=False, write=formatting.long_date),
)


def write_budget(value: Any) -> str:
    """Write `EUR 1.2 million`; "no data" where nothing is known."""
    return "no data" if pd.isna(value) else formatting.short_euro(value)


def with_stated_end(running: int, end_not_stated: int) -> Coverage:
    """Return of how many programmes that began and may run today it is known when they end."""
    return Coverage("programmes that began and may run today, with a stated end", running, running + end_not_stated)
