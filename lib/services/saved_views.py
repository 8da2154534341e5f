"""Views of pages that were saved under a name, to be opened again."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Engine, delete, func, insert, select

from lib.common.clock import utc_now
from lib.metrics.frames import fetch
from lib.services.actors import Actor
from lib.services.rights import REMOVE_VIEWS, SAVE_VIEWS
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import SavedView

#: Characters of a name, and of the parameters of an address that browsers and mail programs still take.
MOST_CHARACTERS = 120
MOST_CHARACTERS_OF_QUERY = 8_000


class SavedViewError(ValueError):
    """The view cannot be saved; the message says why, and what would be right."""


def save(engine: Engine, name: str, page: str, query: str, actor: Actor) -> None:
    """Keep a view of a page under a name that no other view has, upper and lower case alike.

    Args:
        page: path of the page; empty for the first one.
        query: parameters of its address.
        actor: who saves it.

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
        if connection.execute(select(1).where(func.lower(SavedView.name) == name.lower())).first():
            raise SavedViewError(f"Another view is called “{name}” already; choose another name.")
        row = {"name": name, "page": page, "query": query, "saved_by": actor.name.strip()}
        connection.execute(insert(SavedView), {**row, "saved_at": utc_now()})
        record(connection, actor, "save a view", name)


def remove(engine: Engine, name: str, actor: Actor) -> None:
    """Remove a view; one that is not there is removed already.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
    """
    actor.check_on_record(REMOVE_VIEWS)
    with engine.connect() as connection, write_transaction(connection):
        if connection.execute(delete(SavedView).where(SavedView.name == name)).rowcount:
            record(connection, actor, "remove a view", name)


def saved_views(engine: Engine) -> pd.DataFrame:
    """List every saved view, by name.

    Returns:
        name, page (path; empty for the first page), query (parameters of its address), saved_at (datetime, UTC),
        saved_by.
    """
    columns = (SavedView.name, SavedView.page, SavedView.query, SavedView.saved_at, SavedView.saved_by)
    return fetch(engine, select(*columns).order_by(func.lower(SavedView.name), SavedView.name))
