"""Sheets whose headers no format knows: which of their columns is which field, told by name and by content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import cache, cached_property, lru_cache
from itertools import islice

import numpy as np
from scipy.optimize import linear_sum_assignment
from sqlalchemy import Connection, delete, insert, select

from lib.common.folding import without_accents
from lib.entities.fields import IDENTIFIER
from lib.entities.registry import synonyms
from lib.ingest.parsers import parse
from lib.ingest.readings import Evidence, Kind, Question, Reading
from lib.ingest.schemas import SCHEMAS, Field, Schema
from lib.ingest.sheets import Cell
from lib.ingest.tables import Made, Part, always, as_text, folded
from lib.ingest.values import Unfit
from lib.store.models import ColumnMatch

#: A pair of column and field below this is no match.
_THRESHOLD = 0.5
#: A column is never taken for a field that fewer of its cells can be read as.
_LEAST_FIT = 0.5
#: Weight of words that many headers have, beside 1 for a telling word.
_LITTLE = 0.25
#: Words are one word spelt in two ways from this ratio on; shorter ones must be equal.
_NEAR, _SHORTEST_NEAR = 0.85, 4
#: A word within a compound, as "beschreibung" in "Kurzbeschreibung", counts by this much.
_WITHIN, _SHORTEST_WITHIN = 0.75, 5
#: What a match by synonym counts beside one by the field's own name.
_BY_SYNONYM = 0.98
#: What a header counts that may be that of anything, such as "Name".
_SAYS_LITTLE = 0.8
#: What a column scores for its content alone, whatever its name is; e-mail addresses tell persons.
_BY_CONTENT, _BY_E_MAIL = 0.55, 0.75
#: What the required fields weigh beside the columns when entities are compared.
_BY_REQUIRED = 0.5
#: Characters of a header that are looked at, and columns that a match is proposed for: nobody names, or has, more.
_LONGEST_NAME, _MOST_COLUMNS = 150, 120
#: Mean lengths in characters: from the first on a text is prose, from the second on it can be nothing else.
_PROSE, _ONLY_PROSE = 120, 250
#: Mean numbers of words: more are no short name, and no reference to something else.
_SHORT_NAME_WORDS, _REFERENCE_WORDS = 3, 6
#: Longest readable beginning of an identifier that is made, and digits of the hash behind it.
_SLUG, _DIGITS = 40, 8

_PROSE_FIELDS = frozenset({"summary", "description", "text"})
_SHORT_FIELDS = frozenset({"acronym", "short_name"})
#: Fields whose cells are words; a column of numbers or codes without letters is none of them.
_WORDED = _PROSE_FIELDS | _SHORT_FIELDS | {"name", "title", "city", "region", "topic"}
#: Fields that the file's owner usually says once for the whole file.
_ONCE = frozenset({"event_id", "channel"})
#: What an identifier is made from where the file has none; name or title for the others.
_MADE_FROM = {"project": ("acronym", "title"), "post": ("published_at", "text")}

_CURRENCIES = {
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp"), "GBP"),
    **dict.fromkeys(("$", "usd"), "USD"),
    **{
        code.lower(): code
        for code in ("BGN", "CAD", "CHF", "CZK", "DKK", "HUF", "ILS", "ISK", "NOK", "PLN", "RON", "SEK", "ZAR")
    },
}
#: Words for amounts that are in the currency they were published in, whichever that is.
_OTHER_CURRENCY = frozenset({"original", "originale", "originalwahrung", "landeswahrung", "local", "locale"})
#: What such a word may stand with, as in "local currency".
_CURRENCY_WORDS = frozenset({"currency", "wahrung", "devise", "monnaie", "moneda", "divisa", "valuta"})
#: Words for amounts that are in thousands or millions; the letters only beside a currency.
_SCALES = frozenset({"teur", "keur", "tsd", "tausend", "thousand", "thousands", "milliers", "miles", "migliaia"})
_SCALES |= {"meur", "mio", "mill", "mln", "million", "millions", "millionen", "millones", "milioni", "mrd", "bn"}
_SCALE_LETTERS = frozenset({"k", "t", "m"})
#: Words that are left out when names are compared.
_UNITS = frozenset(_CURRENCIES) | _OTHER_CURRENCY | _SCALES

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TOKEN = re.compile(r"[€£$]|[^\W_]+")
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PERSON = re.compile(r"[^\W\d_][^\d@/;]{1,80}|[0-9a-f]{16,64}")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Match:
    """Which column of a file is which field of an entity.

    Args:
        entity: name in lib.ingest.schemas.SCHEMAS.
        columns: by field, the header of the file's column; several where an identifier is made from these columns.
    """

    entity: str
    columns: Mapping[str, str | tuple[str, ...]]


# Proposing a match


def propose(header: Sequence[str], sample: Sequence[Sequence[Cell]], entity: str | None = None) -> Match:
    """The likely match of a file's columns, by their names and by what is in them.

    Args:
        header: the file's column names.
        sample: some of its rows.
        entity: what the rows are; without it, the entity that fits best.

    Returns:
        A match that leaves out what is not likely enough; it may be empty.
    """
    columns = _columns(header, sample)
    proposals = [_propose(columns, SCHEMAS[name]) for name in ([entity] if entity is not None else SCHEMAS)]
    return max(proposals, key=lambda proposal: proposal[0])[1]


def _propose(columns: Sequence[_Column], schema: Schema) -> tuple[float, Match]:
    """How well an entity fits, from 0 to about 1 + _BY_REQUIRED, and its match."""
    pairs = _assigned(columns, schema)
    found: dict[str, str | tuple[str, ...]] = {field: column.header for field, (column, _) in pairs.items()}
    scores = {field: score for field, (_, score) in pairs.items()}
    by_column = sum(scores.values()) / max(len(columns), 1)
    own = _own_identifier(schema)
    sources = tuple(pairs[name][0].header for name in _sources(schema) if name in pairs)
    if own is not None and own not in found and sources:
        found[own] = sources
        scores[own] = _THRESHOLD
    needed = schema.required - (_ONCE - {own})
    by_required = sum(scores.get(name, 0) for name in needed) / len(needed)
    match = Match(schema.entity, {name: found[name] for name in schema.by_name if name in found})
    return by_column + _BY_REQUIRED * by_required, match


def _assigned(columns: Sequence[_Column], schema: Schema) -> dict[str, tuple[_Column, float]]:
    """For each field the column that it gets and their score: each column once, the sum as large as can be."""
    if not columns:
        return {}
    scores = np.array([[_score(schema, field, column) for column in columns] for field in schema.fields])
    e_mails = np.array([column.holds_e_mails for column in columns])
    persons = np.array([field.person for field in schema.fields])
    if e_mails.any():
        # Who has an address is told by it, not by a name that others may have too.
        scores[np.outer(persons, ~e_mails)] = 0
    scores[scores < _THRESHOLD] = 0
    pairs = {
        schema.fields[row].name: (columns[place], float(scores[row, place]))
        # Cubes, so that one sure pair outweighs two that are merely possible.
        for row, place in zip(*linear_sum_assignment(scores**3, maximize=True), strict=True)
        if scores[row, place] > 0
    }
    if "currency" in pairs:
        # Where each row names its currency, an amount of no named currency is not in EUR.
        for amount in schema.amounts:
            euro, original = f"{amount}_eur", f"{amount}_original"
            if euro in pairs and original not in pairs and not _marks(pairs[euro][0].header).currency:
                pairs[original] = pairs.pop(euro)
    return pairs


def _own_identifier(schema: Schema) -> str | None:
    """The field that holds the entity's own identifier, where a single one does."""
    name = f"{schema.entity}_id"
    return name if name in schema.by_name else None


