"""The page on organisations that may be double."""

from __future__ import annotations

from sqlalchemy import Engine

from lib.entities.organisation import Organisation
from tests.ingest.checks.reports import rows
from tests.pages.test_pages import run
from tests.rows import load


def test_a_pair_is_looked_at_and_merged(store: Engine) -> None:
    load(store, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(
        store,
        "organisation",
        "organisation_id,name,country\nA,University of *Example*,MT\nB,university of example,MT\n",
    )
    page = run("organisations")
    page.selectbox(key="merge-pair").set_value(0).run()
    page.text_input(key="merged-by").set_value("Tester").run()
    page.button(key="merge-look").click().run()
    assert "B goes; no row that named it will name A." in [text.value for text in page.text]
    assert page.button(key="merge").disabled
    page.text_input(key="merge-reason").set_value("one house").run()
    page.button(key="merge").click().run()
    assert not page.exception
    assert next(success.value for success in page.success).startswith("B is A now")
    assert rows(store, Organisation, "organisation_id") == [("A",)]
