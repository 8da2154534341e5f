"""The figures of the page Reach on the sample, against pandas on the CSV files, written from the definitions."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from lib.entities.import_record import ImportRecord
from lib.entities.post import Post
from lib.ingest.undo import undo
from lib.metrics import effect, posts, reach
from lib.metrics.periods import Period, quarter, year
from lib.metrics.posts import Picked
from lib.metrics.scope import Scope
from lib.services.actors import operator
from lib.store.schema import downgrade, upgrade
from lib.store.summary_tables import ChannelDay, ChannelHour
from lib.store.tables import Base
from tests.rows import load, upload
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


def test_channels_and_the_days_they_are_known_of(
    sample_engine: Engine, written: pd.DataFrame, counted: pd.DataFrame
) -> None:
    found = {channel.code: channel for channel in reach.channels(sample_engine, SAMPLE)}
    assert [channel.label for channel in found.values()] == ["X", "LinkedIn"]
    for code, channel in found.items():
        own, snapshots = written[written["channel"] == code], counted[counted["channel"] == code]
        assert (channel.first_post, channel.last_post) == (own["at"].min().date(), own["at"].max().date())
        assert (channel.first_snapshot, channel.last_snapshot) == (
            snapshots["at"].min().date(),
            snapshots["at"].max().date(),
        )
    assert reach.channels(sample_engine, Scope(demonstration=False)) == (), "no post is public"


@pytest.mark.slow
@pytest.mark.parametrize("step", reach.STEPS)
@pytest.mark.parametrize(
    "scope",
    [
        SAMPLE,
        Scope(demonstration=True, first_year=2021, last_year=2022),
        Scope(demonstration=True, first_day=date(2021, 3, 1), last_day=date(2022, 8, 31)),
    ],
)
def test_figures_over_time(
    sample_engine: Engine, written: pd.DataFrame, counted: pd.DataFrame, scope: Scope, step: reach.Step
) -> None:
    chosen = reach.channels(sample_engine, scope)
    days = reach.span(scope, chosen, TODAY)
    assert days is not None
    rows = reach.over_time(sample_engine, scope, chosen, step, days)
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
    for step in reach.STEPS:
        found = reach.stretches(step, days)
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
    chosen = reach.channels(engine, EVERY)
    rows = reach.over_time(engine, EVERY, chosen, "week", Period("", date(2023, 12, 25), date(2024, 2, 18)))
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
    chosen = reach.channels(sample_engine, SAMPLE)
    quarter_days = reach.span(
        Scope(demonstration=True, first_day=date(2024, 1, 1), last_day=date(2024, 3, 31)), chosen, TODAY
    )
    years_days = reach.span(Scope(demonstration=True, first_year=2022, last_year=2023), chosen, TODAY)
    all_days = reach.span(SAMPLE, chosen, TODAY)
    assert quarter_days is not None
    assert years_days is not None
    assert all_days is not None
    assert [reach.step_for(days) for days in (quarter_days, years_days, all_days)] == ["week", "month", "quarter"]
    ahead = reach.span(Scope(demonstration=True, first_year=2026), chosen, TODAY)
    assert ahead is not None
    assert ahead.last <= TODAY
    assert reach.span(Scope(demonstration=True, first_year=2030), chosen, TODAY) is None


@pytest.mark.parametrize(
    "period", [quarter(2, 2024), year(2023), year(2021), Period("", date(2022, 5, 3), date(2022, 6, 9))]
)
def test_growth(sample_engine: Engine, written: pd.DataFrame, counted: pd.DataFrame, period: Period) -> None:
    chosen = reach.channels(sample_engine, SAMPLE)
    found = reach.growth(sample_engine, SAMPLE, chosen, period).set_index(["figure", "channel"])
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
    chosen = reach.channels(sample_engine, SAMPLE)
    this_year = reach.growth_period(Scope(demonstration=True, first_year=2026, last_year=2026), chosen, TODAY)
    assert this_year is not None
    assert (this_year.first, this_year.last) == (date(2026, 1, 1), date(2026, 10, 30))
    last_year = reach.growth_period(SAMPLE, chosen, TODAY)
    assert last_year is not None
    assert (last_year.first, last_year.last) == (date(2025, 1, 1), date(2025, 12, 31))
    assert reach.growth_period(Scope(demonstration=True, first_year=2027), chosen, TODAY) is None
    assert reach.growth_period(SAMPLE, (), TODAY) is None


def test_stale_followers_are_not_shown_as_those_of_the_day(engine: Engine) -> None:
    load(engine, "post", "post_id,channel,published_at,impressions\n1,x,2023-01-02,5\n2,x,2024-12-30,5\n")
    load(engine, "channel snapshot", "channel,date,followers\nx,2023-06-01,10\nx,2024-12-10,30\n")
    found = reach.growth(engine, EVERY, reach.channels(engine, EVERY), year(2024)).set_index("figure")
    assert found.loc["followers", "value"] == 30
    assert pd.isna(found.loc["followers", "before"]), "half a year old by the end of 2023"


def test_daily_figures(sample_engine: Engine, counted: pd.DataFrame) -> None:
    scope = Scope(demonstration=True, first_year=2022, last_year=2022)
    chosen = reach.channels(sample_engine, scope)
    rows = reach.daily_figures(sample_engine, scope, chosen, "month", year(2022))
    for row in rows.to_dict("records"):
        fitting = between(counted[counted["channel"] == row["channel"]], row["first"], row["last"])
        assert row["page_views_days"] == len(fitting)
        assert same(row["page_views"], fitting["page_views"].mean())
        assert pd.isna(row["impressions"]), "the sample has none by the day"


def test_daily_impressions_are_not_those_of_posts(engine: Engine) -> None:
    load(engine, "post", "post_id,channel,published_at,impressions\n1,linkedin,2024-01-03 10:00,70\n")
    load(engine, "channel snapshot", "channel,date,impressions\nlinkedin,2024-01-03,500\nlinkedin,2024-01-04,300\n")
    chosen = reach.channels(engine, EVERY)
    days = Period("", date(2024, 1, 1), date(2024, 1, 7))
    assert reach.over_time(engine, EVERY, chosen, "week", days)["impressions"].tolist() == [70]
    daily = reach.daily_figures(engine, EVERY, chosen, "week", days).iloc[0]
    assert (daily["impressions"], daily["impressions_days"]) == (400, 2)
    assert pd.isna(daily["page_views"])


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


def by_week(written: pd.DataFrame, day: date, first: date, last: date) -> pd.DataFrame:
    """Posts from `first` to `last` in weeks counted from a day, only whole weeks."""
    fitting = between(written, first, last)
    week = (fitting["at"].dt.normalize() - pd.Timestamp(day)).dt.days // 7
    lowest, highest = -((day - first).days // 7), ((last - day).days + 1) // 7 - 1
    return fitting.assign(week=week)[week.between(lowest, highest)].assign(lowest=lowest, highest=highest)


@pytest.mark.slow
@pytest.mark.parametrize("measure", effect.MEASURES)
@pytest.mark.parametrize(("day", "weeks"), [(date(2024, 3, 14), 4), (date(2023, 5, 23), 1), (date(2025, 1, 8), 13)])
@pytest.mark.parametrize("codes", [("x",), ("x", "linkedin")])
def test_before_and_after(
    sample_engine: Engine, written: pd.DataFrame, codes: tuple[str, ...], day: date, weeks: int, measure: str
) -> None:
    chosen = tuple(channel for channel in reach.channels(sample_engine, SAMPLE) if channel.code in codes)
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
    chosen = reach.channels(sample_engine, SAMPLE)
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
    chosen = reach.channels(engine, EVERY)

    def verdict(week: int, weeks: int = 4) -> str:
        return effect.comparison(engine, EVERY, chosen, first + timedelta(weeks=week), weeks, "impressions").verdict

    assert verdict(30) == "within"
    assert verdict(60) == "above"
    assert verdict(64) == "below"
    assert verdict(40, 20) == "unknown", "hardly another stretch of 40 weeks"


@pytest.mark.parametrize(
    "scope",
    [
        SAMPLE,
        Scope(demonstration=True, first_year=2022, last_year=2023),
        Scope(demonstration=True, first_year=2024),
        Scope(demonstration=True, first_day=date(2021, 3, 1), last_day=date(2022, 8, 31)),
        Scope(demonstration=True, first_day=date(2022, 3, 1), last_day=date(2022, 8, 31)),
        Scope(demonstration=True, first_day=date(2020, 6, 15), last_day=date(2025, 2, 3)),
        Scope(demonstration=True, last_day=date(2023, 12, 31)),
    ],
)
@pytest.mark.parametrize("codes", [("linkedin",), ("x", "linkedin")])
def test_hours_of_the_week(sample_engine: Engine, written: pd.DataFrame, scope: Scope, codes: tuple[str, ...]) -> None:
    chosen = tuple(channel for channel in reach.channels(sample_engine, SAMPLE) if channel.code in codes)
    found = posts.heat_map(sample_engine, scope, chosen)
    first, last = reach.bounds(scope)
    fitting = between(written[written["channel"].isin(codes)], first or date(1990, 1, 1), last or date(2100, 1, 1))
    cells = fitting.groupby([fitting["at"].dt.day_of_week, fitting["at"].dt.hour])
    assert len(found.cells) == cells.ngroups
    assert found.without_time == 0
    for row in found.cells.to_dict("records"):
        own = cells.get_group((row["weekday"], row["hour"]))
        assert row["posts"] == len(own)
        assert row["seen_posts"] == own["impressions"].notna().sum()
        assert same(row["impressions_per_post"], own["impressions"].mean())
        assert same(row["engagement_rate"], rate(own))


def test_a_post_of_which_only_the_day_is_known_is_in_no_cell(engine: Engine) -> None:
    load(
        engine,
        "post",
        "post_id,channel,published_at,impressions\n"
        "1,x,2024-01-03,70\n2,x,2024-01-03 00:15,30\n3,x,2024-01-07 23:59,9\n",
    )
    chosen = reach.channels(engine, EVERY)
    for scope in (EVERY, Scope(first_day=date(2024, 1, 2), last_day=date(2024, 1, 8))):
        found = posts.heat_map(engine, scope, chosen)
        assert found.without_time == 1
        assert list(zip(found.cells["weekday"], found.cells["hour"], strict=True)) == [(2, 0), (6, 23)]
    picked = posts.ranked_posts(engine, EVERY, chosen, "impressions", Picked(hours=((2, 0),)), 10)
    assert picked.rows["impressions"].tolist() == [30]


@pytest.mark.parametrize("by", posts.RANKINGS)
@pytest.mark.parametrize("search", ["", "example", "GLÜCKWUNSCH"])
@pytest.mark.parametrize(
    "picked",
    [
        Picked(),
        Picked(
            stretches=((date(2024, 1, 1), date(2024, 3, 31), "x"), (date(2024, 4, 1), date(2024, 6, 30), "linkedin"))
        ),
        Picked(hours=((0, 9), (3, 14))),
    ],
)
def test_ranked_posts(sample_engine: Engine, written: pd.DataFrame, by: str, search: str, picked: Picked) -> None:
    scope = Scope(demonstration=True, first_year=2022, last_year=2024, search=search)
    chosen = reach.channels(sample_engine, SAMPLE)
    found = posts.ranked_posts(sample_engine, scope, chosen, by, picked, 50)
    rows = between(written, date(2022, 1, 1), date(2024, 12, 31))
    rows = rows[rows["text"].str.lower().str.contains(search.lower(), regex=False)]
    if picked.stretches:
        fits = [
            between(rows[rows["channel"] == channel], first, last).index for first, last, channel in picked.stretches
        ]
        rows = rows.loc[fits[0].union(fits[1])]
    if picked.hours:
        at = list(zip(rows["at"].dt.day_of_week, rows["at"].dt.hour, strict=True))
        rows = rows[[cell in picked.hours for cell in at]]
    rows = rows.assign(engagement_rate=rows["engagements"] / rows["impressions"])
    if by == "engagement_rate":
        rows = rows[rows["impressions"] >= 100]
    column = "at" if by == "newest" else by
    expected = rows[column].sort_values(ascending=False, na_position="last").head(50)
    assert found.total == len(rows)
    got = found.rows["published_at" if by == "newest" else by]
    assert got.isna().tolist() == expected.isna().tolist()
    if by == "engagement_rate":
        assert np.allclose(got.dropna().astype(float), expected.dropna(), atol=1e-6)
    else:
        assert got.dropna().tolist() == expected.dropna().tolist()


def raw_sums(engine: Engine) -> dict[str, pd.DataFrame]:
    """The summaries of channels, from the posts themselves, in pandas."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(
                ImportRecord.demonstration,
                Post.channel,
                Post.published_at,
                Post.impressions,
                Post.engagements,
            ).join(ImportRecord, ImportRecord.import_id == Post.import_id)
        ).all()
    found = pd.DataFrame(rows, columns=["demonstration", "channel", "at", "impressions", "engagements"])
    found = found[found["at"].notna()].astype({"impressions": "Int64", "engagements": "Int64"})
    at = pd.to_datetime(found["at"])
    both = found["impressions"].notna() & found["engagements"].notna()
    timed = at != at.dt.normalize()
    found = found.assign(
        day=at.dt.date,
        year=at.dt.year,
        weekday=at.dt.day_of_week,
        hour=at.dt.hour.where(timed, -1),
        posts=1,
        seen_posts=found["impressions"].notna().astype(int),
        engaged_posts=found["engagements"].notna().astype(int),
        rated_posts=both.astype(int),
        rated_impressions=found["impressions"].where(both),
        rated_engagements=found["engagements"].where(both),
    )
    sums = {}
    for model, keys in (
        (ChannelDay, ["demonstration", "channel", "day"]),
        (ChannelHour, ["demonstration", "channel", "year", "weekday", "hour"]),
    ):
        columns = [column.name for column in model.__table__.columns if column.name not in keys]
        sums[model.__tablename__] = found.groupby(keys)[columns].sum(min_count=1).sort_index()
    return sums


