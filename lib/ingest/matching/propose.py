"""The likely match of a file's columns, by their names and by their content."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from lib.entities.fields import IDENTIFIER, Field, Kind
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.entities.schema import Schema
from lib.ingest.matching.content import (
    LEAST_FIT,
    PROSE_FIELDS,
    REFERENCE_WORDS,
    SHORT_FIELDS,
    SHORT_NAME_WORDS,
    WORDED,
    SampleColumn,
    sample_columns,
)
from lib.ingest.matching.match import OF_THE_ROW, Match, Source, fields_for, links
from lib.ingest.matching.names import Units, name_score, units_of
from lib.ingest.readers.sheets import Cell

#: A pair of column and field below this is no match.
_THRESHOLD = 0.5
#: What a column scores for its content alone, whatever its name is; e-mail addresses identify persons.
_BY_CONTENT, _BY_E_MAIL = 0.55, 0.75
#: What the required fields weigh beside the columns when entities are compared.
_BY_REQUIRED = 0.5
#: Mean lengths in characters: from the first on a text is prose, from the second on it can be nothing else.
_PROSE, _ONLY_PROSE = 120, 250
#: Fields that the file's owner usually states once for the whole file.
_ONCE = frozenset({"event_id", "channel"})
#: What an identifier is derived from where the file has none; name or title for the others.
_MADE_FROM = {"project": ("acronym", "title"), "post": ("published_at", "text")}
_ADDRESS = re.compile(r"https?://\S+")


def propose(header: Sequence[str], sample: Sequence[Sequence[Cell]], entity: str | None = None) -> Match:
    """The likely match of a file's columns, by their names and by what is in them.

    Args:
        header: the file's column names.
        sample: some of its rows.
        entity: what the rows are; without it, the entity that fits best.

    Returns:
        A match that leaves out what is not likely enough; it may be empty.
    """
    columns = sample_columns(header, sample)
    schemas = [SCHEMAS[name] for name in ([entity] if entity is not None else SCHEMAS)]
    proposals = [_propose(columns, schema) for schema in schemas]
    proposals += [_propose_beside(columns, schema) for schema in schemas if ENTITIES[schema.entity].beside]
    return max(proposals, key=lambda proposal: proposal[0])[1]


def _propose(columns: Sequence[SampleColumn], schema: Schema) -> tuple[float, Match]:
    """How well an entity fits, from 0 to about 1 + _BY_REQUIRED, and its match."""
    pairs = _assigned(columns, schema, {field.name: (schema, field) for field in schema.fields})
    found: dict[str, Source] = {field: column.header for field, (column, _) in pairs.items()}
    scores = {field: score for field, (_, score) in pairs.items()}
    by_column = sum(scores.values()) / max(len(columns), 1)
    own = _own_identifier(schema)
    sources = tuple(pairs[name][0].header for name in _sources(schema) if name in pairs)
    if own is not None and own not in found and sources:
        found[own] = sources
        scores[own] = _THRESHOLD
    # An entity that needs nothing else is known by what may be stated once.
    needed = schema.required - (_ONCE - {own}) or schema.required
    by_required = sum(scores.get(name, 0) for name in needed) / len(needed)
    match = Match(schema.entity, {name: found[name] for name in schema.by_name if name in found})
    return by_column + _BY_REQUIRED * by_required, match


def _propose_beside(columns: Sequence[SampleColumn], schema: Schema) -> tuple[float, Match]:
    """How well an entity fits together with those beside it, and their match; 0 where the rows lack one of them."""
    beside = ENTITIES[schema.entity].beside
    of_main = set(schema.by_name)
    fields = {
        name: (SCHEMAS[other] if other else schema, field)
        for name, field in fields_for(schema.entity).items()
        for other in (name.rpartition(".")[0],)
        # What both may have, such as an amount, belongs to the finer of them.
        if not other or field.name not in of_main
    }
    pairs = _assigned(columns, schema, fields)
    found: dict[str, Source] = {name: column.header for name, (column, _) in pairs.items()}
    scores = {name: score for name, (_, score) in pairs.items()}
    needed = set(schema.required)
    for other in beside:
        linked = links(schema.entity, other)
        needed |= {f"{other}.{name}" for name in SCHEMAS[other].required - set(linked)}
        own = linked.get(_own_identifier(SCHEMAS[other]) or "")
        sources = tuple(
            pairs[name][0].header for name in (f"{other}.{part}" for part in _sources(SCHEMAS[other])) if name in pairs
        )
        if own is not None and own not in found and sources:
            found[own] = sources
            scores[own] = _THRESHOLD
        # What they share, such as their call, may be the same for the whole file.
        if own is None:
            needed -= set(linked.values())
    match = Match(schema.entity, {name: found[name] for name in fields if name in found})
    shared = OF_THE_ROW.union(*(links(schema.entity, other).values() for other in beside))
    if not needed <= scores.keys() or not of_main & scores.keys() - shared:
        return 0, match
    by_required = sum(scores[name] for name in needed) / len(needed)
    return sum(scores.values()) / max(len(columns), 1) + _BY_REQUIRED * by_required, match


def _assigned(
    columns: Sequence[SampleColumn], schema: Schema, fields: Mapping[str, tuple[Schema, Field]]
) -> dict[str, tuple[SampleColumn, float]]:
    """For each field the column that it gets and their score: each column once, the sum as large as can be."""
    if not columns:
        return {}
    names = list(fields)
    scores = np.array([[_score(of, field, column) for column in columns] for of, field in fields.values()])
    _leave_names(schema, names, scores)
    e_mails = np.array([column.holds_e_mails for column in columns])
    persons = np.array([field.person and not field.alias_of for _, field in fields.values()])
    aliases = np.array([bool(field.alias_of) for _, field in fields.values()])
    if e_mails.any():
        # Who has an address is identified by it, not by a name that others may have too.
        scores[np.outer(persons, ~e_mails)] = 0
        scores[np.outer(aliases, e_mails)] = 0
    scores[scores < _THRESHOLD] = 0
    pairs = {
        names[row]: (columns[place], float(scores[row, place]))
        # Cubes, so that one sure pair outweighs two that are merely possible.
        for row, place in zip(*linear_sum_assignment(scores**3, maximize=True), strict=True)
        if scores[row, place] > 0
    }
    if "currency" in pairs:
        # Where each row names its currency, an amount of no named currency is not in EUR.
        for amount in schema.amounts:
            euro, original = f"{amount}_eur", f"{amount}_original"
            if euro in pairs and original not in pairs and not units_of(pairs[euro][0].header).currency:
                pairs[original] = pairs.pop(euro)
    return pairs


def _leave_names(schema: Schema, names: Sequence[str], scores: npt.NDArray[np.float64]) -> None:
    """Leave a column that names the row beside, such as a project's acronym, to the field of that name."""
    for place, name in enumerate(names):
        other, _, field = name.rpartition(".")
        if other and field in ENTITIES[other].known_by:
            for mine in links(schema.entity, other).values():
                row = names.index(mine)
                scores[row, scores[row] <= scores[place]] = 0


