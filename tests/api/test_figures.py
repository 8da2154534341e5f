"""Figures at their addresses: the same as on a page, in every kind of file, with a reason where there is none."""

from __future__ import annotations

import io
import json
from contextlib import ExitStack
from datetime import date

import openpyxl
import pandas as pd
import pytest
from PIL import Image
from sqlalchemy import Engine

from lib.api.answers import AT_ONCE, one_at_once
from lib.api.figures import MEDIA
from lib.figures.addresses import figure_address
from lib.figures.asking import asking
from lib.figures.calls.rates import SUCCESS_RATE_BY_CALL
from lib.figures.comparison import as_named_today
from lib.figures.registry import FIGURES
from lib.metrics.choices import choices
from lib.metrics.scope import Scope
from tests.api.conftest import Client

# tests/metrics ask PostgreSQL for what figures compute.
pytestmark = pytest.mark.engines("sqlite")

BASE = "/api/v1/figures"
BY_CALL = f"{BASE}/{SUCCESS_RATE_BY_CALL.id}"


def test_a_figure_in_each_kind_of_file(client: Client) -> None:
    for ending, media in MEDIA.items():
        address = f"{BY_CALL}.{ending}?dataset=demonstration&stage=stage2"
        found = client.ask(address)
        assert found.status == 200, found.text
        assert found.headers["content-type"].split(";")[0] == media
        assert found.headers["x-dataset"] == "demonstration"
        assert client.ask(address, if_none_match=found.headers["etag"]).status == 304
        if ending == "png":
            assert Image.open(io.BytesIO(found.content)).size[0] == 1920
        if ending in ("svg", "html"):
            assert "Demonstration data" in found.text
            assert "frame-ancestors *;" in found.headers["content-security-policy"]
            assert "<script" not in found.text.lower()


def test_sites_that_may_frame_a_figure(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICPERMED_EMBEDDERS", "https://www.example.org, https://*.example.eu:8443, evil; script-src *")
    found = client.ask(f"{BY_CALL}.html")
    assert "frame-ancestors 'self' https://www.example.org https://*.example.eu:8443; sandbox" in str(
        found.headers["content-security-policy"]
    )


def test_rows_are_those_of_the_figure(client: Client, sample_engine: Engine) -> None:
    scope = Scope(demonstration=True, countries=("DE", "FR"), last_year=2023)
    answer = SUCCESS_RATE_BY_CALL.answer(asking(sample_engine), scope, {"stage": "stage1"})
    address = figure_address(answer, "csv", choices(sample_engine, date.today().year, True))
    found = pd.read_csv(io.BytesIO(client.ask(f"/{address}").content))
    assert list(found["call_id"]) == list(answer.frame["call_id"])
    assert found["rate"].tolist() == pytest.approx(answer.frame["rate"].astype(float).tolist(), nan_ok=True)
    assert found["trials"].tolist() == pytest.approx(answer.frame["trials"].astype(float).tolist(), nan_ok=True)
    as_json = json.loads(client.ask(f"/{address.replace('.csv', '.json')}").content)
    assert [row["call_id"] for row in as_json] == list(answer.frame["call_id"])


def test_several_values_of_an_option(client: Client) -> None:
    """Repeated, as in the address of the page, or joined by commas; by name or by code."""
    address = f"{BASE}/calls.participation_by_group.csv?dataset=demonstration"
    repeated = client.ask(f"{address}&own-group=France&own-group=MT")
    joined = client.ask(f"{address}&own-group=FR,Malta")
    assert repeated.content == joined.content
    assert "Own choice" in repeated.text
    assert "Own choice" not in client.ask(address).text
    assert client.ask(f"{address}&own-group=FR,Atlantis").status == 400
    assert client.ask(f"{BY_CALL}.csv?stage=stage1&stage=stage2").status == 400


def test_addresses_of_earlier_days_name_our_country_and_its_peers(client: Client) -> None:
    address = f"{BASE}/topics.against_peers.csv?dataset=demonstration"
    for earlier in ("our-country=AT", "our-country=Austria&peers=Neighbours+(common+land+border)", "peers=EU13"):
        assert client.ask(f"{address}&{earlier}").status == 200
    assert client.ask(f"{address}&our-country=AT&peers=EU99").status == 400
    neighbours = [("my-country", "AT"), ("compare-with", "neighbours")]
    assert as_named_today([("our-country", "AT")]) == neighbours
    assert as_named_today([("our-country", "AT"), ("peers", "Neighbours (common land border)")]) == neighbours
    assert as_named_today([("our-country", "AT"), ("peers", "EU13")])[1] == ("compare-with", "EU13")
    assert as_named_today([("my-country", "AT")]) == [("my-country", "AT")]


def test_readers_get_headers_and_percents(client: Client) -> None:
    content = client.ask(f"{BY_CALL}.xlsx?dataset=demonstration").content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Demonstration data"]
    headers = [cell.value for cell in sheet[1]]
    assert headers == [column.header for column in SUCCESS_RATE_BY_CALL.columns]
    rate = sheet.cell(2, headers.index("Rate") + 1)
    assert isinstance(rate.value, float)
    assert rate.number_format == "0.0%"


def test_metadata_says_what_the_page_says(client: Client, sample_engine: Engine) -> None:
    stated = client.ask(f"{BY_CALL}.metadata.json?country=Malta").json
    answer = SUCCESS_RATE_BY_CALL.answer(asking(sample_engine), Scope(countries=("MT",)))
    assert stated["answer"] == answer.sentence
    assert stated["narrowed_to"]["country"] == "Malta"
    assert stated["definition"]["counts"] == SUCCESS_RATE_BY_CALL.definition.counts
    assert stated["coverage"][0]["of"] == len(answer.frame)
    assert stated["sources"]


def test_every_figure_is_listed_and_answers(client: Client) -> None:
    listed = client.ask(f"{BASE}.json").json
    assert [one["id"] for one in listed] == [figure.id for figure in FIGURES]
    for figure in FIGURES:
        assert client.ask(f"{BASE}/{figure.id}.metadata.json", "HEAD").status == 200


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("dataset=demonstration&channel=X", "channel: does not narrow the figure"),
        ("stage=stage9", "stage: 'stage9' is none of its values; choose overall, stage1, stage2"),
        ("nonsense=1", "nonsense: there is no such parameter; known are"),
        ("country=Atlantis", "country: 'Atlantis' is none of its values"),
    ],
)
def test_what_cannot_be_answered_is_refused(client: Client, query: str, reason: str) -> None:
    refused = client.ask(f"{BY_CALL}.csv?{query}")
    assert refused.status == 400
    assert refused.json["detail"].startswith(reason)


def test_no_such_figure(client: Client) -> None:
    assert client.ask(f"{BASE}/calls.nothing.csv").status == 404
    refused = client.ask(f"{BY_CALL}.doc")
    assert refused.status == 404
    assert "figures.json" in refused.json["detail"]


def test_nothing_to_draw_is_said(client: Client) -> None:
    # No call among the facts publishes outcomes by country.
    refused = client.ask(f"{BY_CALL}.png?country=Malta")
    assert refused.status == 404
    assert "nothing to draw" in refused.json["detail"]
    assert SUCCESS_RATE_BY_CALL.empty in client.ask(f"{BY_CALL}.html?country=Malta").text


def test_a_figure_is_one_of_the_answers_that_are_made_at_once(client: Client) -> None:
    with ExitStack() as full:
        for _ in range(AT_ONCE):
            full.enter_context(one_at_once())
        assert client.ask(f"{BY_CALL}.metadata.json").status == 503
    assert client.ask(f"{BY_CALL}.metadata.json").status == 200
