"""Read the words of projects' texts, so that spellings of the same word count as one term.

"Tumours", "tumour" and "tumor" are one term, "single-cell", "COVID-19" and "BRCA1" stay whole, and the prose of all
grant applications has no weight (data/taxonomies/prose_words.csv).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PROSE = Path(__file__).parents[2] / "data" / "taxonomies" / "prose_words.csv"
#: Words with hyphens inside, or punctuation that ends a phrase.
_PIECES = re.compile(r"[^\W_]+(?:[-‐‑–'’][^\W_]+)*|[.,;:!?()\[\]\n/]")
_PUNCTUATION = frozenset(".,;:!?()[]\n/")
_HYPHENS = re.compile("[‐‑–]")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda", "μ": "mu"}
#: British to American spelling, by parts of words.
_SPELLINGS = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"isation", "ization"),
        (r"(?<=[a-z]{3})ys(e[ds]?|ing|er|ers)$", r"yz\1"),
        (r"our(?=$|s$|al|ed|ing|ly|able|hood|ite)", "or"),
        (r"^(lit|met|cent|fib|tit|theat|calib|lust|spect)re(?=s?$|d$)", r"\1er"),
        (r"(centi|milli|micro|nano|kilo)metre", r"\1meter"),
        (r"haem", "hem"),
        (r"(?<!h)aem(?=i)", "em"),
        (r"aemi", "emi"),
        (r"oede", "ede"),
        (r"oest", "est"),
        (r"oesoph", "esoph"),
        (r"paed", "ped"),
        (r"naest", "nest"),
        (r"naec", "nec"),
        (r"caec", "cec"),
        (r"^aeti", "eti"),
        (r"faec", "fec"),
        (r"foet", "fet"),
        (r"rrhoe", "rrhe"),
        (r"coelia", "celia"),
        (r"palaeo", "paleo"),
        (r"archaeo", "archeo"),
        (r"sulph", "sulf"),
        (r"^programme", "program"),
        (r"^ageing", "aging"),
        (r"^grey", "gray"),
        (r"^mould", "mold"),
        (r"^defence", "defense"),
        (r"^licence", "license"),
        (r"^catalogue", "catalog"),
        (
            r"^(model|label|signal|channel|travel|counsel|tunnel|cancel|fuel|level|panel|equal)l(ed|ing|er|ers)$",
            r"\1\2",
        ),
    )
]
_OUR_STAYS = frozenset(
    [
        "our",
        "ours",
        "four",
        "hour",
        "hours",
        "pour",
        "tour",
        "tours",
        "sour",
        "flour",
        "detour",
        "contour",
        "contours",
        "your",
    ]
)
_ISE = re.compile(r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing)$")
_ISE_STAYS = re.compile(
    r"^(dis|ex)?(ease|excise|exercise|precise|imprecise|raise|noise|promise|expertise|premise|surprise|comprise|rise|"
    r"wise|otherwise|likewise|enterprise|paradise|revise|supervise|advise|devise|compromise|concise|praise|treatise|"
    r"franchise|merchandise|appraise|arise|poise|cruise|bruise|disguise|guise|improvise|televise|incise|"
    r"rais|nois|promis|pris|compris|surpris|ris|aris|revis|supervis|advis|devis|compromis|prais|exercis|cruis|bruis)"
)
_NO_PLURAL = frozenset(
    [
        "diabetes",
        "series",
        "species",
        "rabies",
        "herpes",
        "caries",
        "ascites",
        "lens",
        "gas",
        "bias",
        "atlas",
        "canvas",
        "chaos",
        "always",
        "various",
        "previous",
        "sepsis",
        "pancreas",
        "texas",
        "alias",
        "corps",
        "news",
        "means",
        "physics",
    ]
)
_SES = re.compile(
    r"(diagno|progno|hypothe|synthe|metasta|paraly|cri|the|ba|dialy|psycho|neuro|steno|fibro|sclero|analy)[sz]es$"
)


@lru_cache(maxsize=500_000)
def to_term(word: str) -> str:
    """Return the term of a word: American spelling, singular, lower case; acronyms keep their letters."""
    plain = unicodedata.normalize("NFKD", _HYPHENS.sub("-", word).replace("’", "'"))
    plain = "".join(_GREEK.get(sign, sign) for sign in plain if not unicodedata.combining(sign))
    plain = plain.removesuffix("'s")
    lower = plain.lower()
    capitals = sum(sign.isupper() for sign in plain)
    if capitals >= 2 or any(sign.isdigit() for sign in plain):
        # RNAs becomes RNA, but AIDS is not a plural, and neither is miR-34s.
        return lower[:-1] if capitals >= 2 and plain[-1] == "s" else lower
    return _singular(_american(lower))


def _american(word: str) -> str:
    for pattern, instead in _SPELLINGS:
        if instead == "or" and word in _OUR_STAYS:
            continue
        word = pattern.sub(instead, word)
    if _ISE.search(word) and not _ISE_STAYS.match(word):
        word = _ISE.sub(r"iz\1", word)
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word in _NO_PLURAL or word.endswith(("ss", "us", "is", "ics")):
        return word
    if _SES.search(word):
        return word[:-2].removesuffix("z").removesuffix("s") + "sis"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes", "ruses", "tuses", "nuses")):
        return word[:-2]
    return word[:-1]


@dataclass(frozen=True)
class Prose:
    """Terms that say little about a subject: those of all grant prose, of the whole field, and of ways of funding."""

    grant: frozenset[str]
    field: frozenset[str]
    instrument: frozenset[str]


@lru_cache(maxsize=1)
def load_prose() -> Prose:
    """Load the terms that say little about a subject."""
    with _PROSE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {
        kind: frozenset(to_term(row["word"]) for row in rows if row["kind"] == kind)
        for kind in ("grant", "field", "instrument")
    }
    english = frozenset(to_term(word) for word in ENGLISH_STOP_WORDS) | ENGLISH_STOP_WORDS
    return Prose(english | words["grant"], words["field"], words["instrument"])


@dataclass(frozen=True)
class Corpus:
    """Texts as numbers of words, in their order.

    Attributes:
        words: each word as written, once.
        terms: in alphabetical order.
        term_of: (words,) the term of each word; -1 for single letters and numbers, which are no terms.
        sequence: (all words of all texts,) numbers of words; -1 where a phrase ends.
        starts: (texts + 1,) where each text begins in `sequence`.
    """

    words: tuple[str, ...]
    terms: tuple[str, ...]
    term_of: Ints
    sequence: Ints
    starts: Ints

    @property
    def size(self) -> int:
        return len(self.starts) - 1

    def count(self) -> Any:
        """Count how often each term occurs in each text: (texts, terms)."""
        terms = self.term_of[self.sequence]
        terms[self.sequence < 0] = -1
        rows = np.repeat(np.arange(self.size), np.diff(self.starts))
        kept = terms >= 0
        ones = np.ones(int(kept.sum()), dtype=np.float64)
        matrix = csr_matrix((ones, (rows[kept], terms[kept])), shape=(self.size, len(self.terms)))
        matrix.sum_duplicates()
        return matrix

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """(terms,) each term as it is written most often within sentences: "BRCA1", "tumour", "Parkinson"."""
        follows = np.concatenate([[False], self.sequence[:-1] >= 0]) if len(self.sequence) else np.zeros(0, dtype=bool)
        are_words = self.sequence >= 0
        inside = np.bincount(self.sequence[are_words & follows], minlength=len(self.words)).tolist()
        often = np.bincount(self.sequence[are_words], minlength=len(self.words)).tolist()
        written: Counter[tuple[int, str]] = Counter()
        alike: Counter[tuple[int, str]] = Counter()
        for word, place, count, all_of_them in zip(self.words, self.term_of.tolist(), inside, often, strict=False):
            # A capital at the start of a sentence says nothing about how the word is written.
            plain = word if count or word[1:] != word[1:].lower() else word.lower()
            written[place, plain] += count
            alike[place, word.lower()] += all_of_them
        best: dict[int, tuple[int, int, str]] = {}
        for (place, word), count in written.items():
            # Choose between British and American first, then capitals; lower case where both are as common.
            rank = (-alike[place, word.lower()], -count, word.swapcase())
            if place >= 0 and (place not in best or rank < best[place]):
                best[place] = rank
        return tuple(best[place][2].swapcase() for place in range(len(self.terms)))


def read(texts: Iterable[str]) -> Corpus:
    """Read texts. 50,000 texts of 200 words take about 5 seconds."""
    numbers: dict[str, int] = dict.fromkeys(_PUNCTUATION, -1)
    sequence: list[int] = []
    starts = [0]
    new = len(numbers)
    for text in texts:
        for piece in _PIECES.findall(text):
            number = numbers.get(piece)
            if number is None:
                number = numbers[piece] = len(numbers) - new
            sequence.append(number)
        sequence.append(-1)
        starts.append(len(sequence))
    words = tuple(word for word in numbers if word not in _PUNCTUATION)
    of_words = [to_term(word) for word in words]
    terms = tuple(sorted({name for name in of_words if _is_term(name)}))
    places = {name: place for place, name in enumerate(terms)}
    return Corpus(
        words,
        terms,
        np.array([places.get(name, -1) for name in of_words] or [-1], dtype=np.int64),
        np.array(sequence, dtype=np.int64),
        np.array(starts, dtype=np.int64),
    )


def _is_term(name: str) -> bool:
    return len(name) > 1 and any(sign.isalpha() for sign in name)


def number_pairs(corpus: Corpus, pairs: Iterable[tuple[str, str]]) -> Ints:
    """Return a number for each pair whose terms are in the corpus, in their order, from the positions of both terms."""
    places = {name: place for place, name in enumerate(corpus.terms)}
    known = [places[one] * len(places) + places[other] for one, other in pairs if one in places and other in places]
    return np.array(known, dtype=np.int64)


def join_texts(parts: Sequence[str | None]) -> str:
    """Join acronym, title, summary and keywords to one text, in which no phrase reaches across two of them."""
    return "\n".join(part for part in parts if part)
