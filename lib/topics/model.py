"""From texts to clusters: TF-IDF and word vectors, smoothed over neighbours, then Ward and k-means.

1. A text is represented by its TF-IDF, reduced by SVD, and its vector of meaning, which finds what exact words miss:
   the one of the sentence encoder where every text has one, else the sum of its words' vectors.
2. Each text moves towards the mean of its nearest texts, twice. Unusual words lose their influence, and dense regions
   contract: in bench/topics.py this is what keeps topics stable when texts come and go.
3. Fine clusters are joined by Ward's method, which gives k-means its start; nothing depends on a lucky first draw.
   Where there are topics already, texts move to the nearest of these instead: see `_continue_clusters`.

Everything random has a fixed seed, rows come in the order of their identifiers, numbers are rounded before they are
compared, and one thread adds them up, so that the number of cores changes nothing. Sums can still differ in their last
digits between types of processors: it is very unlikely, not impossible, that a text moves on another machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from lib.common.progress import Progress, ignore_progress
from lib.store.topic_tables import WHOLE
from lib.topics.terms import measure_coherence, pick_terms
from lib.topics.text import Corpus, Floats, Ints, load_prose, to_term
from lib.topics.vectors import embed_words, load_table

Vectors = NDArray[np.float32]
F = TypeVar("F", bound=Callable[..., Any])
SEED = 964_197
#: The fewest different texts that topics can be computed from.
FEWEST = 30
#: The neighbours that a text is smoothed over, and that decide which topics it belongs to.
NEIGHBOURS = 15
#: The most texts that clusters are computed from; the others join those of their neighbours among these.
_REFERENCE = 5_000
_AXES = 100
#: Weight of meaning relative to words: of the sum of words' vectors, and of the sentence encoder's vector.
_OF_WORDS, _OF_ENCODER = 0.75, 3.0
#: Weight of the words of the whole field ("patient", "therapy").
_FIELD = 0.3
_FINE = 300
#: The most topics that are proposed, and the fewest texts that a topic should have; set by hand there may be more.
_MOST_PROPOSED, _FEWEST_A_TOPIC = 40, 15
_BLOCK = 2_000
#: A text that is less like its nearest texts than this fits no topic: by words' vectors, and by the sentence encoder's.
_ALIKE, _ALIKE_ENCODED = 0.18, 0.15
#: By how much another topic must be more like a text than the one it is in, for it to move there.
_CLEARLY = 0.04
#: Smaller shares of a topic may come from chance neighbours; and the most topics of one text.
_LEAST_SHARE, _MOST_TOPICS = 0.2, 3


@dataclass(frozen=True)
class Features:
    """Texts as numbers.

    Attributes:
        corpus: the texts read.
        columns: (terms kept,) positions of the terms in corpus.terms.
        counts: (texts, terms kept) how often each occurs in each text.
        dense: (texts, axes) rows of length 1, or of zeros where a text has no known term.
        known: (texts,) how much of a text's weight is in terms that other texts share, from 0 to 1.
        reference: the texts among which neighbours are searched, in rising order.
        encoded: (texts, width) the sentence encoder's vectors; None where the words' vectors do in their place.
    """

    corpus: Corpus
    columns: Ints
    counts: Any
    dense: Vectors
    known: Floats
    reference: Ints
    encoded: Vectors | None = None


@dataclass(frozen=True)
class Neighbours:
    """The nearest reference texts of each text: (texts, NEIGHBOURS) positions in the reference, and likeness."""

    places: Ints
    likeness: Floats


@dataclass(frozen=True)
class Clusters:
    """The clusters of texts.

    Attributes:
        main: (texts,) cluster of each text; -1 where it fits none.
        shares: (texts, clusters) in millionths, which add up to WHOLE or, for a text that fits no cluster, to 0.
        typical: (texts,) likeness to the centre of the main cluster, from -1 to 1.
        smooth: (texts, axes) texts smoothed over their neighbours.
        neighbours: the nearest texts.
        proposals: for each number of topics that was tried: k, stability, coherence, score; empty if set by hand.
        continues: for each cluster the number of the earlier one that it continues; empty where none was given.
    """

    main: Ints
    shares: Ints
    typical: Floats
    smooth: Vectors
    neighbours: Neighbours
    proposals: list[dict[str, float]]
    continues: tuple[int, ...] = ()

    @property
    def k(self) -> int:
        return int(self.shares.shape[1])


def one_thread(function: F) -> F:
    """Run a function in one thread: several would add the same numbers up in a different order each time."""
    return cast(F, threadpool_limits.wrap(limits=1)(function))


@one_thread
def build_features(
    corpus: Corpus, excluded: Collection[str] = (), among: Ints | None = None, encoded: Vectors | None = None
) -> Features:
    """Build the features of texts, without the terms that are excluded.

    Args:
        among: texts among which neighbours may be searched, in rising order; all of them if None.
        encoded: (texts, width) the sentence encoder's vectors; None to use those of words.
    """
    everything = corpus.count()
    texts = corpus.size
    frequency = np.bincount(everything.indices, minlength=len(corpus.terms))
    prose = load_prose()
    ignored = {to_term(word) for word in excluded} | prose.grant
    damping = np.array([0.0 if name in ignored else _FIELD if name in prose.field else 1.0 for name in corpus.terms])
    kept = (damping > 0) & (frequency >= 2) & (frequency <= texts / 2 + 1)
    tfidf = everything.copy()
    tfidf.data = 1 + np.log(tfidf.data)
    tfidf = (tfidf @ diags(np.log((1 + texts) / (1 + frequency)) * damping)).tocsr()
    columns = np.flatnonzero(kept)
    shared = tfidf[:, columns]
    lengths = [np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel()) for matrix in (shared, tfidf)]
    known = np.divide(lengths[0], lengths[1], out=np.zeros(texts), where=lengths[1] > 0)
    reference = _draw_reference(np.arange(texts) if among is None else among)
    dense = _embed_densely(corpus, columns, shared, reference, encoded)
    return Features(corpus, columns, everything[:, columns], dense, known, reference, encoded)


def _draw_reference(among: Ints) -> Ints:
    if len(among) <= _REFERENCE:
        return among
    return np.sort(np.random.RandomState(SEED).choice(among, _REFERENCE, replace=False)).astype(np.int64)


def _embed_densely(corpus: Corpus, columns: Ints, tfidf: Any, reference: Ints, encoded: Vectors | None) -> Vectors:
    axes = min(_AXES, len(reference) - 1, len(columns) - 1)
    if axes < 1:
        return np.zeros((corpus.size, 1), dtype=np.float32)
    tfidf = normalize(tfidf)
    _, _, main = randomized_svd(tfidf[reference], axes, n_iter=4, random_state=SEED)
    words = normalize(tfidf @ main.T)
    if encoded is None:
        known = normalize(embed_words([corpus.terms[place] for place in columns], load_table()))
        meaning, weight = tfidf @ known, _OF_WORDS
    else:
        meaning, weight = encoded, _OF_ENCODER
    meaning = normalize(meaning - meaning[reference].mean(0))
    silent = np.diff(tfidf.indptr) == 0
    meaning[silent] = 0
    return np.asarray(normalize(np.hstack([words, weight * meaning])), dtype=np.float32).round(5)


def find_neighbours(dense: Vectors, reference: Ints) -> Neighbours:
    """Find the nearest reference texts of each text, never the text itself."""
    most = min(NEIGHBOURS, len(reference) - 1)
    places = np.zeros((len(dense), most), dtype=np.int64)
    likeness = np.zeros((len(dense), most))
    among = np.ascontiguousarray(dense[reference].T)
    own = np.full(len(dense), -1)
    own[reference] = np.arange(len(reference))
    for start in range(0, len(dense), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(dense)))
        near = (dense[rows] @ among).round(4)
        inside = np.flatnonzero(own[rows] >= 0)
        near[inside, own[rows][inside]] = -2
        best = np.argpartition(-near, most - 1, axis=1)[:, :most]
        places[start : start + len(rows)] = best
        likeness[start : start + len(rows)] = np.maximum(np.take_along_axis(near, best, 1), 0)
    return Neighbours(places, likeness)


def measure_fit(near: Neighbours, known: Floats) -> Floats:
    """Measure how well texts fit among the others: (texts,), likeness to the three nearest, scaled by `known`."""
    return np.asarray(np.sort(near.likeness, axis=1)[:, -3:].mean(1) * known, dtype=np.float64)


def smooth_texts(dense: Vectors, reference: Ints, near: Neighbours) -> Vectors:
    """Move texts towards the mean of their neighbours, twice."""
    most = near.places.shape[1]
    rows = np.repeat(np.arange(len(dense)), most)
    mixing = csr_matrix(
        (near.likeness.ravel().astype(np.float32), (rows, near.places.ravel())), shape=(len(dense), len(reference))
    )
    for _ in range(2):
        dense = normalize(dense + mixing @ dense[reference])
    return np.asarray(dense, dtype=np.float32).round(5)


@one_thread
def find_clusters(
    features: Features, k: int | None, progress: Progress = ignore_progress, earlier: Ints | None = None
) -> Clusters:
    """Find the clusters of at least FEWEST texts; there are none if fewer have something in common.

    Args:
        k: number of clusters; None to choose it by stability and coherence.
        progress: called with the share that is done.
        earlier: (texts,) the cluster of each text in an earlier run, -1 for none. The clusters continue those of at
            least one text that still fits, and k does not matter.
    """
    progress(0.35, "Searching neighbours")
    near = find_neighbours(features.dense, features.reference)
    smooth = smooth_texts(features.dense, features.reference, near)
    fits = fits_a_topic(near, features)
    base = features.reference[fits[features.reference]]
    if len(base) < FEWEST:
        none = np.full(len(smooth), -1)
        return Clusters(none, np.zeros((len(smooth), 0), dtype=np.int64), np.zeros(len(smooth)), smooth, near, [])
    points = smooth[base].astype(np.float64)
    proposals: list[dict[str, float]] = []
    continues: tuple[int, ...] = ()
    if earlier is not None and (earlier[base] >= 0).any():
        progress(0.7, "Continuing the topics")
        continues, centres = _continue_clusters(points, earlier[base])
    else:
        fine = _cluster_finely(points)
        if k is None:
            proposals = try_numbers(points, fine, features, base, progress)
            k = pick_number(proposals)
        progress(0.7, f"Finding {k} topics")
        centres = _find_centres(points, fine, min(k, len(points)))
    likeness = (smooth.astype(np.float64) @ normalize(centres).T).round(5)
    main = np.where(fits, _stay_or_move(likeness, earlier, continues).argmax(1), -1)
    shares = share_out_topics(near, main[features.reference], main, len(centres))
    return Clusters(main, shares, likeness.max(1), smooth, near, proposals, continues)


def _continue_clusters(points: Floats, earlier: Ints) -> tuple[tuple[int, ...], Floats]:
    """Find the centres of earlier clusters among the points of today: their numbers, and (clusters, axes).

    Points move to the nearest middle once, and the middles follow them. Repeated until nothing moves, as k-means does,
    it would fit the texts no better, and fewer would stay where they are.
    """
    numbers = tuple(np.unique(earlier[earlier >= 0]).tolist())
    middles = np.array([points[earlier == number].mean(0) for number in numbers])
    nearest = _stay_or_move(points @ normalize(middles).T, earlier, numbers).round(5).argmax(1)
    present = [place for place in range(len(numbers)) if (nearest == place).any()]
    centres = np.array([points[nearest == place].mean(0) for place in present]).round(6)
    return tuple(numbers[place] for place in present), centres


def _stay_or_move(likeness: Floats, earlier: Ints | None, numbers: Sequence[int]) -> Floats:
    """Favour the cluster that each text was in: (texts, clusters). It moves only where another is clearly nearer."""
    if earlier is None or not numbers:
        return likeness
    stays: NDArray[np.bool_] = earlier[:, None] == np.asarray(numbers)[None, :]
    favoured: Floats = likeness + _CLEARLY * stays
    return favoured


def _cluster_finely(points: Floats) -> Ints:
    """Find many small clusters, to be joined: (points,)."""
    number = min(_FINE, max(len(points) // 3, 1))
    return np.asarray(KMeans(number, n_init=1, random_state=SEED).fit_predict(points), dtype=np.int64)


def _find_centres(points: Floats, fine: Ints, k: int) -> Floats:
    """Find the centres of k clusters: (k, axes). Fine ones are joined by Ward's method, then refined by k-means."""
    present = np.unique(fine)
    middles = np.array([points[fine == number].mean(0) for number in present])
    k = min(k, len(present))
    joined = np.zeros(len(present), dtype=int) if k == 1 else AgglomerativeClustering(k).fit_predict(middles)
    group = dict(zip(present.tolist(), joined.tolist(), strict=True))
    of_points = np.array([group[number] for number in fine.tolist()])
    starts = np.array([points[of_points == number].mean(0) for number in range(k)])
    return np.asarray(KMeans(k, init=starts, n_init=1).fit(points).cluster_centers_.round(6), dtype=np.float64)


