"""Identifiers with letters that look like Latin ones and are others: no reference to them is ever found."""

from __future__ import annotations

import re

from lib.entities.fields import IDENTIFIER
from lib.ingest.parsing.row_checks import RowChecks
from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, expect

_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
#: Greek and Cyrillic letters that look like Latin ones.
_LIKE_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονАВЕЅІЈКМНОРСТУХасеорухіјѕ")
_WORD = re.compile(r"[^\W\d_]+")


def check_lookalikes(checks: RowChecks) -> None:
    """Add a warning for each identifier in which alphabets are mixed, or that looks Latin and is not."""
    for field in checks.schema.fields:
        if field.content is IDENTIFIER and not field.person:
            for place, value in enumerate(checks.values.get(field.name, [])):
                if isinstance(value, str) and not value.isascii() and (letters := lookalikes_in(value)):
                    checks.add_problem(place, field.name, expect(Code.LOOKALIKE_LETTERS, letters=letters), WARNING)


def lookalikes_in(identifier: str) -> str:
    """Return the letters of an identifier that look like Latin ones and hardly are meant; or nothing."""
    others = set(_OTHER.findall(identifier))
    mixed = any(_LATIN.search(word) and _OTHER.search(word) for word in _WORD.findall(identifier))
    # A word of another alphabet has letters that look like no Latin one.
    if mixed or others <= _LIKE_LATIN:
        return ", ".join(sorted(others & _LIKE_LATIN))
    return ""
