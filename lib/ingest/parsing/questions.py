"""Questions about the amounts and shares of a column, beside those of how its cells are written."""

from __future__ import annotations

import re
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


#: Powers of ten by which shares are multiplied, by the answer to how they are written.
PERCENT_OR_SHARE = {"percent": -2, "share": 0}
_PERCENT = re.compile(r"%|\b(?:percent|per cent|prozent|pourcent\w*|porcentaje|percentuale)\b", re.IGNORECASE)


def says_percent(header: str) -> bool:
    """Return whether a header says that numbers are percents, though their cells may be shares shown as percents."""
    return _PERCENT.search(header) is not None


def percent_question(examples: tuple[str, ...]) -> Question:
    """Ask whether numbers under a header of percents count percents, or are shares that a spreadsheet showed so."""
    return Question(
        "The header says percent. Are these numbers percents, or shares of 1?",
        examples,
        {"percent": "percents: 40 is 40 %", "share": "shares: 0.4 is 40 %"},
    )


@cache
def _currencies() -> dict[str, str]:
    """Name every currency by its code."""
    names = Locale("en").currencies
    return {code: f"{code} ({names.get(code, code)})" for code in dict.fromkeys((*_FIRST, *sorted(CODES)))}
