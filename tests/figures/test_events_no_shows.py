"""Who stayed away and who came back, computed anew from the CSV files; and that nothing hidden is in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import isclose, sqrt
from typing import Any

import pandas as pd
import pytest
from scipy.stats import t as student
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.events import coming_back, no_shows
from lib.metrics.scope import Scope
from tests.attendance import HEAD, Bounds, add, people, published
from tests.attendance import countries as countries
from tests.figures.test_events import FACTS, IN_2023, SAMPLE, by_event, came_to, held, histories, plain, shown
from tests.rows import load

Cells = dict[str, list[tuple[Bounds, Bounds]]]


def cells_by(scope: Scope, by: str) -> Cells:
    """By group: attended and away of each list of which both are published."""
    found: Cells = defaultdict(list)
    events = {row["event_id"]: row for row in held(scope)}
    people = came_to(scope)
    for event_id, group in people.groupby("event_id"):
        if by in ("type", "format"):
            came, away = int(group["came"].sum()), int(group["away"].sum())
            found[events[event_id][by]].append(((came, came), (1, 4) if 1 <= away <= 4 else (away, away)))
            continue
        column = {"organisation": "organisation_type", "country": "country"}[by]
        came, away = (
            published(str(event_id), {str(k): int(v) for k, v in group.groupby(column)[measure].sum().items()})
            for measure in ("came", "away")
        )
        for category in group[column].unique():
            if came is not None and away is not None:
                found[category].append((came[category], away[category]))
    # A list in which nobody of a category registered or came says nothing about it.
    return {name: [pair for pair in pairs if pair != ((0, 0), (0, 0))] for name, pairs in found.items()}


def share_of(pairs: list[tuple[Bounds, Bounds]]) -> tuple[float, float, int]:
    """The lowest and the highest share who stayed away, and the least number of those registered."""
    came = [sum(pair[0][end] for pair in pairs) for end in (0, 1)]
    away = [sum(pair[1][end] for pair in pairs) for end in (0, 1)]
    return away[0] / (away[0] + came[1]), away[1] / (away[1] + came[0]), came[0] + away[0]


def in_words(lowest: float, highest: float) -> str:
    return " to ".join(dict.fromkeys(f"{end * 100:.1f}" for end in (lowest, highest))) + " %"


@pytest.mark.parametrize("scope", [SAMPLE, IN_2023])
@pytest.mark.parametrize("by", ["type", "format", "organisation", "country"])
@pytest.mark.figure("events.no_shows_by_group")
def test_no_shows_by_group(ask: Ask, scope: Scope, by: str) -> None:
    expected = {name: pairs for name, pairs in cells_by(scope, by).items() if pairs}
    answer = no_shows.NO_SHOWS_BY_GROUP.answer(ask, scope, {"no-shows-by": by})
    assert set(answer.frame["group"]) == set(expected) != set()
    for row in answer.frame.to_dict("records"):
        pairs = expected[row["group"]]
        assert row["events"] == len(pairs)
        came, away = pairs[0]
        for one in pairs[1:]:
            came, away = add(came, one[0]), add(away, one[1])
        assert shown(row, "attended") == came
        assert shown(row, "registered") == add(came, away)
        lowest, highest, registered = share_of(pairs)
        told = highest - lowest <= 0.1 and registered >= 10
        assert pd.notna(row["middle"]) == told
        if not told:
            assert pd.isna(row["low"])
            assert row["no_show_words"] == "not shown" or " of " in row["no_show_words"]
            continue
        assert isclose(row["middle"], (lowest + highest) / 2)
        said = plain(str(row["no_show_words"])) if isinstance(row["no_show_words"], str) else ""
        assert said == in_words(lowest, highest) if lowest != highest else isclose(row["no_show"], lowest)
        middles = [(sum(one[1]) / 2, sum(one[0]) / 2 + sum(one[1]) / 2) for one in pairs]
        everybody, count = sum(one[1] for one in middles), len(pairs)
        share = sum(one[0] for one in middles) / everybody
        apart = sum((stayed - share * asked) ** 2 for stayed, asked in middles)
        if count < 5:
            assert pd.isna(row["low"])
            continue
        half = student.ppf(0.975, count - 1) * sqrt(apart * count / (count - 1)) / everybody
        assert isclose(row["low"], max(0.0, lowest - half), abs_tol=1e-9)
        assert isclose(row["high"], min(1.0, highest + half), abs_tol=1e-9)
        others = [pair for name, of_name in expected.items() if name != row["group"] for pair in of_name]
        low, high, _ = share_of(others)
        others_said = row["others_no_show_words"]
        if high - low > 0.1:
            assert others_said == "not shown"
        else:
            got = plain(others_said) if isinstance(others_said, str) else f"{row['others_no_show'] * 100:.1f} %"
            assert got == in_words(low, high)
    ranked = answer.frame["middle"].dropna().tolist()
    assert ranked == sorted(ranked, reverse=True), "those of whom the most stayed away first"
    if ranked:
        assert plain(answer.sentence).startswith(f"Stayed away the most: {answer.frame['label'].iloc[0]}")
    else:
        assert answer.sentence.startswith("Not shown for any group")
    assert no_shows.NO_SHOWS_BY_GROUP.answer(ask, FACTS, {"no-shows-by": by}).frame.empty, "no list is public"


def test_no_shows_of_my_country_stand_against_those_of_all_others(countries: Engine) -> None:
    rows = people("E1", 0, 30, "MT") + people("E1", 30, 10, "MT", attended="no")
    rows += people("E1", 40, 90, "FR") + people("E1", 130, 10, "FR", attended="no")
    load(countries, "attendance", HEAD + rows)
    answer = no_shows.NO_SHOWS_BY_GROUP.answer(asking(countries), FACTS, {"no-shows-by": "country", "my-country": "MT"})
    assert plain(answer.sentence).startswith("Malta 25.0 % of 40 (1 event); all others 10.0 %.")
    assert answer.frame["label"].tolist() == ["Malta", "France"], "ranks stay as they are"


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.figure("events.registered_and_attended")
def test_registered_and_attended_where_both_are_known(ask: Ask, scope: Scope) -> None:
    both = {name: numbers for name, numbers in by_event(scope).items() if numbers[1] is not None}
    answer = no_shows.REGISTERED_AND_ATTENDED.answer(ask, scope)
    assert set(answer.frame["event_id"]) == set(both)
    for row in answer.frame.to_dict("records"):
        assert (shown(row, "attended"), shown(row, "registered")) == both[row["event_id"]]
    assert (answer.coverage[0].known, answer.coverage[0].of) == (len(both), len(held(scope)))
    if both:
        came = sum(numbers[0][0] for numbers in both.values() if numbers[0])
        assert plain(answer.sentence).startswith(f"{came:,} of ".replace(",", " "))


@pytest.mark.parametrize("scope", [FACTS, SAMPLE, IN_2023])
@pytest.mark.parametrize("by", ["year", "type", "format", "event"])
@pytest.mark.figure("events.coming_back")
def test_coming_back(ask: Ask, scope: Scope, by: str) -> None:
    events = {row["event_id"]: row for row in held(scope)}
    expected: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event_id, cells in histories(scope.demonstration).items():
        if event_id in events:
            row = events[event_id]
            group = {"year": row["start_date"][:4], "event": event_id}.get(by) or row[by]
            expected[group].append(cells)
    answer = coming_back.COMING_BACK.answer(ask, scope, {"coming-back-by": by})
    assert set(answer.frame["group"]) == set(expected)
    for row in answer.frame.to_dict("records"):
        lists = expected[row["group"]]
        least, most = (sum(cells["returning"][end] for cells in lists) for end in (0, 1))
        attended = sum(cells["new"][1] + cells["returning"][0] for cells in lists)
        assert (row["events"], row["attended"]) == (len(lists), attended)
        assert shown(row, "returning") == (least, most)
        if least == most and attended >= 10:
            assert isclose(row["share"], least / attended)
        elif attended >= 10:
            wide = (most - least) / attended > 0.1
            said = "not shown" if wide else in_words(least / attended, most / attended)
            assert plain(row["share_words"]) == said
        assert pd.isna(row["low"]) or row["low"] <= least / attended <= most / attended <= row["high"]
    of_germans = coming_back.COMING_BACK.answer(ask, replace(scope, attendees_from=("DE",)))
    assert of_germans.frame.empty
    assert "about too few persons" in of_germans.sentence
