"""What the sentences of the Overview share: my country, and the year of headlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.columns import CODE, Column
from lib.figures.figure import Answer
from lib.figures.options import Chosen, countries
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope

REVIEWED: Final = date(2026, 11, 30)
HOME = (
    Column("home", "My country's code", CODE, shown=False),
    Column("home_country", "My country"),
)


def row_of(answer: Answer) -> dict[str, Any]:
    """Return the only row of an answer."""
    return {str(name): value for name, value in answer.frame.iloc[0].to_dict().items()}


def one_row(ask: Ask, scope: Scope, chosen: Chosen, values: Mapping[str, Any]) -> pd.DataFrame:
    """Return a frame of one row: the values, and who my country is (home, home_country; missing where none is)."""
    code = comparison.home(chosen)
    name = countries(ask, scope).get(code) if code else None
    return pd.DataFrame([{"home": code or None, "home_country": name, **values}])


def year_of(ask: Ask, scope: Scope) -> int:
    """Return the year of headlines."""
    return ask(headline_year, scope.demonstration, date.today(), scope.first_year, scope.last_year)
