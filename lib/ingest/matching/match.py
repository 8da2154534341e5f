"""A match: which columns of a file are which fields of an entity, and what the importer makes of it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lib.common.currencies import CODES
from lib.common.folding import fold_header, slug
from lib.entities.fields import CURRENCY, ORIGIN, Field
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.matching.names import units_of
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, EntityMapping, Made, as_text, constant

#: Longest readable beginning of a derived identifier, and digits of the hash behind it.
_SLUG, _DIGITS = 40, 8
_CURRENCY = tuple(field.name for field in CURRENCY)


#: Header of a column; several where an identifier is derived from these columns.
Source = str | tuple[str, ...]
#: Fields that say where a row comes from or how its amounts are written; of a sheet's entities the main one has them.
OF_THE_ROW = frozenset(field.name for field in (*ORIGIN, *CURRENCY))


@dataclass(frozen=True)
class Match:
    """Which column of a file is which field of an entity, or of the entities that stand in its rows.

    Args:
        entity: what a row is, by its name in lib.entities.registry.SCHEMAS.
        columns: by field, the header of the file's column; several where an identifier is derived from these columns.
            A field of an entity that stands beside the first is named with it, as in "project.title".
    """

    entity: str
    columns: Mapping[str, Source]

    @property
    def headers(self) -> frozenset[str]:
        """The columns that it names, folded."""
        sources = ((source,) if isinstance(source, str) else source for source in self.columns.values())
        return frozenset(fold_header(name) for source in sources for name in source)

    @property
    def parts(self) -> dict[str, dict[str, Source]]:
        """Columns by entity and field, parents before children; the match's own entity is the last."""
        found: dict[str, dict[str, Source]] = {}
        for name, source in self.columns.items():
            entity, _, field = name.rpartition(".")
            found.setdefault(entity or self.entity, {})[field] = source
        order = list(SCHEMAS)
        beside = sorted((entity for entity in found if entity != self.entity), key=order.index)
        return {entity: found[entity] for entity in beside} | {self.entity: found.get(self.entity, {})}


def fields_for(entity: str) -> dict[str, Field]:
    """Return the fields that a match of an entity may name: its own, and of the entities beside it as "project.title".

    What identifies the one beside is a field of the entity itself: a participation's project_id is its project's too.
    """
    own = SCHEMAS[entity].by_name
    return own | {
        f"{other}.{field.name}": field
        for other in ENTITIES[entity].beside
        for field in SCHEMAS[other].fields
        if field.name not in OF_THE_ROW and field.name not in links(entity, other)
    }


def links(entity: str, other: str) -> dict[str, str]:
    """Return the fields of an entity beside another one that are also fields of the latter, with their names there."""
    key = SCHEMAS[other].key
    return {
        field.name: mine.name
        for field in SCHEMAS[other].fields
        for mine in SCHEMAS[entity].fields
        if (key == (field.name,) and mine.refers_to == other)
        or (
            field.refers_to is not None
            and field.required
            and (field.name, field.refers_to) == (mine.name, mine.refers_to)
        )
    }


def identifier_of(prefix: str, headers: tuple[str, ...]) -> Made:
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

    return Made(headers, derive)


def mappings_of(match: Match, given: Collection[str] = ()) -> tuple[EntityMapping, ...]:
    """Turn a match into mappings, as formats have them: one for each entity, parents before children.

    Args:
        match: the match.
        given: fields whose value is given for all rows.
    """
    own = match.parts[match.entity]
    mappings = []
    for entity, columns in match.parts.items():
        if entity != match.entity:
            linked = {name: own[mine] for name, mine in links(match.entity, entity).items() if mine in own}
            money = {name: own[name] for name in _CURRENCY if name in own} if SCHEMAS[entity].amounts else {}
            columns = linked | money | columns
        mappings.append(_mapping(entity, columns, given, agreeing=entity != match.entity))
    return tuple(mappings)


def _mapping(entity: str, chosen: Mapping[str, Source], given: Collection[str], agreeing: bool) -> EntityMapping:
    columns: dict[str, str | Derived] = {
        name: source if isinstance(source, str) else identifier_of("", source) for name, source in chosen.items()
    }
    currency = _currency_of_originals(columns)
    if currency and "currency" not in (*columns, *given):
        columns["currency"] = constant(currency)
    return EntityMapping(entity, columns, agreeing=agreeing)


def _currency_of_originals(columns: Mapping[str, str | Derived]) -> str:
    """Return the currency that stands in the headers of original amounts; "" where none does."""
    codes = {
        units_of(source).currency
        for name, source in columns.items()
        if name.endswith("_original") and isinstance(source, str)
    }
    return next(iter(codes)) if len(codes) == 1 and codes <= CODES else ""
