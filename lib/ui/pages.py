"""The pages of the dashboard in the order of the menu: what each is called there, in links and in its window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Entry:
    """A page of the dashboard, as the menu lists it.

    Attributes:
        name: of its file below pages/, and its path, which never changes; the first page's path is empty.
        title: in the menu, in the browser's window, and where a link to it is shown.
        icon: a Material symbol.
    """

    name: str
    title: str
    icon: str

    @property
    def file(self) -> str:
        return f"pages/{self.name}.py"

    @property
    def path(self) -> str:
        return "" if self.name == FIRST else self.name


#: The page that opens where none is named.
FIRST: Final = "overview"
#: The section of the pages on which the Secretariat works. They show more of lists of persons than others may see.
SECRETARIAT: Final = "Secretariat"
SECTIONS: Final[Mapping[str, Sequence[Entry]]] = {
    "Board": (Entry(FIRST, "Overview", "dashboard"),),
    "Funding": (
        Entry("programmes", "Programmes", "public"),
        Entry("calls", "Calls", "gavel"),
        Entry("collaboration", "Collaboration", "hub"),
        Entry("topics", "Topics", "bubble_chart"),
        Entry("project", "Project", "science"),
    ),
    "Outreach": (
        Entry("events", "Events", "event"),
        Entry("reach", "Reach", "campaign"),
    ),
    "Take away": (
        Entry("report", "Report", "article"),
        Entry("saved", "Saved views", "bookmarks"),
        Entry("records", "Records", "table_rows"),
    ),
    SECRETARIAT: (
        Entry("first_steps", "First steps", "flag"),
        Entry("upload", "Upload", "upload_file"),
        Entry("data_quality", "Data quality", "fact_check"),
        Entry("imports", "Imports", "history"),
        Entry("organisations", "Duplicates", "merge"),
        Entry("roles", "Roles", "badge"),
        Entry("audit", "Audit log", "policy"),
    ),
}


def titles() -> dict[str, str]:
    """Return the titles of all pages by their paths."""
    return {page.path: page.title for section in SECTIONS.values() for page in section}
