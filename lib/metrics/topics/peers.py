"""What a country's peers take part in, and it does not, or much less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from sqlalchemy import Engine

from lib.metrics.rates import ratio
from lib.metrics.scope import Scope
from lib.metrics.topics.specialisation import FEWEST_EXPECTED, by_country
from lib.metrics.topics.sums import by_topic

#: A country has much less of a topic than its peers at this ratio of the shares or below.
MUCH_LESS = 0.5
NOT_HERE, LESS_HERE, FEW_HERE = "not here", "much less than there", "too few projects to say"

_NOBODY = pd.DataFrame(
    {
        name: pd.Series(dtype=dtype)
        for name, dtype in {
            "category": "object",
            "own_projects": "int64",
            "own_weighted": "float64",
            "own_money_eur": "float64",
            "own_share": "float64",
            "peers_projects": "int64",
            "peers_weighted": "float64",
            "peers_money_eur": "float64",
            "peers_share": "float64",
            "countries": "int64",
            "names": "object",
            "expected": "float64",
            "ratio": "float64",
            "gap": "object",
        }.items()
    }
)


def against_peers(engine: Engine, grouping: str, scope: Scope, iso2: str, peers: Sequence[str]) -> pd.DataFrame:
    """Return which topics peers take part in and a country does not, or much less.

    Projects with at least one participant from the country, and from at least one of the peers (each once, however many
    of them take part); money is that of these participants. Shares are of weighted projects that are assigned.

    Args:
        engine: the store.
        grouping: one of GROUPINGS.
        scope: what projects are narrowed to; filters on place are left aside.
        iso2: the country.
        peers: codes of the countries that it is held against; of none there is nothing to take part in.

    Returns:
        category, own_projects, own_weighted, own_money_eur, own_share, peers_projects, peers_weighted, peers_money_eur,
        peers_share, countries (how many of the peers take part), names (of these, as one text), expected (projects the
        country would have by the peers' share), ratio (own_share / peers_share; NaN where expected is below
        FEWEST_EXPECTED), gap (FEW_HERE: expected is below FEWEST_EXPECTED, so that none at all could be chance;
        NOT_HERE: none of its projects; LESS_HERE: ratio at most MUCH_LESS; else empty); gaps first, the topics that
        take the largest share there first. Topics that no peer takes part in are left out.
    """

    if not peers:
        return _NOBODY.copy()

    def of(codes: tuple[str, ...]) -> pd.DataFrame:
        found = by_topic(engine, grouping, replace(scope, countries=codes, regions=(), statuses=()))
        return found[found["category"].notna()].set_index("category")

    own, theirs = of((iso2,)), of(tuple(peers))
    cells = by_country(engine, grouping, replace(scope, countries=tuple(peers), regions=(), statuses=()))
    taking = cells[cells["projects"] > 0].groupby("category", sort=False)["name"]
    found = pd.DataFrame(index=theirs.index)
    for side, rows in (("own", own), ("peers", theirs)):
        for column in ("projects", "weighted", "money_eur"):
            values = rows[column].reindex(found.index)
            found[f"{side}_{column}"] = values.mask(~found.index.isin(rows.index), 0)
        weighted = found[f"{side}_weighted"]
        found[f"{side}_share"] = ratio(weighted, pd.Series(rows["weighted"].sum(), index=found.index))
    found["countries"] = taking.size().reindex(found.index).fillna(0).astype("int64")
    found["names"] = taking.agg(", ".join).reindex(found.index).astype("object")
    found["expected"] = own["weighted"].sum() * found["peers_share"]
    enough = found["expected"] >= FEWEST_EXPECTED
    found["ratio"] = ratio(found["own_share"], found["peers_share"]).where(enough)
    gap = pd.Series("", index=found.index, dtype="object").mask(found["ratio"] <= MUCH_LESS, LESS_HERE)
    gap = gap.mask(found["own_projects"] == 0, NOT_HERE).mask(~enough, FEW_HERE)
    found = found.assign(gap=gap, place=gap.map({NOT_HERE: 0, LESS_HERE: 1, "": 2, FEW_HERE: 3})).reset_index()
    found = found.sort_values(["place", "peers_share", "category"], ascending=[True, False, True], ignore_index=True)
    return found.drop(columns="place")
