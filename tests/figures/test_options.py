"""Choices of figures: what words mean, what holds where nothing is chosen, and what is refused."""

from __future__ import annotations

import pytest

from lib.figures.asking import Ask
from lib.figures.options import NONE, OptionError, split
from lib.figures.reach import effect, over_time
from lib.metrics.scope import Scope

SAMPLE = Scope(demonstration=True)


def test_several_values_or_none_of_them(ask: Ask) -> None:
    assert over_time.MARKED.read("Events, newsletter", ask, SAMPLE) == "event,newsletter"
    assert over_time.MARKED.read(NONE, ask, SAMPLE) == NONE
    assert split(NONE) == split("") == ()
    assert over_time.MARKED.describe("event,call", ask, SAMPLE) == "Events, Calls"
    assert over_time.MARKED.describe(NONE, ask, SAMPLE) == NONE


def test_a_default_that_depends_on_the_store(ask: Ask) -> None:
    around = effect.AROUND.default_for(ask, SAMPLE)
    assert around in effect.AROUND.choices(ask, SAMPLE)
    assert around != effect.OTHER_DAY, "an event that has eight weeks of posts after it"
    assert effect.AROUND.default_for(ask, Scope()) == effect.OTHER_DAY, "no post is public"
    assert effect.BEFORE_AND_AFTER.answer(ask, SAMPLE).chosen["around"] == around


def test_a_value_that_is_checked(ask: Ask) -> None:
    assert effect.DAY_CHOSEN.read("2024-03-14", ask, SAMPLE) == "2024-03-14"
    for word in ("14 March", "2024-02-30", "1066-10-14"):
        with pytest.raises(OptionError, match=f"day: '{word}' is none of its values; write a day as 2021-03-01"):
            effect.DAY_CHOSEN.read(word, ask, SAMPLE)
