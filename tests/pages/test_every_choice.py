"""Every tab of every page with every value of every choice that it offers, in both datasets: `make soak`."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.pages.choices import DATASETS, FILTERS, OWN_CHOICES, values
from tests.pages.test_pages import PAGES, failure_in_a_tab

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("name", [*FILTERS, "my-country"])
@pytest.mark.parametrize("page", PAGES)
def test_every_value_of_the_bar(sample: Engine, page: str, name: str, dataset: str) -> None:
    offers = values(sample, name, dataset)
    failures = {value: failure_in_a_tab(page, dataset=dataset, **{name: value}) for value in offers}
    assert not {value: message for value, message in failures.items() if message}


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize(("page", "name"), [(page, name) for page, names in OWN_CHOICES.items() for name in names])
def test_every_value_of_a_page_s_own_choices(sample: Engine, page: str, name: str, dataset: str) -> None:
    offers = values(sample, name, dataset)
    failures = {value: failure_in_a_tab(page, dataset=dataset, **{name: value}) for value in offers}
    assert not {value: message for value, message in failures.items() if message}
