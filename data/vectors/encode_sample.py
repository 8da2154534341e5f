"""Encode the texts of the projects that come with this project: python data/vectors/encode_sample.py.

Writes sample.npz, from which a first start takes their vectors, so that it need not wait for the encoder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from lib.cli.main import main as command_line  # noqa: E402
from lib.store.engine import open_engine  # noqa: E402
from lib.topics import encoder, text_vectors  # noqa: E402
from lib.topics.project_texts import read_texts  # noqa: E402


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/store.sqlite"
        if command_line(["init", "--sample", "--db", address]):
            sys.exit("the store could not be made")
        engine = open_engine(address)
        texts = sorted({text for part in (False, True) for text in read_texts(engine, part).texts})
        engine.dispose()
    hashes = np.frombuffer("\n".join(map(text_vectors.hash_text, texts)).encode("ascii"), dtype=np.uint8)
    np.savez_compressed(text_vectors.SAMPLE, hashes=hashes, vectors=encoder.encode(texts).astype("<f2"))
    print(f"{len(texts)} texts encoded")


if __name__ == "__main__":
    main()
