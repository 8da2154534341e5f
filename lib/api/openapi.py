"""The addresses in OpenAPI, made from the lists by which they are answered."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from sqlalchemy import Engine

from lib.api.asking import LIMIT, MOST, OFFSET, PAGING, parameters
from lib.api.resources import FORMS_BY_ENDING, RESOURCES, Resource
from lib.common.version import version
from lib.entities.event import EVENT_FORMATS, EVENT_TYPES
from lib.export.frames import is_rough, readable_columns
from lib.metrics import scope_names as words
from lib.metrics.addresses import BASE
from lib.metrics.scope_help import ROUGH_DATES
from lib.metrics.scope_values import MOST_SEARCHED

_TEXT: dict[str, Any] = {"type": "string"}
_YEAR = {"type": "integer"}
_DAY = {"type": "string", "format": "date"}
#: What each parameter is for, and what it takes.
_ABOUT: dict[str, tuple[str, dict[str, Any]]] = {
    words.COUNTRY: ("Country by name or code, as uploads read it.", _TEXT),
    words.REGION: ("Part of the world, by UN M49.", _TEXT),
    words.LEVEL: ("Level of the programme.", _TEXT),
    words.FUNDER: (
        "Funder by name or id: rows in which it pays or commits; its programmes, calls and projects are those with "
        "such a row or of its own.",
        _TEXT,
    ),
    words.AREA: ("ICPerMed area of the programme.", _TEXT),
    words.STATUS: ("Member status of the country.", _TEXT),
    words.FROM: ("First year of the period.", _YEAR),
    words.TO: ("Last year of the period.", _YEAR),
    words.PERIOD: ("A period by its name: a reporting period, a year such as 2024, a quarter such as 2024 Q1.", _TEXT),
    words.FIRST_DAY: ("First day of the period.", _DAY),
    words.LAST_DAY: (f"Last day of the period. {ROUGH_DATES}", _DAY),
    words.SOON: ("true: only programmes that run out in the next 24 months.", {"type": "string", "enum": ["true"]}),
    words.CALL: ("Call by name or id.", _TEXT),
    words.PROJECT: ("Project by id.", _TEXT),
    words.WHO: ("Country that takes part in the project.", _TEXT),
    words.WITH: ("Another country that takes part in the same project.", _TEXT),
    words.GROUPING: ("What projects are grouped by.", {"type": "string", "enum": list(words.GROUPING_NAMES)}),
    words.TOPIC: ("Topic of the project: a found topic by its number or name, another by its name.", _TEXT),
    words.OUTLINE: ("Corners of an outline on the map of topics, as 0.1 0.2,0.3 0.1,0.2 0.4.", _TEXT),
    words.CHANNEL: ("Channel of the post.", _TEXT),
    words.POST_SEARCH: (
        "Text that the post must hold, without regard to capitals and accents.",
        {"type": "string", "maxLength": MOST_SEARCHED},
    ),
    words.POST_DAYS: ("Days of a channel, as LinkedIn 2024-01-01 to 2024-03-31.", _TEXT),
    words.POST_HOUR: ("Hour of the week (UTC) in which the post was published, as Monday 09:00.", _TEXT),
    words.EVENT_TYPE: ("Type of the event.", {"type": "string", "enum": list(EVENT_TYPES)}),
    words.EVENT_FORMAT: ("Format of the event.", {"type": "string", "enum": list(EVENT_FORMATS)}),
    words.EVENT: ("Event by name or id.", _TEXT),
    words.ATTENDEES_FROM: ("Country that people came from.", _TEXT),
    words.SEARCH: (
        "Text that one of the row's text columns must hold, without regard to capitals and accents.",
        {"type": "string", "maxLength": MOST_SEARCHED},
    ),
    words.DATASET: (
        "Facts, or demonstration data, which is made up. No answer holds both.",
        {"type": "string", "enum": [words.FACTS, words.DEMONSTRATION], "default": words.FACTS},
    ),
    LIMIT: ("Rows of one answer; without it all rows come.", {"type": "integer", "minimum": 1, "maximum": MOST}),
    OFFSET: ("Rows to leave out before the first.", {"type": "integer", "minimum": 0, "maximum": MOST, "default": 0}),
}
#: Header by which every answer with rows says its dataset.
DATASET_HEADER = "x-dataset"
_HEADERS = {
    "X-Dataset": {
        "description": "The dataset that the rows belong to. Demonstration data is made up.",
        "schema": {"type": "string", "enum": [words.FACTS, words.DEMONSTRATION]},
    }
}
_PROBLEM = {"$ref": "#/components/schemas/problem"}


def openapi(engine: Engine, figures: dict[str, Any]) -> dict[str, Any]:
    """Return the description of all addresses (OpenAPI 3.1).

    Args:
        engine: the store.
        figures: paths of the figures, see lib.api.figures.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ICPerMed dashboard",
            "version": version(),
            "description": "The rows behind the dashboard's figures, narrowed by the filters of a page's address. "
            "Numbers about persons are those that may be published. Reading only.",
        },
        "paths": {
            **{
                f"/{BASE}/{resource.name}.{ending}": {"get": _operation(resource, ending)}
                for resource in RESOURCES.values()
                for ending in FORMS_BY_ENDING
            },
            f"/{BASE}/all.zip": {
                "get": {
                    **_plain("All rows of one dataset but those of persons, to be loaded again", "application/zip"),
                    "parameters": [{"$ref": f"#/components/parameters/{words.DATASET}"}],
                }
            },
            f"/{BASE}/catalogue.jsonld": {"get": _plain("All data sets of facts as DCAT-AP", "application/ld+json")},
            f"/{BASE}/catalogue.ttl": {"get": _plain("All data sets of facts as DCAT-AP", "text/turtle")},
            f"/{BASE}/figures.json": {"get": _plain("All figures, as they declare themselves", "application/json")},
            **figures,
            f"/{BASE}/openapi.json": {"get": _plain("This description", "application/json")},
            "/healthz": {"get": _plain("Whether the app runs", "application/json")},
            "/readyz": {"get": _plain("Whether the store answers and is up to date", "application/json")},
        },
        "components": {
            "parameters": {name: _parameter(name) for name in (*words.NAMES, *PAGING)},
            "schemas": {
                "problem": {
                    "type": "object",
                    "properties": {"status": {"type": "integer"}, "title": _TEXT, "detail": _TEXT},
                },
                **{resource.name: _row(resource, engine) for resource in RESOURCES.values()},
            },
        },
    }


