"""Rows at their addresses: the same as an export's, narrowed, in pages, and with a reason where there are none."""

from __future__ import annotations

import io
import itertools
import json
import re
import socket
import threading
from datetime import date
from pathlib import Path
from unittest import mock
from urllib.parse import quote, urlencode
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from lib.api import answers
from lib.api.answers import AT_ONCE, BusyError, held
from lib.api.resources import FORMS_BY_ENDING, RESOURCES
from lib.metrics import records
from lib.metrics.addresses import NAMES, rows_address
from lib.metrics.choices import choices
from lib.metrics.records import raw_count
from lib.metrics.scope import Scope
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from tests import totals
from tests.api.conftest import Client, served
from tests.rows import load


def read(ending: str, content: bytes) -> pd.DataFrame:
    file = io.BytesIO(content)
    if ending == "csv":
        return pd.read_csv(file)
    if ending == "xlsx":
        return pd.read_excel(file, sheet_name="Data")
    return pd.read_parquet(file) if ending == "parquet" else pd.DataFrame(json.loads(content))


@pytest.mark.parametrize("name", RESOURCES)
def test_every_data_set_has_the_same_rows_in_each_form(name: str, client: Client, sample_engine: Engine) -> None:
    entity = RESOURCES[name].entity
    expected = raw_count(sample_engine, entity, Scope()) if name in NAMES.values() else None
    for ending, form in FORMS_BY_ENDING.items():
        answer = client.ask(f"/api/v1/{name}.{ending}")
        assert answer.status == 200, answer.text
        assert answer.headers["content-type"].startswith(form.media)
        assert f".{ending}" in answer.headers["content-disposition"]
        found = read(ending, answer.content)
        expected = len(found) if expected is None else expected
        assert len(found) == expected, ending
        if len(found):
            stored = RESOURCES[name].columns(sample_engine).names
            # How precisely a date is known it says by itself, but for the typed columns of Parquet.
            rough = () if ending == "parquet" else tuple(one for one in stored if one.endswith("_precision"))
            assert list(found.columns) == [one for one in stored if one not in rough], ending


def test_pandas_reads_the_copied_address(client: Client, sample_engine: Engine) -> None:
    scope = Scope(countries=("DE", "FR"), first_year=2019, demonstration=False)
    path = rows_address("project", "csv", scope, choices(sample_engine, 2026))
    found = pd.read_csv(f"{client.address}/{path}")
    assert len(found) == raw_count(sample_engine, "project", scope) > 0
    assert set(found["part"]) == {"facts"}
    assert found["start_date"].str[:4].min() >= "2019"


def test_a_period_to_the_day_narrows_as_on_the_page(client: Client) -> None:
    found = client.ask("/api/v1/events.json?first-day=2021-05-31&last-day=2021-05-31").json
    assert [row["event_id"] for row in found] == ["E05"]


def test_pages_add_up_to_all_rows(client: Client) -> None:
    whole = client.ask("/api/v1/organisations.json?country=Germany").json
    path, rows = "/api/v1/organisations.json?country=Germany&limit=7", []
    while path:
        answer = client.ask(path)
        assert answer.headers["x-total-count"] == str(len(whole))
        rows += answer.json
        links = {rel: to for to, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["link"])}
        assert {"first", "last"} <= links.keys()
        path = "/api/v1/organisations.json" + links["next"] if "next" in links else ""
    assert len(whole) > 7
    assert rows == whole


