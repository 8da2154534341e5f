"""Figures at their addresses: rows, pictures, what is known of them, and a page to be framed by other sites."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.api import asking
from lib.api.answers import entity_tag, is_known, one_at_once, streamed
from lib.api.asking import ParameterError
from lib.api.resources import FORMS_BY_ENDING
from lib.api.store import CACHING, Opening, available_choices, dataset_header, public_address, ready
from lib.export.about import file_name
from lib.export.pictures import SIZES
from lib.figures import files
from lib.figures.asking import asking as asking_the_store
from lib.figures.comparison import as_named_today
from lib.figures.embed import as_html
from lib.figures.figure import Answer, Figure
from lib.figures.options import OptionError
from lib.figures.registry import BY_ID, FIGURES
from lib.metrics.choices import Choices
from lib.metrics.scope import Scope
from lib.metrics.scope_names import DATASET, DATASET_OF_EARLIER_LINKS, NAMES, FilterError
from lib.metrics.scope_words import from_words, names_of, refuse_idle

METADATA, PAGE = "metadata.json", "html"
#: Endings of a figure's addresses, with the media type of each.
MEDIA = {
    **{ending: form.media for ending, form in FORMS_BY_ENDING.items()},
    **files.PICTURES,
    METADATA: "application/json",
    PAGE: "text/html",
}
#: Size of a picture: one of lib.export.pictures.SIZES.
SIZE = "size"
#: Names the setting with the sites that may show a figure in a frame, divided by commas.
EMBEDDERS = "ICPERMED_EMBEDDERS"
_SITE = re.compile(r"https?://[a-z0-9.*-]+(?::[0-9*]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: a figure for a scope and choices, and the size of its picture."""

    figure: Figure
    ending: str
    scope: Scope
    chosen: dict[str, str]
    size: str


def framed() -> dict[str, str]:
    """Return the headers of pictures and pages that may stand on other sites; they run nothing and fetch nothing."""
    named = [site.strip() for site in os.environ.get(EMBEDDERS, "").split(",") if site.strip()]
    sites = " ".join(["'self'", *filter(_SITE.fullmatch, named)]) if named else "*"
    return {
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"frame-ancestors {sites}; sandbox allow-popups allow-popups-to-escape-sandbox",
        "cross-origin-resource-policy": "cross-origin",
    }


def list_figures(_request: Request) -> Response:
    """List every figure with its declaration."""
    asking.none(_request.query_params.multi_items())
    return JSONResponse([files.described(figure) for figure in FIGURES], headers=CACHING)


def answer_figure(opening: Opening, request: Request) -> Response:
    """Answer with a figure in the format of the address's ending."""
    figure, ending = _named(request.path_params["name"])
    engine = ready(opening)
    words = request.query_params.multi_items()
    available = available_choices(engine, asking.asks_for_demonstration(words))
    wanted = _read(figure, ending, words, available)
    tag = entity_tag(engine, request)
    headers = {"etag": tag, **CACHING, **dataset_header(wanted.scope.demonstration)}
    if ending in files.PICTURES or ending == PAGE:
        headers |= framed()
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    # What a figure asks of the store counts as an answer too, though it is made before the first piece goes out.
    with one_at_once():
        answer = _answered(engine, wanted)
    if ending in files.PICTURES and answer.chart() is None:
        raise HTTPException(404, f"{figure.id}: there is nothing to draw. {answer.why_empty}")
    if ending != PAGE:
        subject = f"{answer.title} {names_of(answer.scope, available)}"
        saved_as = file_name(subject, wanted.scope.demonstration, date.today(), ending)
        disposition = "inline" if ending in files.PICTURES else "attachment"
        headers["content-disposition"] = f'{disposition}; filename="{saved_as}"'
    make = partial(_pieces, engine, wanted, answer, available, public_address(request))
    return streamed(request, MEDIA[ending], make(), headers)


