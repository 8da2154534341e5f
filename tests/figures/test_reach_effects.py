"""Which events, calls, newsletters, posts and hours stand out, computed anew from the CSV files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control
from scipy.stats import t as student
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.reach import best, effects
from lib.metrics.reach import best_posts
from lib.metrics.scope import Scope
from tests.figures.test_reach import FACTS, IN_2024, plain
from tests.posts import SAMPLE, files, rate, same
from tests.posts import written as written
from tests.rows import load

WEEKS = 3


def marks_between(first: date, last: date) -> dict[str, date]:
    """The day of each event and call of the demonstration data, by its name."""
    rows = pd.concat(
        [
            files("event")[["name", "start_date"]].set_axis(["name", "day"], axis=1),
            files("call")[["name", "opened"]].set_axis(["name", "day"], axis=1),
        ]
    ).dropna()
    days = {name: date.fromisoformat(day) for name, day in zip(rows["name"], rows["day"], strict=True)}
    return {name: day for name, day in days.items() if first <= day <= last}


def stretch(posts: pd.DataFrame, day: pd.Timestamp, measure: str) -> float:
    """An average week of those from a day on."""
    inside = posts[(posts["at"] >= day) & (posts["at"] < day + pd.Timedelta(weeks=WEEKS))]
    if measure == "engagement_rate":
        return (
            rate(inside) if inside.dropna(subset=["impressions", "engagements"])["impressions"].sum() >= 10 else np.nan
        )
    week = (inside["at"] - day).dt.days // 7
    values = inside.groupby(week)[measure].sum(min_count=1).reindex(range(WEEKS), fill_value=0).dropna()
    return float(values.mean()) if len(values) else np.nan


@pytest.mark.parametrize(("scope", "measure"), [(SAMPLE, "engagement_rate"), (IN_2024, "impressions")])
@pytest.mark.figure("reach.effects")
def test_effects_of_all_events_and_calls(ask: Ask, written: pd.DataFrame, scope: Scope, measure: str) -> None:
    of_channel = written.groupby("channel")["at"]
    first, last = of_channel.min().max().normalize(), of_channel.max().min().normalize()
    length = pd.Timedelta(weeks=WEEKS)
    every = pd.date_range(first + length, last - length + pd.Timedelta(days=1))
    days = pd.date_range(first, last)
    after = pd.Series([stretch(written, day, measure) for day in days], index=days)
    changes = pd.Series(after[every].to_numpy() - after[every - length].to_numpy(), index=every)
    wanted = marks_between(first.date(), last.date())
    if scope.first_year:
        wanted = {name: day for name, day in wanted.items() if day.year == scope.first_year}
    answer = effects.EFFECTS.answer(ask, scope, {"weeks": str(WEEKS), "compared": measure})
    rows = answer.frame.set_index("name")
    fitting = {name: pd.Timestamp(day) for name, day in wanted.items() if pd.Timestamp(day) in changes.index}
    assert set(rows.index) == set(fitting) != set()
    assert (answer.coverage[0].known, answer.coverage[0].of) == (len(fitting), len(wanted))
    p = pd.Series(
        {
            name: (changes.abs() >= abs(changes[day]) - 1e-9).sum() / changes.notna().sum()
            for name, day in fitting.items()
        }
    )
    adjusted = pd.Series(false_discovery_control(p), index=p.index)
    everything = [pd.Timestamp(day) for day in marks_between(first.date(), last.date()).values()]
    for name, row in rows.iterrows():
        day = fitting[str(name)]
        assert same(row["change"], changes[day])
        assert same(row["before"], after[day - length])
        apart = (changes.index - day).days
        others = changes[(apart % 7 == 0) & (abs(apart) >= 2 * WEEKS * 7)].dropna()
        assert np.allclose([row["low"], row["high"]], np.quantile(others, [0.05, 0.95]))
        assert row["compared_with"] == len(others)
        assert row["near"] == sum(abs((other - day).days) < 2 * WEEKS * 7 for other in everything) - 1
        assert same(row["p"], p[str(name)])
        assert same(row["p_adjusted"], adjusted[str(name)])
        assert row["holds"] == (adjusted[str(name)] <= 0.05)
    assert list(rows["p"]) == sorted(p), "the least ordinary first"
    assert not (adjusted <= 0.05).any(), "the demonstration data has no effect beyond chance"
    assert plain(answer.sentence).startswith(f"Of {len(p)} events, calls and newsletters none shows")
    assert plain(str(rows.index[0])) in plain(answer.sentence)


@pytest.mark.figure("reach.effects")
def test_without_posts_nothing_shows(ask: Ask) -> None:
    answer = effects.EFFECTS.answer(ask, FACTS)
    assert answer.frame.empty
    assert "no time in which the posts of all of them are known" in answer.sentence
    later = effects.EFFECTS.answer(ask, replace(SAMPLE, first_year=2030, last_year=2030))
    assert later.frame.empty
    assert later.sentence.startswith("No event, call or newsletter")


@pytest.mark.parametrize(("scope", "measure"), [(SAMPLE, "impressions"), (IN_2024, "engagements")])
@pytest.mark.figure("reach.best_posts")
def test_posts_against_those_of_their_channel_and_year(
    ask: Ask, written: pd.DataFrame, scope: Scope, measure: str
) -> None:
    known = written[written[measure].notna()]
    known = known[known["at"].dt.year == scope.first_year] if scope.first_year else known
    found = {}
    for row in known.itertuples():
        others = known[(known["channel"] == row.channel) & (known["at"].dt.year == row.at.year)].drop(row.Index)
        if len(others) < 9:
            continue
        logs = np.log1p(others[measure])
        ahead = (np.log1p(getattr(row, measure)) - logs.mean()) / (logs.std() * np.sqrt(1 + 1 / len(logs)))
        typical = np.expm1(logs.mean())
        found[str(row.post_id)] = (student.sf(ahead, len(logs) - 1), typical, getattr(row, measure) / typical)
    expected = pd.DataFrame.from_dict(found, orient="index", columns=["p", "typical", "times"])
    expected["adjusted"] = false_discovery_control(expected["p"])
    answer = best.BEST_POSTS.answer(ask, scope, {"best-by": measure})
    rows = answer.frame.set_index("post_id")
    assert set(rows.index) == set(expected["p"].nsmallest(50).index)
    expected = expected.loc[rows.index]
    for name, column in (("p", "p"), ("typical", "typical"), ("times", "times"), ("p_adjusted", "adjusted")):
        assert np.allclose(rows[name], expected[column])
    assert list(rows["holds"]) == list(expected["adjusted"] <= 0.05)
    assert rows["p"].is_monotonic_increasing
    assert plain(answer.sentence).startswith(f"Of {len(found)} posts none stands out in {measure}")
    assert best.BEST_POSTS.answer(ask, FACTS).frame.empty


def test_a_post_far_ahead_stands_out_and_too_many_are_not_compared(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [1000 + 37 * (number % 7) for number in range(40)]
    seen[17] = 20_000
    rows = (f"{number},x,2023-05-{number % 28 + 1:02} 10:00,{value}\n" for number, value in enumerate(seen))
    load(engine, "post", "post_id,channel,published_at,impressions\n" + "".join(rows))
    answer = best.BEST_POSTS.answer(asking(engine), Scope())
    assert list(answer.frame.loc[answer.frame["holds"], "post_id"]) == ["17"]
    assert plain(answer.sentence).startswith("1 of 40 posts stands out in impressions beyond the ordinary spread")
    monkeypatch.setattr(best_posts, "MOST_POSTS", 39)
    assert best.BEST_POSTS.answer(asking(engine), Scope()).sentence.startswith("Not computed for more than 39")
