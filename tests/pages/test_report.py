"""The page of the periodic report: the same figures as in its file, for the period that is chosen."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.common import formatting
from tests.pages.test_pages import load_one_row, run

PERIOD_1 = "ICPerMed Secretariat II (964197), period 1"


def test_a_period_without_rows_says_so(store: Engine) -> None:
    load_one_row(store)
    told = [info.value for info in run("report", **{"from": "2017", "to": "2017"}).info]
    assert told.count("Nothing is recorded for this period.") == 5, "as chart and as table"
    assert told.count("No rows fit the filters.") == 5


def test_with_one_row(store: Engine) -> None:
    load_one_row(store)
    test = run("report", **{"from": "2025", "to": "2025"})
    shown = [table.value for table in test.dataframe if "Attended" in table.value.columns and "City" in table.value]
    assert list(shown[0]["Event"]) == ["An event"]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("query", [{}, {"period": PERIOD_1}])
def test_the_secretariats_period_has_what_it_reported(query: dict[str, str]) -> None:
    test = run("report", **query)
    assert any("1 March 2021" in text.value.replace(formatting.HARD, " ") for text in [*test.markdown, *test.text])
    outputs = test.dataframe[0].value
    assert dict(zip(outputs["Kind"], outputs["Number"], strict=True))["news item"] == "more than 70"
    covers = [text.value for text in test.caption if text.value.startswith("Covers ")]
    assert len(covers) == 8, "each section says what it covers"
    assert len([button for button in test.get("download_button") if button.label == "Word (DOCX)"]) == 1
