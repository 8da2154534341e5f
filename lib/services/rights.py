"""Who may do what: the roles, every right with the roles that hold it, and what each right opens.

This is the one declaration. Functions check it for whoever is passed to them, pages hide what would be refused,
`python -m lib.docs.rights` writes it into docs/rights.md, and tests/services/test_rights.py tries every cell of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is to the dashboard. Each role holds what those before it hold, and more."""

    READER = "reader"
    MEMBER = "member"
    FUNDER = "funder"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"


#: What each role is, as docs and the page on roles say it.
ROLES: Final[dict[Role, str]] = {
    Role.READER: "Everybody, without login: published figures and rows.",
    Role.MEMBER: "Of the board or a working group: views of one's own, and shared ones.",
    Role.FUNDER: "A member who speaks for an organisation.",
    Role.SECRETARIAT: "Loads and corrects data, and sees what lists of persons count.",
    Role.ADMINISTRATOR: "Gives roles, beside all that the Secretariat may do.",
}
_HOLDERS = {
    Role.READER: "everybody",
    Role.MEMBER: "members",
    Role.FUNDER: "funders",
    Role.SECRETARIAT: "the Secretariat",
    Role.ADMINISTRATOR: "administrators",
}


@dataclass(frozen=True)
class Right:
    """Something that may be done.

    Attributes:
        action: what it is, as in "You may load files".
        least: the first role that holds it; those after it do too.
        pages: file names of pages that are there for whoever holds it.
        addresses: of the addresses for programs, those that it opens.
        commands: of the command line, those that use it. Whoever has a shell on the server holds every right.
        jobs: what it may begin that goes on in the background.
    """

    action: str
    least: Role
    pages: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold it."""
        ordered = list(Role)
        return frozenset(ordered[ordered.index(self.least) :])

    @property
    def holders(self) -> str:
        """Who holds it, in words."""
        return _HOLDERS[self.least]


SEE_PUBLISHED = Right(
    "see published figures and rows",
    Role.READER,
    pages=(
        *("overview", "programmes", "calls", "collaboration", "topics", "project", "events", "reach"),
        *("report", "saved", "records"),
    ),
    addresses=("NAME.ENDING", "figures.json", "figures/ID.ENDING", "all.zip", "openapi.json", "catalogue.ENDING"),
    commands=("report", "template"),
)
SAVE_VIEWS = Right("save views, share them, and see shared ones", Role.MEMBER)
REMOVE_VIEWS = Right("share and remove views of others", Role.SECRETARIAT)
PIN_VIEWS = Right("pin views for everybody", Role.SECRETARIAT)
LOAD_FILES = Right(
    "load files",
    Role.SECRETARIAT,
    pages=("first_steps", "upload"),
    commands=("init", "import", "refresh"),
    jobs=("reading and checking files", "loading files", "fetching the files of a source"),
)
KEEP_SOURCES = Right("keep sources", Role.SECRETARIAT, commands=("sources", "save-source", "forget-source"))
SEE_IMPORTS = Right(
    "see imports, who made them, and quarantined rows",
    Role.SECRETARIAT,
    pages=("imports",),
    commands=("imports", "status"),
)
UNDO_IMPORTS = Right("undo imports", Role.SECRETARIAT, commands=("undo",), jobs=("undoing an import",))
REMOVE_DEMONSTRATION = Right(
    "remove the demonstration data",
    Role.SECRETARIAT,
    commands=("remove-demonstration",),
    jobs=("removing the demonstration data",),
)
EDIT_ROWS = Right("change rows", Role.SECRETARIAT)
CHECK_QUALITY = Right("check the quality of data", Role.SECRETARIAT, pages=("data_quality",))
MERGE_ORGANISATIONS = Right("merge organisations", Role.SECRETARIAT, pages=("organisations",))
SEE_SMALL_NUMBERS = Right("see small numbers and rows of attendance", Role.SECRETARIAT, commands=("export",))
CORRECT_TOPICS = Right(
    "compute and correct topics",
    Role.SECRETARIAT,
    commands=("topics",),
    jobs=("computing topics", "updating topics", "correcting topics"),
)
GIVE_ROLES = Right("give roles", Role.ADMINISTRATOR, pages=("roles",), commands=("roles", "give-role", "take-role"))
CHANGE_KEY = Right("change the key of pseudonyms", Role.ADMINISTRATOR, commands=("rekey",))
READ_AUDIT = Right("read the audit log", Role.ADMINISTRATOR, pages=("audit",), commands=("audit",))

#: Every right, in the order of docs.
RIGHTS: Final[tuple[Right, ...]] = (
    SEE_PUBLISHED,
    SAVE_VIEWS,
    REMOVE_VIEWS,
    PIN_VIEWS,
    LOAD_FILES,
    KEEP_SOURCES,
    SEE_IMPORTS,
    UNDO_IMPORTS,
    REMOVE_DEMONSTRATION,
    EDIT_ROWS,
    CHECK_QUALITY,
    MERGE_ORGANISATIONS,
    SEE_SMALL_NUMBERS,
    CORRECT_TOPICS,
    GIVE_ROLES,
    CHANGE_KEY,
    READ_AUDIT,
)
#: The right that each page needs, by its file name.
OF_PAGES: Final[dict[str, Right]] = {page: right for right in RIGHTS for page in right.pages}