def share_out_topics(near: Neighbours, of_reference: Ints, own: Ints, k: int) -> Ints:
    """Divide each text among topics: (texts, k). Its own topic has one vote, each neighbour's as much as it is alike.

    Shares under a fifth are dropped, at most three are kept, and they add up to WHOLE exactly. A text whose own topic
    is -1 has none.
    """
    votes = _count_votes(near, of_reference, k)[:, :k]
    belongs = own >= 0
    votes[np.flatnonzero(belongs), own[belongs]] += 1 + near.likeness[belongs].mean(1)
    return round_votes(votes, belongs)


def fits_a_topic(near: Neighbours, features: Features, wanted: Ints | None = None) -> NDArray[np.bool_]:
    """Return whether texts, or those wanted, are like enough to others to belong to a topic: (texts,)."""
    fit = measure_fit(near, features.known if wanted is None else features.known[wanted])
    return np.asarray(fit >= (_ALIKE if features.encoded is None else _ALIKE_ENCODED))


def find_nearest_topics(smooth: Vectors, of_texts: Ints, k: int) -> Ints:
    """Find the topic whose middle is nearest to each text: (texts,).

    Args:
        smooth: (texts, axes) smoothed texts, those that have topics first.
        of_texts: topics of the first texts; -1 for none.
        k: number of topics.
    """
    points = smooth.astype(np.float64)
    placed = points[: len(of_texts)]
    # No text is like a topic that has none.
    nothing = np.zeros(points.shape[1])
    middles = [placed[of_texts == topic].mean(0) if (of_texts == topic).any() else nothing for topic in range(k)]
    return _find_nearest(points, np.array(middles))


