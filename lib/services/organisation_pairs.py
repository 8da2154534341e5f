"""Pairs of organisations that may be one, by name, country and identifier."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import Engine, func, select

from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.ingest.staging.names import fold_name
from lib.store.datasets import of_dataset

#: Names that are less alike than this, of 100, are not looked at; words from this on are one word in two spellings.
_ALIKE, _SAME_WORD = 75, 85
#: Names that are compared with all others of their country at a time.
_BATCH = 500
#: A word says little where it stands in this share of the names, and in as many at least.
_COMMON_SHARE, _COMMON_LEAST = 0.03, 10
#: Words of names that say little in any store.
# fmt: off
_COMMON = frozenset(
    {
        "the", "of", "and", "for", "in", "de", "la", "le", "les", "du", "des", "der", "die", "das", "fur",
        "und", "et", "e", "y", "di", "del", "della", "a", "s", "p", "ag", "gmbh", "ltd", "inc", "llc", "sa",
        "srl", "spa", "bv", "nv", "ab", "as", "oy", "ev", "sl", "plc", "sas",
    }
)
# fmt: on


@dataclass(frozen=True)
class Candidate:
    """An organisation that may be another one; `projects` counts those that it takes part in."""

    key: str
    name: str
    short_name: str | None
    country: str | None
    ror_id: str | None
    projects: int


@dataclass(frozen=True)
class Pair:
    """Two organisations that may be one.

    Attributes:
        kept: the one with more projects, which would stay.
        gone: the other.
        why: what they have in common, for readers.
        likeness: of their names, from 0 to 100.
    """

    kept: Candidate
    gone: Candidate
    why: str
    likeness: int


def likely_pairs(engine: Engine, demonstration: bool, most: int = 100) -> list[Pair]:
    """List pairs of organisations of one dataset that may be one, the likeliest first.

    They have one ROR; or one name; or, in one country, names that differ in spelling, in order or in words that say
    little.
    """
    found = _candidates(engine, demonstration)
    names = [fold_name(candidate.name) for candidate in found]
    why: dict[tuple[int, int], tuple[int, str]] = {}
    for pair in _alike_in_country(found, names):
        likeness = round(fuzz.token_sort_ratio(names[pair[0]], names[pair[1]]))
        why.setdefault(pair, (likeness, "similar names"))
    for pair in _with_one(names):
        countries = {found[place].country for place in pair} - {None}
        if len(countries) < 2:
            why[pair] = 100, "one name"
    for pair in _with_one([fold_name(candidate.ror_id or "") for candidate in found]):
        why[pair] = 100, "one ROR"
    pairs = []
    for pair, (likeness, reason) in why.items():
        kept, gone = sorted((found[place] for place in pair), key=lambda each: (-each.projects, each.key))
        pairs.append(Pair(kept, gone, reason, likeness))
    return sorted(pairs, key=lambda pair: (-pair.likeness, -pair.gone.projects, pair.kept.key, pair.gone.key))[:most]


def _candidates(engine: Engine, demonstration: bool) -> list[Candidate]:
    o, p = Organisation, Participation
    counted = select(p.organisation, func.count().label("projects")).group_by(p.organisation).subquery()
    query = (
        select(o.organisation_id, o.name, o.short_name, o.country, o.ror_id, func.coalesce(counted.c.projects, 0))
        .outerjoin(counted, counted.c.organisation == o.organisation_id)
        .where(of_dataset(o.import_id, demonstration))
        .order_by(o.organisation_id)
    )
    with engine.connect() as connection:
        return [Candidate(*row) for row in connection.execute(query)]


def _with_one(values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the pairs that have the same value."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        if value:
            places[value].append(place)
    for alike in places.values():
        # The same name of very many is a placeholder, such as "not known".
        yield from combinations(alike[:20], 2)


def _alike_in_country(found: Sequence[Candidate], names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the pairs of one country whose names have no telling word that the other lacks."""
    words = [name.split() for name in names]
    counted = Counter(word for of_name in words for word in set(of_name))
    enough = max(_COMMON_LEAST, _COMMON_SHARE * len(names))
    common = _COMMON | {word for word, count in counted.items() if count >= enough}
    by_country: dict[str | None, list[int]] = defaultdict(list)
    for place, candidate in enumerate(found):
        by_country[candidate.country].append(place)
    for places in by_country.values():
        texts = [" ".join(sorted(words[place])) for place in places]
        for start in range(0, len(texts), _BATCH):
            likeness = process.cdist(
                texts[start : start + _BATCH], texts, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8, workers=2
            )
            for row, other in zip(*np.nonzero(likeness), strict=True):
                first, second = places[start + row], places[other]
                if first < second and _differ_little(words[first], words[second], common):
                    yield first, second


def _differ_little(words: Sequence[str], others: Sequence[str], common: frozenset[str]) -> bool:
    """Return whether each telling word of either name has its like in the other."""
    telling = [[word for word in name if word not in common] for name in (words, others)]
    if not all(telling):
        return sorted(words) == sorted(others)
    return _are_in(telling[0], others) and _are_in(telling[1], words)


def _are_in(words: Sequence[str], others: Sequence[str]) -> bool:
    return all(
        any(word == other or (_is_long(word, other) and fuzz.ratio(word, other) >= _SAME_WORD) for other in others)
        for word in words
    )


def _is_long(word: str, other: str) -> bool:
    """Return whether two words are long enough for a slip in spelling; numbers are another number."""
    return min(len(word), len(other)) > 3 and word.isalpha() and other.isalpha()
