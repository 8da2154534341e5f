"""Addresses of figures for programs, narrowed as a page shows them."""

from __future__ import annotations

from urllib.parse import urlencode

from lib.figures.figure import Answer
from lib.metrics.addresses import BASE
from lib.metrics.choices import Choices
from lib.metrics.scope_words import to_words

#: Below the app's own address. Programs hold on to it, so it never changes.
FIGURES = f"{BASE}/figures"


def figure_address(answer: Answer, ending: str, choices: Choices) -> str:
    """Return the address of a figure as it is shown, below the app's own address.

    Args:
        answer: what is shown; what does not narrow it is left out, since it would be refused.
        ending: of the kind of file, such as csv, svg or html.
        choices: for the filters' words.
    """
    words = to_words(answer.scope, choices)
    chosen = {
        option.name: value
        for option in answer.figure.options
        if (value := answer.chosen.get(option.name)) and value != option.default
    }
    query = urlencode({**words, **chosen}, doseq=True)
    return f"{FIGURES}/{answer.figure.id}.{ending}" + (f"?{query}" if query else "")
