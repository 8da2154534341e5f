"""Each hidden number of persons can still be any of 1 to 4, for somebody who has all numbers and knows the rule.

The attack is in tests/attack.py. It must also find what the rule of earlier versions gave away: hiding the smallest of
the larger numbers first.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

import pytest
from sqlalchemy import Engine, select

from lib.store.summary_tables import AttendanceCell
from lib.store.suppression import Attendees, CategoryCount, publish_breakdown, publish_history, publish_list
from tests import attack, totals
from tests.attack import MEASURES, SMALL, Cells, List, Numbers, Told, Visit

DIMENSIONS = ("country", "organisation type")


def publish(true: List) -> Cells:
    """What lib publishes of a list."""
    cells: Cells = {}
    for dimension in DIMENSIONS:
        came, away = (tuple(sorted(true.numbers[dimension, measure].items())) for measure in MEASURES)
        cells |= _published(true.event_id, dimension, came, away)
    return cells


@lru_cache(maxsize=1_000)
def _published(
    event_id: str, dimension: str, came: tuple[tuple[str, int], ...], away: tuple[tuple[str, int], ...]
) -> Cells:
    attended, stayed = dict(came), dict(away)
    counts = [
        CategoryCount(category, attended.get(category, 0), stayed.get(category, 0), 1, 1)
        for category in sorted(attended.keys() | stayed.keys())
    ]
    return {(cell["dimension"], cell["category"]): cell for cell in publish_list(event_id, False, dimension, counts)}


@pytest.mark.slow
def test_no_hidden_number_of_random_lists_can_be_worked_out() -> None:
    draw = random.Random(20_261_130)
    hidden = 0
    for number in range(3_000):
        true = attack.random_list(draw, number)
        assert list(attack.leaks(true, publish)) == []
        hidden += sum(cell["attended"] is None for cell in publish(true).values())
    assert hidden > 10_000


@pytest.mark.parametrize("size", range(1, 14))
def test_no_number_of_an_unpublished_breakdown_can_be_worked_out(size: int) -> None:
    """With all kinds of organisation in a list, little is left to make up; here are lists at the edge of everything."""
    for larger in range(size + 1):
        for spare in range(8):
            kinds = attack.KINDS[:size]
            numbers = dict.fromkeys(kinds[:larger], 5) | dict.fromkeys(kinds[larger:], 1)
            numbers[kinds[0]] += min(spare, 3) if not larger else spare
            others = {"a": sum(numbers.values())}
            true = List(
                "E1",
                {(dimension, measure): others for dimension in DIMENSIONS for measure in MEASURES}
                | {("organisation type", "attended"): numbers},
            )
            assert list(attack.leaks(true, publish)) == []


def tables(categories: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way to share the total among the categories."""
    if categories == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(categories - 1, total - first):
            yield first, *rest


def given_away(rule: Callable[[Numbers], Told], categories: int, most: int) -> int:
    """How many hidden numbers of all breakdowns of up to `most` persons have not all of four values.

    Every breakdown is published; those that look the same are what the attacker has to choose from. Nobody can know
    more than that."""
    found = 0
    for total in range(5, most + 1):
        alike: dict[frozenset[tuple[str, tuple[int, int]]], list[Numbers]] = defaultdict(list)
        for table in tables(categories, total):
            numbers = {f"c{place}": number for place, number in enumerate(table) if number}
            told = rule(numbers)
            if told is not None:
                alike[frozenset(told.items())].append(numbers)
        for same in alike.values():
            for category in same[0]:
                values = {numbers[category] for numbers in same}
                found += bool(values & set(SMALL)) and values != set(SMALL)
    return found


def in_order(numbers: Numbers) -> Told:
    return publish_breakdown(numbers, lambda category: category)


@pytest.mark.parametrize(("categories", "most"), [(2, 40), (3, 30), (4, 22), (5, 16)])
def test_breakdowns_that_look_the_same_differ_in_every_hidden_number(categories: int, most: int) -> None:
    assert given_away(in_order, categories, most) == 0


def smallest_first(numbers: Numbers, room: int = 3) -> Told:
    """The rule of earlier versions: the smallest of the larger numbers are hidden first, until `room` is left."""
    upwards = sorted(numbers, key=lambda category: (numbers[category], category))
    small = [category for category in upwards if numbers[category] < 5]
    shown = {category: (number, number) for category, number in numbers.items()}
    if not small:
        return shown
    for cut in range(len(small), len(upwards) + 1):
        over = sum(numbers[category] for category in upwards[:cut]) - len(small) - 5 * (cut - len(small))
        if room <= over and (cut > len(small) or over <= 3 * (len(small) - 1)):
            return shown | dict.fromkeys(small, (1, 4)) | dict.fromkeys(upwards[len(small) : cut], (5, 5 + over))
    return None


