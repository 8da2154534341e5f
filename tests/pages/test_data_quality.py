"""The page on the quality of the data: lists that lead to the row, in one dataset at a time, also without data."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.pages.test_pages import ONE_ROW, run
from tests.pages.test_records import told
from tests.rows import load


def test_each_list_leads_to_its_rows(store: Engine) -> None:
    for entity, content in ONE_ROW.items():
        load(store, entity, content)
    test = run("data_quality", check="organisation-without-source")
    assert test.selectbox(key="quality-check").value == "organisation-without-source"
    listed = next(frame.value for frame in test.dataframe if "Key" in frame.value)
    assert listed["Key"].tolist() == ["MT-Ü"]
    (address,) = listed["Row"]
    opened = run("records", entity="Organisation", row="MT-Ü")
    assert address == "records?entity=Organisation&row=MT-%C3%9C"
    assert "Übergroße" in told(opened)
    assert "How complete the rows are" in {header.value for header in test.header}
    mended = run("data_quality", check="organisation-same-ror")
    assert "Nothing any more: another has this ROR." in [one.value for one in mended.success]


def test_without_data_nothing_is_claimed(store: Engine) -> None:
    test = run("data_quality")
    assert not test.success
    assert not [frame for frame in test.dataframe if "Organisation" in str(frame.value)]
