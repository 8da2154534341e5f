"""What describes the addresses: OpenAPI, the DCAT-AP catalogue, and the zip of the whole store."""

from __future__ import annotations

import asyncio
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
import streamlit
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import Message

from lib.api.resources import FORMS_BY_ENDING, RESOURCES
from lib.api.served_head import WithHead
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ui import pages
from lib.ui.preloads import preloads
from lib.ui.style import STYLE
from tests.api.conftest import Client

# tests/metrics and tests/api/test_rows.py ask PostgreSQL for the same rows.
pytestmark = pytest.mark.engines("sqlite")


def test_every_described_address_answers_as_described(client: Client) -> None:
    stated = client.ask("/api/v1/openapi.json").json
    assert stated["openapi"].startswith("3.1")
    for path, operations in stated["paths"].items():
        # Tests of their own read the whole store, each figure, and rows in the other forms.
        method = "HEAD" if path.endswith((".zip", ".{ending}", ".csv", ".xlsx", ".parquet")) else "GET"
        answer = client.ask(path.replace("{ending}", "csv"), method)
        assert answer.status == 200, path
        described = operations["get"]["responses"]["200"]["content"]
        assert answer.headers["content-type"].split(";")[0] in described
        rows = described.get("application/json", {}).get("schema")
        if rows:
            # Some of them, from first to last: each takes the validator a while.
            some = answer.json[:: max(1, len(answer.json) // 50)]
            Draft202012Validator({**rows, "components": stated["components"]}).validate(some)


def test_every_parameter_of_rows_is_described(client: Client) -> None:
    stated = client.ask("/api/v1/openapi.json").json
    known = client.ask("/api/v1/projects.csv?unknown=1").json["detail"].partition("known are ")[2].split(", ")
    given = [one["$ref"].rpartition("/")[2] for one in stated["paths"]["/api/v1/projects.csv"]["get"]["parameters"]]
    assert given == known
    assert all(stated["components"]["parameters"][name]["description"] for name in given)


def test_a_portal_finds_every_file_in_the_catalogue(client: Client) -> None:
    graph = client.ask("/api/v1/catalogue.jsonld").json["@graph"]
    things = {thing["@id"]: thing for thing in graph}
    (catalogue,) = (thing for thing in graph if thing["@type"] == ["dcat:Catalog"])
    sets = [things[one["@id"]] for one in catalogue["dcat:dataset"]]
    assert len(sets) == len(RESOURCES)
    files = [things[one["@id"]] for one_set in sets for one in one_set["dcat:distribution"]]
    assert len(files) == len(RESOURCES) * len(FORMS_BY_ENDING)
    for file in files:
        address = file["dcat:accessURL"][0]["@id"]
        assert address.startswith(client.address)
        assert client.ask(address.removeprefix(client.address), "HEAD").status == 200
    # What DCAT-AP 3 makes mandatory.
    assert {"dct:title", "dct:description", "dct:publisher"} <= catalogue.keys()
    assert all({"dct:title", "dct:description"} <= one.keys() for one in sets)


def test_portals_are_offered_facts_alone(client: Client) -> None:
    graph = client.ask("/api/v1/catalogue.jsonld").json["@graph"]
    for thing in graph:
        if thing["@type"][0] in ("dcat:Catalog", "dcat:Dataset"):
            assert "Facts only" in thing["dct:description"][0]["@value"]
        if thing["@type"] == ["dcat:Distribution"]:
            address = thing["dcat:downloadURL"][0]["@id"].removeprefix(client.address)
            assert client.ask(address, "HEAD").headers["x-dataset"] == "facts"
    # There are no posts among the facts: nothing was changed.
    posts = next(thing for thing in graph if thing["@id"].endswith("#reach"))
    assert "dct:modified" not in posts


def test_both_catalogues_say_the_same(client: Client) -> None:
    graph = client.ask("/api/v1/catalogue.jsonld").json["@graph"]
    turtle = client.ask("/api/v1/catalogue.ttl").text
    named = dict(re.findall(r"@prefix (\w+): <([^>]+)>", turtle))
    assert named == client.ask("/api/v1/catalogue.jsonld").json["@context"]
    blocks = [block for block in turtle.split("\n\n") if not block.startswith("@prefix")]
    assert len(blocks) == len(graph)
    for block, thing in zip(blocks, graph, strict=True):
        assert block.startswith(f"<{thing['@id']}>\n    a {thing['@type'][0]}")
        said = [value for name, values in thing.items() if not name.startswith("@") for value in values]
        for value in said:
            expected = f"<{value['@id']}>" if "@id" in value else json.dumps(value["@value"], ensure_ascii=False)
            assert expected in block


def test_the_licence_is_the_owners_word(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "dct:license" not in client.ask("/api/v1/catalogue.ttl").text
    monkeypatch.setenv("ICPERMED_LICENCE", "https://example.org/licence")
    stated = client.ask("/api/v1/catalogue.ttl").text
    assert stated.count("dct:license <https://example.org/licence>") == 1 + len(RESOURCES) * len(FORMS_BY_ENDING)


def test_a_proxys_address_is_that_of_the_catalogue(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICPERMED_PUBLIC_URL", "https://dashboard.example.org/")
    stated = client.ask("/api/v1/catalogue.ttl").text
    assert "<https://dashboard.example.org/api/v1/projects.csv>" in stated
    assert "127.0.0.1" not in stated


def test_the_zip_of_the_web_holds_no_persons(client: Client) -> None:
    answer = client.ask("/api/v1/all.zip")
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        package = json.loads(archive.read("datapackage.json"))
        assert b"Attendance is left out" in archive.read("README.md")
    assert {"country.csv", "facts/project.csv", "facts/organisation.csv", "facts/event.csv"} <= set(names)
    assert not [name for name in names if name.startswith("demonstration")]
    assert not [name for name in names if "attend" in name]
    of_persons = {entity for entity in SCHEMAS if ENTITIES[entity].of_persons or ENTITIES[entity].is_confidential}
    assert of_persons == {"attendance", "attendance sum"}
    assert {one["title"].lower() for one in package["resources"]} == SCHEMAS.keys() - of_persons


def test_pages_say_what_they_are_before_any_script_has_run() -> None:
    """Streamlit's own page, as it is served: packed or asked for anew, its title is ours."""

    async def page(request: Request) -> Response:
        assert "accept-encoding" not in request.headers
        return HTMLResponse((Path(streamlit.__file__).parent / "static" / "index.html").read_bytes())

    served = Starlette(
        routes=[Route("/{path:path}", page)],
        middleware=[Middleware(WithHead, titles=pages.titles(), elements=STYLE + preloads())],
    )

    async def answer(path: str) -> str:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"accept-encoding", b"gzip"), (b"if-none-match", b"*")]
        asked = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
        await served(asked, receive, send)
        assert sent[0]["status"] == 200
        assert dict(sent[0]["headers"])[b"content-length"] == str(len(sent[1]["body"])).encode()
        return str(sent[1]["body"], "utf-8")

    for path, title in (("/", "Overview"), ("/data_quality", "Data quality"), ("/saved", "Saved views")):
        text = asyncio.run(answer(path))
        assert f"<title>{title} · ICPerMed dashboard</title>" in text
        assert f'<meta property="og:title" content="{title} · ICPerMed dashboard">' in text
        assert "favicon.png" not in text
        assert text.count("<title>") == 1
        assert STYLE in text
        assert re.search(r'href="./static/js/Html[^"]*.js"', text)
