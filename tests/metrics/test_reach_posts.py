"""Posts by hour and ranked, and the summaries of posts, against pandas on the CSV files."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, func, select

from lib.entities.base import Base
from lib.entities.import_record import ImportRecord
from lib.entities.post import Post
from lib.ingest.undo import undo
from lib.metrics.reach import hours, posts
from lib.metrics.reach.channels import channels
from lib.metrics.scope import Scope
from lib.metrics.scope_periods import bounds
from lib.services.actors import operator
from lib.store.schema import downgrade, upgrade
from lib.store.summary_tables import ChannelDay, ChannelHour
from tests.posts import EVERY, SAMPLE, between, rate, same
from tests.posts import counted as counted
from tests.posts import written as written
from tests.rows import load, upload


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
    chosen = tuple(channel for channel in channels(sample_engine, SAMPLE) if channel.code in codes)
    found = hours.heat_map(sample_engine, scope, chosen)
    first, last = bounds(scope)
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
    chosen = channels(engine, EVERY)
    for scope in (EVERY, Scope(first_day=date(2024, 1, 2), last_day=date(2024, 1, 8))):
        found = hours.heat_map(engine, scope, chosen)
        assert found.without_time == 1
        assert list(zip(found.cells["weekday"], found.cells["hour"], strict=True)) == [(2, 0), (6, 23)]
    picked = posts.ranked_posts(engine, Scope(post_hours=((2, 0),)), chosen, "impressions", 10)
    assert picked.rows["impressions"].tolist() == [30]


@pytest.mark.parametrize("by", posts.RANKINGS)
@pytest.mark.parametrize("search", ["", "example", "GLÜCKWUNSCH"])
@pytest.mark.parametrize(
    "picked",
    [
        {},
        {"post_days": ((date(2024, 1, 1), date(2024, 3, 31), "x"), (date(2024, 4, 1), date(2024, 6, 30), "linkedin"))},
        {"post_hours": ((0, 9), (3, 14))},
    ],
)
def test_ranked_posts(
    sample_engine: Engine, written: pd.DataFrame, by: str, search: str, picked: dict[str, Any]
) -> None:
    scope = Scope(demonstration=True, first_year=2022, last_year=2024, post_text=search, **picked)
    chosen = channels(sample_engine, SAMPLE)
    found = posts.ranked_posts(sample_engine, scope, chosen, by, 50)
    rows = between(written, date(2022, 1, 1), date(2024, 12, 31))
    rows = rows[rows["text"].str.lower().str.contains(search.lower(), regex=False)]
    if scope.post_days:
        fits = [
            between(rows[rows["channel"] == channel], first, last).index for first, last, channel in scope.post_days
        ]
        rows = rows.loc[fits[0].union(fits[1])]
    if scope.post_hours:
        at = list(zip(rows["at"].dt.day_of_week, rows["at"].dt.hour, strict=True))
        rows = rows[[cell in scope.post_hours for cell in at]]
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


def test_an_upgrade_fills_the_summaries_of_a_store_that_has_posts(engine: Engine) -> None:
    load(engine, "post", "post_id,channel,published_at,impressions\n1,x,2024-01-03 10:30,70\n")
    downgrade(engine, "0005")
    upgrade(engine)
    assert_summaries_are_right(engine)
