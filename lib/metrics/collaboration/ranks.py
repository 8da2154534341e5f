"""Pairs ranked, and those of a country."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.metrics.collaboration.country_pairs import AGAINST_CHANCE, FEWEST_EXPECTED

#: Pairs that differ from chance and have at most this ratio to it work together hardly at all.
HARDLY = 0.5


def strongest(found: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return pairs that share projects, ranked by `by` (projects or strength) from the largest; by strength those
    alone that differ from chance."""
    shared = found[(found["projects"] > 0) & (found["holds"] if by == "strength" else True)]
    return shared.sort_values([by, "projects"], ascending=False, kind="stable").reset_index(drop=True)


def hardly(found: pd.DataFrame) -> pd.DataFrame:
    """Return pairs that work together hardly at all: they differ from chance, and share at most half of what it would
    give; the most missed first.

    Returns:
        The columns of `pairs`, and missed: expected - projects.
    """
    few = found[found["holds"] & (found["strength"] <= HARDLY)]
    missed = few.assign(missed=few["expected"] - few["projects"])
    return missed.sort_values("missed", ascending=False, kind="stable").reset_index(drop=True)


def pairs_with(found: pd.DataFrame, chosen: Sequence[str]) -> pd.DataFrame:
    """Return the pairs that hold every one of the chosen countries (none, one or two codes)."""
    for code in chosen:
        found = found[(found["a"] == code) | (found["b"] == code)]
    return found.reset_index(drop=True)


def ends(found: pd.DataFrame) -> pd.DataFrame:
    """Return the countries of the pairs, each once: iso2, name, value (its own projects)."""
    sides = [
        found[[side, f"country_{side}", f"projects_{side}"]].set_axis(["iso2", "name", "value"], axis="columns")
        for side in ("a", "b")
    ]
    return pd.concat(sides, ignore_index=True).drop_duplicates("iso2")


def partners(found: pd.DataFrame, iso2: str) -> pd.DataFrame:
    """Return a country's partners, ranked by the number of shared projects.

    Returns:
        iso2, country, projects (shared), projects_partner (its own), and the others of AGAINST_CHANCE;
        partners with neither shared nor expected projects are left out.
    """
    ahead = found[found["a"] == iso2].rename(
        columns={"b": "iso2", "country_b": "country", "projects_b": "projects_partner"}
    )
    behind = found[found["b"] == iso2].rename(
        columns={"a": "iso2", "country_a": "country", "projects_a": "projects_partner"}
    )
    columns = ["iso2", "country", "projects_partner", *AGAINST_CHANCE]
    both = pd.concat([behind[columns], ahead[columns]])
    both = both[(both["projects"] > 0) | (both["expected"] >= FEWEST_EXPECTED)]
    return both.sort_values("projects", ascending=False, kind="stable").reset_index(drop=True)


def busiest(found: pd.DataFrame, most: int, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Return codes of the `most` countries of the pairs in the order of protocol: first those that the filters on
    place let through, then those with the most projects. The chosen ones are among them, also beyond `most`."""
    sides = pd.concat(
        [
            found[[f"{name}_{side}" if name != "iso2" else side for name in _SIDE]].set_axis(_SIDE, axis="columns")
            for side in ("a", "b")
        ]
    ).drop_duplicates("iso2")
    ranked = sides.sort_values(["in_place", "projects"], ascending=False, kind="stable")
    kept = {*ranked["iso2"].head(most), *chosen}
    return tuple(str(code) for code in sides.sort_values("place")["iso2"] if code in kept)


_SIDE = ["iso2", "place", "in_place", "projects"]
