"""Public series that ship with the dashboard: prices and inhabitants by year. Their sources stand in data/README.md."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine, select

from lib.entities.country import Country
from lib.metrics.frames import fetch

_FOLDER = Path(__file__).parents[2] / "data" / "reference"


@cache
def price_index() -> pd.Series[float]:
    """Return harmonised index of consumer prices (HICP) of the euro area by year, annual averages, 2015 = 100."""
    return pd.read_csv(_FOLDER / "hicp.csv", index_col="year")["index_2015"]


def base_year() -> int:
    """Return the year whose prices real terms are expressed in: the newest of the index."""
    return int(price_index().index.max())


def at_base_prices(amounts: pd.Series[float], years: pd.Series[int]) -> pd.Series[float]:
    """Return amounts of years in prices of the base year; NaN for years that the index does not have."""
    factor = price_index()[base_year()] / price_index()
    return amounts.astype("Float64").astype(float) * years.map(factor)


@cache
def _inhabitants() -> pd.DataFrame:
    # "NA" is Namibia's code.
    return pd.read_csv(_FOLDER / "population.csv", keep_default_na=False)


def inhabitants(engine: Engine, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return inhabitants of countries in given years.

    From the series that ships with the dashboard, and from the one number that a country's own row may have, which
    stands in for a year that the series lacks. Where neither has the year: of the nearest year that is known.

    Args:
        engine: the store.
        wanted: iso2, year.

    Returns:
        `wanted` with population and population_year (both NA where nothing is known of the country), in its order.
    """
    own = fetch(
        engine,
        select(Country.iso2, Country.population_year.label("year"), Country.population).where(
            Country.population.is_not(None), Country.population_year.is_not(None)
        ),
    )
    known = pd.concat([_inhabitants(), own]).drop_duplicates(["iso2", "year"]).astype({"year": "int64"})
    known = known.rename(columns={"year": "population_year"})
    every = wanted[["iso2", "year"]].drop_duplicates().merge(known, on="iso2")
    distance = (every["year"].astype("int64") - every["population_year"]).abs()
    nearest = every.assign(distance=distance).sort_values(["distance", "population_year"])
    nearest = nearest.drop_duplicates(["iso2", "year"]).drop(columns="distance")
    found = wanted.merge(nearest, how="left", on=["iso2", "year"])
    return found.astype({"population": "Int64", "population_year": "Int64"}).set_axis(wanted.index)
