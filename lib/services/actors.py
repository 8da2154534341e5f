"""Who asks, and whether they may. Every function that writes, or reads what is not public, takes an `Actor`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from lib.services.rights import Right, Role

#: Names the setting that makes a dashboard one for readers alone.
READ_ONLY_VARIABLE = "ICPERMED_READ_ONLY"
#: The person at the machine that the dashboard runs on, where nobody has to sign in.
AT_THE_MACHINE = "machine"
#: Whoever has a shell on the server.
SHELL = "shell"


class NotPermittedError(Exception):
    """Who asks may not do this; the message is for them, and nothing was written."""


@dataclass(frozen=True)
class Actor:
    """Who asks.

    Args:
        name: as it is kept on record; a person's name, or that of a program. Needed for every change.
        role: what they are to the dashboard.
        id: tells them from all others, for as long as they are known; empty for readers whom nobody knows.
        organisations: identifiers of those that they speak for.
        address: that they came from over the network, where that is known.
    """

    name: str
    role: Role = Role.READER
    id: str = ""
    organisations: frozenset[str] = frozenset()
    address: str = ""

    def may(self, right: Right) -> bool:
        """Whether they hold a right; for changes they also need a name."""
        return self.role in right.roles

    def check(self, right: Right, action: str = "") -> None:
        """Refuse whoever does not hold a right, where what is asked for leaves no record of a name.

        Args:
            right: what is needed.
            action: what is asked for, as in "update topics", where the right is to more than that.

        Raises:
            NotPermittedError: they do not hold it.
        """
        if not self.may(right):
            for tell in _told_of_refusals:
                tell(self, action or right.action)
            raise NotPermittedError(f"Only {right.holders} may {action or right.action}.")

    def check_on_record(self, right: Right, action: str = "") -> None:
        """Refuse whoever does not hold a right, or has given no name to be kept on record.

        Args:
            right: what is needed.
            action: what is asked for, as in "rename a topic", where the right is to more than that.

        Raises:
            NotPermittedError: they do not hold it, or have no name.
        """
        self.check(right, action)
        if not self.name.strip():
            raise NotPermittedError(f"Give your name to {action or right.action}: it is kept on record.")


#: Told who was refused, and what they asked for.
_told_of_refusals: list[Callable[[Actor, str], None]] = []


def tell_of_refusals(listener: Callable[[Actor, str], None]) -> None:
    """Have a function told of each refusal in this process from now on, in place of the one before."""
    _told_of_refusals[:] = [listener]


def is_read_only() -> bool:
    """Return whether this dashboard is for readers alone, as ICPERMED_READ_ONLY says."""
    return os.environ.get(READ_ONLY_VARIABLE, "").casefold() in ("1", "yes", "true")


def operator(name: str) -> Actor:
    """Return whoever has a shell on the server: they hold the store itself, whatever the pages allow."""
    return Actor(name.strip(), Role.ADMINISTRATOR, SHELL)
