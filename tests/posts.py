"""Posts and daily figures of the demonstration data, in pandas from their files: shares no code with lib."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from lib.metrics.scope import Scope
from tests.totals import DATA

TODAY = date(2026, 11, 24)
EVERY = Scope()
#: The posts of the sample are demonstration data.
SAMPLE = Scope(demonstration=True)


def files(entity: str) -> pd.DataFrame:
    """Rows of an entity in the demonstration data."""
    paths = [DATA / part / f"{entity}.csv" for part in ("demonstration",)]
    return pd.concat([pd.read_csv(path, dtype={"post_id": str}) for path in paths if path.exists()], ignore_index=True)


@pytest.fixture(scope="module")
def written() -> pd.DataFrame:
    """The posts of the files, with their time."""
    found = files("post")
    return found.assign(at=pd.to_datetime(found["published_at"]))


@pytest.fixture(scope="module")
def counted() -> pd.DataFrame:
    """The snapshots of the files, with their day."""
    found = files("channel_snapshot")
    return found.assign(at=pd.to_datetime(found["date"]))


def between(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    return rows[(rows["at"] >= pd.Timestamp(first)) & (rows["at"] < pd.Timestamp(last) + pd.Timedelta(days=1))]


def rate(rows: pd.DataFrame) -> float:
    both = rows.dropna(subset=["impressions", "engagements"])
    return float(both["engagements"].sum() / both["impressions"].sum()) if both["impressions"].sum() else float("nan")


def same(got: object, expected: float) -> bool:
    if pd.isna(expected):
        return bool(pd.isna(got))  # type: ignore[call-overload]
    return not pd.isna(got) and abs(float(got) - expected) < 1e-9  # type: ignore[call-overload, arg-type]


def by_week(written: pd.DataFrame, day: date, first: date, last: date) -> pd.DataFrame:
    """Posts from `first` to `last` in weeks counted from a day, only whole weeks."""
    fitting = between(written, first, last)
    week = (fitting["at"].dt.normalize() - pd.Timestamp(day)).dt.days // 7
    lowest, highest = -((day - first).days // 7), ((last - day).days + 1) // 7 - 1
    return fitting.assign(week=week)[week.between(lowest, highest)].assign(lowest=lowest, highest=highest)
