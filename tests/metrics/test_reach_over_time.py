"""Channels, their figures over time and their growth, against pandas on the CSV files."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics.periods import Period, quarter, year
from lib.metrics.reach import growth, over_time, steps
from lib.metrics.reach.channels import channels, span
from lib.metrics.scope import Scope
from tests.posts import EVERY, SAMPLE, TODAY, between, rate, same
from tests.posts import counted as counted
from tests.posts import written as written
from tests.rows import load


def test_channels_and_the_days_they_are_known_of(
    sample_engine: Engine, written: pd.DataFrame, counted: pd.DataFrame
) -> None:
    found = {channel.code: channel for channel in channels(sample_engine, SAMPLE)}
    assert [channel.label for channel in found.values()] == ["X", "LinkedIn"]
    for code, channel in found.items():
        own, snapshots = written[written["channel"] == code], counted[counted["channel"] == code]
        assert (channel.first_post, channel.last_post) == (own["at"].min().date(), own["at"].max().date())
        assert (channel.first_snapshot, channel.last_snapshot) == (
            snapshots["at"].min().date(),
            snapshots["at"].max().date(),
        )
    assert channels(sample_engine, Scope(demonstration=False)) == (), "no post is public"


@pytest.mark.parametrize("step", steps.STEPS)
@pytest.mark.parametrize(
    "scope",
    [
        SAMPLE,
        Scope(demonstration=True, first_year=2021, last_year=2022),
        Scope(demonstration=True, first_day=date(2021, 3, 1), last_day=date(2022, 8, 31)),
    ],
)
def test_figures_over_time(
    sample_engine: Engine, written: pd.DataFrame, counted: pd.DataFrame, scope: Scope, step: steps.Step
) -> None:
    chosen = channels(sample_engine, scope)
    days = span(scope, chosen, TODAY)
    assert days is not None
    rows = over_time.over_time(sample_engine, scope, chosen, step, days)
    last_days = rows.groupby("channel")["last"].max()
    assert (last_days == pd.Timestamp(days.last)).all()
    for row in rows.to_dict("records"):
        own = written[written["channel"] == row["channel"]]
        fitting = between(own, row["first"], row["last"])
        told = f"{row['label']}, {row['stretch']}"
        if row["last"] < own["at"].min().normalize() or row["first"] > own["at"].max().normalize():
            assert all(pd.isna(row[name]) for name in ("posts", "impressions", "engagements", "engagement_rate")), told
            assert row["known"] in ("no account yet", "no data"), told
        else:
            assert row["posts"] == len(fitting), told
            for name in ("impressions", "engagements"):
                expected = fitting[name].sum(min_count=1) if len(fitting) else 0
                assert same(row[name], expected), told
            assert same(row["engagement_rate"], rate(fitting)), told
        snapshots = between(counted[counted["channel"] == row["channel"]], row["first"], row["last"]).sort_values("at")
        assert same(row["followers"], snapshots["followers"].iloc[-1] if len(snapshots) else float("nan")), told


def test_every_day_of_a_span_is_in_one_stretch() -> None:
    days = Period("", date(2023, 2, 9), date(2024, 3, 5))
    for step in steps.STEPS:
        found = steps.stretches(step, days)
        assert (found[0].first, found[-1].last) == (days.first, days.last)
        for one, other in pairwise(found):
            assert other.first == one.last + timedelta(days=1)
            assert other.first.weekday() == 0 if step == "week" else other.first.day == 1


def test_a_week_without_a_post_is_zero_and_before_the_first_one_nothing_is_known(engine: Engine) -> None:
    load(
        engine,
        "post",
        "post_id,channel,published_at,impressions,engagements\n"
        "1,x,2024-01-10 10:00,100,5\n2,x,2024-01-24 10:00,,\n3,x,2024-02-07 10:00,50,\n",
    )
    load(engine, "channel snapshot", "channel,date,followers\nx,2024-01-02,10\n")
    chosen = channels(engine, EVERY)
    rows = over_time.over_time(engine, EVERY, chosen, "week", Period("", date(2023, 12, 25), date(2024, 2, 18)))
    assert list(rows["known"]) == [
        "no account yet",
        "no posts loaded yet",
        "measured",
        "no posts",
        "1\u00a0post without impressions",
        "no posts",
        "measured",
        "no data",
    ]
    assert rows["posts"].tolist() == [pd.NA, pd.NA, 1, 0, 1, 0, 1, pd.NA]
    assert rows["impressions"].tolist() == [pd.NA, pd.NA, 100, 0, pd.NA, 0, 50, pd.NA]
    assert rows["engagement_rate"].dropna().tolist() == [0.05], "only the post that has both"


def test_span_and_its_granularity(sample_engine: Engine) -> None:
    chosen = channels(sample_engine, SAMPLE)
    quarter_days = span(
        Scope(demonstration=True, first_day=date(2024, 1, 1), last_day=date(2024, 3, 31)), chosen, TODAY
    )
    years_days = span(Scope(demonstration=True, first_year=2022, last_year=2023), chosen, TODAY)
    all_days = span(SAMPLE, chosen, TODAY)
    assert quarter_days is not None
    assert years_days is not None
    assert all_days is not None
    assert [steps.step_for(days) for days in (quarter_days, years_days, all_days)] == ["week", "month", "quarter"]
    ahead = span(Scope(demonstration=True, first_year=2026), chosen, TODAY)
    assert ahead is not None
    assert ahead.last <= TODAY
    assert span(Scope(demonstration=True, first_year=2030), chosen, TODAY) is None


@pytest.mark.parametrize(
    "period", [quarter(2, 2024), year(2023), year(2021), Period("", date(2022, 5, 3), date(2022, 6, 9))]
)
def test_growth(sample_engine: Engine, written: pd.DataFrame, counted: pd.DataFrame, period: Period) -> None:
    chosen = channels(sample_engine, SAMPLE)
    found = growth.growth(sample_engine, SAMPLE, chosen, period).set_index(["figure", "channel"])
    periods = {"value": period, "before": period.before(), "year_ago": period.a_year_ago()}
    for code in ("", "x", "linkedin"):
        own = written if code == "" else written[written["channel"] == code]
        starts = {"x": date(2020, 2, 3), "linkedin": date(2021, 12, 6)}
        start = max(starts.values()) if code == "" else starts[code]
        for name, days in periods.items():
            rows = between(own, days.first, days.last)
            missing = days.last < (min(starts.values()) if code == "" else start)
            nothing = float("nan")
            assert same(found.loc[("posts", code), name], nothing if missing else len(rows))
            assert same(found.loc[("impressions", code), name], nothing if missing else rows["impressions"].sum())
            assert same(found.loc[("engagements", code), name], nothing if missing else rows["engagements"].sum())
            assert same(found.loc[("engagement_rate", code), name], nothing if missing else rate(rows))
        now, before = (between(own, days.first, days.last) for days in (period, period.before()))
        comparable = start <= period.before().first
        change = now["impressions"].sum() / before["impressions"].sum() - 1 if comparable else float("nan")
        assert same(found.loc[("impressions", code), "change_before"], change)
        assert same(
            found.loc[("engagement_rate", code), "change_before"],
            rate(now) - rate(before) if comparable else float("nan"),
        )
        posts_before = [len(between(own, days.first, days.last)) for days in (period.before(), period.a_year_ago())]
        told = start <= min(days.first for days in periods.values()) and min(posts_before) >= 10
        assert (found.loc[("posts", code), "note"] == "") == told
        change = len(now) / len(before) - 1 if comparable and len(before) >= 10 else float("nan")
        assert same(found.loc[("posts", code), "change_before"], change), "of fewer than ten no percentage"
        if code:
            for name, days in periods.items():
                known = counted[(counted["channel"] == code) & (counted["at"] <= pd.Timestamp(days.last))]
                end = known.sort_values("at")["followers"].iloc[-1] if len(known) else float("nan")
                assert same(found.loc[("followers", code), name], end), "the last snapshot, never a sum"
    assert ("followers", "") not in found.index, "followers are never added up over channels"


def test_growth_period_ends_with_what_is_known(sample_engine: Engine) -> None:
    chosen = channels(sample_engine, SAMPLE)
    this_year = growth.growth_period(Scope(demonstration=True, first_year=2026, last_year=2026), chosen, TODAY)
    assert this_year is not None
    assert (this_year.first, this_year.last) == (date(2026, 1, 1), date(2026, 10, 30))
    last_year = growth.growth_period(SAMPLE, chosen, TODAY)
    assert last_year is not None
    assert (last_year.first, last_year.last) == (date(2025, 1, 1), date(2025, 12, 31))
    assert growth.growth_period(Scope(demonstration=True, first_year=2027), chosen, TODAY) is None
    assert growth.growth_period(SAMPLE, (), TODAY) is None


def test_without_posts_the_period_ends_with_the_last_snapshot(engine: Engine) -> None:
    """Followers are shown where no post is known: of a channel without any, and after the last one."""
    load(engine, "channel snapshot", "channel,date,followers\nx,2024-01-02,10\nx,2024-12-10,30\n")
    of_2024 = Scope(first_year=2024, last_year=2024)
    expected = Period("", date(2024, 1, 1), date(2024, 12, 10))
    for _ in range(2):
        chosen = channels(engine, of_2024)
        period = growth.growth_period(of_2024, chosen, TODAY)
        assert period == expected
        grown = growth.growth(engine, of_2024, chosen, expected).set_index("figure")
        assert grown.loc["followers", "value"] == 30
        assert pd.isna(grown.loc["posts", "value"]), "not known, which is not zero"
        load(engine, "post", "post_id,channel,published_at,impressions\n1,x,2023-06-01,5\n")
    load(engine, "post", "post_id,channel,published_at,impressions\n2,x,2024-06-01,5\n")
    known = growth.growth_period(of_2024, channels(engine, of_2024), TODAY)
    assert known == Period("", date(2024, 1, 1), date(2024, 6, 1)), "cut at the last post where there is one"


def test_stale_followers_are_not_shown_as_those_of_the_day(engine: Engine) -> None:
    load(engine, "post", "post_id,channel,published_at,impressions\n1,x,2023-01-02,5\n2,x,2024-12-30,5\n")
    load(engine, "channel snapshot", "channel,date,followers\nx,2023-06-01,10\nx,2024-12-10,30\n")
    found = growth.growth(engine, EVERY, channels(engine, EVERY), year(2024)).set_index("figure")
    assert found.loc["followers", "value"] == 30
    assert pd.isna(found.loc["followers", "before"]), "half a year old by the end of 2023"


def test_daily_figures(sample_engine: Engine, counted: pd.DataFrame) -> None:
    scope = Scope(demonstration=True, first_year=2022, last_year=2022)
    chosen = channels(sample_engine, scope)
    rows = over_time.daily_figures(sample_engine, scope, chosen, "month", year(2022))
    for row in rows.to_dict("records"):
        fitting = between(counted[counted["channel"] == row["channel"]], row["first"], row["last"])
        assert row["page_views_days"] == len(fitting)
        assert same(row["page_views"], fitting["page_views"].mean())
        assert pd.isna(row["impressions"]), "the sample has none by the day"


def test_daily_impressions_are_not_those_of_posts(engine: Engine) -> None:
    load(engine, "post", "post_id,channel,published_at,impressions\n1,linkedin,2024-01-03 10:00,70\n")
    load(engine, "channel snapshot", "channel,date,impressions\nlinkedin,2024-01-03,500\nlinkedin,2024-01-04,300\n")
    chosen = channels(engine, EVERY)
    days = Period("", date(2024, 1, 1), date(2024, 1, 7))
    assert over_time.over_time(engine, EVERY, chosen, "week", days)["impressions"].tolist() == [70]
    daily = over_time.daily_figures(engine, EVERY, chosen, "week", days).iloc[0]
    assert (daily["impressions"], daily["impressions_days"]) == (400, 2)
    assert pd.isna(daily["page_views"])