@pytest.mark.parametrize(
    ("query", "named", "right"),
    [
        ("country=Atlantis", "country: 'Atlantis'", "such as"),
        ("colour=red", "colour:", "known are country, region"),
        ("from=soon", "from: 'soon'", "is no year from"),
        ("from=2022&to=2020", "from: 2022", "the first year comes first"),
        ("first-day=31.05.2021", "first-day: '31.05.2021'", "write it as 2021-03-01"),
        ("limit=0", "limit: '0'", "whole number from 1"),
        ("limit=5&limit=6", "limit:", "takes one value"),
        ("offset=-1", "offset: '-1'", "whole number from 0"),
        ("offset=99999999999999999999", "offset:", "whole number"),
        ("part=everything", "part: 'everything'", "all data, facts only"),
        ("dataset=both", "dataset: 'both'", "demonstration, facts"),
    ],
)
def test_a_bad_parameter_is_named_with_what_would_be_right(client: Client, query: str, named: str, right: str) -> None:
    answer = client.ask(f"/api/v1/projects.csv?{query}")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert named in answer.json["detail"]
    assert right in answer.json["detail"]


def test_what_is_not_there_or_not_allowed_is_said(client: Client) -> None:
    for path, right in (
        ("/api/v1/projekte.csv", "known are"),
        ("/api/v1/projects.pdf", "csv, json, xlsx, parquet"),
        ("/api/v2", "openapi.json"),
        ("/api/v1/catalogue.xml", "jsonld, ttl"),
    ):
        answer = client.ask(path)
        assert (answer.status, answer.json["status"]) == (404, 404)
        assert right in answer.json["detail"]
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.ask("/api/v1/projects.csv", method)
        assert answer.status == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
        assert "GET or HEAD" in answer.json["detail"]
    assert client.ask("/api/v1/all.zip?country=Malta").status == 400


def test_head_says_what_get_would(client: Client) -> None:
    for path in ("/api/v1/projects.xlsx?limit=3", "/api/v1/all.zip", "/healthz", "/api/v1/catalogue.ttl"):
        head, get = client.ask(path, "HEAD"), client.ask(path)
        assert (head.status, head.content) == (200, b"")
        for name in ("etag", "content-type", "link", "x-total-count"):
            assert head.headers[name] == get.headers[name], name


def test_no_answer_is_for_other_sites_scripts(client: Client) -> None:
    for path in ("/api/v1/projects.csv?limit=1", "/api/v1/nothing.csv", "/api/v1/openapi.json", "/healthz", "/readyz"):
        answer = client.ask(path, Origin="https://example.org")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["access-control-allow-origin"] is None
        assert answer.headers["set-cookie"] is None


