"""A report as plain lines, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from lib.common import formatting
from lib.export.report.section import Section, mark_of


def as_text(title: str, sections: Sequence[Section]) -> str:
    """Return the tables of a page as plain lines, for the command line."""
    lines = [title, *([mark_of(sections)] if mark_of(sections) else [])]
    for section in sections:
        lines += ["", section.about.title, *("  " + ", ".join(row) for row in section.rows())]
        lines += [f"  {section.left_out()}"] if section.left_out() else []
        lines += [f"  Covers {section.about.coverage}."] if section.about.coverage else []
    return "\n".join(lines).replace(formatting.HARD, " ")
