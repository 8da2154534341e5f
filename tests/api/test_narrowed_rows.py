"""Rows narrowed and named: which filters an address takes, and which it refuses."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from unittest import mock
from urllib.parse import quote
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pytest

from lib.api.resources import FORMS_BY_ENDING, RESOURCES
from lib.metrics import records
from lib.store.engine import open_engine
from lib.store.schema import upgrade
from tests import totals
from tests.api.conftest import Client, served
from tests.rows import load


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
                told = [(row[0].value, row[1].value) for row in book["About"]]
                assert (("Dataset", "Demonstration data: made up") in told) == marked


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