def _sources(schema: Schema) -> tuple[str, ...]:
    return _MADE_FROM.get(schema.entity, ("name", "title"))


def _score(schema: Schema, field: Field, column: _Column) -> float:
    """How likely a column is a field, from 0 to about 1."""
    fit = column.fit(field)
    if fit < _LEAST_FIT or (field.name == _own_identifier(schema) and not column.identifies):
        return 0
    score = _name_score(schema.entity, field.name, column.header) * (1 + fit) / 2
    if field.name.endswith(("_eur", "_original")):
        score *= _amount_factor(field.name, _marks(column.header))
    return max(score * _length_factor(field, column), _content_score(field, column))


def _amount_factor(name: str, marks: _Marks) -> float:
    """Whether a header's currency is that of an amount; amounts in thousands or millions are none of ours."""
    if marks.scaled:
        return 0
    if name.endswith("_eur"):
        return 1 if marks.currency in ("", "EUR") else 0
    return 1 if marks.currency not in ("", "EUR") else 0.5


def _length_factor(field: Field, column: _Column) -> float:
    """Whether cells are as long as those of a text field usually are."""
    if field.kind is not Kind.TEXT or not column.texts:
        return 1
    if field.name in _PROSE_FIELDS:
        return 1.1 if column.characters >= _PROSE else 0.9
    if field.name in _SHORT_FIELDS:
        return 0.5 if column.words > _SHORT_NAME_WORDS else 1.05
    if field.content is IDENTIFIER:
        return 0.5 if column.words > _REFERENCE_WORDS else 1.05
    return 0.4 if field.name in _WORDED and column.characters >= _ONLY_PROSE else 1