def _named(name: str) -> tuple[Figure, str]:
    for ending in sorted(MEDIA, key=len, reverse=True):
        figure = BY_ID.get(name.removesuffix(f".{ending}"))
        if figure is not None and name.endswith(f".{ending}"):
            return figure, ending
    known = ", ".join(MEDIA)
    raise HTTPException(
        404, f"There is no figure {name!r}; /api/v1/figures.json lists all, each with the endings {known}."
    )


def parameters(figure: Figure) -> tuple[str, ...]:
    """Return every parameter that a figure's addresses know."""
    return (*files.parameters(figure), DATASET, *(option.name for option in figure.options))


def _read(figure: Figure, ending: str, words: list[tuple[str, str]], available: Choices) -> Wanted:
    options = {option.name for option in figure.options}
    several = {option.name for option in figure.options if option.several}
    sizes = {SIZE} if ending in files.PICTURES else set()
    chosen: dict[str, str] = {}
    given: dict[str, list[str]] = {}
    for name, value in as_named_today(words):
        if name in options | sizes:
            if name in chosen and name not in several:
                raise ParameterError(f"{name}: takes one value")
            chosen[name] = f"{chosen[name]},{value}" if name in chosen else value
        elif name in (*NAMES, DATASET_OF_EARLIER_LINKS):
            given.setdefault(name, []).append(value)
        else:
            known = ", ".join((*parameters(figure), *sizes))
            raise ParameterError(f"{name}: there is no such parameter; known are {known}")
    size = chosen.pop(SIZE, next(iter(SIZES)))
    if size not in SIZES:
        raise ParameterError(f"{SIZE}: {size!r} is none of its values; choose {', '.join(SIZES)}")
    try:
        scope = from_words(given, available)
        refuse_idle(given, scope, figure.narrowed_by, f"the figure {figure.id}", grouped=figure.subject == "topics")
    except FilterError as error:
        raise ParameterError(str(error)) from None
    return Wanted(figure, ending, scope, chosen, size)


def _answered(engine: Engine, wanted: Wanted) -> Answer:
    try:
        return wanted.figure.answer(asking_the_store(engine), wanted.scope, wanted.chosen)
    except OptionError as error:
        raise ParameterError(str(error)) from None


def _pieces(engine: Engine, wanted: Wanted, answer: Answer, available: Choices, app: str) -> Iterator[bytes]:
    about = files.about(answer, asking_the_store(engine), available)
    if wanted.ending in FORMS_BY_ENDING:
        yield from files.pieces(FORMS_BY_ENDING[wanted.ending], answer, about)
    elif wanted.ending in files.PICTURES:
        yield files.picture(wanted.ending, answer, about, SIZES[wanted.size])
    elif wanted.ending == PAGE:
        yield as_html(answer, about, app)
    else:
        yield bytes(JSONResponse(files.metadata(answer, about)).body)


def described_paths(base: str) -> dict[str, Any]:
    """Return the OpenAPI paths of the figures: one for each, with the ending as a parameter."""
    return {f"{base}/figures/{figure.id}.{{ending}}": {"get": _operation(figure)} for figure in FIGURES}


def _operation(figure: Figure) -> dict[str, Any]:
    named = [{"$ref": f"#/components/parameters/{name}"} for name in (*files.parameters(figure), DATASET)]
    ending = {"name": "ending", "in": "path", "required": True, "schema": {"type": "string", "enum": list(MEDIA)}}
    own = [
        {
            "name": option.name,
            "in": "query",
            "description": option.help or option.label,
            "schema": {"type": "string"}
            | ({"enum": list(option.values)} if option.values and not option.several else {}),
        }
        for option in figure.options
    ]
    return {
        "operationId": f"figure-{figure.id}",
        "summary": figure.title,
        "description": f"{figure.question} {figure.definition.text}",
        "parameters": [ending, *named, *own],
        "responses": {"200": {"description": "The figure.", "content": {media: {} for media in MEDIA.values()}}},
    }
