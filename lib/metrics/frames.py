"""A query's answer as a DataFrame with dependable column types, also when it is empty."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import JSON, Boolean, Date, DateTime, Engine, Float, Integer, Select, String

from lib.entities.types import ScaledInteger


def fetch(engine: Engine, query: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """Run `query`.

    Returns:
        One column a selected column: whole numbers as Int64 and yes/no as boolean (missing is NA), amounts as
        float64 in EUR (missing is NaN; the exact sum is made in the store, in cents), dates as datetime64.
    """
    columns = [(column.key or f"column_{place}", column.type) for place, column in enumerate(query.selected_columns)]
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    by_column = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pd.DataFrame(
        {name: _series(list(values), kind) for (name, kind), values in zip(columns, by_column, strict=True)}
    )


def fetch_one(engine: Engine, query: Select[*tuple[Any, ...]]) -> dict[str, Any]:
    """Return the only row of a query's answer, by column; missing values as in `fetch`."""
    return {str(name): value for name, value in fetch(engine, query).to_dict("records")[0].items()}


def _series(values: list[Any], kind: Any) -> pd.Series[Any]:
    if isinstance(kind, ScaledInteger):
        return pd.Series([float("nan") if value is None else float(value) for value in values], dtype="float64")
    if isinstance(kind, Boolean):
        return pd.Series(values, dtype="boolean")
    if isinstance(kind, Integer):
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    if isinstance(kind, (Date, DateTime)):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[us]")
    if isinstance(kind, Float):
        return pd.Series(values, dtype="float64")
    if isinstance(kind, (String, JSON)):
        return pd.Series(values, dtype="object")
    raise TypeError(f"no column type for {kind!r}")