def first_in_order(numbers: Numbers) -> Told:
    """Larger numbers in an order that is known, but stopping as soon as three are to spare: too early by one."""
    small = [category for category, number in numbers.items() if number < 5]
    shown = {category: (number, number) for category, number in numbers.items()}
    over = sum(numbers[category] - 1 for category in small)
    hidden: list[str] = []
    for category in sorted(numbers.keys() - set(small)):
        if not small or over >= 3:
            break
        over += numbers[category] - 5
        hidden.append(category)
    if small and (over < 3 or not hidden):
        return None
    return shown | dict.fromkeys(small, (1, 4)) | dict.fromkeys(hidden, (5, 5 + over))


@pytest.mark.parametrize("rule", [smallest_first, first_in_order])
def test_the_attack_finds_what_other_rules_give_away(rule: Callable[[Numbers], Told]) -> None:
    assert given_away(rule, 3, 20) > 10


def test_smallest_first_gives_away_a_number_that_the_rule_keeps() -> None:
    """34 people, ministry 4, two kinds of 5 and one of 20: what was published of them, and what it tells."""
    total, shown, hidden = 34, {"patient organisation": 5, "university": 20}, {"ministry": (1, 4), "SME": (5, 8)}
    # Whoever knows the rule knows that what is hidden is not larger than what is shown.
    can_be = {
        ministry
        for ministry in range(hidden["ministry"][0], hidden["ministry"][1] + 1)
        for sme in range(hidden["SME"][0], hidden["SME"][1] + 1)
        if ministry + sme + sum(shown.values()) == total and sme <= min(shown.values())
    }
    assert can_be == {4}
    numbers = {"ministry": 4, "SME": 5, **shown}
    told = smallest_first(numbers)
    assert told is not None
    assert {category: ends for category, ends in told.items() if ends[0] < ends[1]} == hidden
    true = List("T-EV1", {(dimension, measure): numbers for dimension in DIMENSIONS for measure in MEASURES})
    assert publish(true)["organisation type", "ministry"]["attended_most"] == 4
    assert list(attack.leaks(true, publish)) == []


def test_bounds_of_hidden_numbers_are_as_narrow_as_they_can_be_told() -> None:
    """And right: of all breakdowns that look the same, the least and the most of each number are those published."""
    for total in range(5, 23):
        alike: dict[frozenset[tuple[str, tuple[int, int]]], list[Numbers]] = defaultdict(list)
        for table in tables(4, total):
            numbers = {f"c{place}": number for place, number in enumerate(table) if number}
            if told := in_order(numbers):
                alike[frozenset(told.items())].append(numbers)
        for told, same in alike.items():
            for category, ends in told:
                values = [numbers[category] for numbers in same]
                assert (min(values), max(values)) == ends


# The sample


def lists_of(demonstration: bool) -> list[List]:
    """The lists of the CSV files, counted anew."""
    numbers: dict[str, dict[tuple[str, str], Numbers]] = defaultdict(
        lambda: {(dimension, measure): {} for dimension in DIMENSIONS for measure in MEASURES}
    )
    for row in totals.rows("attendance", demonstration):
        came = row["attended"] == "yes"
        if not came and row["registered"] != "yes":
            continue
        for dimension, column in (("country", "country"), ("organisation type", "organisation_type")):
            of_category = numbers[row["event_id"]][dimension, "attended" if came else "away"]
            of_category[row[column]] = of_category.get(row[column], 0) + 1
    return [List(event_id, found) for event_id, found in numbers.items()]


@pytest.mark.parametrize("demonstration", [False, True])
def test_no_hidden_number_of_the_sample_can_be_worked_out(sample_engine: Engine, demonstration: bool) -> None:
    stored: dict[str, Cells] = defaultdict(dict)
    with sample_engine.connect() as connection:
        query = select(AttendanceCell.__table__).where(AttendanceCell.demonstration.is_(demonstration))
        for cell in connection.execute(query).mappings():
            if cell["dimension"] != "history":
                stored[cell["event_id"]][cell["dimension"], cell["category"]] = dict(cell)
    lists = lists_of(demonstration)
    assert stored.keys() == {true.event_id for true in lists}
    assert bool(lists) == demonstration, "the facts have no list of persons"
    for true in lists:

        def as_stored(other: List, true: List = true) -> Cells:
            if other is true:
                return stored[true.event_id]
            return {key: cell | {"demonstration": demonstration} for key, cell in publish(other).items()}

        assert list(attack.leaks(true, as_stored)) == []


# New and returning