def _content_score(field: Field, column: _Column) -> float:
    """For content that can hardly be anything else, whatever the column is called."""
    if field.person and column.holds_e_mails:
        return _BY_E_MAIL
    is_prose = field.name in _PROSE_FIELDS and column.characters >= _ONLY_PROSE
    is_address = field.name == "url" and column.share(_ADDRESS) > _LEAST_FIT
    return _BY_CONTENT if is_prose or is_address else 0


# Content


class _Column:
    """A column of a file's sample."""

    def __init__(self, header: str, cells: Iterable[Cell]) -> None:
        self.header = header
        self._cells = list(cells)
        self._filled = [cell for cell in self._cells if as_text(cell)]
        self.texts = [as_text(cell) for cell in self._filled]
        self._plain: dict[Kind, list[str]] = {}

    def fit(self, field: Field) -> float:
        """Share of the filled cells that can be read as the field; 1 where there are none."""
        if not self.texts:
            return 1
        if field.person:
            return self.share(_PERSON, _E_MAIL)
        if self.holds_e_mails:
            # Addresses of persons go nowhere else.
            return 0
        read = sum(_fits(field, plain) for plain in self._read_as(field.kind)) / len(self.texts)
        if field.name in _WORDED:
            return min(read, sum(any(map(str.isalpha, text)) for text in self.texts) / len(self.texts))
        return read

    def _read_as(self, kind: Kind) -> list[str]:
        """The plain forms of the cells that can be read as a kind."""
        if kind not in self._plain:
            evidence = Evidence(kind)
            evidence.add(self._filled)
            reading = evidence.reading()
            if isinstance(reading, Question):
                # Each answer reads as many cells.
                reading = evidence.reading(next(iter(reading.answers)))
            assert not isinstance(reading, Question)
            self._plain[kind] = [plain for cell in self._filled if (plain := _plain_or_none(reading, cell)) is not None]
        return self._plain[kind]

    def share(self, *patterns: re.Pattern[str]) -> float:
        """Share of the filled cells that are as one of the patterns says."""
        fitting = sum(any(pattern.fullmatch(text) for pattern in patterns) for text in self.texts)
        return fitting / max(len(self.texts), 1)

    @cached_property
    def holds_e_mails(self) -> bool:
        return self.share(_E_MAIL) > _LEAST_FIT

    @cached_property
    def characters(self) -> float:
        """Mean length of the filled cells."""
        return sum(map(len, self.texts)) / max(len(self.texts), 1)

    @cached_property
    def words(self) -> float:
        """Mean number of words of the filled cells."""
        return sum(len(text.split()) for text in self.texts) / max(len(self.texts), 1)

    @cached_property
    def identifies(self) -> bool:
        """Whether the cells tell the rows apart: all filled, distinct, short, and more than a row's number."""
        return (
            len(self.texts) == len(self._cells)
            and len({folded(text) for text in self.texts}) == len(self.texts)
            and self.words <= _SHORT_NAME_WORDS
            and not self._counts_rows()
        )

    def _counts_rows(self) -> bool:
        # Row 1 of the next file is another thing.
        if not self.texts or not all(text.isdecimal() for text in self.texts):
            return False
        numbers = sorted(map(int, self.texts))
        return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _columns(header: Sequence[str], sample: Sequence[Sequence[Cell]]) -> list[_Column]:
    """The columns that have a name, and of several with one name the first."""
    first: dict[str, int] = {}
    for place, name in enumerate(header):
        if name.strip():
            first.setdefault(folded(name), place)
    return [
        _Column(header[place], (row[place] if place < len(row) else "" for row in sample))
        for place in islice(first.values(), _MOST_COLUMNS)
    ]


