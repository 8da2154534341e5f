"""Largest remainders: shares add up, and the units left over go where rounding took most."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lib.common.apportion import apportion


def test_shares_of_each_group_add_up_and_the_largest_remainders_come_first() -> None:
    drawn = np.random.RandomState(3)
    groups, floors, remainders, exact = [], [], [], []
    totals = drawn.randint(0, 1_000, 50)
    for group, total in enumerate(totals.tolist()):
        weights = drawn.randint(1, 9, drawn.randint(1, 8)).tolist()
        for weight in weights:
            groups.append(group)
            exact.append(Fraction(total * weight, sum(weights)))
            floors.append(total * weight // sum(weights))
            remainders.append(total * weight % sum(weights))
    found = apportion(*map(np.array, (floors, remainders, groups, totals)))
    for group, total in enumerate(totals.tolist()):
        own = [place for place, one in enumerate(groups) if one == group]
        assert sum(int(found[place]) for place in own) == total
        raised = [place for place in own if found[place] > floors[place]]
        best = sorted(own, key=lambda place: (-remainders[place], place))
        assert sorted(raised) == sorted(best[: len(raised)])
    assert all(abs(int(share) - whole) < 1 for share, whole in zip(found, exact, strict=True))


def test_nothing_to_share_out() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert apportion(none, none, none, none).tolist() == []
    assert apportion(np.array([0, 0]), np.array([0, 0]), np.array([0, 0]), np.array([0])).tolist() == [0, 0]
