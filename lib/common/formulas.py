"""The apostrophes that keep a spreadsheet from running a cell of a CSV file as a formula, and how to take them off.

A spreadsheet runs a cell that begins with a formula sign, also after blanks or a quote. Opened with another separator
than it was written with, as happens to a comma-separated file in most of Europe, a cell may begin behind any separator,
quote or line end inside a text. The rule, which can be undone exactly:

1. Where a separator, a quote or a line end is followed by a formula sign, with nothing but blanks, quotes and
   separators between, an apostrophe is put directly before that sign.
2. A text that then begins with a formula sign, a tab or a carriage return, also after blanks or quotes, gets an
   apostrophe before it. One that begins with an apostrophe and such a sign is such a text, so it gets one more.
"""

from __future__ import annotations

import re

#: Blanks, spelt out so that they mean the same to Python and to Arrow.
_BLANKS = "\t\n\x0b\x0c\r \x85\xa0\u2000-\u200b\u2028\u2029\u202f\u3000\ufeff"
#: The signs with which a formula begins, also as wide as a Chinese character.
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20\\-"
_QUOTES = "'\""
_SEPARATORS = '\t\r\n",;|'
#: A text that begins as a formula does.
BEGINS = f"^[{_BLANKS}{_QUOTES}]*[{_SIGNS}\t\r]"
#: What stands between a separator and a formula sign, and the sign.
INSIDE = f"([{_SEPARATORS}][{_BLANKS}{_QUOTES},;|]*)([{_SIGNS}])"

_BEGINS = re.compile(BEGINS)
# As INSIDE, and with the runs that end otherwise, so that none is looked at twice.
_RUN = re.compile(f"([{_SEPARATORS}][{_BLANKS}{_QUOTES},;|]*+)([{_SIGNS}]?)")


def guarded(text: str) -> str:
    """The text with the apostrophes that it needs in a CSV file."""
    inside = _RUN.sub(lambda run: f"{run[1]}'{run[2]}" if run[2] else run[1], text)
    return f"'{inside}" if _BEGINS.match(inside) else inside


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    if "'" not in text:
        return text
    inside = text[1:] if text.startswith("'") and _BEGINS.match(text[1:]) else text
    return _RUN.sub(lambda run: run[1].removesuffix("'") + run[2] if run[2] else run[1], inside)
