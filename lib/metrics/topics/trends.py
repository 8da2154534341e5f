"""Which topics take a rising or a falling share of the projects, and whether the data suffice to show it.

A project is a whole, however many topics it is shared by: it is what years are shuffled over, and what intervals are
made of. So nothing depends on how finely projects are split.

A topic's score is the sum over the projects of its part of each times the project's year, from the mean: where the
share rises, later years weigh more. Had the years nothing to do with topics, any other order of them would be as good.
So p is the share of shuffles of the years over the projects with a score as far from 0 (the observed order is one of
them), and since many topics are looked at, it is adjusted by Benjamini and Hochberg. With many projects the score of a
shuffle is normal, with the variance that all shuffles together have (W. Hoeffding, A combinatorial central limit
theorem, Annals of Mathematical Statistics 22, 1951).

The change is that of the share from the first to the last year along a straight line; its interval is made of the
projects' distances from the line, each enlarged by how much the line follows it (HC3), with Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, norm
from scipy.stats import t as student
from sqlalchemy import Engine, select

from lib.metrics.frames import fetch
from lib.metrics.groupings import GROUPINGS
from lib.metrics.scope import Scope
from lib.metrics.topics.weights import fitting_projects
from lib.store.topic_tables import WHOLE

#: A trend is tested over at least this many years with projects, and for topics with at least this many projects, and
#: as many of other topics.
FEWEST_YEARS, FEWEST_PROJECTS = 6, 10
#: A trend counts as one where the adjusted p is below this; the interval is of the rest.
SIGNIFICANT = 0.05
#: Shuffles of the years; up to this many projects they are made, beyond that the score is normal, except for topics
#: with fewer projects than this, for which only the years of these are drawn.
SHUFFLES, _MOST_SHUFFLED, _FEWEST_NORMAL = 4_999, 1_000, 100
EMERGING, FADING, STEADY = "emerging", "fading", "no clear change"
TOO_LITTLE = "too little data to tell"
_SEED = 964_197
#: Shuffles that are held at once.
_AT_ONCE = 500

Floats = NDArray[np.float64]

_COLUMNS = [
    "category",
    "first_year",
    "last_year",
    "years",
    "projects",
    "weighted",
    "share",
    "share_before",
    "share_after",
    "change",
    "change_low",
    "change_high",
    "p",
    "p_adjusted",
    "verdict",
    "why",
]


def trends_of(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Return the trends of a grouping's topics over the projects that fit: as `trends`."""
    return trends(dated(engine, grouping, scope))


def dated(engine: Engine, grouping: str, scope: Scope) -> pd.DataFrame:
    """Return the parts of projects that fit and whose year is known: project_id, year, category, weight (from 0 to
    1)."""
    base, given = fitting_projects(scope), GROUPINGS[grouping]().subquery()
    found = fetch(
        engine,
        select(base.c.project_id, base.c.year, given.c.category, given.c.weight)
        .join(given, given.c.project_id == base.c.project_id)
        .where(base.c.year.is_not(None)),
    )
    return found.assign(weight=found["weight"].astype("float64") / WHOLE)


def trends(parts: pd.DataFrame) -> pd.DataFrame:
    """Return which topics emerge and which fade. Takes a fifth of a second for 400 projects, and some for 130,000.

    Args:
        parts: of `dated`; in any order.

    Returns:
        category, first_year, last_year, years (with projects), projects (with any part in it), weighted (parts added
        up), share (of all that is assigned, in all years), share_before and share_after (in the earlier and in the
        later half of these years, sums over sums; a year in the middle is in neither), change (of the share, from the
        first to the last year, along a straight line; 0.08 is 8 percentage points) with change_low and change_high (95%
        interval), p, p_adjusted, verdict (EMERGING, FADING, STEADY, TOO_LITTLE) and why (for TOO_LITTLE, in words);
        emerging first, then by p. Fewer than FEWEST_YEARS years, or fewer than FEWEST_PROJECTS projects in a topic or
        outside it: change, its interval and p are NaN. STEADY is given only where the interval leaves out a change as
        large as the topic's own share, such as from 4% to 12%.
    """
    if parts.empty:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in _COLUMNS})
    data = _of(parts)
    projects = (data.weights > 0).sum(axis=0)
    # However finely projects are split, those that are in a topic as much as any leave it nothing to be told by.
    others = (data.weights < data.weights.max(axis=0) - 1e-9).sum(axis=0)
    years = np.unique(data.years)
    rows = pd.DataFrame(
        {
            "category": data.names,
            "first_year": int(years[0]),
            "last_year": int(years[-1]),
            "years": len(years),
            "projects": projects,
            "weighted": data.weights.sum(axis=0),
            "share": data.shares,
            **_halves(data, years),
            **dict.fromkeys(("change", "change_low", "change_high", "p", "p_adjusted"), np.nan),
            "verdict": TOO_LITTLE,
            "why": f"fewer than {FEWEST_YEARS} years with projects",
        }
    )
    if len(years) >= FEWEST_YEARS:
        tested = (projects >= FEWEST_PROJECTS) & (others >= FEWEST_PROJECTS)
        rows["why"] = np.where(projects < FEWEST_PROJECTS, f"fewer than {FEWEST_PROJECTS} projects", "")
        rows["why"] = rows["why"].mask(~tested & (rows["why"] == ""), f"fewer than {FEWEST_PROJECTS} other projects")
        if tested.any():
            rows.loc[tested, list(_TESTED)] = _tested(data.only(tested))
            _judge(rows, tested)
    order = rows["verdict"].map({EMERGING: 0, FADING: 1, STEADY: 2, TOO_LITTLE: 3})
    rows = rows.assign(order=order).sort_values(["order", "p", "category"], ignore_index=True)
    return rows[_COLUMNS]


