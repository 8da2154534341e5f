"""What the figures on posts cover, what few impressions are told as, and how good a best hour is by chance."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics.periods import Period, year
from lib.metrics.reach import effect, growth, hours, over_time, posts
from lib.metrics.reach.channels import channels
from lib.metrics.scope import Scope
from tests import totals
from tests.rows import load

EVERY = Scope()
HEAD = "post_id,channel,published_at,impressions,engagements\n"


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize(("first", "last"), [(None, None), ("2022-03-01", "2023-08-31")])
def test_what_figures_on_posts_cover(
    sample_engine: Engine, demonstration: bool, first: str | None, last: str | None
) -> None:
    every = totals.rows("post", demonstration)
    fitting = [row for row in every if first is None or first <= row["published_at"][:10] <= str(last)]
    seen = [row for row in fitting if row["impressions"]]
    both = [row for row in seen if row["engagements"]]

    def timed(rows: list[totals.Row]) -> int:
        return sum(len(row["published_at"]) > 10 for row in rows)

    expected = {
        "posts": (sum(bool(row["published_at"]) for row in every), len(every)),
        "impressions": (len(seen), len(fitting)),
        "engagements": (sum(bool(row["engagements"]) for row in fitting), len(fitting)),
        "engagement_rate": (len(both), len(fitting)),
        "impressions_per_post by hour": (timed(seen), len(fitting)),
        "engagement_rate by hour": (timed(both), len(fitting)),
    }
    scope = Scope(
        demonstration=demonstration,
        first_day=date.fromisoformat(first) if first else None,
        last_day=date.fromisoformat(str(last)) if first else None,
    )
    shown = posts.coverage(sample_engine, scope, channels(sample_engine, scope))
    assert {name: (covered.known, covered.of) for name, covered in shown.items()} == expected


def test_posts_without_a_date_or_a_figure_are_counted_as_not_covered(engine: Engine) -> None:
    load(engine, "post", HEAD + "1,x,2024-01-10 10:00,100,5\n2,x,2024-01-11,,3\n3,x,,50,1\n4,linkedin,,7,\n")
    for codes, undated in (((), 2), (("x",), 1)):
        scope = Scope(channels=codes)
        shown = posts.coverage(engine, scope, channels(engine, scope))
        assert (shown["posts"].known, shown["posts"].of) == (2, 2 + undated)
        assert (shown["impressions"].known, shown["engagements"].known, shown["engagement_rate"].known) == (1, 2, 1)
        assert shown["impressions_per_post by hour"].of == 2


def test_engagement_rate_of_few_impressions_is_shown_as_counts(engine: Engine) -> None:
    load(engine, "post", HEAD + "1,x,2024-01-10 10:00,7,1\n2,x,2024-01-24 10:00,10,1\n")
    chosen = channels(engine, EVERY)
    weeks = over_time.over_time(engine, EVERY, chosen, "week", Period("", date(2024, 1, 8), date(2024, 1, 28)))
    assert weeks["engagement_rate_words"].tolist() == ["1 of 7", None, None]
    assert weeks["engagement_rate"].dropna().tolist() == [0.1]
    cells = hours.heat_map(engine, Scope(last_day=date(2024, 1, 12)), chosen).cells
    assert cells["engagement_rate_words"].tolist() == ["1 of 7"]
    ranked = posts.ranked_posts(engine, EVERY, chosen, "newest", None).rows
    assert ranked["engagement_rate_words"].tolist() == [None, "1 of 7"]
    assert ranked["engagement_rate"].dropna().tolist() == [0.1]
    grown = growth.growth(engine, EVERY, chosen, Period("", date(2024, 1, 10), date(2024, 1, 16)))
    row = grown.set_index("figure").loc["engagement_rate"]
    assert row["value_words"] == "1 of 7"
    assert pd.isna(row["value"])
    compared = effect.comparison(engine, EVERY, chosen, date(2024, 1, 17), 1, "engagement_rate")
    assert pd.isna(compared.before), "of seven impressions"


def test_growth_needs_half_of_the_posts_and_ten_of_a_thing(engine: Engine) -> None:
    def content(known_before: int) -> str:
        before = [f"b{day},x,2023-01-{day:02} 10:00,{50 if day <= known_before else ''},\n" for day in range(1, 21)]
        now = [f"n{day},x,2024-01-{day:02} 10:00,100,\n" for day in range(1, 21)]
        return HEAD + "".join([*before, *now]) + "e,x,2024-12-31 10:00,100,\ns,x,2022-01-01 10:00,9,\n"

    for known, change in ((10, 2100 / 500 - 1), (9, float("nan"))):
        load(engine, "post", content(known))
        grown = growth.growth(engine, EVERY, channels(engine, EVERY), year(2024)).set_index("figure")
        assert grown.loc["impressions", "change_year_ago"] == pytest.approx(change, nan_ok=True)
        assert ("fewer than half" in grown.loc["impressions", "note"]) == (known == 9)
        assert grown.loc["posts", "change_year_ago"] == pytest.approx(0.05)
    grown = growth.growth(engine, EVERY, channels(engine, EVERY), year(2023)).set_index("figure")
    assert (grown.loc["posts", "before"], grown.loc["posts", "note"]) == (
        1,
        "fewer than 10 in the period before and the year before",
    )
    assert pd.isna(grown.loc["posts", "change_before"]), "one post before is no base of a percentage"


def test_best_hour_of_the_sample_against_shuffles_in_plain_python(sample_engine: Engine) -> None:
    groups: dict[tuple[str, str], list[tuple[tuple[int, int], int]]] = defaultdict(list)
    for row in totals.rows("post", True):
        if row["impressions"]:
            at = datetime.fromisoformat(row["published_at"])
            groups[row["channel"], row["published_at"][:4]].append(((at.weekday(), at.hour), int(row["impressions"])))

    def best(of: list[tuple[tuple[int, int], int]]) -> tuple[float, tuple[int, int], int]:
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for cell, value in of:
            cells[cell].append(value)
        return max((sum(found) / len(found), cell, len(found)) for cell, found in cells.items() if len(found) >= 3)

    draw = random.Random(5)

    def shuffled() -> list[tuple[tuple[int, int], int]]:
        found = []
        for rows in groups.values():
            values = [value for _, value in rows]
            draw.shuffle(values)
            found += [(cell, value) for (cell, _), value in zip(rows, values, strict=True)]
        return found

    value, cell, count = best([row for rows in groups.values() for row in rows])
    by_chance = sum(best(shuffled())[0] >= value for _ in range(400)) / 400
    sample = Scope(demonstration=True)
    shown = hours.best_hour(sample_engine, sample, channels(sample_engine, sample), "impressions_per_post")
    assert shown is not None
    assert ((shown.weekday, shown.hour), shown.posts) == (cell, count)
    assert shown.value == pytest.approx(value)
    assert shown.by_chance == pytest.approx(by_chance, abs=0.1)
    assert shown.by_chance > 0.05, "no hour of the sample is better than chance"


@pytest.mark.parametrize("measure", ["impressions_per_post", "engagement_rate"])
def test_an_hour_that_is_better_is_found_and_noise_is_not(engine: Engine, measure: str) -> None:
    draw = random.Random(7)

    def content(better: int) -> str:
        rows = []
        for number in range(200):
            at = datetime(2024, 1, 1, 8) + timedelta(days=number, hours=number % 5)
            seen, engaged = draw.randint(500, 1500), draw.randint(10, 40)
            good = better if at.weekday() == 2 and at.hour == 10 else 1
            times = (good, 1) if measure == "impressions_per_post" else (1, good)
            rows.append(f"{number},x,{at:%Y-%m-%d %H:%M},{seen * times[0]},{engaged * times[1]}\n")
        return HEAD + "".join([*rows, "day,x,2024-03-01,99999,99999\n"])

    chances = []
    for better in (1, 3):
        load(engine, "post", content(better))
        found = hours.best_hour(engine, EVERY, channels(engine, EVERY), measure)
        assert found is not None
        assert found.by_chance is not None
        chances.append(found.by_chance)
    assert (found.weekday, found.hour) == (2, 10)
    assert chances[1] < 0.02 < 0.05 < chances[0]
    again = hours.best_hour(engine, EVERY, channels(engine, EVERY), measure)
    assert again == found, "the shuffles are the same each time"


def test_no_best_hour_of_too_few_posts(engine: Engine) -> None:
    load(engine, "post", HEAD + "1,x,2024-01-10 10:00,7,1\n")
    assert hours.best_hour(engine, EVERY, channels(engine, EVERY), "impressions_per_post") is None
