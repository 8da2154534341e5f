"""The page of all terms that figures and pages use."""

from __future__ import annotations

from pathlib import Path

from lib.common.glossary import TERMS

PAGE = Path(__file__).parents[2] / "docs" / "user" / "glossary.md"
_HEAD = """# Glossary

Terms that figures and pages use, made from `lib/common/glossary.py`; `make docs` writes this page anew. The dashboard
explains them under "About" of each figure that uses them, and lists all under "Glossary" on the page Overview.
"""


def glossary_page() -> str:
    """The page as Markdown."""
    terms = [f"**{term.name}**: {term.explanation} *Source: {term.source}.*\n" for term in TERMS]
    return "\n".join([_HEAD, *terms])


if __name__ == "__main__":
    PAGE.write_text(glossary_page(), "utf-8")