def _plain_or_none(reading: Reading, cell: Cell) -> str | None:
    try:
        return reading.plain(cell)
    except Unfit:
        return None


def _fits(field: Field, plain: str) -> bool:
    try:
        parse(field, plain)
    except Unfit:
        return False
    return True


# Names


@dataclass(frozen=True)
class _Marks:
    """What a header says of amounts: their ISO 4217 code ("other" where it names none, "" where it says nothing)."""

    currency: str
    scaled: bool


#: A name's words with their weights.
_Words = tuple[tuple[str, float], ...]


def _tokens(name: str) -> list[str]:
    """A name's words, small and without accents: split at signs, blanks and in camelCase."""
    return _TOKEN.findall(without_accents(_CAMEL.sub(" ", name[:_LONGEST_NAME])).casefold())


def _marks(header: str) -> _Marks:
    tokens = _tokens(header)
    currency = next((_CURRENCIES[token] for token in tokens if token in _CURRENCIES), "")
    scaled = bool(_SCALES & set(tokens)) or (currency != "" and bool(_SCALE_LETTERS & set(tokens)))
    if not currency and _OTHER_CURRENCY & set(tokens):
        currency = "other"
    return _Marks(currency, scaled)


@lru_cache(maxsize=4096)
def _words(entity: str, name: str) -> _Words:
    """The words of a name that say what it is about; units and single letters are left out."""
    common, tokens = _common_words(entity), _tokens(name)
    left_out = _UNITS | (_CURRENCY_WORDS if _OTHER_CURRENCY & set(tokens) else set())
    pieces = [piece for token in tokens if token not in left_out for piece in _pieces(token, common)]
    return tuple(
        (piece, _LITTLE if piece in common else 1.0) for piece in pieces if len(piece) > 1 or piece.isdecimal()
    )


def _pieces(token: str, common: frozenset[str]) -> list[str]:
    """A compound's parts, such as "projekt" and "titel", where one of them is a common word."""
    if token in common:
        return [token]
    for word in sorted(common, key=lambda word: (-len(word), word)):
        if len(word) >= _SHORTEST_NEAR and len(token) >= len(word) + 2:
            if token.startswith(word):
                return [word, *_pieces(token[len(word) :], common)]
            if token.endswith(word):
                return [*_pieces(token[: -len(word)], common), word]
    return [token]


@cache
def _common_words(entity: str) -> frozenset[str]:
    """Words that say little in a header of the entity's files: its own name, and the like of "name" and "number".

    For the entity "" the latter only.
    """
    given = (*synonyms().get(("*", ""), ()), *synonyms().get((entity, ""), ()))
    return frozenset(token for name in given for token in _tokens(name))


@cache
def _names(entity: str, field: str) -> tuple[tuple[float, _Words], ...]:
    """What a field may be called, each name with what a match by it counts."""
    known = synonyms()
    # Amounts have their synonyms once, with the EUR value.
    known_as = f"{field.removesuffix('_original')}_eur" if field.endswith("_original") else field
    others = (*known.get((entity, known_as), ()), *known.get(("*", known_as), ()))
    return (1.0, _words(entity, field)), *((_BY_SYNONYM, _words(entity, name)) for name in dict.fromkeys(others))