def _count_votes(near: Neighbours, of_reference: Ints, k: int) -> Floats:
    """Add up the likeness to neighbours by their topic: (texts, k + 1), the last column for those without one."""
    votes = np.zeros((len(near.places), k + 1))
    rows = np.repeat(np.arange(len(near.places)), near.places.shape[1])
    np.add.at(votes, (rows, of_reference[near.places.ravel()]), near.likeness.ravel())
    return votes


def round_votes(votes: Floats, belongs: NDArray[np.bool_]) -> Ints:
    """Convert votes to millionths that add up to WHOLE in each row; rows that do not belong are 0."""
    votes = np.where(belongs[:, None], votes, 0).round(6)
    total = votes.sum(1, keepdims=True)
    share = np.divide(votes, total, out=np.zeros_like(votes), where=total > 0)
    order = np.argsort(-share, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    share[(rank > 0) & ((share < _LEAST_SHARE) | (rank >= _MOST_TOPICS))] = 0
    total = share.sum(1, keepdims=True)
    exact = np.divide(share * WHOLE, total, out=np.zeros_like(share), where=total > 0)
    parts: Ints = np.floor(exact.round(3)).astype(np.int64)
    # Rounding down leaves less than one millionth per topic: the largest share takes it.
    left: Ints = np.where(total[:, 0] > 0, WHOLE - parts.sum(1), 0)
    parts[np.arange(len(parts)), order[:, 0]] += left
    return parts


def try_numbers(
    points: Floats, fine: Ints, features: Features, base: Ints, progress: Progress
) -> list[dict[str, float]]:
    """Try several numbers of topics and measure the stability, coherence and score of each.

    Stability: how alike the clusters are that are found in three quarters of the texts, drawn four times (adjusted Rand
    index over all texts). Coherence: how much more often a topic's terms occur together than by chance (NPMI). The
    score is their product.

    Returns:
        A dict for each number, with k, stability, coherence, score.
    """
    most = max(2, min(_MOST_PROPOSED, len(points) // _FEWEST_A_TOPIC))
    grid = list(range(4, most + 1, 2 if most <= 20 else 4)) or [most]
    random = np.random.RandomState(SEED)
    samples = [np.sort(random.permutation(len(points))[: max(2, len(points) * 3 // 4)]) for _ in range(4)]
    fine_samples = [_cluster_finely(points[sample]) for sample in samples]
    binary = features.counts[base]
    rows = []
    for step, k in enumerate(grid):
        progress(0.4 + 0.3 * step / len(grid), f"Trying {k} topics")
        found = [
            _find_nearest(points, _find_centres(points[sample], one, k))
            for sample, one in zip(samples, fine_samples, strict=True)
        ]
        stable = np.mean([adjusted_rand_score(a, b) for place, a in enumerate(found) for b in found[:place]])
        main = _find_nearest(points, _find_centres(points, fine, k))
        coherent = np.mean(measure_coherence(binary, pick_terms(binary, main, k)))
        score = stable * max(coherent, 0)
        rows.append({"k": k, "stability": stable, "coherence": coherent, "score": score})
    return [{name: round(float(value), 4) for name, value in row.items()} for row in rows]


def pick_number(rows: list[dict[str, float]]) -> int:
    """Choose the smallest number of topics whose score is within 5% of the best: fewer topics are easier to read."""
    best = max(row["score"] for row in rows)
    return int(min(row["k"] for row in rows if row["score"] >= 0.95 * best))


def _find_nearest(points: Floats, centres: Floats) -> Ints:
    nearest: Ints = np.asarray((points @ normalize(centres).T).round(5).argmax(1), dtype=np.int64)
    return nearest


@one_thread
def divide(features: Features, parts: int) -> Ints:
    """Divide the texts of one topic into this many parts, by Ward's method: (texts,)."""
    return np.asarray(AgglomerativeClustering(parts).fit_predict(features.dense.astype(np.float64)), dtype=np.int64)
