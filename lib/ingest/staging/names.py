"""What rows are called, folded, in temporary tables: by these names files may refer to a row in place of its key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, Integer, String, Table, Text, select

from lib.common.folding import fold, plain_name
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.staging.stage import Stage
from lib.ingest.staging.tables import table_of
from lib.ingest.staging.temporary import create_indexes, create_table, temporary_table
from lib.store.bulk import add_rows
from lib.store.datasets import of_dataset

#: Rows that are folded at a time.
_BATCH = 5_000
#: How well a name fits: it identifies the row, but for capitals and signs; it is what the row is called.
BY_KEY, BY_NAME = 0, 1
#: Names that are less alike than this, of 100, are not proposed; and how many are.
_ALIKE, _MOST_PROPOSED = 75, 3
#: Format of the record of a merge of two organisations among the imports; lib.services.organisations writes it.
MERGE = "merge"
_TEXT = Text()
_COLUMNS = (("name", _TEXT), ("fits", Integer()), ("key", _TEXT), ("shown", _TEXT), ("country", String(2)))
_SIGNS = re.compile(r"[\W_]+")
#: An identifier of the Research Organization Registry, which files write as an address or without.
_ROR = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/(\w+)/?", re.IGNORECASE)
#: "Agence nationale de la recherche (ANR)", and "ANR - Agence nationale de la recherche".
_IN_BRACKETS = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]")
_WITH_DASH = re.compile(r"(?s)(\S+)\s+[-–—:]\s+(\S+\s.+)|(\S+\s.*\S)\s+[-–—:]\s+(\S+)")


class Named(NamedTuple):
    """A row that a name may mean: its key, and the name that it is shown by."""

    key: str
    shown: str

    def __str__(self) -> str:
        return f"{self.key} ({self.shown})" if self.shown and self.shown != self.key else self.key


def fold_name(text: str) -> str:
    """Fold a name for comparison: small letters and digits without accents, with single blanks for all other signs."""
    ror = _ROR.fullmatch(text.strip())
    if ror:
        return fold(ror[1])
    return " ".join(_SIGNS.sub(" ", fold(text)).split()) or plain_name(text)


def names_in(text: str) -> list[tuple[str, int]]:
    """Return the folded names in a cell: the whole (0), and two that stand side by side in it (1)."""
    whole = fold_name(text)
    beside = _IN_BRACKETS.fullmatch(text.strip()) or _WITH_DASH.fullmatch(text.strip())
    parts = dict.fromkeys(fold_name(part) for part in beside.groups() if part) if beside else {}
    return [(whole, 0), *((part, 1) for part in parts if part != whole)]


class NameTable:
    """The names of an entity's rows in one dataset, those of the store and those of the upload."""

    def __init__(self, connection: Connection, entity: str, demonstration: bool, stages: Iterable[Stage]) -> None:
        self._connection = connection
        target = SCHEMAS[entity].targets[0]
        name = f"upload_names_of_{entity.replace(' ', '_')}_{int(demonstration)}"
        self.table = temporary_table(name, _COLUMNS, ("name",))
        create_table(connection, self.table)
        create_indexes(connection, self.table)
        stored = table_of(target.model)
        self._add(entity, stored, stored.columns.keys(), of_dataset(stored.c.import_id, demonstration))
        for stage in stages:
            if stage.schema.entity == entity:
                self._add(entity, stage.table, stage.own)
        if entity == "organisation":
            self._add_merged(demonstration)

    def _add(self, entity: str, table: Table, there: Sequence[str], *conditions: Any) -> None:
        known_by = [name for name in ENTITIES[entity].known_by if name in there]
        key = SCHEMAS[entity].targets[0].key[0]
        columns = [key, *known_by, *(["country"] if "country" in there else [])]
        query = select(*(table.c[name] for name in columns)).where(*conditions)
        for rows in self._connection.execute(query.execution_options(yield_per=_BATCH)).partitions():
            found = [name for row in rows for name in _names_of(row, known_by)]
            add_rows(self._connection, self.table, list(self.table.columns.keys()), list(zip(*found, strict=True)))

    def _add_merged(self, demonstration: bool) -> None:
        """Add the names of organisations that are another one since the two were merged."""
        merged = merged_organisations(self._connection, demonstration)
        kept = list({key for key, _ in merged.values()})
        query = select(Organisation.organisation_id, Organisation.name).where(Organisation.organisation_id.in_(kept))
        shown = {row.organisation_id: row.name for row in self._connection.execute(query)}
        found = [
            (fold_name(name), fits, key, shown[key], None)
            for gone, (key, names) in merged.items()
            if key in shown
            for name, fits in ((gone, BY_KEY), *((name, BY_NAME) for name in names))
        ]
        if found:
            add_rows(self._connection, self.table, list(self.table.columns.keys()), list(zip(*found, strict=True)))

    def nearest(self, texts: Sequence[str]) -> list[list[Named]]:
        """Find for each text the rows with the most similar names, the nearest first; few, or none."""
        asked = [fold_name(text) for text in texts]
        best: list[dict[Named, float]] = [{} for _ in texts]
        t = self.table
        query = select(t.c.name, t.c.key, t.c.shown).execution_options(yield_per=_BATCH)
        for rows in self._connection.execute(query).partitions():
            likeness = process.cdist(asked, [row.name for row in rows], scorer=fuzz.token_sort_ratio, dtype=np.uint8)
            for place, other in zip(*np.nonzero(likeness >= _ALIKE), strict=True):
                named = Named(rows[other].key, rows[other].shown)
                best[place][named] = max(best[place].get(named, 0), float(likeness[place, other]))
        return [sorted(found, key=lambda named: (-found[named], named))[:_MOST_PROPOSED] for found in best]


def merged_organisations(connection: Connection, demonstration: bool) -> dict[str, tuple[str, list[str]]]:
    """Return the organisations that were merged into others: by key, the key of the other and the names they had."""
    query = (
        select(ImportRecord.options)
        .where(
            ImportRecord.file_format == MERGE,
            ImportRecord.undone_at.is_(None),
            ImportRecord.demonstration.is_(demonstration),
        )
        .order_by(ImportRecord.import_id.desc())
    )
    found: dict[str, tuple[str, list[str]]] = {}
    for options in connection.scalars(query):
        kept, gone, names = str(options["kept"]), str(options["gone"]), options["names"]
        assert isinstance(names, list)
        # The one that it was merged into may have been merged since.
        found[gone] = found[kept][0] if kept in found else kept, names
    return found


def _names_of(row: Any, known_by: Sequence[str]) -> Iterator[tuple[str, int, str, str, str | None]]:
    """Return the names of a row, each with how well it fits: its key, then what it is known by."""
    key, *others = row
    named = {name: value for name, value in zip(known_by, others, strict=False) if value}
    shown = next(iter(named.values()), key)
    country = others[len(known_by)] if len(others) > len(known_by) else None
    fits = {fold_name(value): BY_KEY if name.endswith("_id") else BY_NAME for name, value in reversed(named.items())}
    for folded, fit in {**fits, fold_name(key): BY_KEY}.items():
        yield folded, fit, key, shown, country
