"""Values into a few classes of shade, for maps and their legends."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import floor, log10

import pandas as pd

#: The largest value is this many times the median: equal steps would leave most countries in the faintest shade.
_WIDE_SPREAD = 4


@dataclass(frozen=True)
class Classes:
    """Lower edges of the classes in rising order, and how they were found ("equal steps" or "quantiles")."""

    edges: tuple[float, ...]
    method: str

    def place(self, value: float) -> int | None:
        """Return the number of the class, from 0; None for a missing value."""
        return None if pd.isna(value) else max(0, bisect_right(self.edges, value) - 1)


def classify(values: pd.Series[float], most: int) -> Classes:
    """Divide the values into at most `most` classes: quantiles where the spread is wide, else equal steps.

    Edges are rounded to two digits, so that a legend can be read; none but the first is above every value.
    """
    known = values.dropna().astype(float)
    if known.empty:
        return Classes((), "equal steps")
    lowest, highest = float(known.min()), float(known.max())
    wide = known.median() > 0 and highest / known.median() > _WIDE_SPREAD
    steps = [lowest + (highest - lowest) * step / most for step in range(1, most)]
    quantiles = [float(known.quantile(step / most)) for step in range(1, most)]
    # Where nearly all values are the lowest, so are the quantiles, and the few large ones would not stand out.
    by_quantiles = wide and max(quantiles) > lowest
    edges = {min(_two_digits(edge), highest) for edge in (quantiles if by_quantiles else steps)}
    above = sorted(edge for edge in edges if edge > lowest)
    return Classes((lowest, *above), "quantiles" if by_quantiles else "equal steps")


def _two_digits(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, 1 - floor(log10(abs(value))))
