"""A part of `make soak` that is cheap: every value of every filter somewhere, and every page with every kind of filter.

Pages are opened with values that stand for pairs of page and filter; the figures of countries, in which a value that
leaves nothing has gone wrong before, are drawn for every value there is, without the page around them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.charts import pairs as pair_charts
from lib.metrics import collaboration, country_groups
from lib.metrics.calls import groups
from lib.metrics.scope import Scope
from tests.pages.choices import DATASETS, offered, values
from tests.pages.test_pages import PAGES, failure_in_a_tab

#: Of all countries every fifth; in `make soak` each of them.
EVERY_OTHER = pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.soak)])
#: Filters that are set together.
TOGETHER = (("country",), ("region", "level"), ("funder", "area"), ("status", "country"))


@pytest.mark.parametrize(
    ("page", "place"),
    [
        # Two groups of filters a page, in turns; in `make soak` the other two as well.
        pytest.param(page, place, marks=[] if (number + place) % 2 else pytest.mark.soak)
        for number, page in enumerate(PAGES)
        for place in range(len(TOGETHER))
    ],
)
def test_every_page_with_every_kind_of_filter(sample: Engine, page: str, place: int) -> None:
    """Datasets and values take turns, so that all regions, levels, areas and statuses have theirs."""
    number = PAGES.index(page) * len(TOGETHER) + place
    dataset = DATASETS[number % 2]
    query = {}
    for name in TOGETHER[place]:
        offers = values(sample, name, dataset)
        # A stride that shares no factor with the number of countries or funders meets many of them.
        query[name] = (
            offers[number * 7 % len(offers)] if name in ("country", "funder") else offers[number // 4 % len(offers)]
        )
    assert failure_in_a_tab(page, dataset=dataset, **query) == ""


def test_turns_meet_every_region_level_area_and_status(sample: Engine) -> None:
    for name in ("region", "level", "area", "status"):
        place = next(n for n, names in enumerate(TOGETHER) if name in names)
        offers = values(sample, name, "facts")
        numbers = [page * len(TOGETHER) + place for page in range(len(PAGES))]
        met = {offers[number // 4 % len(offers)] for number in numbers}
        assert len(met) == min(len(offers), len(PAGES))


@EVERY_OTHER
@pytest.mark.parametrize("dataset", DATASETS)
def test_pairs_of_every_country_are_reckoned_and_drawn(sample: Engine, dataset: str, step: int) -> None:
    """What Collaboration shows for each country chosen, whose pairs may be none, or lie outside the matrix."""
    dataset_header = Scope(demonstration=dataset == "demonstration")
    names = offered(sample, dataset).countries
    everywhere = collaboration.pairs(sample, dataset_header)
    taking_part = {*everywhere["a"], *everywhere["b"]}
    for code, measure in zip(list(names)[::step], cycle(("projects", "strength"))):
        found = collaboration.pairs(sample, replace(dataset_header, countries=(code,)))
        codes = collaboration.busiest(found, 12)
        assert (code in codes) == (code in taking_part)
        drawn = pair_charts.matrix(
            found, codes=codes, names=names, measure=measure, chosen=(code,), title="", dark=False
        )
        assert len(drawn.data) == 2 * len(found[found["a"].isin(codes) & found["b"].isin(codes)])
        assert len(collaboration.ends(found)) == len({*found["a"], *found["b"]})
        assert len(collaboration.partners(found, code)) <= len(found)


def test_pairs_that_are_none_are_drawn() -> None:
    """Nothing is left of any pair: the columns that are made of it are still text, numbers and yes or no."""
    none = pd.DataFrame({name: pd.Series(dtype="object") for name in collaboration.PAIR_COLUMNS})
    for dtypes in ({}, {"strength": "float64", "expected": "float64", "projects": "int64", "holds": "bool"}):
        pairs = none.astype(dtypes)
        for measure in ("projects", "strength"):
            for codes in ((), ("DE", "FR")):
                names = {"DE": "Germany", "FR": "France"}
                drawn = pair_charts.matrix(
                    pairs, codes=codes, names=names, measure=measure, chosen=(), title="", dark=False
                )
                assert len(drawn.data) == 0
            assert collaboration.strongest(pairs.astype({"holds": "bool"}), measure).empty
            pair_charts.ranked_pairs(pairs, measure=measure, title="", dark=False)
        pair_charts.found_and_expected(pairs, title="", dark=False)


@EVERY_OTHER
@pytest.mark.parametrize("dataset", DATASETS)
def test_groups_of_every_country_are_reckoned(sample: Engine, dataset: str, step: int) -> None:
    sums = groups.country_sums(sample, Scope(demonstration=dataset == "demonstration"))
    for number, code in enumerate(list(offered(sample, dataset).countries)[::step]):
        if number % 4 == 0:
            assert groups.peer_groups(sums, (code,))["group"].iloc[-1] == country_groups.OWN
        assert list(groups.against_others(sums, code)["group"]) == [code, country_groups.OTHERS]
