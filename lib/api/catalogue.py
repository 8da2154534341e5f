"""All data sets as DCAT-AP, so that open-data portals can harvest them: as JSON-LD and as Turtle, of one graph.

Portals are offered facts alone: the addresses name no dataset, and so give facts.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from lib.api.resources import FORMS_BY_ENDING, RESOURCES, Resource
from lib.metrics.addresses import BASE
from lib.metrics.choices import latest_import

#: Under which licence the rows may be used: for their owner to say.
LICENCE = "ICPERMED_LICENCE"
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
_HEALTH = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
_KEYWORD = "personalised medicine"


@dataclass(frozen=True)
class Iri:
    """Something that is named by its address."""

    address: str


@dataclass(frozen=True)
class Text:
    """English text, or a value of a type."""

    words: str
    kind: str = ""


Value = Iri | Text
#: By the address of a thing: its properties and their values.
Graph = dict[str, dict[str, list[Value]]]


def catalogue(engine: Engine, app: str) -> Graph:
    """Return the description of the catalogue, its data sets and the files of each.

    Args:
        engine: the store.
        app: the app's own address, such as https://example.org.
    """
    base = f"{app}/{BASE}"
    us, publisher = f"{base}/catalogue", f"{base}/catalogue#publisher"
    graph: Graph = {
        publisher: {"rdf:type": [Iri("foaf:Agent")], "foaf:name": [Text("ICPerMed Secretariat")]},
        us: {
            "rdf:type": [Iri("dcat:Catalog")],
            "dct:title": [Text("ICPerMed dashboard")],
            "dct:description": [
                Text(
                    "What ICPerMed's countries fund in personalised medicine, and what its work achieves. Facts only: "
                    "public figures with a source for each."
                )
            ],
            "dct:publisher": [Iri(publisher)],
            "dct:language": [Iri(_ENGLISH)],
            "foaf:homepage": [Iri(app)],
            "dcat:themeTaxonomy": [Iri(_HEALTH.rpartition("/")[0])],
            "dcat:dataset": [Iri(f"{us}#{name}") for name in RESOURCES],
            **_licence(),
        },
    }
    for resource in RESOURCES.values():
        graph |= _data_set(engine, base, us, publisher, resource)
    return graph


def _data_set(engine: Engine, base: str, us: str, publisher: str, resource: Resource) -> Graph:
    this = f"{us}#{resource.name}"
    changed = latest_import(engine, resource.files_of, demonstration=False)
    graph: Graph = {
        this: {
            "rdf:type": [Iri("dcat:Dataset")],
            "dct:identifier": [Text(this, "xsd:anyURI")],
            "dct:title": [Text(resource.title)],
            "dct:description": [
                Text(f"{resource.title}: rows of the ICPerMed dashboard. Facts only, with a source where it is known.")
            ],
            "dct:publisher": [Iri(publisher)],
            "dct:language": [Iri(_ENGLISH)],
            "dcat:theme": [Iri(_HEALTH)],
            "dcat:keyword": [Text(_KEYWORD)],
            **({"dct:modified": [Text(f"{changed:%Y-%m-%dT%H:%M:%SZ}", "xsd:dateTime")]} if changed else {}),
            "dcat:distribution": [Iri(f"{this}-{ending}") for ending in FORMS_BY_ENDING],
        }
    }
    for ending, form in FORMS_BY_ENDING.items():
        address = Iri(f"{base}/{resource.name}.{ending}")
        graph[f"{this}-{ending}"] = {
            "rdf:type": [Iri("dcat:Distribution")],
            "dct:title": [Text(f"{resource.title} as {form.label}")],
            "dcat:accessURL": [address],
            "dcat:downloadURL": [address],
            "dcat:mediaType": [Iri(f"{_MEDIA_TYPE}{form.media}")],
            "dct:format": [Iri(f"{_FILE_TYPE}{ending.upper()}")],
            **_licence(),
        }
    return graph


def _licence() -> dict[str, list[Value]]:
    address = os.environ.get(LICENCE, "").strip()
    return {"dct:license": [Iri(address)]} if address else {}


def as_jsonld(graph: Graph) -> str:
    """Return the graph as self-contained JSON-LD."""
    things = [
        {
            "@id": thing,
            **{_key(name): [_in_json(name, value) for value in values] for name, values in properties.items()},
        }
        for thing, properties in graph.items()
    ]
    return json.dumps({"@context": _PREFIXES, "@graph": things}, indent=2, ensure_ascii=False)


def _key(name: str) -> str:
    return "@type" if name == "rdf:type" else name


def _in_json(name: str, value: Value) -> Any:
    if isinstance(value, Iri):
        return value.address if name == "rdf:type" else {"@id": value.address}
    return {"@value": value.words, "@type": value.kind} if value.kind else {"@value": value.words, "@language": "en"}


def as_turtle(graph: Graph) -> str:
    """Return the graph as Turtle."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in _PREFIXES.items()]
    for thing, properties in graph.items():
        statements = " ;\n".join(
            f"    {'a' if name == 'rdf:type' else name} {', '.join(map(_in_turtle, values))}"
            for name, values in properties.items()
        )
        lines.append(f"\n{_bracketed(thing)}\n{statements} .")
    return "\n".join(lines) + "\n"


def _in_turtle(value: Value) -> str:
    if isinstance(value, Iri):
        return value.address if value.address.partition(":")[0] in _PREFIXES else _bracketed(value.address)
    # What JSON escapes in text, Turtle does likewise.
    quoted = json.dumps(value.words, ensure_ascii=False)
    return f"{quoted}^^{value.kind}" if value.kind else f"{quoted}@en"


def _bracketed(address: str) -> str:
    """Return an address in brackets; signs that may not stand there are written as an address writes them."""
    return "<" + re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda sign: f"%{ord(sign[0]):02X}", address) + ">"
