"""Before and after a day, against pandas on the CSV files."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics.reach import effect
from lib.metrics.reach.channels import channels
from tests.posts import EVERY, SAMPLE, by_week, files, rate, same
from tests.posts import counted as counted
from tests.posts import written as written
from tests.rows import load
from tests.totals import DATA


def test_marks(sample_engine: Engine) -> None:
    found = effect.marks(sample_engine, SAMPLE, date(2020, 1, 1), date(2026, 12, 31))
    dates = {"event": files("event")["start_date"], "call": files("call")["opened"]}
    for kind, days in dates.items():
        fitting = sorted(day for day in days.dropna() if "2020-01-01" <= day <= "2026-12-31")
        assert sorted(found.loc[found["kind"] == kind, "day"].dt.strftime("%Y-%m-%d")) == fitting
    outputs = pd.read_csv(DATA / "facts" / "output.csv")
    dated = outputs.query("type == 'newsletter' and period_start == period_end")["period_start"]
    facts = effect.marks(sample_engine, EVERY, date(2020, 1, 1), date(2026, 12, 31))
    letters = facts.loc[facts["kind"] == "newsletter", "day"].dt.strftime("%Y-%m-%d")
    assert sorted(letters) == sorted(dated)
    assert len(letters) == 2, "those of a period of months are not dated"
    assert not len(found[found["kind"] == "newsletter"]), "the demonstration data has none"


@pytest.mark.parametrize("measure", effect.MEASURES)
@pytest.mark.parametrize(("day", "weeks"), [(date(2024, 3, 14), 4), (date(2023, 5, 23), 1), (date(2025, 1, 8), 13)])
@pytest.mark.parametrize("codes", [("x",), ("x", "linkedin")])
def test_before_and_after(
    sample_engine: Engine, written: pd.DataFrame, codes: tuple[str, ...], day: date, weeks: int, measure: str
) -> None:
    chosen = tuple(channel for channel in channels(sample_engine, SAMPLE) if channel.code in codes)
    found = effect.comparison(sample_engine, SAMPLE, chosen, day, weeks, measure)

    own = written[written["channel"].isin(codes)]
    first = own.groupby("channel")["at"].min().max().date()
    last = own.groupby("channel")["at"].max().min().date()
    rows = by_week(own, day, first, last)
    lowest, highest = int(rows["lowest"].iloc[0]), int(rows["highest"].iloc[0])

    @cache
    def of_week(week: int) -> float:
        fitting = rows[rows["week"] == week]
        if measure == "engagement_rate":
            return rate(fitting)
        if measure == "posts":
            return float(len(fitting))
        return float(fitting[measure].sum(min_count=1)) if len(fitting) else 0.0

    @cache
    def average(start: int) -> float:
        if measure == "engagement_rate":
            return rate(rows[rows["week"].between(start, start + weeks - 1)])
        values = [value for value in map(of_week, range(start, start + weeks)) if not np.isnan(value)]
        return sum(values) / len(values) if values else float("nan")

    assert found.reason == ""
    assert same(found.before, average(-weeks))
    assert same(found.after, average(0))
    for row in found.weeks.to_dict("records"):
        assert same(row["value"], of_week(row["week"]))
    others = [
        average(start) - average(start - weeks)
        for start in range(lowest + weeks, highest - weeks + 2)
        if abs(start) >= 2 * weeks
    ]
    others = [change for change in others if not np.isnan(change)]
    assert np.allclose(sorted(found.changes), sorted(others))
    low, high = np.quantile(others, [0.05, 0.95])
    assert np.isclose(found.ordinary_changes[0.05], low)
    assert np.isclose(found.ordinary_changes[0.95], high)
    change = average(0) - average(-weeks)
    assert found.verdict == ("above" if change > high + 1e-9 else "below" if change < low - 1e-9 else "within")
    assert found.as_large == sum(abs(other) >= abs(change) - 1e-9 for other in others)
    weekly = [of_week(week) for week in range(lowest, highest + 1) if not -weeks <= week < weeks]
    assert np.isclose(found.ordinary_weeks[0.5], np.nanmedian(weekly))


def test_before_and_after_needs_every_channel_known(sample_engine: Engine) -> None:
    chosen = channels(sample_engine, SAMPLE)
    told = effect.comparison(sample_engine, SAMPLE, chosen, date(2021, 6, 1), 4, "impressions").reason
    assert "6\u00a0December\u00a02021" in told
    only_x = effect.comparison(sample_engine, SAMPLE, chosen[:1], date(2021, 6, 1), 4, "impressions")
    assert only_x.reason == ""
    assert effect.comparison(sample_engine, SAMPLE, (), date(2021, 6, 1), 4, "posts").verdict == "unknown"


def test_noise_is_within_the_ordinary_range_and_a_jump_is_not(engine: Engine) -> None:
    first = date(2023, 1, 2)
    seen = [1000 + 37 * (week % 5) for week in range(80)]
    seen[60:64] = [9000] * 4
    load(
        engine,
        "post",
        "post_id,channel,published_at,impressions\n"
        + "".join(f"{week},x,{first + timedelta(weeks=week)} 10:00,{value}\n" for week, value in enumerate(seen)),
    )
    chosen = channels(engine, EVERY)

    def verdict(week: int, weeks: int = 4) -> str:
        return effect.comparison(engine, EVERY, chosen, first + timedelta(weeks=week), weeks, "impressions").verdict

    assert verdict(30) == "within"
    assert verdict(60) == "above"
    assert verdict(64) == "below"
    assert verdict(40, 20) == "unknown", "hardly another stretch of 40 weeks"
