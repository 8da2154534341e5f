"""The panel of a mark: what the address names, its values, the rows behind it, and the way to all of them."""

from __future__ import annotations

import pytest

from tests.pages.test_pages import run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sample")]


def test_an_address_opens_the_panel() -> None:
    by_country = "calls.participations_by_country"
    test = run("calls", dataset="demonstration", tab="Countries", mark=[by_country, "Germany"])
    (values, *rows) = [
        frame.value
        for frame in test.dataframe
        if list(frame.value.columns[:2]) in (["What", "Value"], ["Project id", "Acronym"])
    ]
    assert dict(zip(values["What"], values["Value"], strict=True))["Projects"] == "150"
    assert len(rows[0]) == 10
    assert {"File name", "Source row"} <= {*rows[0].columns}
    assert any(text.value == "150\u00a0projects with country Germany" for text in test.text)


def test_a_mark_that_is_not_there_is_said() -> None:
    test = run("calls", dataset="demonstration", tab="Countries", mark=["calls.participations_by_country", "Atlantis"])
    assert any("no such value" in info.value for info in test.info)