def _own_identifier(schema: Schema) -> str | None:
    """The field that holds the entity's own identifier, where a single one does."""
    name = f"{schema.entity}_id"
    return name if name in schema.by_name else None


def _sources(schema: Schema) -> tuple[str, ...]:
    return _MADE_FROM.get(schema.entity, ("name", "title"))


def _score(schema: Schema, field: Field, column: SampleColumn) -> float:
    """How likely a column is a field, from 0 to about 1."""
    fit = column.fit(field)
    if fit < LEAST_FIT or (field.name == _own_identifier(schema) and not column.identifies):
        return 0
    named = name_score(schema.entity, field.name, column.header)
    own = _own_identifier(schema)
    if field.refers_to and own is not None and name_score(schema.entity, own, column.header) > named:
        # The identifier of the row itself refers to nothing else.
        return 0
    score = named * (1 + fit) / 2
    if field.name.endswith(("_eur", "_original")):
        score *= _amount_factor(field.name, units_of(column.header))
    return max(score * _length_factor(field, column), _content_score(field, column))


def _amount_factor(name: str, units: Units) -> float:
    """Whether a header's currency is that of an amount."""
    if name.endswith("_eur"):
        return 1 if units.currency in ("", "EUR") else 0
    return 1 if units.currency not in ("", "EUR") else 0.5


def _length_factor(field: Field, column: SampleColumn) -> float:
    """Whether cells are as long as those of a text field usually are."""
    if field.kind is not Kind.TEXT or not column.texts:
        return 1
    if field.name in PROSE_FIELDS:
        return 1.1 if column.characters >= _PROSE else 0.9
    if field.name in SHORT_FIELDS:
        return 0.5 if column.words > SHORT_NAME_WORDS else 1.05
    if field.content is IDENTIFIER:
        return 0.5 if column.words > REFERENCE_WORDS else 1.05
    return 0.4 if field.name in WORDED and column.characters >= _ONLY_PROSE else 1


def _content_score(field: Field, column: SampleColumn) -> float:
    """For content that can hardly be anything else, whatever the column is called."""
    if field.person and not field.alias_of and column.holds_e_mails:
        return _BY_E_MAIL
    is_prose = field.name in PROSE_FIELDS and column.characters >= _ONLY_PROSE
    is_address = field.name == "url" and column.share(_ADDRESS) > LEAST_FIT
    return _BY_CONTENT if is_prose or is_address else 0
