"""Questions about the amounts of a column, beside those of how its cells are written."""

from __future__ import annotations

from functools import cache

from babel import Locale

from lib.common.currencies import CODES
from lib.ingest.parsing.inference import Question

#: Currencies that are offered first: those of ICPerMed's members and their neighbours, by how often files have them.
_FIRST = ("EUR", "GBP", "CHF", "USD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "ISK", "ILS", "TRY", "CAD")


def currency_question(examples: tuple[str, ...]) -> Question:
    """Ask for the currency of amounts that name none, neither in their header nor in their cells."""
    return Question("Which currency are these amounts in? The file does not say.", examples, _currencies())


def rounding_question(examples: tuple[str, ...]) -> Question:
    """Ask what to do with amounts that have more decimals than cents."""
    return Question(
        "Some amounts have more than two decimals. Round them to cents?",
        examples,
        {"round": "round to cents", "reject": "no, report these rows as errors"},
    )


@cache
def _currencies() -> dict[str, str]:
    """Name every currency by its code."""
    names = Locale("en").currencies
    return {code: f"{code} ({names.get(code, code)})" for code in dict.fromkeys((*_FIRST, *sorted(CODES)))}
