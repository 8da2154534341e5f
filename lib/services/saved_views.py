"""Views of pages that were saved under a name: one's own, shared with members, or pinned for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from lib.common.clock import utc_now
from lib.metrics.frames import fetch
from lib.services.actors import Actor, NotPermittedError
from lib.services.rights import PIN_VIEWS, REMOVE_VIEWS, SAVE_VIEWS
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import SavedView

#: Characters of a name, and of the parameters of an address that browsers and mail programs still take.
MOST_CHARACTERS = 120
MOST_CHARACTERS_OF_QUERY = 8_000
#: How long a view that was removed can be put back.
_KEPT: Final = timedelta(days=30)


class SavedViewError(ValueError):
    """The view cannot be saved, changed or found; the message says why, and what would be right."""


def save(engine: Engine, name: str, page: str, query: str, actor: Actor, *, shared: bool = False) -> int:
    """Keep a view of a page under a name that no other view of the actor has, upper and lower case alike.

    Args:
        engine: the store.
        name: of the view.
        page: path of the page; empty for the first one.
        query: parameters of its address.
        actor: who saves it, and owns it from then on.
        shared: for all members to see.

    Returns:
        The number of the view.

    Raises:
        SavedViewError: the name is empty, too long or taken, or the address is too long.
        NotPermittedError: a reader asks, or somebody without a name.
    """
    actor.check_on_record(SAVE_VIEWS)
    name = " ".join(name.split())
    if not name or len(name) > MOST_CHARACTERS:
        raise SavedViewError(f"Give the view a name of 1 to {MOST_CHARACTERS} characters.")
    if len(query) > MOST_CHARACTERS_OF_QUERY:
        raise SavedViewError("The view has too many filters for an address; choose fewer.")
    with engine.connect() as connection, write_transaction(connection):
        _check_name(connection, name, actor.id)
        row = {"name": name, "page": page, "query": query, "saved_by": actor.name.strip(), "owner": actor.id}
        values = {**row, "saved_at": utc_now(), "shared": shared, "pinned": False}
        number = connection.execute(insert(SavedView).values(values)).inserted_primary_key
        assert number is not None
        record(connection, actor, "save a view", name, after={"shared": shared})
    return int(number[0])


def _check_name(connection: Connection, name: str, owner: str) -> None:
    mine = (SavedView.owner == owner, SavedView.removed_at.is_(None), func.lower(SavedView.name) == name.lower())
    if connection.execute(select(1).where(*mine)).first():
        raise SavedViewError(f"Another view is called “{name}” already; choose another name.")


def share(engine: Engine, view_id: int, shared: bool, actor: Actor) -> None:
    """Share a view with all members, or keep it to its owner.

    Raises:
        NotPermittedError: it is another's.
        SavedViewError: the actor sees no such view.
    """
    actor.check_on_record(SAVE_VIEWS, "share views")
    _change(engine, view_id, actor, "share a view" if shared else "keep a view private", {"shared": shared})


def pin(engine: Engine, view_id: int, pinned: bool, actor: Actor) -> None:
    """Pin a view for everybody, readers too, or let go of it.

    Raises:
        NotPermittedError: the actor may not pin views.
        SavedViewError: the actor sees no such view.
    """
    actor.check_on_record(PIN_VIEWS)
    _change(engine, view_id, actor, "pin a view" if pinned else "unpin a view", {"pinned": pinned})


def remove(engine: Engine, view_id: int, actor: Actor) -> None:
    """Remove a view; `restore` puts it back for 30 days.

    Raises:
        NotPermittedError: it is another's.
        SavedViewError: the actor sees no such view.
    """
    actor.check_on_record(SAVE_VIEWS, "remove a view")
    now = utc_now()
    _change(engine, view_id, actor, "remove a view", {"removed_at": now})
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(delete(SavedView).where(SavedView.removed_at < now - _KEPT))


def restore(engine: Engine, view_id: int, actor: Actor) -> None:
    """Put back a view that was removed.

    Raises:
        NotPermittedError: it is another's.
        SavedViewError: there is no such view any more, or its name was given to another one meanwhile.
    """
    actor.check_on_record(SAVE_VIEWS, "put back a view")
    _change(engine, view_id, actor, "put back a view", {"removed_at": None}, is_removed=True)


def _change(
    engine: Engine, view_id: int, actor: Actor, action: str, values: dict[str, Any], *, is_removed: bool = False
) -> None:
    there = SavedView.removed_at.is_not(None) if is_removed else SavedView.removed_at.is_(None)
    with engine.connect() as connection, write_transaction(connection):
        query = select(SavedView.name, SavedView.owner).where(SavedView.view_id == view_id, there, _seen_by(actor))
        row = connection.execute(query).one_or_none()
        if row is None:
            raise SavedViewError("There is no such view any more.")
        if row.owner != actor.id and not actor.may(REMOVE_VIEWS):
            raise NotPermittedError("Only its owner and the Secretariat may change a view.")
        if is_removed:
            _check_name(connection, row.name, row.owner)
        connection.execute(update(SavedView).where(SavedView.view_id == view_id).values(**values))
        record(connection, actor, action, row.name)


def _seen_by(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition that somebody sees a view."""
    seen: list[ColumnElement[bool]] = [SavedView.pinned.is_(True)]
    if viewer.may(SAVE_VIEWS):
        seen += [SavedView.shared.is_(True), SavedView.owner == viewer.id]
    return or_(*seen)


def saved_views(engine: Engine, viewer: Actor) -> pd.DataFrame:
    """List the views that somebody sees, pinned ones first, then by name.

    Args:
        engine: the store.
        viewer: who looks: everybody sees pinned views, members shared ones and their own.

    Returns:
        view_id, name, page (path; empty for the first page), query (parameters of its address), saved_at (datetime,
        UTC), saved_by, shared, pinned, may_change (whether the viewer may share and remove it).
    """
    columns = (
        SavedView.view_id,
        SavedView.name,
        SavedView.page,
        SavedView.query,
        SavedView.saved_at,
        SavedView.saved_by,
        SavedView.shared,
        SavedView.pinned,
        SavedView.owner,
    )
    query = select(*columns).where(SavedView.removed_at.is_(None), _seen_by(viewer))
    found = fetch(engine, query.order_by(SavedView.pinned.desc(), func.lower(SavedView.name), SavedView.view_id))
    owner = found.pop("owner")
    found["may_change"] = viewer.may(SAVE_VIEWS) & ((owner == viewer.id) | viewer.may(REMOVE_VIEWS))
    return found
