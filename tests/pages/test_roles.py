"""The pages for administrators: giving and taking away roles, and the audit log that tells of it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.services import audit
from lib.services.actors import operator
from lib.services.roles import list_roles
from tests.pages.test_pages import run


def test_roles_are_given_and_taken_away_and_the_log_tells(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    test = run("roles")
    test.text_input(key="roles-by").set_value("Ada").run()
    test.text_input(key="roles-provider").set_value("eulogin")
    test.text_input(key="roles-value").set_value("**a1** <b>").run()
    next(button for button in test.button if button.label == "Give the role").click().run()
    assert [note.value for note in test.success] == ["The role is given."]
    assert list(list_roles(store, operator("tests"))["value"]) == ["**a1** <b>"]
    test.selectbox(key="roles-to-take").set_value(0).run()
    next(button for button in test.button if button.label == "Take it away").click().run()
    assert list_roles(store, operator("tests")).empty
    log = run("audit")
    assert list(log.dataframe[0].value["What"]) == ["take a role away", "give a role"]
    log.button(key="audit-verify").click().run()
    assert [note.value for note in log.success] == ["All 2\u00a0entries are as they were written."]
    log.text_input(key="audit-search").set_value("TAKE").run()
    assert list(log.dataframe[0].value["What"]) == ["take a role away"]
    # The page was opened before: the role is gone, and the button still there.
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    next(button for button in test.button if button.label == "Give the role").click().run()
    audit._WRITER.submit(lambda: None).result()
    told = audit.list_entries(store, operator("tests"), only_refused=True)
    assert list(told["action"]) == ["give roles"]
