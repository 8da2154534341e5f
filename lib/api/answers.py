"""How an answer goes out: as a stream, not twice to those who have it already, with a reason where there is none."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from threading import BoundedSemaphore

import pyarrow as pa
from sqlalchemy import Engine
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.metrics.choices import store_version

_LIB = Path(__file__).parents[1]
#: Answers that are made at the same time: each holds a connection to the store, and pages need some too.
AT_ONCE = 6
_free = BoundedSemaphore(AT_ONCE)
#: Nothing here is a page that may load, run or be framed by anything; no other site's scripts get to read it.
SECURITY = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}


class BusyError(Exception):
    """Too many answers are being made; ask again in some seconds."""


class WithSecurityHeaders:
    """An ASGI app whose answers all carry SECURITY, or what they say themselves in its place."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                more = [(name.encode(), value.encode()) for name, value in SECURITY.items() if name.encode() not in own]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, secured)


def problem(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the reason why there is no answer as JSON that programs and people can read (RFC 9457)."""
    titles = {
        400: "Bad request",
        404: "Not found",
        405: "Method not allowed",
        416: "Range not satisfiable",
        500: "Something went wrong",
        503: "Not available now",
    }
    body = {"status": status, "title": titles.get(status, "No answer"), "detail": reason}
    return JSONResponse(body, status, headers, "application/problem+json")


@cache
def code_version() -> str:
    """Return a version of the code that makes the answers."""
    digest = hashlib.sha256()
    for path in sorted(_LIB.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def entity_tag(engine: Engine, request: Request) -> str:
    """Return the entity tag of the answer; it changes with the store, the request and the code.

    It is weak, since a workbook also says when it was made.
    """
    asked = "\n".join(f"{name}={value}" for name, value in sorted(request.query_params.multi_items()))
    basis = "\n".join((store_version(engine), code_version(), request.url.path, asked))
    return f'W/"{hashlib.sha256(basis.encode()).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether whoever asks has this very answer already (If-None-Match)."""
    held = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    return "*" in held or tag.removeprefix("W/") in held


@contextmanager
def one_at_once() -> Iterator[None]:
    """Make one of AT_ONCE answers.

    Raises:
        BusyError: AT_ONCE answers are being made.
    """
    if not _free.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        _free.release()


def held(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield these pieces as one of AT_ONCE answers, until they end or the client is gone.

    Raises:
        BusyError: with the first piece, where AT_ONCE answers are being made.
    """
    with one_at_once():
        yield from pieces


def begun(rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """Return the same rows with the first batch already read, so that errors surface before the answer begins."""
    first = next(rows, None)
    return pa.RecordBatchReader.from_batches(rows.schema, chain([] if first is None else [first], rows))


def streamed(request: Request, media: str, pieces: Iterator[bytes], headers: Mapping[str, str]) -> Response:
    """Return an answer that a thread makes while it is sent; a HEAD request makes nothing.

    The first piece is made at once: what fails with it still becomes a readable reason.
    """
    if request.method == "HEAD":
        head = Response(headers=headers, media_type=media)
        # How long the answer would be is not known before it is made.
        del head.headers["content-length"]
        return head
    making = held(pieces)
    first = next(making, b"")
    return StreamingResponse(_and_the_rest(first, making), headers=headers, media_type=media)


async def _and_the_rest(first: bytes, others: Iterator[bytes]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for piece in iterate_in_threadpool(others):
            yield piece
    finally:
        # Also where the reader has gone: gives the connection to the store back.
        others.close()  # type: ignore[attr-defined]
