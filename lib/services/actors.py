"""Who asks for a change of the store, and whether they may make it. Every function that writes takes an `Actor`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

#: Names the setting that makes a dashboard one for readers alone.
READ_ONLY_VARIABLE = "ICPERMED_READ_ONLY"


class Role(StrEnum):
    """What may be done: readers see, the secretariat loads, undoes and removes."""

    READER = "reader"
    SECRETARIAT = "secretariat"


class NotPermittedError(Exception):
    """Who asks may not change the store; the message is for them, and nothing was written."""


@dataclass(frozen=True)
class Actor:
    """Who asks.

    Args:
        name: as it is kept on record; a person's name, or that of a program. Needed for every change.
        role: what they may do.
    """

    name: str
    role: Role = Role.SECRETARIAT

    @property
    def may_write(self) -> bool:
        """Whether they may change the store, once they have given a name."""
        return self.role is Role.SECRETARIAT

    def check_role(self, action: str) -> None:
        """Refuse readers, where what is asked for leaves no record of a name, such as updating what is computed.

        Args:
            action: what is asked for, as in "update topics".

        Raises:
            NotPermittedError: a reader asks.
        """
        if not self.may_write:
            raise NotPermittedError(f"This dashboard is for readers: nobody can {action} here.")

    def check_may_write(self, action: str) -> None:
        """Refuse whoever may not change the store.

        Args:
            action: what is asked for, as in "load files".

        Raises:
            NotPermittedError: a reader asks, or somebody without a name.
        """
        self.check_role(action)
        if not self.name.strip():
            raise NotPermittedError(f"Give your name to {action}: it is kept on record.")

    def check_may_read_imports(self) -> None:
        """Refuse whoever may not see rows as files have them.

        Raises:
            NotPermittedError: a reader asks.
        """
        if not self.may_write:
            raise NotPermittedError("Quarantined rows are for those who load files.")

    def check_may_see_attendance(self) -> None:
        """Refuse whoever may not see small numbers of persons.

        Raises:
            NotPermittedError: a reader asks.
        """
        if not self.may_write:
            raise NotPermittedError("Rows of attendance are for those who load files: readers see what is published.")


def is_read_only() -> bool:
    """Return whether this dashboard is for readers alone, as ICPERMED_READ_ONLY says."""
    return os.environ.get(READ_ONLY_VARIABLE, "").casefold() in ("1", "yes", "true")


def page_actor(name: str = "") -> Actor:
    """Return whoever uses the pages: a reader where the dashboard is read-only, else the secretariat."""
    return Actor(name.strip(), Role.READER if is_read_only() else Role.SECRETARIAT)


def operator(name: str) -> Actor:
    """Return whoever has a shell on the server: they hold the store itself, whatever the pages allow."""
    return Actor(name.strip(), Role.SECRETARIAT)
