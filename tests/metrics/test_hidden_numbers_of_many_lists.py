"""The attack on hidden numbers of persons, on ten times as many lists: `make soak`."""

from __future__ import annotations

import random

import pytest

from tests import attack
from tests.metrics.test_hidden_numbers import history_leaks, publish, random_visits

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("seed", range(10))
def test_no_hidden_number_of_random_lists_can_be_worked_out(seed: int) -> None:
    draw = random.Random(seed)
    for number in range(3_000):
        assert list(attack.leaks(attack.random_list(draw, number), publish)) == []


@pytest.mark.parametrize("seed", range(10))
def test_no_hidden_number_of_new_or_returning_people_can_be_worked_out(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(300):
        assert list(history_leaks(*random_visits(draw))) == []
