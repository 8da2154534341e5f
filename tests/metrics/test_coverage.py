"""What a figure covers, in words and against its threshold."""

from decimal import Decimal

import pytest

from lib.common.formatting import HARD
from lib.export.about import About
from lib.metrics.coverage import Coverage, in_words


def plain(words: str) -> str:
    return words.replace(HARD, " ")


def test_says_how_many_and_how_much() -> None:
    covered = Coverage("projects", 5, 22, Decimal("25600000"), Decimal("462600000"))
    assert plain(covered.words) == "5 of 22 projects, EUR 25.6 of 462.6 million"
    assert not covered.is_whole


@pytest.mark.parametrize(
    ("known_eur", "of_eur", "expected"),
    [
        (None, Decimal(0), "– of EUR 0"),
        (0, 950_000, "EUR 0 of 950 000"),
        (Decimal("999999"), Decimal("1000000000"), "EUR 0 of 1 billion"),
        (400_000, 1_200_000, "EUR 0.4 of 1.2 million"),
    ],
)
def test_money_is_in_the_unit_of_the_whole(known_eur: object, of_eur: object, expected: str) -> None:
    covered = Coverage("projects", 1, 2, known_eur, of_eur)  # type: ignore[arg-type]
    assert plain(covered.words) == f"1 of 2 projects, {expected}"


def test_both_things_and_money_must_reach_the_threshold() -> None:
    assert Coverage("projects", 11, 22).is_enough
    assert not Coverage("projects", 10, 22).is_enough
    assert Coverage("projects", 10, 22, least_share=0.4).is_enough
    assert not Coverage("projects", 22, 22, 1, 100).is_enough
    assert not Coverage("projects", 0, 0).is_enough, "nothing of nothing says nothing"
    assert not Coverage("projects", 3, 3, None, 0).is_enough


def test_is_whole_only_where_nothing_is_left_out() -> None:
    assert Coverage("projects", 3, 3).is_whole
    assert Coverage("projects", 3, 3, 5, 5).is_whole
    assert not Coverage("projects", 3, 3, 4, 5).is_whole


def test_goes_into_what_an_export_says_of_itself() -> None:
    stated = dict(About("Share", coverage=in_words([Coverage("projects", 5, 22), Coverage("calls", 1, 2)])).lines())
    assert stated["Covers"] == "5 of 22 projects; 1 of 2 calls"
