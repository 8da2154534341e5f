"""Rows that people write into a table beside its data: totals, headings of groups of rows, footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lib.common.countries import UnknownCountryError, country_code
from lib.common.folding import fold_word
from lib.ingest.parsing.numbers import take_apart
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import as_text, is_filled

#: Words for a sum, in small letters without accents, with which rows of totals begin in the languages of the members.
_SUMS = (
    "total totals sum subtotal sub-total summe gesamt gesamtsumme insgesamt zwischensumme summa somme sous-total suma "
    "somma totale subtotale soma totaal subtotaal som razem ogołem celkem soucet spolu sucet osszesen общо сума ukupno "
    "skupaj kokku kopa yhteensa totalt συνολο итого всего toplam samtals σ ∑"
)
_TOTALS = frozenset(_SUMS.split()) | {
    *("grand total", "in total", "overall total", "total general", "suma total", "totale generale", "is viso", "i alt")
}
#: What may follow such a word without changing what it says: "Total budget 2024 (EUR)".
_AFTER_TOTAL = re.compile(
    r"[ :=.,()*\-–0-9]|\b(?:budget|amount|betrag|montant|importe|eur|euro|funding|all|aller|alle)\b|€"
)
_FOOTNOTE = re.compile(
    r"\*+|[†‡¹²³⁴-⁹]|\(?[0-9a-z]\) |\[[0-9a-z]\]"
    r"|(?:notes?|sources?|quellen?|anmerkung(?:en)?|hinweise?|stand|fussnoten?|remarques?|notas?|fontes?|fuentes?|fonti"
    r"|zrodło|uwagi?|zdroj|as of|status|legend|disclaimer|последно|источник|примечание)\b.{0,3}[: ]"
)
#: Fewest columns of a table in which a row of a single cell stands out.
_FEWEST_COLUMNS = 3


def marginal_rows(
    rows: Sequence[Sequence[Cell]], numbers: int, is_incomplete: Callable[[int], bool], of_persons: bool
) -> Iterator[tuple[int, Code | None]]:
    """Find rows that are no data.

    Args:
        rows: cells by row, all rows of one length.
        numbers: how many columns may hold numbers.
        is_incomplete: whether a row, given by its place, lacks what every row needs.
        of_persons: rows are about persons, whose names may stand alone in a row.

    Yields:
        The place of a row in `rows` and what it is; None for a row of numbers alone, which may be their sums.
    """
    width = len(rows[0]) if rows else 0
    for place, row in enumerate(rows):
        # Nearly all rows have more texts than one, which is seen without looking at their cells.
        if width - row.count("") > 1 + max(numbers, 1):
            continue
        filled = [cell for cell in row if is_filled(cell)]
        texts = [as_text(cell) for cell in filled if not _is_number(cell)]
        if not texts and filled:
            yield place, None
        elif len(texts) == 1:
            code = _what(texts[0], len(filled) == 1, width, is_incomplete(place), of_persons)
            if code is not None:
                yield place, code


def _what(text: str, alone: bool, width: int, is_incomplete: bool, of_persons: bool) -> Code | None:
    """Tell what a row is whose only text this is."""
    if is_total(text, is_incomplete):
        return Code.TOTAL_ROW
    if not alone or width < _FEWEST_COLUMNS:
        return None
    folded = fold_word(text)
    if _FOOTNOTE.match(folded):
        return Code.FOOTNOTE_ROW
    # An identifier without the rest of its row is no heading: what is missing has to be reported.
    is_wordy = " " in text.strip() or not any(map(str.isdecimal, text))
    if is_incomplete and is_wordy and not of_persons:
        return Code.HEADING_ROW
    return Code.HEADING_ROW if text.endswith(":") or (not of_persons and _is_country(text)) else None


def is_total(text: str, loose: bool = False) -> bool:
    """Return whether a text is a word for a sum, such as "Summe:" or "Total 2024"; `loose`: or begins with one."""
    folded = fold_word(text).strip(" :=.*–-")
    if folded in _TOTALS:
        return True
    words = folded.split()
    for count in range(min(3, len(words)), 0, -1):
        if " ".join(words[:count]).strip(" :=.*–-") in _TOTALS:
            rest = " ".join(words[count:])
            return loose or not _AFTER_TOTAL.sub("", rest)
    return False


def _is_number(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    try:
        take_apart(cell)
    except ParseError:
        return False
    return True


def _is_country(text: str) -> bool:
    # Two and three letters are codes of countries, and of much else.
    try:
        return len(text) > 3 and bool(country_code(text))
    except UnknownCountryError:
        return False