def visits_of(came: list[list[str]], days: list[int]) -> tuple[list[Visit], list[tuple[int, int]]]:
    """What is published of events to which these people came, and how many of them were new and had come before."""
    first: dict[str, int] = {}
    for day, people in sorted(zip(days, came, strict=True)):
        for person in people:
            first.setdefault(person, day)
    true = [(sum(first[one] == day for one in people), len(people)) for day, people in zip(days, came, strict=True)]
    order = sorted(range(len(days)), key=lambda place: days[place])
    known = [Attendees(str(place), days[place], true[place][0], true[place][1] - true[place][0]) for place in order]
    told = {
        int(one.event_id): numbers for one, numbers in publish_history(one for one in known if one.new + one.returning)
    }
    visits = []
    for place, (day, people) in enumerate(zip(days, came, strict=True)):
        size = len(people)
        numbers = told.get(place, {})
        visits.append(
            Visit(day, (1, 4) if 0 < size < 5 else (size, size), numbers.get("new"), numbers.get("returning"))
        )
    return visits, [(new, size - new) for new, size in true]


def people_of(new: list[int], returning: list[int], days: list[int]) -> list[list[str]]:
    """People who came as these numbers say."""
    known: list[str] = []
    came: list[list[str]] = [[] for _ in days]
    for _, places in groupby(sorted(range(len(days)), key=lambda place: days[place]), key=lambda place: days[place]):
        today: list[str] = []
        for place in places:
            fresh = [f"{place}.{number}" for number in range(new[place])]
            came[place] = known[: returning[place]] + fresh
            today += fresh
        known += today
    return came


def history_leaks(came: list[list[str]], days: list[int]) -> Iterator[str]:
    """Values of hidden numbers that cannot be."""
    visits, true = visits_of(came, days)
    for place, visit in enumerate(visits):
        for measure, ends in (("new", visit.new), ("returning", visit.returning), ("total", visit.total)):
            if ends != (1, 4):
                continue
            for value in SMALL:
                found = attack.history(visits, place, measure, value)
                if found is None:
                    yield f"{measure} of the event at {place} cannot be {value}: {visits}"
                else:
                    assert visits_of(people_of(*found, days), days)[0] == visits
        if visit.new is None and visit.total[0] >= 5:
            found = attack.history(visits, place, "returning", 0)
            assert found is not None, "not even this is known"
            assert visits_of(people_of(*found, days), days)[0] == visits
    assert len(true) == len(visits)


def random_visits(draw: random.Random) -> tuple[list[list[str]], list[int]]:
    """Events of a few days, to which the same people come more or less often."""
    crowd = draw.choice((8, 20, 60))
    days = sorted(draw.randint(1, 5) for _ in range(draw.randint(2, 6)))
    seen: list[str] = []
    came = []
    for number, _ in enumerate(days):
        size = draw.choice((2, 5, 9, 12, crowd))
        old = draw.sample(seen, min(len(seen), draw.choice((0, 1, 3, size - 3, size - 1, size)) if size > 3 else 1))
        came.append([*old, *(f"p{number}.{other}" for other in range(max(0, size - len(old))))])
        seen = list(dict.fromkeys(seen + came[-1]))
    return came, days


@pytest.mark.slow
def test_no_hidden_number_of_new_or_returning_people_can_be_worked_out() -> None:
    draw = random.Random(30)
    hidden = 0
    for _ in range(100):
        came, days = random_visits(draw)
        assert list(history_leaks(came, days)) == []
        hidden += sum(visit.new == (1, 4) or visit.returning == (1, 4) for visit in visits_of(came, days)[0])
    assert hidden > 30


def test_the_attack_finds_what_other_lists_tell_of_who_is_new() -> None:
    """Five came first, then nine, as the rule of earlier versions published them: no more than five can return."""
    visits = [Visit(1, (5, 5), (5, 5), (0, 0)), Visit(2, (9, 9), (1, 4), (5, 8))]
    assert [value for value in SMALL if attack.history(visits, 1, "new", value)] == [4]
    # A later event tells the size of the first: nine return, of whom five came to the second.
    visits = [Visit(1, (1, 4), None, None), Visit(2, (5, 5), (5, 5), (0, 0)), Visit(3, (9, 9), (0, 0), (9, 9))]
    assert [value for value in SMALL if attack.history(visits, 0, "total", value)] == [4]


def test_no_hidden_number_of_new_or_returning_people_of_the_sample_can_be_worked_out() -> None:
    """Events of the demonstration data; the facts have no list of persons."""
    day = {row["event_id"]: row["start_date"] for row in totals.rows("event", True) if row["start_date"]}
    came: dict[str, list[str]] = defaultdict(list)
    for row in totals.rows("attendance", True):
        if row["attended"] == "yes" and row["event_id"] in day:
            came[row["event_id"]].append(row["attendee"])
    ordinal = {one: place for place, one in enumerate(sorted(set(day.values())))}
    days = [ordinal[day[event_id]] for event_id in came]
    assert list(history_leaks(list(came.values()), days)) == []