def test_an_answer_is_sent_again_only_when_something_changed(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.sqlite")
    upgrade(engine)
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    with served(engine) as client:
        first = client.ask("/api/v1/countries.json")
        tag = first.headers["etag"]
        again = client.ask("/api/v1/countries.json", If_None_Match=f'"other", {tag}')
        assert (again.status, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.ask("/api/v1/countries.json?limit=5", If_None_Match=tag).status == 200
        assert client.ask("/api/v1/countries.csv", If_None_Match=tag).status == 200
        load(engine, "country", "iso2,iso3,name\nCY,CYP,Cyprus\n")
        after = client.ask("/api/v1/countries.json", If_None_Match=tag)
        assert (after.status, len(after.json)) == (200, 2)
    engine.dispose()


def test_persons_come_as_published_numbers_only(client: Client) -> None:
    rows = client.ask("/api/v1/attendance.json?dataset=demonstration").json
    assert rows
    assert not {"attendee", "minutes", "role"} & rows[0].keys()
    numbers = {row[name] for row in rows for name in ("attended", "registered")}
    assert max(number for number in numbers if number is not None) >= 5
    assert not numbers & {1, 2, 3, 4}


def test_small_published_figures_of_persons_are_in_no_answer(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.sqlite")
    upgrade(engine)
    load(engine, "event", "event_id,name\nE1,One\n")
    figures = "event,E1,attended,3,persons,yes\nevent,E1,countries,3,countries,yes\n"
    load(engine, "published figure", f"subject,subject_id,quantity,value,unit,shown\n{figures}")
    with served(engine) as client:
        rows = {row["quantity"]: row["value"] for row in client.ask("/api/v1/published-figures.json").json}
        assert rows == {"attended": "<5", "countries": "3"}
        with ZipFile(io.BytesIO(client.ask("/api/v1/all.zip").content)) as archive:
            table = pd.read_csv(io.BytesIO(archive.read("facts/published_figure.csv")))
        assert dict(zip(table["quantity"], table["value"], strict=True)) == rows
    engine.dispose()


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/nothing.sqlite")
    with served(engine) as client:
        assert client.ask("/healthz").status == 200
        for path in ("/readyz", "/api/v1/projects.csv", "/api/v1/openapi.json"):
            answer = client.ask(path)
            assert answer.status == 503
            assert "icpermed-dashboard init" in answer.json["detail"]
    assert not (tmp_path / "nothing.sqlite").exists()


def test_the_store_is_ready(client: Client) -> None:
    assert client.ask("/readyz").json == {"status": "ready"}


def test_only_so_many_answers_are_made_at_once() -> None:
    making = [held(itertools.repeat(b"row")) for _ in range(AT_ONCE)]
    for pieces in making:
        next(pieces)
    with pytest.raises(BusyError):
        next(held(iter([b"row"])))
    making.pop().close()  # type: ignore[attr-defined]
    assert list(held(iter([b"row"]))) == [b"row"]
    for pieces in making:
        pieces.close()  # type: ignore[attr-defined]


def test_a_reader_who_leaves_gives_the_place_back(client: Client) -> None:
    host, port = client.address.removeprefix("http://").split(":")
    for _ in range(AT_ONCE * 2):
        with socket.create_connection((host, int(port))) as reader:
            reader.sendall(b"GET /api/v1/participations.json HTTP/1.1\r\nHost: x\r\n\r\n")
            reader.recv(10)
    done = threading.Event()
    for _ in range(100):
        if answers._free._value == AT_ONCE:
            break
        done.wait(0.1)
    assert answers._free._value == AT_ONCE
    assert client.ask(f"/api/v1/projects.csv?{urlencode({'limit': 1})}").status == 200


@pytest.mark.parametrize("name", RESOURCES)
def test_every_answer_says_its_dataset(name: str, client: Client) -> None:
    # Countries are reference data of both datasets.
    made_up = "facts" if name == "countries" else "demonstration"
    for query, dataset in (("", "facts"), ("part=facts+only", "facts"), ("dataset=demonstration", made_up)):
        for ending in FORMS_BY_ENDING:
            answer = client.ask(f"/api/v1/{name}.{ending}?limit=3&{query}")
            assert answer.headers["x-dataset"] == dataset
            saved_as = "demonstration-data" if dataset == "demonstration" else "facts"
            assert f"icpermed_{name}_{saved_as}_" in answer.headers["content-disposition"]
            if ending == "json":
                assert {row["part"] for row in answer.json} <= {dataset}
            elif ending == "parquet":
                assert pq.read_schema(io.BytesIO(answer.content)).metadata[b"dataset"] == dataset.encode()
            elif ending == "xlsx":
                book = openpyxl.load_workbook(io.BytesIO(answer.content))
                marked = dataset == "demonstration"
                assert book.sheetnames == ["Demonstration data" if marked else "Data", "About"]
                stated = [(row[0].value, row[1].value) for row in book["About"]]
                assert (("Dataset", "Demonstration data: made up") in stated) == marked


def test_the_zip_is_of_the_dataset_that_is_asked_for(client: Client) -> None:
    for query, dataset, named in (
        ("", "facts", "facts"),
        ("?dataset=demonstration", "demonstration", "demonstration-data"),
    ):
        answer = client.ask(f"/api/v1/all.zip{query}")
        assert answer.headers["x-dataset"] == dataset
        assert f"icpermed_all_{named}_" in answer.headers["content-disposition"]
        names = ZipFile(io.BytesIO(answer.content)).namelist()
        assert {name.partition("/")[0] for name in names if name.endswith(".csv")} == {"country.csv", dataset}
    assert client.ask("/api/v1/all.zip?dataset=both").status == 400


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("calls.csv?country=Malta", "country"),
        ("reach.csv?country=Malta", "country"),
        ("reach.json?funder=", "funder"),
        ("channel-snapshots.csv?level=national", "level"),
        ("published-figures.csv?country=Malta", "country"),
        ("published-figures.csv?from=2023", "from"),
        ("programmes.csv?first-day=2030-01-01", "first-day"),
        ("organisations.csv?level=national", "level"),
        ("events.csv?channel=LinkedIn", "channel"),
        ("projects.csv?event-type=workshop", "event-type"),
        ("attendance.csv?search=x", "search"),
        ("topics.csv?topic=1", "topic"),
        ("outputs.csv?soon=true", "soon"),
    ],
)
def test_a_filter_that_cannot_narrow_the_rows_is_refused(client: Client, path: str, named: str) -> None:
    """Ignored, it would give all rows to somebody who takes them for some."""
    answer = client.ask(f"/api/v1/{path}")
    assert answer.status == 400
    assert answer.json["detail"].startswith(f"{named}: ")


def test_what_narrows_a_page_narrows_the_rows(client: Client) -> None:
    def count(path: str) -> int:
        answer = client.ask(f"/api/v1/{path}")
        assert answer.status == 200, answer.text
        return len(answer.json)

    outputs = totals.rows("output", False)
    some = [row for row in outputs if (row["period_end"] or row["period_start"]) >= "2023-01-01"]
    assert count("outputs.json?from=2023") == len(some) < len(outputs)
    posts = totals.rows("post", True)
    shown = "dataset=demonstration"
    assert count(f"reach.json?channel=linkedin&{shown}") == sum(row["channel"] == "linkedin" for row in posts)
    of_2024 = [row for row in posts if row["published_at"].startswith("2024")]
    assert count(f"reach.json?period=2024&{shown}") == len(of_2024) > 0
    events = totals.rows("event", True)
    online = [row for row in events if row["format"] == "online" and row["type"] == "info day"]
    assert count(f"events.json?event-type=info+day&event-format=online&{shown}") == len(online) > 0
    assert count(f"projects.json?project=X-2016-LUMBALOGIC&{shown}") == 1
    assert client.ask("/api/v1/projects.json?project=X-2016-LUMBALOGIC").status == 400, "it is no fact"
    parts = totals.rows("participation", True)
    pair = {row["project_id"] for row in parts if row["country"] == "GR"} & {
        row["project_id"] for row in parts if row["country"] == "GB"
    }
    assert count(f"projects.json?who=EL&with=UK&{shown}") == len(pair) > 0
    german = client.ask(f"/api/v1/attendance.json?attendees-from=Germany&{shown}").json
    assert {(row["dimension"], row["category"]) for row in german} == {("country", "DE")}


def test_a_search_finds_texts_whatever_their_capitals_and_accents(client: Client) -> None:
    def found(words: str) -> list[str]:
        return [row["organisation_id"] for row in client.ask(f"/api/v1/organisations.json?search={quote(words)}").json]

    austrian = found("Österreich")
    assert austrian
    assert found("österreich") == found("ÖSTERREICH") == found("osterreich") == austrian
    assert found("UNIVERSITÄT") == found("universität") == found("Universitat") != []


@pytest.mark.parametrize("search", ["a" * 60_000, "a" * 501, "nul%00", "%ED%A0%80%00"])
def test_a_search_that_cannot_be_made_is_refused_before_the_answer_begins(client: Client, search: str) -> None:
    answer = client.ask(f"/api/v1/organisations.csv?search={search}")
    assert answer.status == 400
    assert answer.json["detail"].startswith("search: ")


def test_what_fails_with_the_first_rows_is_said_in_place_of_an_answer(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.sqlite")
    upgrade(engine)
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    with served(engine) as client, mock.patch.object(records, "batches", side_effect=RuntimeError("no rows")):
        for ending in FORMS_BY_ENDING:
            answer = client.ask(f"/api/v1/countries.{ending}")
            assert answer.status == 500, ending
            assert answer.json["detail"] == "The answer could not be made. It is in the log."
    engine.dispose()


def test_a_file_is_named_by_what_its_rows_are_narrowed_to(client: Client) -> None:
    answer = client.ask("/api/v1/projects.csv?country=T%C3%BCrkiye&from=2020&to=2020&limit=1")
    day = date.today().isoformat()
    assert f'filename="icpermed_projects-turkiye-2020_facts_{day}.csv"' in answer.headers["content-disposition"]


def test_head_does_not_say_that_there_is_nothing(client: Client) -> None:
    """Readers such as polars and dask ask for the head first, and believe a length of 0."""
    for path in ("projects.csv", "projects.parquet", "all.zip"):
        head = client.ask(f"/api/v1/{path}", "HEAD")
        assert head.headers["content-length"] in (None, str(len(client.ask(f"/api/v1/{path}").content)))


def test_rows_come_in_one_order_on_each_engine(client: Client) -> None:
    """What is missing in a key comes first, whatever an engine does by itself."""
    rows = client.ask("/api/v1/outcomes.json?dataset=demonstration").json
    keys = [(row["call_id"], row["country"] or "") for row in rows]
    assert keys == sorted(keys)
    assert any(country == "" for _, country in keys)
    money = client.ask("/api/v1/funding.json?dataset=demonstration").json
    paid = [(row["project_id"], row["organisation"], row["funder"] or "") for row in money]
    assert paid == sorted(paid)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_stretches_of_an_answer_are_of_the_same_bytes(client: Client, ending: str) -> None:
    path = f"/api/v1/projects.{ending}?dataset=demonstration"
    head = client.ask(path, "HEAD")
    size = int(head.headers["content-length"])
    assert (head.content, head.headers["accept-ranges"]) == (b"", "bytes")
    edges = [0, 1, size // 3, size - 9, size]
    parts = []
    for start, stop in itertools.pairwise(edges):
        answer = client.ask(path, Range=f"bytes={start}-{stop - 1}")
        assert answer.status == 206
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        assert len(answer.content) == int(answer.headers["content-length"]) == stop - start
        parts.append(answer.content)
    whole = b"".join(parts)
    assert client.ask(path, Range="bytes=-9").content == whole[-9:]
    assert client.ask(path, Range=f"bytes={size - 9}-").content == whole[-9:]
    assert client.ask(path, Range=f"bytes=5-{size * 2}").content == whole[5:]
    pd.testing.assert_frame_equal(read(ending, whole), read(ending, client.ask(path).content))
    beyond = client.ask(path, Range=f"bytes={size}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    for odd in ("bytes=1-2,5-6", "bytes=9-2", "bytes=-", "lines=1-2", "bytes=a-b"):
        answer = client.ask(path, Range=odd)
        assert (answer.status, len(answer.content)) == (200, size), odd
    assert client.ask(path, Range="bytes=0-4", If_Range=head.headers["etag"]).status == 200
    assert client.ask(path, Range="bytes=0-4", If_None_Match=head.headers["etag"]).status == 304


def test_a_parquet_file_is_read_over_http_by_its_parts(client: Client) -> None:
    """As pyarrow, polars and dask do: the end first, then the columns that are wanted."""
    path = "/api/v1/projects.parquet?dataset=demonstration"

    class Remote(io.RawIOBase):
        size = int(client.ask(path, "HEAD").headers["content-length"])
        place = 0

        def seekable(self) -> bool:
            return True

        def readable(self) -> bool:
            return True

        def tell(self) -> int:
            return self.place

        def seek(self, offset: int, whence: int = 0) -> int:
            self.place = offset + (0, self.place, self.size)[whence]
            return self.place

        def read(self, count: int = -1) -> bytes:
            stop = self.size if count < 0 else min(self.size, self.place + count)
            if self.place >= stop:
                return b""
            content = client.ask(path, Range=f"bytes={self.place}-{stop - 1}").content
            self.place = stop
            return content

    found = pq.read_table(Remote(), columns=["project_id"])
    assert len(found) == len(totals.rows("project", True))
