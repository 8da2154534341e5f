"""Pairs of organisations that may be one, by name, country and identifier."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz
from sqlalchemy import Engine, func, select

from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.ingest.staging.names import fold_name
from lib.store.datasets import of_dataset

#: Names that are less alike than this, of 100, are not looked at; words from this on are one word in two spellings.
_ALIKE, _SAME_WORD = 75, 85
#: Names are compared where they share one of this many of their rarest words, or a part of it, and where so few do.
_RARE_WORDS, _MOST_SHARING = 2, 100
#: Letters of a word that is too short for a slip in spelling: it would be another word.
_SHORTEST_LONG = 3
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
        for first, second in _with_words_in_common(places, words, counted, common):
            left, right = (" ".join(sorted(words[place])) for place in (first, second))
            if fuzz.ratio(left, right) >= _ALIKE and _differ_little(words[first], words[second], common):
                yield first, second


def _with_words_in_common(
    places: Sequence[int], words: Sequence[Sequence[str]], counted: Mapping[str, int], common: frozenset[str]
) -> set[tuple[int, int]]:
    """Return the pairs of these names that share a rare word, or the beginning or end of one.

    To compare each name with each other would take hours for a hundred thousand. A slip in a word leaves its beginning
    or its end as they are.
    """
    sharing: dict[str, list[int]] = defaultdict(list)
    for place in places:
        telling = sorted(set(words[place]) - common, key=lambda word: (counted[word], word))
        for key in {key for word in telling[:_RARE_WORDS] for key in _spellings(word)} or {" ".join(words[place])}:
            sharing[key].append(place)
    return {pair for each in sharing.values() if len(each) <= _MOST_SHARING for pair in combinations(each, 2)}


def _spellings(word: str) -> Iterator[str]:
    """Give what another spelling of this word would share with it: the word, its beginning, its end."""
    yield word
    if word.isalpha() and len(word) > _SHORTEST_LONG:
        half = len(word) // 2
        yield f"{word[:half]}…"
        yield f"…{word[-half:]}"


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
    return min(len(word), len(other)) > _SHORTEST_LONG and word.isalpha() and other.isalpha()