def _operation(resource: Resource, ending: str) -> dict[str, Any]:
    media = FORMS_BY_ENDING[ending].media
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{resource.name}"}} if ending == "json" else None
    return {
        "operationId": f"{resource.name}-{ending}",
        "summary": f"{resource.title}, as {FORMS_BY_ENDING[ending].label}",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters(resource.entity)],
        "responses": {
            "200": {
                "description": "The rows. With a limit, Link says where the other pages are, and X-Total-Count how "
                "many rows there are in all.",
                "headers": _HEADERS,
                "content": {media: {"schema": rows} if rows else {}},
            },
            "304": {"description": "Not changed since the answer whose ETag If-None-Match names."},
            "400": _refusal("A parameter does not fit; the reason says what would."),
            "503": _refusal("The store or the service is busy or not ready."),
        },
    }


def _plain(summary: str, media: str) -> dict[str, Any]:
    return {"summary": summary, "responses": {"200": {"description": "As asked for.", "content": {media: {}}}}}


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/problem+json": {"schema": _PROBLEM}}}


def _parameter(name: str) -> dict[str, Any]:
    about, schema = _ABOUT[name]
    if name not in words.SEVERAL:
        return {"name": name, "in": "query", "description": about, "schema": schema}
    several = {"type": "array", "items": schema}
    return {"name": name, "in": "query", "description": f"{about} May come several times.", "schema": several}


def _row(resource: Resource, engine: Engine) -> dict[str, Any]:
    """Return the columns of a row in JSON Schema; any of them may be null, where nothing is known."""
    schema = resource.columns(engine)
    columns = {
        column.name: (_type(pa.string()) if is_rough(schema, column) else _type(column.type))
        | ({"description": resource.guides[column.name]} if column.name in resource.guides else {})
        for column in readable_columns(schema)
    }
    return {"type": "object", "properties": columns}


def _type(kind: pa.DataType) -> dict[str, Any]:
    for is_kind, name, form in (
        (pa.types.is_boolean, "boolean", ""),
        (pa.types.is_integer, "integer", ""),
        (pa.types.is_decimal, "number", ""),
        (pa.types.is_floating, "number", ""),
        (pa.types.is_date, "string", "date"),
        # Without a zone: UTC.
        (pa.types.is_timestamp, "string", ""),
    ):
        if is_kind(kind):
            return {"type": [name, "null"]} | ({"format": form} if form else {})
    return {"type": ["string", "null"]}