def assert_summaries_are_right(engine: Engine) -> None:
    for name, expected in raw_sums(engine).items():
        table = Base.metadata.tables[name]
        with engine.connect() as connection:
            stored = pd.DataFrame(connection.execute(select(table)).all(), columns=[c.name for c in table.columns])
        keys = list(expected.index.names)
        got = stored.set_index(keys).sort_index().astype("Int64")
        assert len(got) == len(expected), name
        pd.testing.assert_frame_equal(
            got.reset_index(), expected.astype("Int64").reset_index(), check_dtype=False, check_index_type=False
        )


def test_summaries_of_the_sample_are_the_sums_of_its_posts(sample_engine: Engine) -> None:
    assert_summaries_are_right(sample_engine)


def test_summaries_follow_every_import_change_and_undo(engine: Engine) -> None:
    head = "post_id,channel,published_at,impressions,engagements\n"
    load(engine, "post", head + "1,x,2024-01-03 10:30,70,7\n2,x,2024-01-03 11:00,,\n3,x,2024-02-03,5,\n4,x,,9,9\n")
    assert_summaries_are_right(engine)
    load(engine, "post", head + "9,linkedin,2024-01-03 10:30,1,1\n", demonstration=True)
    assert_summaries_are_right(engine)
    changed = upload(engine, "post", head + "1,x,2025-05-05 23:59,700,\n2,x,2024-01-03 11:00,30,3\n")
    assert_summaries_are_right(engine)
    assert changed.upload_id is not None
    undo(engine, changed.upload_id, operator("tests"))
    assert_summaries_are_right(engine)
    with engine.connect() as connection:
        assert connection.scalar(select(func.sum(ChannelDay.posts))) == 4


@pytest.mark.slow
def test_an_upgrade_fills_the_summaries_of_a_store_that_has_posts(engine: Engine) -> None:
    load(engine, "post", "post_id,channel,published_at,impressions\n1,x,2024-01-03 10:30,70\n")
    downgrade(engine, "0005")
    upgrade(engine)
    assert_summaries_are_right(engine)
