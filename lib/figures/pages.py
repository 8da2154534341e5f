"""Ways from a row of a figure to a page of the app."""

from __future__ import annotations

from urllib.parse import quote

from lib.figures.columns import LINK, Column

#: Name in the address of the page of one project.
PROJECT = "project"
#: Holds what `project_page` gives.
OPEN_PROJECT = Column("page", "Page", LINK, is_page=True, link_text="Open")


def project_page(project_id: str) -> str:
    """Return the address of a project's page, from any page of the app."""
    return f"project?{PROJECT}={quote(project_id, safe='')}"
