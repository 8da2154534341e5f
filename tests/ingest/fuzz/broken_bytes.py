"""Files broken byte by byte."""

from __future__ import annotations

from tests.ingest.fuzz.odd_cells import Breaker, Random
from tests.ingest.fuzz.samples import texts, zips


def cut(of: Random, content: bytes) -> bytes:
    return content[: of.randrange(len(content) + 1)]


def cut_before(of: Random, content: bytes) -> bytes:
    return content[of.randrange(len(content) + 1) :]


def stretch(of: Random, content: bytes, longest: int = 200) -> tuple[int, int]:
    start = of.randrange(len(content) + 1)
    return start, min(len(content), start + of.randint(1, longest))


def flipped(of: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(of.choice([1, 1, 3, 30])):
        if changed:
            changed[of.randrange(len(changed))] ^= 1 << of.randrange(8)
    return bytes(changed)


def left_out(of: Random, content: bytes) -> bytes:
    start, end = stretch(of, content)
    return content[:start] + content[end:]


def put_in(of: Random, content: bytes) -> bytes:
    start, _ = stretch(of, content)
    return content[:start] + of.randbytes(of.randint(1, 50)) + content[start:]


def nulled(of: Random, content: bytes) -> bytes:
    start, end = stretch(of, content, 20)
    return content[:start] + b"\0" * (end - start) + content[end:]


def said_twice(of: Random, content: bytes) -> bytes:
    start, end = stretch(of, content, 2_000)
    return content[:end] * of.randint(1, 3) + content[start:]


def glued(of: Random, content: bytes) -> bytes:
    return content + of.choice([*map(str.encode, texts().values()), *zips().values()])


BYTES: tuple[Breaker, ...] = (cut, cut_before, flipped, flipped, left_out, put_in, nulled, said_twice, glued)