@lru_cache(maxsize=4096)
def _name_score(entity: str, field: str, header: str) -> float:
    """How well a header names a field: 1 for the field's own name, 0 where they share no word."""
    words = _words(entity, header)
    telling = _SAYS_LITTLE if {word for word, _ in words} <= _common_words("") else 1
    return telling * max(counts * _overlap(words, name) for counts, name in _names(entity, field))


def _overlap(words: _Words, name: _Words) -> float:
    """Share of the weight of two names that their common words have; 1 for the same name split elsewhere."""
    whole = sum(weight for _, weight in words) + sum(weight for _, weight in name)
    if not words or not name:
        return 0
    if "".join(word for word, _ in words) == "".join(word for word, _ in name):
        return 1
    left = [word for word, _ in words]
    shared = 0.0
    for word, weight in name:
        alike = max(((_likeness(word, other), other) for other in left), default=(0.0, ""))
        if alike[0]:
            shared += alike[0] * weight
            left.remove(alike[1])
    return 2 * shared / whole


@lru_cache(maxsize=65536)
def _likeness(word: str, other: str) -> float:
    """1 for equal words, less for near spellings and for a word within a compound, else 0."""
    if word == other:
        return 1
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < _SHORTEST_NEAR:
        return 0
    if 2 * len(shorter) < _NEAR * (len(shorter) + len(longer)):
        return _within(shorter, longer)
    matcher = SequenceMatcher(None, shorter, longer, autojunk=False)
    if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR:
        # Falls steeply: "contact" and "contract" are as near as many a misspelling.
        return matcher.ratio() ** 4
    return _within(shorter, longer)


def _within(shorter: str, longer: str) -> float:
    """What a word counts that begins or ends a compound."""
    compound = len(shorter) >= _SHORTEST_WITHIN and len(longer) >= len(shorter) + 3
    return _WITHIN if compound and (longer.startswith(shorter) or longer.endswith(shorter)) else 0


# Using a match


def identifier_of(prefix: str, headers: tuple[str, ...]) -> Made:
    """An identifier made from columns: readable, and the same for the same cells in every file.

    Args:
        prefix: begins the identifier; "" for none.
        headers: the columns, the most readable first.

    Returns:
        Makes such as "example-project-1a2b3c4d": the first filled cell as an ASCII slug of at most 40 characters, and
        8 hexadecimal digits of SHA-256 over all cells, case and blanks making no difference. "" where all are empty.
    """

    def make(*cells: Cell) -> str:
        texts = [unicodedata.normalize("NFC", " ".join(as_text(cell).split())) for cell in cells]
        first = next(filter(None, texts), None)
        if first is None:
            return ""
        # Line breaks cannot occur in the texts: all blanks are single spaces there.
        whole = "\n".join(text.casefold() for text in texts)
        digits = hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
        return "-".join(filter(None, (prefix, _slug(first), digits)))

    return Made(headers, make)


def _slug(text: str) -> str:
    plain = without_accents(text.casefold())
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG].rstrip("-")


def as_part(match: Match, given: Collection[str] = ()) -> Part:
    """The match as the importer reads it.

    Args:
        match: the match.
        given: fields whose value is given for all rows; their columns are left out.
    """
    columns: dict[str, str | Made] = {
        name: source if isinstance(source, str) else identifier_of("", source)
        for name, source in match.columns.items()
        if name not in given
    }
    currency = _currency_of_originals(columns)
    if currency and "currency" not in (*columns, *given):
        columns["currency"] = always(currency)
    return Part(match.entity, columns)


def _currency_of_originals(columns: Mapping[str, str | Made]) -> str:
    """The currency that stands in the headers of original amounts; "" where none does."""
    codes = {
        _marks(source).currency
        for name, source in columns.items()
        if name.endswith("_original") and isinstance(source, str)
    }
    return next(iter(codes)) if len(codes) == 1 and codes <= set(_CURRENCIES.values()) else ""


