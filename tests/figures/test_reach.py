"""Figures on posts and channels, computed anew from the CSV files with pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.figures.asking import Ask
from lib.figures.reach import effect, growth, hours, over_time, ranked
from lib.metrics.periods import quarter, year
from lib.metrics.scope import Scope
from tests.posts import SAMPLE, between, by_week, files, rate, same
from tests.posts import counted as counted
from tests.posts import written as written

FACTS = Scope()
IN_2024 = replace(SAMPLE, first_year=2024, last_year=2024)
LINKEDIN = replace(IN_2024, channels=("linkedin",))
#: A day in the time in which the posts of both channels are known.
DAY = {"around": effect.OTHER_DAY, "day": "2024-03-14"}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def sums(rows: pd.DataFrame) -> dict[str, float]:
    return {
        "posts": len(rows),
        "impressions": rows["impressions"].sum(),
        "engagements": rows["engagements"].sum(),
        "engagement_rate": rate(rows),
    }


def followers(counted: pd.DataFrame, code: str, day: date) -> float:
    known = counted[(counted["channel"] == code) & (counted["at"] <= pd.Timestamp(day))].sort_values("at")
    return float(known["followers"].iloc[-1])


@pytest.mark.parametrize("scope", [IN_2024, replace(SAMPLE, first_day=date(2024, 4, 1), last_day=date(2024, 6, 30))])
@pytest.mark.figure("reach.posts", "reach.impressions", "reach.engagements", "reach.engagement_rate")
def test_sums_of_a_period_and_their_change(ask: Ask, written: pd.DataFrame, scope: Scope) -> None:
    period = year(2024) if scope.first_year else quarter(2, 2024)
    for figure in growth.CARDS:
        measure = figure.id.removeprefix("reach.")
        answer = figure.answer(ask, scope)
        assert list(answer.frame["channel"]) == ["", "x", "linkedin"]
        for row in answer.frame.to_dict("records"):
            own = written if not row["channel"] else written[written["channel"] == row["channel"]]
            now, before, year_ago = (
                sums(between(own, days.first, days.last))[measure]
                for days in (period, period.before(), period.a_year_ago())
            )
            assert same(row["value"], now)
            assert same(row["before"], before)
            assert same(row["year_ago"], year_ago)
            assert same(row["change_before"], now - before if measure == "engagement_rate" else now / before - 1)
    empty = [figure.answer(ask, FACTS) for figure in growth.CARDS]
    assert all(answer.frame.empty and answer.card.value == "no data" for answer in empty), "no post is public"


@pytest.mark.figure("reach.followers")
def test_followers_at_the_end_of_a_period(ask: Ask, counted: pd.DataFrame) -> None:
    answer = growth.FOLLOWERS.answer(ask, IN_2024)
    expected = {code: followers(counted, code, date(2024, 12, 31)) for code in ("x", "linkedin")}
    assert dict(zip(answer.frame["channel"], answer.frame["value"], strict=True)) == expected
    one = growth.FOLLOWERS.answer(ask, LINKEDIN)
    assert one.title == "Followers, LinkedIn"
    assert plain(one.card.value) == f"{expected['linkedin']:,.0f}".replace(",", " ")
    assert one.card.change.startswith("+"), "the number of followers grows"
    assert growth.FOLLOWERS.answer(ask, FACTS).frame.empty


@pytest.mark.figure("reach.growth")
def test_growth_against_the_time_before(ask: Ask, written: pd.DataFrame, counted: pd.DataFrame) -> None:
    answer = growth.GROWTH.answer(ask, IN_2024)
    rows = answer.frame.set_index(["measure", "channel"])
    assert "engagement_rate" not in rows.index.get_level_values(0), "its change is of another kind"
    period = year(2024)
    for (measure, code), row in rows.iterrows():
        own = written if not code else written[written["channel"] == code]
        for name, days in (("value", period), ("before", period.before()), ("year_ago", period.a_year_ago())):
            expected = (
                followers(counted, code, days.last)
                if measure == "followers"
                else sums(between(own, days.first, days.last))[measure]
            )
            assert same(row[name], expected)
    assert plain(answer.title) == "Growth, 1 January 2024 to 31 December 2024"
    changed = rows.loc[("impressions", ""), "change_before"]
    assert f"Impressions {'+' if changed > 0 else '−'}{abs(changed) * 100:.1f} %" in plain(answer.sentence)
    assert growth.GROWTH.answer(ask, FACTS).frame.empty


@pytest.mark.figure("reach.over_time")
def test_channels_over_time(ask: Ask, written: pd.DataFrame, counted: pd.DataFrame) -> None:
    answer = over_time.OVER_TIME.answer(ask, LINKEDIN, {"over-time": "engagement_rate", "step": "month"})
    assert len(answer.frame) == 12
    own, counts = (rows[rows["channel"] == "linkedin"] for rows in (written, counted))
    for row in answer.frame.to_dict("records"):
        fitting = between(own, row["first"], row["last"])
        assert row["posts"] == len(fitting)
        assert same(row["impressions"], fitting["impressions"].sum())
        assert same(row["engagements"], fitting["engagements"].sum())
        assert same(row["engagement_rate"], rate(fitting))
        assert row["followers"] == between(counts, row["first"], row["last"])["followers"].iloc[-1]
        assert row["key"] == f"LinkedIn {row['first']:%Y-%m-%d} to {row['last']:%Y-%m-%d}"
    assert answer.title == "Engagement rate by month and channel"
    last = rate(between(own, date(2024, 12, 1), date(2024, 12, 31)))
    assert plain(answer.sentence).startswith(
        f"Engagement rate by month; LinkedIn: {last * 100:.2f} % in Dec 2024, at most"
    )
    assert over_time.OVER_TIME.answer(ask, FACTS).sentence == "Nothing is known for these filters."


@pytest.mark.figure("reach.marks")
def test_what_happened_meanwhile(ask: Ask) -> None:
    answer = over_time.MARKS.answer(ask, IN_2024, {"marked": "event,call,newsletter"})
    dates = {"event": files("event")["start_date"], "call": files("call")["opened"]}
    for kind, days in dates.items():
        to_the_day = sorted(day for day in days.dropna() if str(day).startswith("2024") and len(day) == 10)
        shown = answer.frame.loc[answer.frame["kind"] == kind, "day"]
        assert sorted(shown.dt.strftime("%Y-%m-%d")) == to_the_day
    assert set(answer.frame["kind"]) == set(dates), "the demonstration data has no newsletter"
    only = over_time.MARKS.answer(ask, IN_2024, {"marked": "call"})
    assert set(only.frame["kind"]) == {"call"}
    assert over_time.MARKS.answer(ask, IN_2024, {"marked": "none"}).frame.empty
    assert over_time.MARKS.answer(ask, FACTS).frame.empty, "without posts there is no time to mark"


@pytest.mark.parametrize("measure", ["impressions_per_post", "engagement_rate"])
@pytest.mark.figure("reach.hours")
def test_hours_of_the_week(ask: Ask, written: pd.DataFrame, measure: str) -> None:
    answer = hours.HOURS.answer(ask, LINKEDIN, {"hours-by": measure})
    own = between(written[written["channel"] == "linkedin"], date(2024, 1, 1), date(2024, 12, 31))
    cells = own.groupby([own["at"].dt.day_of_week, own["at"].dt.hour])
    assert len(answer.frame) == cells.ngroups
    for row in answer.frame.to_dict("records"):
        posts = cells.get_group((row["weekday"], row["hour"]))
        assert row["posts"] == len(posts)
        if measure == "impressions_per_post":
            assert row["measured"] == posts["impressions"].notna().sum()
            assert same(row[measure], posts["impressions"].mean())
        else:
            assert row["measured"] == len(posts.dropna(subset=["impressions", "engagements"]))
            assert same(row[measure], rate(posts))
        assert row["key"] == f"{posts['at'].iloc[0].day_name()} {row['hour']:02d}:00"
    assert hours.HOURS.answer(ask, FACTS).sentence == "Nothing is known about the hours of posts."


def weekly(written: pd.DataFrame, first: date, last: date) -> pd.Series[float]:
    """Impressions a week counted from the day of DAY, of the weeks from `first` to `last`.

    Of a week of whose posts none has impressions they are not known.
    """
    rows = by_week(written, date.fromisoformat(DAY["day"]), first, last)
    found = rows.groupby("week")["impressions"].sum(min_count=1)
    return found.reindex(range(int(rows["lowest"].iloc[0]), int(rows["highest"].iloc[0]) + 1), fill_value=0)


@pytest.mark.parametrize("codes", [(), ("x",)])
@pytest.mark.figure("reach.before_and_after", "reach.change")
def test_before_and_after_a_day(ask: Ask, written: pd.DataFrame, codes: tuple[str, ...]) -> None:
    scope = replace(SAMPLE, channels=codes)
    own = written[written["channel"].isin(codes or ("x", "linkedin"))]
    of_channel = own.groupby("channel")["at"]
    found = weekly(own, of_channel.min().max().date(), of_channel.max().min().date())
    weeks = 3
    shown = effect.BEFORE_AND_AFTER.answer(ask, scope, DAY | {"weeks": str(weeks)})
    assert list(shown.frame["week"]) == list(range(-weeks, weeks))
    assert shown.frame["value"].tolist() == [found[week] for week in range(-weeks, weeks)]
    assert plain(shown.title) == "Impressions of the 3 weeks before and from 14 March 2024"

    def change(start: int) -> float:
        return float(found[range(start, start + weeks)].mean() - found[range(start - weeks, start)].mean())

    starts = range(found.index[0] + weeks, found.index[-1] - weeks + 2)
    others = [change(start) for start in starts if abs(start) >= 2 * weeks]
    others = [other for other in others if not np.isnan(other)]
    answer = effect.CHANGE.answer(ask, scope, DAY | {"weeks": str(weeks)})
    rows = answer.frame.set_index("what")
    assert same(rows.loc["An average week before", "value"], found[range(-weeks, 0)].mean())
    assert same(rows.loc["An average week after", "value"], found[range(weeks)].mean())
    assert same(rows.loc["Change", "value"], change(0))
    for name, ends in (("middle 90 %", (0.05, 0.95)), ("middle half", (0.25, 0.75))):
        row = rows.loc[f"Ordinary change, {name}"]
        assert np.allclose([row["least"], row["most"]], np.quantile(others, ends))
    assert (rows["compared_with"] == len(others)).all()
    low, high = np.quantile(others, [0.05, 0.95])
    verdict = "Above" if change(0) > high else "Below" if change(0) < low else "Within"
    as_large = sum(abs(other) >= abs(change(0)) - 1e-9 for other in others)
    assert shown.sentence.startswith(f"{verdict} the ordinary range")
    assert f"Of {len(others)} other stretches of the same length, {as_large} changed" in plain(shown.sentence)
    assert answer.sentence.startswith(f"{verdict} the ordinary range")
    ordinary = f"{low:+,.0f} to {high:+,.0f}".replace(",", " ").replace("-", "−")
    assert plain(answer.sentence).endswith(f"The middle 90 % of {len(others)} other stretches changed by {ordinary}.")


def test_without_posts_nothing_is_compared(ask: Ask) -> None:
    for figure in (effect.BEFORE_AND_AFTER, effect.CHANGE):
        answer = figure.answer(ask, FACTS, DAY)
        assert answer.frame.empty
        assert "no time in which the posts of all of them are known" in answer.sentence


@pytest.mark.figure("reach.reported_by_day")
def test_what_channels_report_for_single_days(ask: Ask, counted: pd.DataFrame) -> None:
    answer = over_time.REPORTED_BY_DAY.answer(ask, replace(IN_2024, channels=("x",)), {"daily": "page_views"})
    own = counted[counted["channel"] == "x"]
    assert len(answer.frame) == 53, "by week, the first and the last in part"
    for row in answer.frame.to_dict("records"):
        fitting = between(own, row["first"], row["last"])
        assert row["days_measured"] == len(fitting)
        assert same(row["mean_a_day"], fitting["page_views"].mean())
    assert over_time.REPORTED_BY_DAY.answer(ask, FACTS).frame.empty


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"post_text": "newsletter", "channels": ("x",)},
        {"post_days": ((date(2024, 1, 1), date(2024, 3, 31), "x"), (date(2024, 4, 1), date(2024, 4, 30), "linkedin"))},
        {"post_hours": ((0, 9), (3, 14))},
    ],
)
@pytest.mark.parametrize("by", ["impressions", "newest"])
@pytest.mark.figure("reach.ranked_posts")
def test_ranked_posts(ask: Ask, written: pd.DataFrame, by: str, narrowed: dict[str, Any]) -> None:
    scope = replace(SAMPLE, **narrowed)
    rows = written[written["channel"].isin(scope.channels or ("x", "linkedin"))]
    rows = rows[rows["text"].str.lower().str.contains(scope.post_text)]
    if scope.post_days:
        fits = [between(rows[rows["channel"] == code], *days).index for *days, code in scope.post_days]
        rows = rows.loc[fits[0].union(fits[1])]
    if scope.post_hours:
        at = zip(rows["at"].dt.day_of_week, rows["at"].dt.hour, strict=True)
        rows = rows[[cell in scope.post_hours for cell in at]]
    column = "at" if by == "newest" else by
    expected = rows.sort_values(column, ascending=False, na_position="last")
    answer = ranked.RANKED_POSTS.answer(ask, scope, {"ranked-by": by})
    assert len(answer.frame) == min(len(rows), ranked.MOST_POSTS)
    assert set(answer.every["post_id"].astype(str)) == set(rows["post_id"].astype(str)) != set(), "files have all"
    wanted = expected[column].head(ranked.MOST_POSTS)
    if by == "newest":
        assert answer.frame["published_at"].tolist() == wanted.tolist()
    else:
        assert np.allclose(answer.frame[by].astype("Float64").astype(float), wanted, equal_nan=True)
    assert plain(answer.sentence).startswith(f"{len(rows)} posts fit;")
    assert ranked.RANKED_POSTS.answer(ask, FACTS).frame.empty


def test_sentences(ask: Ask) -> None:
    answer = growth.CARDS[0].answer(ask, LINKEDIN)
    row = answer.frame.iloc[0]
    change = f"{'+' if row['change_before'] > 0 else '−'}{abs(row['change_before']) * 100:.1f} %"
    assert plain(answer.sentence) == (
        f"Posts from 1 January 2024 to 31 December 2024: {row['value']:.0f}; {change} on the days before."
    )
    few = replace(SAMPLE, first_day=date(2024, 1, 1), last_day=date(2024, 1, 1))
    assert hours.HOURS.answer(ask, few).sentence == "Nothing is known about the hours of posts."
    assert ranked.RANKED_POSTS.answer(ask, replace(SAMPLE, post_text="no post says this")).sentence == (
        "No post fits the filters."
    )
