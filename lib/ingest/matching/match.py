"""A match: which columns of a file are which fields of an entity, and what the importer makes of it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lib.common.currencies import CODES
from lib.common.folding import slug
from lib.ingest.matching.names import units_of
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, EntityMapping, as_text, constant

#: Longest readable beginning of a derived identifier, and digits of the hash behind it.
_SLUG, _DIGITS = 40, 8


@dataclass(frozen=True)
class Match:
    """Which column of a file is which field of an entity.

    Args:
        entity: name in lib.entities.registry.SCHEMAS.
        columns: by field, the header of the file's column; several where an identifier is derived from these columns.
    """

    entity: str
    columns: Mapping[str, str | tuple[str, ...]]


def identifier_of(prefix: str, headers: tuple[str, ...]) -> Derived:
    """Derive an identifier from columns: readable, and the same for the same cells in every file.

    Args:
        prefix: begins the identifier; "" for none.
        headers: the columns, the most readable first.

    Returns:
        Derives such as "example-project-1a2b3c4d": the first filled cell as an ASCII slug of at most 40 characters, and
        8 hexadecimal digits of SHA-256 over all cells, case and blanks making no difference. "" where all are empty.
    """

    def derive(*cells: Cell) -> str:
        texts = [unicodedata.normalize("NFC", " ".join(as_text(cell).split())) for cell in cells]
        first = next(filter(None, texts), None)
        if first is None:
            return ""
        # Line breaks cannot occur in the texts: all blanks are single spaces there.
        whole = "\n".join(text.casefold() for text in texts)
        digits = hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
        return "-".join(filter(None, (prefix, slug(first, _SLUG), digits)))

    return Derived(headers, derive)


def mapping_of(match: Match, given: Collection[str] = ()) -> EntityMapping:
    """Turn a match into a mapping, as formats have them.

    Args:
        match: the match.
        given: fields whose value is given for all rows; their columns are left out.
    """
    columns: dict[str, str | Derived] = {
        name: source if isinstance(source, str) else identifier_of("", source)
        for name, source in match.columns.items()
        if name not in given
    }
    currency = _currency_of_originals(columns)
    if currency and "currency" not in (*columns, *given):
        columns["currency"] = constant(currency)
    return EntityMapping(match.entity, columns)


def _currency_of_originals(columns: Mapping[str, str | Derived]) -> str:
    """Return the currency that stands in the headers of original amounts; "" where none does."""
    codes = {
        units_of(source).currency
        for name, source in columns.items()
        if name.endswith("_original") and isinstance(source, str)
    }
    return next(iter(codes)) if len(codes) == 1 and codes <= CODES else ""
