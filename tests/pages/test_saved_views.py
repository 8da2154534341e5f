"""Views that are saved under a name: whose they are, who sees them, and what their owners do with them."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.services.actors import AT_THE_MACHINE, Actor, NotPermittedError, operator
from lib.services.rights import Role
from lib.services.saved_views import SavedViewError, pin, remove, restore, save, saved_views, share
from tests.pages.test_pages import run

pytestmark = pytest.mark.usefixtures("unfolded")
ADA = Actor("Ada", Role.ADMINISTRATOR, AT_THE_MACHINE)
READER = Actor("")


def test_a_view_is_saved_listed_and_removed(store: Engine) -> None:
    assert "No view was saved yet" in run("saved").info[0].value
    save(store, "  Our   <b>calls</b> =1+1 ", "calls", "country=Malta&dataset=demonstration", ADA)
    save(store, "All", "", "", ADA)
    test = run("saved")
    shown = test.dataframe[0].value
    assert list(shown["View"]) == ["All", "Our <b>calls</b> =1+1"]
    assert list(shown["Open"]) == ["./", "calls?country=Malta&dataset=demonstration"]
    assert list(shown["Page"]) == ["Overview", "Calls"]
    assert list(shown["Narrowed to"]) == ["nothing", "country: Malta; dataset: demonstration"]
    number = int(saved_views(store, ADA)["view_id"][0])
    test.selectbox(key="view-to-change").set_value(number).run()
    test.text_input(key="your-name").set_value("Ada").run()
    next(button for button in test.button if button.label == "Pin for everybody").click().run()
    assert list(saved_views(store, READER)["name"]) == ["All"]
    next(button for button in test.button if button.label == "Remove view").click().run()
    assert len(saved_views(store, ADA)) == 2, "it is asked first"
    test.button(key="view-remove-yes").click().run()
    assert list(saved_views(store, ADA)["name"]) == ["Our <b>calls</b> =1+1"]
    test.button(key="view-undo").click().run()
    assert len(saved_views(store, ADA)) == 2


@pytest.mark.parametrize(
    ("name", "query", "reason"),
    [
        (" ", "", "name of 1 to 120"),
        ("n" * 121, "", "name of 1 to 120"),
        ("View", "q" * 8001, "too many filters"),
        ("TAKEN", "", "called “TAKEN” already"),
    ],
)
def test_a_view_that_cannot_be_saved_says_why(engine: Engine, name: str, query: str, reason: str) -> None:
    save(engine, "Taken", "calls", "", ADA)
    with pytest.raises(SavedViewError, match=reason):
        save(engine, name, "calls", query, ADA)
    assert len(saved_views(engine, ADA)) == 1


@pytest.mark.parametrize(
    ("actor", "reason"), [(operator(" "), "Give your name"), (Actor("Ada", Role.READER), "Only members")]
)
def test_who_may_not_write_neither_saves_nor_removes_a_view(engine: Engine, actor: Actor, reason: str) -> None:
    kept = save(engine, "Kept", "calls", "", ADA)
    with pytest.raises(NotPermittedError, match=reason):
        save(engine, "Another", "calls", "", actor)
    with pytest.raises(NotPermittedError, match=reason):
        remove(engine, kept, actor)
    assert list(saved_views(engine, ADA)["name"]) == ["Kept"]


def test_a_dashboard_for_readers_shows_pinned_views_and_changes_none(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(store, save(store, "Pinned", "calls", "", ADA), True, ADA)
    save(store, "Shared", "calls", "", ADA, shared=True)
    test = run("saved")
    assert list(test.dataframe[0].value["View"]) == ["Pinned", "Shared"]
    assert "Remove view" in [button.label for button in test.button]
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    test = run("saved")
    assert list(test.dataframe[0].value["View"]) == ["Pinned"]
    assert not {"Saved by", "Seen by"} & {*test.dataframe[0].value}
    assert "Remove view" not in [button.label for button in test.button]


def test_a_dashboard_for_readers_offers_to_save_no_view(sample: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Save view" in [button.label for button in run("records").button]
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    assert "Save view" not in [button.label for button in run("records").button]


def test_a_view_is_of_its_owner_until_it_is_shared_or_pinned(engine: Engine) -> None:
    ada, bob = Actor("Ada", Role.MEMBER, "eulogin:a"), Actor("Bob", Role.MEMBER, "eulogin:b")
    secretariat = Actor("Sec", Role.SECRETARIAT, "eulogin:s")

    def seen() -> list[list[str]]:
        return [list(saved_views(engine, one)["name"]) for one in (ada, bob, secretariat, READER)]

    number = save(engine, "b", "reach", "from=2021", ada)
    save(engine, "B", "", "", bob)
    assert seen() == [["b"], ["B"], [], []]
    for change in (share, pin):
        with pytest.raises((SavedViewError, NotPermittedError)):
            change(engine, number, True, bob)
    with pytest.raises(SavedViewError, match="no such view"):
        remove(engine, number, secretariat)
    share(engine, number, True, ada)
    assert seen() == [["b"], ["b", "B"], ["b"], []]
    with pytest.raises(NotPermittedError, match="Only its owner"):
        remove(engine, number, bob)
    assert list(saved_views(engine, bob)["may_change"]) == [False, True]
    pin(engine, number, True, secretariat)
    share(engine, number, False, ada)
    assert seen()[-1] == ["b"]
    remove(engine, number, secretariat)
    assert seen() == [[], ["B"], [], []]
    save(engine, "b", "calls", "", ada)
    with pytest.raises(SavedViewError, match="called “b” already"):
        restore(engine, number, ada)
    remove(engine, int(saved_views(engine, ada)["view_id"][0]), ada)
    restore(engine, number, ada)
    kept = saved_views(engine, READER)
    assert kept[["name", "page", "query", "saved_by"]].values.tolist() == [["b", "reach", "from=2021", "Ada"]]
    assert (pd.Timestamp.now("UTC").tz_localize(None) - kept["saved_at"]).abs().max() < pd.Timedelta("1h")
