"""The addresses for programs, to be served beside the pages: rows, descriptions, and whether the service is up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from urllib.parse import urlencode

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from lib.api import asking
from lib.api.answers import BusyError, WithSecurityHeaders, begun, entity_tag, is_known, problem, streamed
from lib.api.asking import LIMIT, OFFSET, Asked, ParameterError
from lib.api.catalogue import as_jsonld, as_turtle, catalogue
from lib.api.figures import answer_figure, described_paths, list_figures
from lib.api.openapi import openapi
from lib.api.resources import FORMS_BY_ENDING, RESOURCES, TOPICS, Resource
from lib.api.spool import OutOfRangeError, Spooled, spooled, stretch
from lib.api.store import CACHING, Opening, available_choices, dataset_header, public_address, ready, the_store
from lib.common.clock import utc_now
from lib.common.version import version
from lib.entities.registry import SCHEMAS
from lib.export.about import About, file_name
from lib.export.rows import about_rows
from lib.export.whole_store import OF_PERSONS, write_zip
from lib.metrics.addresses import BASE
from lib.metrics.choices import Choices, missing_projects
from lib.metrics.records import is_demonstration
from lib.metrics.scope_names import DATASET, DATASET_OF_EARLIER_LINKS, PROJECT
from lib.metrics.scope_words import in_sentences, names_of
from lib.metrics.sources import source_files
from lib.metrics.whole_store import template_rows
from lib.store.batches import snapshot
from lib.store.schema import not_ready

#: Forms that readers ask for in byte ranges, by the ending.
_IN_STRETCHES = ("csv", "parquet")
#: Bytes of a zip that go out at a time.
_PIECE = 1 << 18


def routes(opening: Opening = the_store) -> list[BaseRoute]:
    """Return all routes that are served beside the pages."""
    api = Starlette(
        routes=[
            Route("/v1/openapi.json", partial(_description, opening)),
            Route("/v1/catalogue.{ending:str}", partial(_catalogue, opening)),
            Route("/v1/all.zip", partial(_whole_store, opening)),
            Route("/v1/figures.json", list_figures),
            Route("/v1/figures/{name:str}", partial(answer_figure, opening)),
            Route("/v1/{name}.{ending}", partial(_rows, opening)),
        ],
        exception_handlers={
            HTTPException: _no_such_thing,
            ParameterError: lambda _request, error: problem(400, str(error)),
            BusyError: lambda _request, _error: problem(
                503, "Too many answers are being made; ask again in some seconds.", {"retry-after": "5"}
            ),
            SQLAlchemyError: lambda _request, _error: problem(503, "The store did not answer; ask again later."),
            Exception: lambda _request, _error: problem(500, "The answer could not be made. It is in the log."),
        },
    )
    up = Middleware(WithSecurityHeaders)
    return [
        Mount("/api", api, middleware=[up]),
        Route("/healthz", _is_alive, middleware=[up]),
        Route("/readyz", partial(_is_ready, opening), middleware=[up]),
    ]


def _is_alive(_request: Request) -> Response:
    return JSONResponse({"status": "ok", "version": version()}, headers={"cache-control": "no-store"})


def _is_ready(opening: Opening, _request: Request) -> Response:
    try:
        reason = not_ready(opening())
    except SQLAlchemyError:
        reason = "the store does not answer"
    if reason:
        return problem(503, reason, {"cache-control": "no-store"})
    return JSONResponse({"status": "ready"}, headers={"cache-control": "no-store"})


def _no_such_thing(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return problem(405, "These addresses can only be read: ask with GET or HEAD.", error.headers)
    if error.detail == "Not Found":
        return problem(404, "There is no such address; /api/v1/openapi.json describes all that there are.")
    return problem(error.status_code, error.detail)


def _rows(opening: Opening, request: Request) -> Response:
    name, ending = request.path_params["name"], request.path_params["ending"]
    if name not in RESOURCES:
        raise HTTPException(404, f"There is no data set {name!r}; known are {', '.join(RESOURCES)}.")
    if ending not in FORMS_BY_ENDING:
        raise HTTPException(404, f"There is no form {ending!r}; known are {', '.join(FORMS_BY_ENDING)}.")
    engine, resource, form = ready(opening), RESOURCES[name], FORMS_BY_ENDING[ending]
    words = request.query_params.multi_items()
    available = available_choices(engine, asking.asks_for_demonstration(words))
    asked = asking.read(words, available, resource.entity, resource.what)
    missing = missing_projects(engine, asked.scope)
    if missing:
        raise ParameterError(f"{PROJECT}: there is no project {', '.join(map(repr, missing))} in this dataset")
    tag = entity_tag(engine, request)
    demonstration = is_demonstration(resource.entity, asked.scope)
    of = dataset_header(demonstration)
    headers = {"etag": tag, **CACHING, **of, **_paging(engine, resource, asked, request)}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    subject = f"{resource.name} {names_of(asked.scope, available)}"
    saved_as = file_name(subject, demonstration, date.today(), form.ending)
    headers["content-disposition"] = f'attachment; filename="{saved_as}"'

    def pieces() -> Iterator[bytes]:
        about = _about(engine, resource, asked, available)
        yield from form.pieces(begun(resource.rows(engine, asked)), about)

    if form.ending not in _IN_STRETCHES:
        return streamed(request, form.media, pieces(), headers)
    headers["accept-ranges"] = "bytes"
    # The mark of an answer is a weak one: no part of it can be completed by another answer's (If-Range).
    asked_for = None if "if-range" in request.headers else request.headers.get("range")
    if request.method == "GET" and asked_for is None:
        return streamed(request, form.media, pieces(), headers)
    return _in_stretches(request, form.media, spooled(f"{engine.url} {tag}", pieces), asked_for, headers)


def _in_stretches(
    request: Request, media: str, whole: Spooled, asked_for: str | None, headers: dict[str, str]
) -> Response:
    """Answer a range request from the file on disk: its length, a range, or all of it."""
    try:
        part = stretch(asked_for, whole.size)
    except OutOfRangeError:
        with_size = {**headers, "content-range": f"bytes */{whole.size}"}
        return problem(416, f"The answer has {whole.size} bytes; the stretch begins after them.", with_size)
    start, stop = part or (0, whole.size)
    headers = {**headers, "content-length": str(stop - start)}
    if request.method == "HEAD":
        return Response(headers={**headers, "content-length": str(whole.size)}, media_type=media)
    if part is None:
        return StreamingResponse(whole.pieces(start, stop), headers=headers, media_type=media)
    headers["content-range"] = f"bytes {start}-{stop - 1}/{whole.size}"
    return StreamingResponse(whole.pieces(start, stop), 206, headers, media)


def _about(engine: Engine, resource: Resource, asked: Asked, available: Choices) -> About:
    if resource.name == TOPICS:
        narrowed_to = in_sentences(asked.scope, available)
        return About(resource.title, narrowed_to, demonstration=asked.scope.demonstration)
    files = source_files(engine, resource.files_of, asked.scope)
    return about_rows(resource.entity, asked.scope, available, files)


def _paging(engine: Engine, resource: Resource, asked: Asked, request: Request) -> dict[str, str]:
    """Return the headers with the links to other pages and the number of rows; none where all rows are asked for."""
    if asked.limit is None:
        return {}
    total = resource.count(engine, asked)
    pages = {"first": 0, "last": max(0, (total - 1) // asked.limit * asked.limit)}
    if asked.offset + asked.limit < total:
        pages["next"] = asked.offset + asked.limit
    if asked.offset > 0:
        pages["prev"] = max(0, asked.offset - asked.limit)
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in (LIMIT, OFFSET)]
    links = (
        f'<?{urlencode([*others, (LIMIT, asked.limit), (OFFSET, start)])}>; rel="{rel}"' for rel, start in pages.items()
    )
    return {"link": ", ".join(links), "x-total-count": str(total)}


def _whole_store(opening: Opening, request: Request) -> Response:
    """Return the zip of one dataset without persons, which an empty store can load again."""
    engine = ready(opening)
    words = request.query_params.multi_items()
    asking.only((DATASET, DATASET_OF_EARLIER_LINKS), words)
    demonstration = asking.asks_for_demonstration(words)
    tag = entity_tag(engine, request)
    headers = {"etag": tag, **CACHING, **dataset_header(demonstration)}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    saved_as = file_name("all", demonstration, date.today(), "zip")
    headers["content-disposition"] = f'attachment; filename="{saved_as}"'
    return streamed(request, "application/zip", _zip_pieces(engine, demonstration), headers)


def _zip_pieces(engine: Engine, demonstration: bool) -> Iterator[bytes]:
    """Yield the zip, made on disk first, since its members' heads hold sizes that are known at their end."""
    made = utc_now()
    with tempfile.TemporaryFile() as file:
        with snapshot(engine) as connection:
            entities = SCHEMAS.keys() - OF_PERSONS
            rows = partial(template_rows, connection, for_all=True)
            write_zip(rows, entities, (demonstration,), made, file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _description(opening: Opening, request: Request) -> Response:
    asking.none(request.query_params.multi_items())
    return JSONResponse(openapi(ready(opening), described_paths(f"/{BASE}")), headers=CACHING)


def _catalogue(opening: Opening, request: Request) -> Response:
    asking.none(request.query_params.multi_items())
    serialised = {"jsonld": (as_jsonld, "application/ld+json"), "ttl": (as_turtle, "text/turtle")}
    ending = request.path_params["ending"]
    if ending not in serialised:
        raise HTTPException(404, f"There is no catalogue.{ending}; known are {', '.join(serialised)}.")
    write, media = serialised[ending]
    graph = catalogue(ready(opening), public_address(request))
    return Response(write(graph), media_type=media, headers=CACHING)
