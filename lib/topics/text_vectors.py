"""The sentence encoder's vectors of projects' texts, each computed once and kept by the hash of its text.

Those of the sample come with the project (data/vectors/sample.npz, made by data/vectors/encode_sample.py); the others
are kept in the store. Texts have vectors of the encoder all together or not at all: where some are missing, topics and
search use the word vectors of lib.topics.vectors for every text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, func, select

from lib.common.progress import Progress, ignore_progress
from lib.services.actors import Actor
from lib.services.rights import CORRECT_TOPICS
from lib.store.bulk import add_rows
from lib.store.engine import write_transaction
from lib.store.topic_tables import TextVector
from lib.topics import encoder

Floats = NDArray[np.float32]

SAMPLE = Path(__file__).parents[2] / "data" / "vectors" / "sample.npz"
#: The most texts that are encoded while somebody waits for a page, and while a run of topics is under way.
FEW, MANY = 30, 3_000
#: Texts that are encoded between two savings, so that a run that is cancelled loses little.
_AT_ONCE = 200


def hash_text(text: str) -> str:
    """Return the hash by which the vector of a text is kept."""
    return sha256(text.encode()).hexdigest()


def embed_texts(engine: Engine, texts: Sequence[str], most: int = FEW) -> Floats | None:
    """Return the encoder's vectors of texts: (texts, encoder.WIDTH); None where lib.topics.vectors has to do.

    Args:
        engine: the store, which is only read.
        texts: to be embedded.
        most: the most texts without a vector that are encoded now; with more of them the answer is None.
    """
    hashes = [hash_text(text) for text in texts]
    known = _read_known(engine, hashes)
    missing = {hashed: text for hashed, text in zip(hashes, texts, strict=True) if hashed not in known}
    if missing and (len(missing) > most or not encoder.is_installed()):
        return None
    found = known
    if missing:
        found = known | dict(zip(missing, encoder.encode(list(missing.values())), strict=True))
    return np.array([found[hashed] for hashed in hashes], dtype=np.float32).reshape(len(texts), encoder.WIDTH)


def keep_vectors(
    engine: Engine,
    texts: Sequence[str],
    actor: Actor,
    most: int | None = MANY,
    progress: Progress = ignore_progress,
) -> int:
    """Encode the texts that have no vector and keep what the encoder says, so that it is asked once for each text.

    Args:
        engine: the store.
        texts: of all projects of a dataset.
        actor: who asks for it.
        most: the most texts that are encoded; with more of them none is. None for any number.
        progress: called with each step, without a share; an exception that it raises keeps what was encoded before it.

    Returns:
        The number of texts that still have no vector: 0 if all of them have one.

    Raises:
        NotPermittedError: the actor may not compute topics.
    """
    actor.check(CORRECT_TOPICS, "read texts for topics")
    named = {hash_text(text): text for text in texts}
    known = _read_known(engine, list(named))
    missing = [hashed for hashed in named if hashed not in known]
    if not missing:
        return 0
    if not encoder.is_installed() or (most is not None and len(missing) > most):
        return len(missing)
    for start in range(0, len(missing), _AT_ONCE):
        progress(None, f"Reading texts, {start} of {len(missing)}")
        some = missing[start : start + _AT_ONCE]
        vectors = encoder.encode([named[hashed] for hashed in some])
        with engine.connect() as connection, write_transaction(connection):
            _add(connection, some, vectors)
    return 0


def count_vectors(connection: Connection) -> int:
    """Return how many vectors the store keeps: it changes when any is added."""
    return int(connection.scalar(select(func.count()).select_from(TextVector)) or 0)


def _add(connection: Connection, hashes: Sequence[str], vectors: Floats) -> None:
    # Another process may have been faster.
    there = set(connection.scalars(_select(hashes).with_only_columns(TextVector.text_hash)))
    new = [place for place, hashed in enumerate(hashes) if hashed not in there]
    table: Any = TextVector.__table__
    if new:
        halves = vectors.astype("<f2")
        columns = [
            [hashes[place] for place in new],
            [encoder.MODEL] * len(new),
            [halves[place].tobytes() for place in new],
        ]
        add_rows(connection, table, ("text_hash", "model", "vector"), columns)


def _select(hashes: Sequence[str]) -> Any:
    return select(TextVector.text_hash, TextVector.vector).where(
        TextVector.text_hash.in_(hashes), TextVector.model == encoder.MODEL
    )


def _read_known(engine: Engine, hashes: Sequence[str]) -> dict[str, Floats]:
    """Read the vectors that are known, by hash."""
    shipped = _load_sample()
    found = {hashed: shipped[hashed] for hashed in hashes if hashed in shipped}
    others = [hashed for hashed in dict.fromkeys(hashes) if hashed not in found]
    with engine.connect() as connection:
        for start in range(0, len(others), 500):
            for row in connection.execute(_select(others[start : start + 500])):
                found[row.text_hash] = np.frombuffer(row.vector, dtype="<f2").astype(np.float32)
    return found


@lru_cache(maxsize=1)
def _load_sample() -> Mapping[str, Floats]:
    with np.load(SAMPLE, allow_pickle=False) as stored:
        hashes = stored["hashes"].tobytes().decode("ascii").split("\n")
        vectors = stored["vectors"].astype(np.float32)
    return dict(zip(hashes, vectors, strict=True))
