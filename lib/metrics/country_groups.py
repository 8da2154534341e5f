"""Groups of countries that a country can be compared with: its neighbours, Member States old and new, widening ones."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine, select

from lib.entities.country import Country
from lib.metrics.frames import fetch
from lib.store.ordering import in_protocol_order
from lib.store.widening import is_widening

ALL, EU27, EU14, EU13, WIDENING = "All countries", "EU27", "EU14", "EU13", "Widening countries"
OTHERS, NEIGHBOURS, OWN = "All others", "Neighbours", "Own choice"
#: EU13 joined on this day or later; EU14 are the others of today's 27.
_ENLARGEMENT = pd.Timestamp(2004, 5, 1)
_BORDERS = Path(__file__).parents[2] / "data" / "geo" / "borders.csv"


@lru_cache(maxsize=1)
def borders() -> tuple[tuple[str, str], ...]:
    """Return pairs of countries with a common land border, overseas parts included, as ISO codes in the alphabet's
    order."""
    with _BORDERS.open(encoding="utf-8", newline="") as file:
        return tuple((row["a"], row["b"]) for row in csv.DictReader(file))


def country_groups(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Return which rows belong to which group of countries, ALL first, by eu_member_since, eu_member_until and
    is_widening."""
    joined, today = rows["eu_member_since"], rows["eu_member_since"].notna() & rows["eu_member_until"].isna()
    return {
        ALL: pd.Series(True, index=rows.index),
        EU27: today,
        EU14: today & (joined < _ENLARGEMENT),
        EU13: today & (joined >= _ENLARGEMENT),
        WIDENING: rows["is_widening"].fillna(False).astype(bool),
    }


def compared_with(engine: Engine, iso2: str, group: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the countries that a country is compared with, without itself, as ISO codes in the order of protocol.

    Args:
        engine: the store.
        iso2: the country; empty where there is none, which has no neighbours.
        group: OTHERS, NEIGHBOURS, EU27, EU14, EU13, WIDENING or OWN.
        own: the countries of OWN.
    """
    columns = (
        Country.iso2,
        Country.eu_member_since,
        Country.eu_member_until,
        is_widening().label("is_widening"),
    )
    known = fetch(engine, select(*columns).order_by(*in_protocol_order()))
    near = {code for pair in borders() if iso2 in pair for code in pair}
    groups = country_groups(known)
    masks = {
        **groups,
        OTHERS: groups[ALL],
        NEIGHBOURS: known["iso2"].isin(near),
        OWN: known["iso2"].isin(own),
    }
    return tuple(known.loc[masks[group] & (known["iso2"] != iso2), "iso2"])
