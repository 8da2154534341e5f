"""Views of pages that were saved under a name, to be opened again."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Engine, delete, func, insert, select

from lib.metrics.frames import fetch
from lib.store.engine import write_transaction
from lib.store.models import SavedView

#: Signs of a name, and of the parameters of an address that browsers and mail programs still take.
MOST_SIGNS = 120
MOST_SIGNS_OF_QUERY = 8_000


class CannotSave(ValueError):
    """The view cannot be saved; the message says why, and what would be right."""


def save(engine: Engine, name: str, page: str, query: str, by: str) -> None:
    """Keep a view of a page under a name that no other view has, upper and lower case alike.

    Args:
        page: path of the page; empty for the first one.
        query: parameters of its address.
        by: who saves it.

    Raises:
        CannotSave: the name is empty, too long or taken, nobody says who saves it, or the address is too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > MOST_SIGNS:
        raise CannotSave(f"Give the view a name of 1 to {MOST_SIGNS} characters.")
    if not by.strip():
        raise CannotSave("Give your name, so that others know whose view it is.")
    if len(query) > MOST_SIGNS_OF_QUERY:
        raise CannotSave("The view has too many filters for an address; choose fewer.")
    with engine.connect() as connection, write_transaction(connection):
        if connection.execute(select(1).where(func.lower(SavedView.name) == name.lower())).first():
            raise CannotSave(f"Another view is called “{name}” already; choose another name.")
        row = {"name": name, "page": page, "query": query, "saved_by": by.strip()}
        connection.execute(insert(SavedView), {**row, "saved_at": datetime.now(UTC).replace(tzinfo=None)})


def remove(engine: Engine, name: str) -> None:
    """Forget a view; one that is not there is forgotten already."""
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(delete(SavedView).where(SavedView.name == name))


def saved_views(engine: Engine) -> pd.DataFrame:
    """Every saved view, by name: name, page, query, saved_at (UTC), saved_by."""
    columns = (SavedView.name, SavedView.page, SavedView.query, SavedView.saved_at, SavedView.saved_by)
    return fetch(engine, select(*columns).order_by(func.lower(SavedView.name), SavedView.name))
