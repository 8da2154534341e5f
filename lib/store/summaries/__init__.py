"""Summary tables: sums that pages ask for all the time, computed again from the rows whenever these change.

They are refreshed in the transaction that changes the rows, so no reader ever sees the two differ.
"""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection

from lib.store.summaries import calls, collaboration, events, projects, reach

_OF_PROJECTS = frozenset({"country", "programme", "call", "project", "participation", "funding"})
_OF_EVENTS = frozenset({"event", "attendance", "attendance sum"})
_OF_CHANNELS = frozenset({"post"})
#: Entities whose change makes summaries stale.
SUMMARISED = _OF_PROJECTS | _OF_EVENTS | _OF_CHANNELS


def refresh_summaries(connection: Connection, changed: Set[str] = SUMMARISED) -> None:
    """Compute the summary tables again that a change of these entities makes stale."""
    if changed & _OF_PROJECTS:
        projects.refresh(connection)
        collaboration.refresh(connection)
        calls.refresh(connection)
    if changed & _OF_EVENTS:
        events.refresh(connection)
    if changed & _OF_CHANNELS:
        reach.refresh(connection)
