"""Sums of attendance hide what lists of persons hide, whatever of them is known: the attack of tests/attack.py."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from lib.store.attendance_sums import Numbers as Known
from lib.store.attendance_sums import contradictions, publish_sums
from tests import attack
from tests.attack import MEASURES, Cells, List, Numbers
from tests.metrics.test_hidden_numbers import DIMENSIONS

EVENT, TOTAL = "E", ("total", "")


@dataclass(frozen=True)
class Form:
    """Which of the sums of an event somebody knew, by dimension: no secret, since the cells show it."""

    attended: dict[str, set[str]] = field(default_factory=dict)
    both: dict[str, set[str]] = field(default_factory=dict)

    def publish(self, true: List) -> Cells:
        """What lib publishes of the sums of a list."""
        parts: dict[str, dict[str, Known]] = {}
        for dimension in DIMENSIONS:
            came, away = (true.numbers[dimension, measure] for measure in MEASURES)
            # Whoever makes up another list is free to choose what was known, where the cells do not show it.
            both = (self.both.get(dimension, set()) | away.keys()) - {""}
            attended = (self.attended.get(dimension, set()) | both | came.keys()) - {""}
            parts[dimension] = {
                one: Known(came.get(one, 0) + away.get(one, 0) if one in both else None, came.get(one, 0))
                for one in attended
            }
        came, away = (sum(true.numbers["country", measure].values()) for measure in MEASURES)
        cells = publish_sums(true.event_id, False, Known(came + away, came), parts)
        return {(cell["dimension"], cell["category"]): cell for cell in cells}


def known_of(draw: random.Random, true: List) -> tuple[Form, List]:
    """Leave out some of the numbers. Returns the form, and the list as it is known: the rest is of no category."""
    form, numbers = Form(), dict[tuple[str, str], Numbers]()
    for dimension in DIMENSIONS:
        came, away = (true.numbers[dimension, measure] for measure in MEASURES)
        categories = sorted((came.keys() | away.keys()) - {""})
        attended = {one for one in categories if draw.random() < 0.8}
        both = {one for one in attended if draw.random() < 0.8}
        form.attended[dimension], form.both[dimension] = attended, both
        for measure, of_all, known in zip(MEASURES, (came, away), (attended, both), strict=True):
            kept = {one: number for one, number in of_all.items() if one in known}
            numbers[dimension, measure] = kept | {"": sum(of_all.values()) - sum(kept.values())}
    return form, List(true.event_id, numbers)


def test_no_hidden_number_of_random_sums_can_be_worked_out() -> None:
    draw = random.Random(22)
    hidden = 0
    for number in range(400):
        form, true = known_of(draw, attack.random_list(draw, number))
        assert list(attack.leaks(true, form.publish)) == []
        hidden += sum(cell["attended_least"] != cell["attended_most"] for cell in form.publish(true).values())
    assert hidden > 500


def publish_registered(event_id: str, came: int, away: int, registered: Numbers) -> Cells:
    """What lib publishes where by country only the registered are known."""
    parts = {"country": {one: Known(number, None) for one, number in registered.items() if one}}
    cells = publish_sums(event_id, False, Known(came + away, came), parts)
    return {(cell["dimension"], cell["category"]): cell for cell in cells if cell["dimension"] != "organisation type"}


def test_no_hidden_number_of_registered_alone_can_be_worked_out() -> None:
    draw, hidden = random.Random(23), 0
    for number in range(600):
        registered = attack.random_list(draw, number).numbers["country", "attended"]
        if registered.keys() == {""}:
            continue
        total = sum(registered.values())
        came = draw.randint(0, total)
        told = publish_registered(f"E{number}", came, total - came, registered)
        of_total = told.pop(TOTAL)
        if of_total["registered"] is None:
            assert not told, "the total is hidden, and would follow from the breakdown"
            continue
        assert all(cell["attended_least"] is None for cell in told.values())
        ends = {one: (cell["registered_least"], cell["registered_most"]) for (_, one), cell in told.items()}
        for category in (one for one, of_category in registered.items() if of_category in attack.SMALL):
            hidden += 1
            assert not told or ends[category] == (1, 4)
            for value in attack.SMALL:
                made = attack.alternative(f"E{number}", ends or None, total, category, value)
                assert made is not None, f"{category} cannot be {value}, by {ends}"
                assert publish_registered(f"E{number}", came, total - came, made) == {TOTAL: of_total} | told
    assert hidden > 300


@pytest.mark.parametrize(
    ("total", "malta", "published"),
    [
        (Known(60, 50), Known(40, 30), {"attended": 30, "registered": 40}),
        (Known(60, None), Known(40, None), {"attended": None, "registered": 40}),
        (Known(None, 50), Known(None, 30), {"attended": 30, "registered": None}),
        (Known(60, 50), Known(40, None), {"attended": None, "registered": 40}),
        (Known(60, 50), Known(None, 30), {"attended": 30, "registered": None}),
        # Two stayed away: the total of the registered is hidden, and so is what would tell it.
        (Known(52, 50), Known(40, None), None),
        (Known(60, 50, True), Known(40, 30, True), {"attended": 30, "registered": 40, "approximate": True}),
    ],
)
def test_what_is_not_known_stays_unknown(total: Known, malta: Known, published: dict[str, object] | None) -> None:
    assert contradictions(total, {"country": {"MT": malta}}) == ()
    cells = {
        (cell["dimension"], cell["category"]): cell
        for cell in publish_sums(EVENT, False, total, {"country": {"MT": malta}})
    }
    found = cells.get(("country", "MT"))
    assert (found and {name: found[name] for name in published or {}}) == published
    assert {cell["from_sums"] for cell in cells.values()} == {True}
    assert cells[TOTAL]["attended"] == total.attended


@pytest.mark.parametrize(
    ("total", "parts", "wrong"),
    [
        (Known(10, 11), [], "attended of registered"),
        (Known(10, 9), [Known(5, 6)], "attended of registered"),
        (Known(10, None), [Known(None, 3)], "no total"),
        (Known(None, 10), [Known(3, 3)], "no total"),
        (Known(10, 9), [Known(6, 5), Known(5, 4)], "more than the total"),
        (Known(20, 9), [Known(6, 5), Known(5, 5)], "more than the total"),
        # Who came had registered, and eight cannot have stayed away where one did.
        (Known(10, 9), [Known(8, 3), Known(None, 3)], "more than the total"),
        (Known(100, 99), [Known(50, 42)], "more than the total"),
    ],
)
def test_sums_that_cannot_be(total: Known, parts: list[Known], wrong: str) -> None:
    for dimension in DIMENSIONS:
        named = {f"c{place}": one for place, one in enumerate(parts)}
        assert contradictions(total, {dimension: named}) == (wrong,)