_TESTED = ("change", "change_low", "change_high", "p", "p_adjusted")


@dataclass(frozen=True)
class _Data:
    """Projects, in the order of their identifiers.

    Attributes:
        names: categories.
        years: (projects,) of each.
        weights: (projects, categories) part of each in each.
        whole: (projects,) what of each is assigned at all.
    """

    names: NDArray[Any]
    years: Floats
    weights: Floats
    whole: Floats

    @property
    def shares(self) -> Floats:
        return np.asarray(self.weights.sum(axis=0) / self.whole.sum(), dtype=np.float64)

    def only(self, chosen: NDArray[np.bool_]) -> _Data:
        return _Data(self.names[chosen], self.years, self.weights[:, chosen], self.whole)


def _of(parts: pd.DataFrame) -> _Data:
    names, column = np.unique(parts["category"].to_numpy(dtype=str), return_inverse=True)
    ids, first, row = np.unique(parts["project_id"].to_numpy(dtype=str), return_index=True, return_inverse=True)
    weights = np.zeros((len(ids), len(names)))
    np.add.at(weights, (row, column), parts["weight"].to_numpy(dtype=float))
    years = parts["year"].to_numpy(dtype=float)[first]
    return _Data(names.astype(object), years, weights, weights.sum(axis=1))


def _halves(data: _Data, years: Floats) -> dict[str, Floats]:
    half = len(years) // 2

    def share(chosen: NDArray[np.bool_]) -> Floats:
        whole = data.whole[chosen].sum()
        shares: Floats = data.weights[chosen].sum(axis=0) / (whole if half and whole > 0 else np.nan)
        return shares

    early, late = (np.isin(data.years, listed) for listed in (years[:half], years[len(years) - half :]))
    return {"share_before": share(early), "share_after": share(late)}


def _tested(data: _Data) -> Floats:
    """Return (categories, 5) change, its interval, p, p adjusted."""
    years = data.years - np.average(data.years, weights=data.whole)
    above = data.weights - data.whole[:, None] * data.shares
    score = years @ above
    spread = float(data.whole @ years**2)
    slope = score / spread
    rest = above - np.outer(data.whole * years, slope)
    follows = data.whole / data.whole.sum() + data.whole * years**2 / spread
    error = np.sqrt(((years / (1 - follows)) ** 2) @ rest**2) / spread
    half = student.ppf(1 - SIGNIFICANT / 2, len(years) - 2) * error
    p = _p(years, above, score)
    adjusted = false_discovery_control(p, method="bh")
    span = data.years.max() - data.years.min()
    return np.column_stack([slope * span, (slope - half) * span, (slope + half) * span, p, adjusted])


def _p(years: Floats, above: Floats, score: Floats) -> Floats:
    """Return (categories,) share of the shuffles of `years` over the projects with a score as far from 0, both sides.

    `above`: (projects, categories) part of each, less the category's share.
    """
    random = np.random.default_rng(_SEED)
    centred = years - years.mean()
    if len(years) <= _MOST_SHUFFLED:
        as_far = np.zeros(len(score))
        for start in range(0, SHUFFLES, _AT_ONCE):
            many = min(_AT_ONCE, SHUFFLES - start)
            shuffled = random.permuted(np.broadcast_to(centred, (many, len(centred))), axis=1)
            as_far += _as_far(shuffled @ above, score)
        return np.asarray((1 + as_far) / (1 + SHUFFLES), dtype=np.float64)
    spread = np.sqrt((above**2).sum(axis=0) * (centred**2).sum() / (len(years) - 1))
    p = 2 * norm.sf(np.abs(score) / spread)
    values, counts = np.unique(centred, return_counts=True)
    for place, own in enumerate(above.T):
        # Those outside the topic are alike: only where the years of those inside come from matters.
        inside = np.flatnonzero(own > own.min() + 1e-9)
        if len(inside) < _FEWEST_NORMAL:
            of_year = random.multivariate_hypergeometric(counts, len(inside), SHUFFLES, method="marginals")
            drawn = np.repeat(np.tile(values, SHUFFLES), of_year.ravel()).reshape(SHUFFLES, len(inside))
            parts = own[inside] - own.min()
            as_far = _as_far(random.permuted(drawn, axis=1) @ parts[:, None], centred[inside] @ parts[:, None])
            p[place] = (1 + as_far[0]) / (1 + SHUFFLES)
    return np.asarray(p, dtype=np.float64)


def _as_far(shuffled: Floats, score: Floats) -> Floats:
    """Return (categories,) how many of the shuffled scores are as far from 0 as the observed one; equal ones are."""
    limit = np.abs(score) * (1 - 1e-9) - 1e-9
    return np.asarray((np.abs(shuffled) >= limit).sum(axis=0), dtype=np.float64)


def _judge(rows: pd.DataFrame, tested: NDArray[np.bool_]) -> None:
    """Write verdict and reason of the tested topics into `rows`."""
    clear = rows["p_adjusted"] < SIGNIFICANT
    narrow = rows[["change_low", "change_high"]].abs().max(axis=1) <= rows["share"]
    rows.loc[tested & narrow, "verdict"] = STEADY
    rows.loc[tested & ~narrow, "why"] = "a change as large as its own share could be there and not be seen"
    rows.loc[clear & (rows["change"] > 0), "verdict"] = EMERGING
    rows.loc[clear & (rows["change"] < 0), "verdict"] = FADING
    rows.loc[tested & (rows["verdict"] != TOO_LITTLE), "why"] = ""
