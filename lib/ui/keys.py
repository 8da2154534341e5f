"""What figures are called on pages, and under what is kept what is drawn of them."""

from __future__ import annotations

from lib.figures.figure import Answer, Figure
from lib.ui.ask import key_of


def key_on_page(figure: Figure) -> str:
    """Return the name of a figure as a key of the page, which is a class name of its elements."""
    return figure.id.replace(".", "-").replace("_", "-")


def kept_as(answer: Answer) -> str:
    """Return under what is kept what is drawn of an answer."""
    return key_of(answer.figure, answer.scope, answer.chosen)