def problems_of(match: Match, header: Sequence[str], given: Collection[str] = ()) -> list[str]:
    """What is wrong with a match, in sentences for the file's owner; none where it can be used.

    Args:
        match: the match.
        header: the file's column names.
        given: fields whose value is given for all rows.
    """
    schema = SCHEMAS[match.entity]
    chosen = {name: source for name, source in match.columns.items() if name not in given}
    return [
        *_unknown(schema, chosen, header),
        *_used_twice(chosen, header),
        *_missing(schema, {*chosen, *given}),
        *_wrong_money(chosen),
    ]


def _unknown(schema: Schema, chosen: Mapping[str, str | tuple[str, ...]], header: Sequence[str]) -> list[str]:
    there = {folded(name) for name in header}
    fields = [f'A {schema.entity} has no field "{name}".' for name in chosen if name not in schema.by_name]
    columns = [
        f'The file has no column "{column}", which is chosen for {name}.'
        for name, source in chosen.items()
        for column in _listed(source)
        if folded(column) not in there
    ]
    return fields + columns


def _used_twice(chosen: Mapping[str, str | tuple[str, ...]], header: Sequence[str]) -> list[str]:
    by_column: dict[str, list[str]] = {}
    for name, source in chosen.items():
        # An identifier may be made from columns that are fields of their own.
        if isinstance(source, str):
            by_column.setdefault(folded(source), []).append(name)
    twice = [
        f'The column "{chosen[names[0]]}" is chosen for {" and for ".join(names)}; choose it once.'
        for names in by_column.values()
        if len(names) > 1
    ]
    named = [folded(name) for name in header]
    unclear = [
        f'The file has more than one column "{chosen[names[0]]}"; give them different names.'
        for column, names in by_column.items()
        if named.count(column) > 1
    ]
    return twice + unclear


def _missing(schema: Schema, there: Collection[str]) -> list[str]:
    return [
        f"No column is chosen for {field.name}, which every row needs: {field.guide}."
        for field in schema.fields
        if field.required and field.name not in there
    ]


def _wrong_money(chosen: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    problems = []
    for name, source in chosen.items():
        if not name.endswith(("_eur", "_original")) or not isinstance(source, str):
            continue
        marks = _marks(source)
        if marks.scaled:
            problems.append(f'The column "{source}" is in thousands or millions; {name} needs whole amounts.')
        if name.endswith("_eur") and marks.currency not in ("", "EUR"):
            other = f"{name.removesuffix('_eur')}_original"
            problems.append(f'The column "{source}" is not in EUR; choose it for {other}.')
    return problems


def _listed(source: str | tuple[str, ...]) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else source


# Remembering a match


def header_hash(header: Sequence[str]) -> str:
    """SHA-256 of a file's column names in their order, case and blanks making no difference."""
    return hashlib.sha256("\n".join(map(folded, header)).encode()).hexdigest()


def remembered(connection: Connection, header: Sequence[str]) -> Match | None:
    """The match that was remembered for this header, with the columns as they are spelt in it.

    None where there is none, or none that still fits the schemas.
    """
    query = select(ColumnMatch.entity, ColumnMatch.columns).where(ColumnMatch.header_hash == header_hash(header))
    row = connection.execute(query).one_or_none()
    if row is None or row.entity not in SCHEMAS or not row.columns.keys() <= SCHEMAS[row.entity].by_name.keys():
        return None
    spelt = {folded(name): name for name in header}
    columns = {
        name: spelt[folded(source)] if isinstance(source, str) else tuple(spelt[folded(column)] for column in source)
        for name, source in row.columns.items()
    }
    return Match(row.entity, columns)


def remember(connection: Connection, header: Sequence[str], match: Match, by: str) -> None:
    """Keep a match for the next file with this header, in the transaction of `connection`; it replaces an older one."""
    key = header_hash(header)
    connection.execute(delete(ColumnMatch).where(ColumnMatch.header_hash == key))
    row = {
        "header_hash": key,
        "entity": match.entity,
        "columns": {
            name: source if isinstance(source, str) else list(source) for name, source in match.columns.items()
        },
        "saved_at": datetime.now(UTC).replace(tzinfo=None),
        "saved_by": by,
    }
    connection.execute(insert(ColumnMatch).values(row))
