"""The page of rights: which role may do what, and what each right opens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lib.services.rights import RIGHTS, ROLES, Role

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
_HEAD = """# Who may do what

Every right with the roles that hold it, made from `lib/services/rights.py`; `make docs` writes this page anew.
Functions check rights for whoever is passed to them; pages hide what would be refused. Whoever has a shell on the
server holds every right, since they hold the store itself.
"""


def rights_page() -> str:
    """The page as Markdown."""
    roles = [f"- **{role}**: {about}" for role, about in ROLES.items()]
    matrix = [
        f"| {right.action} | {' | '.join('yes' if role in right.roles else '–' for role in Role)} |" for right in RIGHTS
    ]
    opens = [
        f"| {right.action} | {_named(right.pages)} | {_named(right.addresses)} | {_named(right.commands)} | "
        f"{', '.join(right.jobs) or '–'} |"
        for right in RIGHTS
    ]
    lines = [
        _HEAD,
        "## Roles\n",
        *roles,
        "\n## Rights\n",
        f"| right to | {' | '.join(Role)} |",
        "|---" * (1 + len(Role)) + "|",
        *matrix,
        "\n## What each opens\n",
        "| right to | pages | addresses below `/api/v1` | commands | work in the background |",
        "|---|---|---|---|---|",
        *opens,
    ]
    return "\n".join(lines) + "\n"


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


if __name__ == "__main__":
    PAGE.write_text(rights_page(), "utf-8")
