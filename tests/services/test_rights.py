"""Every cell of the matrix of roles and rights: of functions, of pages, and of what the declaration names."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

import lib.ingest
import lib.services
import lib.topics
from lib.cli.main import commands
from lib.docs.rights import PAGE, rights_page
from lib.services import rights
from lib.services.actors import Actor, NotPermittedError
from lib.services.rights import OF_PAGES, RIGHTS, ROLES, Right, Role
from lib.ui import pages
from lib.ui.frame import offered
from tests.pages.conftest import sample
from tests.pages.test_pages import run

__all__ = ["sample"]

_TOPICS = dict.fromkeys(
    (
        *(f"compute.{name}" for name in ("compute_topics", "draft_topics", "save_topics")),
        *("placement.place_projects", "taxonomy_assignment.assign", "text_vectors.keep_vectors"),
        *(f"corrections.{name}" for name in ("rename", "merge", "pin", "exclude_term", "split", "undo")),
    ),
    rights.CORRECT_TOPICS,
)
#: Every function that is told who asks, below lib, with the right that it needs.
NEEDS: dict[str, Right] = {
    "ingest.deletion.delete_row": rights.EDIT_ROWS,
    "ingest.matching.memory.change_remembered": rights.LOAD_FILES,
    "ingest.matching.memory.forget_match": rights.LOAD_FILES,
    "ingest.matching.memory.list_remembered": rights.SEE_IMPORTS,
    "ingest.quarantine.list_quarantined": rights.SEE_IMPORTS,
    "ingest.removal.remove_demonstration": rights.REMOVE_DEMONSTRATION,
    "ingest.undo.undo": rights.UNDO_IMPORTS,
    "ingest.upload.prepared.Prepared.load": rights.LOAD_FILES,
    "services.attendance_rows.read_list": rights.SEE_SMALL_NUMBERS,
    "services.attendance_rows.save_list": rights.EDIT_ROWS,
    "services.attendance_sums.read_sums": rights.SEE_SMALL_NUMBERS,
    "services.attendance_sums.save_sums": rights.EDIT_ROWS,
    "services.audit.list_entries": rights.READ_AUDIT,
    "services.audit.verify": rights.READ_AUDIT,
    "services.imports.import_report": rights.SEE_IMPORTS,
    "services.imports.list_imports": rights.SEE_IMPORTS,
    "services.organisations.merge_organisations": rights.MERGE_ORGANISATIONS,
    "services.organisations.preview_merge": rights.MERGE_ORGANISATIONS,
    "services.pseudonym_key.change_key": rights.CHANGE_KEY,
    "services.roles.give_role": rights.GIVE_ROLES,
    "services.roles.list_roles": rights.GIVE_ROLES,
    "services.roles.take_role": rights.GIVE_ROLES,
    "services.rows.delete_row": rights.EDIT_ROWS,
    "services.rows.load_prepared": rights.EDIT_ROWS,
    "services.rows.open_row": rights.EDIT_ROWS,
    "services.rows.save_row": rights.EDIT_ROWS,
    "services.saved_views.pin": rights.PIN_VIEWS,
    "services.saved_views.remove": rights.SAVE_VIEWS,
    "services.saved_views.restore": rights.SAVE_VIEWS,
    "services.saved_views.share": rights.SAVE_VIEWS,
    "services.saved_views.save": rights.SAVE_VIEWS,
    "services.sessions.end_sessions": rights.GIVE_ROLES,
    "services.sources.saved.find_source": rights.KEEP_SOURCES,
    "services.sources.saved.forget_source": rights.KEEP_SOURCES,
    "services.sources.saved.list_sources": rights.KEEP_SOURCES,
    "services.sources.saved.note_load": rights.LOAD_FILES,
    "services.sources.saved.save_source": rights.KEEP_SOURCES,
    **{f"topics.{name}": right for name, right in _TOPICS.items()},
}


class _PassedError(Exception):
    """Whoever asked holds the right that is the argument."""


class _Probe(Actor):
    """Stops a function at its first check, before it does anything."""

    def check(self, right: Right, action: str = "") -> None:
        super().check(right, action)
        raise _PassedError(right)


def told_who_asks() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function and method of these rooms that takes an actor."""
    for room in (lib.services, lib.topics, lib.ingest):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            module = import_module(found.name)
            own = [one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__]
            methods = [one for owner in own if inspect.isclass(owner) for one in vars(owner).values()]
            for one in (*own, *methods):
                is_public = inspect.isfunction(one) and not one.__name__.startswith("_")
                if is_public and "actor" in inspect.signature(one).parameters:
                    yield f"{found.name}.{one.__qualname__}".removeprefix("lib."), one


FUNCTIONS = dict(told_who_asks())


def test_every_function_that_is_told_who_asks_has_its_right() -> None:
    assert FUNCTIONS.keys() == NEEDS.keys()
    assert {*NEEDS.values()} <= {*RIGHTS}


@pytest.mark.parametrize("name", NEEDS)
def test_functions_ask_for_their_right_before_anything_else(name: str) -> None:
    function = FUNCTIONS[name]
    for role in Role:
        # Nothing can be done with these arguments: whatever is tried before the check fails.
        given = {
            parameter.name: _Probe("Ada", role, "1") if parameter.name == "actor" else object()
            for parameter in inspect.signature(function).parameters.values()
            if parameter.default is parameter.empty
        }
        if role in NEEDS[name].roles:
            with pytest.raises(_PassedError) as passed:
                function(**given)
            assert passed.value.args == (NEEDS[name],)
        else:
            with pytest.raises(NotPermittedError, match="Only"):
                function(**given)


@pytest.mark.parametrize("role", Role)
def test_the_navigation_lists_the_pages_of_a_role(role: Role) -> None:
    listed = {page.name for section in offered(Actor("Ada", role)).values() for page in section}
    assert listed == {page for page, right in OF_PAGES.items() if role in right.roles}


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("page", [page for page, right in OF_PAGES.items() if Role.READER not in right.roles])
def test_a_page_says_for_whom_it_is_and_shows_nothing_to_others(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right, role = OF_PAGES[page], list(Role)[list(Role).index(OF_PAGES[page].least) - 1]
    monkeypatch.setattr("lib.ui.who.without_login", lambda _address, _headers, name="": Actor(name, role, "1"))
    test = run(page)
    assert [note.value for note in test.info] == [f"Only {right.holders} may {right.action}."]
    assert not test.dataframe
    assert not test.get("file_uploader")


def test_the_declaration_names_every_page_and_command() -> None:
    assert OF_PAGES.keys() == {page.name for section in pages.SECTIONS.values() for page in section}
    named = [command for right in RIGHTS for command in right.commands]
    assert sorted(named) == sorted(commands.commands)
    assert list(ROLES) == list(Role)


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == rights_page(), "make docs"
