"""The page of figures says what the figures declare."""

from __future__ import annotations

from lib.docs.figures import PAGE, figures_page


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == figures_page(), "make docs"
