"""The rows behind a figure: as many as the figure says, named as readers name them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import overview, records
from lib.metrics.filters import Filters
from tests import totals
from tests.rows import load

TODAY = date(2026, 11, 24)
#: Figures that count rows of an entity.
COUNTED = {
    "programmes": "programme",
    "calls": "call",
    "projects": "project",
    "participations": "participation",
    "events": "event",
}


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"facts_only": True},
        {"countries": ("FR",)},
        {"regions": ("Southern Europe",), "facts_only": True},
        {"levels": ("European",)},
        {"countries": ("DE", "ES"), "areas": ("Data & ICT",)},
    ],
)
@pytest.mark.parametrize("year", [2018, 2021, 2025])
def test_a_figure_counts_the_rows_behind_it(sample_engine: Engine, year: int, narrowed: dict[str, Any]) -> None:
    filters = Filters(**narrowed).in_year(year)
    shown = overview.headlines(sample_engine, filters, TODAY)["value"]
    for figure, entity in COUNTED.items():
        behind = records.record_page(sample_engine, entity, filters, "", 0, 1).total
        assert behind == (0 if pd.isna(shown[figure]) else shown[figure]), figure


@pytest.mark.parametrize("narrowed", [{"countries": ("FR",)}, {"countries": ("DE", "MT"), "levels": ("European",)}])
@pytest.mark.parametrize("year", [2021, 2025])
def test_money_awarded_is_the_sum_of_the_rows_behind_it(
    sample_engine: Engine, year: int, narrowed: dict[str, Any]
) -> None:
    filters = Filters(**narrowed).in_year(year)
    shown = overview.headlines(sample_engine, filters, TODAY).loc["awarded", "value"]
    rows = records.record_page(sample_engine, "funding", filters, "", 0, 10_000).rows
    assert rows["funding_eur"].sum() == pytest.approx(0 if pd.isna(shown) else shown)


def test_outcomes_follow_their_calls(sample_engine: Engine) -> None:
    called = {
        row["call_id"]
        for row in totals.rows("call", False)
        if totals.year_of(row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"]) == 2025
    }
    expected = [row for row in totals.rows("call_outcome", False) if row["call_id"] in called]
    assert expected
    for entity, count in (
        ("call outcome", len(expected)),
        ("call commitment", sum(row["call_id"] in called for row in totals.rows("call_commitment", False))),
    ):
        assert records.record_page(sample_engine, entity, Filters().in_year(2025), "", 0, 1).total == count
    french = Filters(countries=("FR",)).in_year(2025)
    assert records.record_page(sample_engine, "call outcome", french, "", 0, 1).total == sum(
        row["country"] == "FR" for row in expected
    )


def test_filters_without_effect_are_named() -> None:
    everything = Filters(countries=("FR",), first_year=2020, levels=("national",))
    assert records.without_effect("project", everything) == ()
    assert records.without_effect("call", everything) == ("country, region and member status",)
    assert records.without_effect("output", everything) == (
        "country, region and member status",
        "years",
        "level, area and funder",
    )
    assert records.without_effect("output", Filters()) == ()


def test_rows_name_organisations_and_begin_with_their_part(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name,protocol_order\nAT,AUT,Austria,20\nBE,BEL,Belgium,1\n")
    load(engine, "organisation", "organisation_id,name,country\nX1,Example Foundation,BE\n")
    load(engine, "programme", "programme_id,name,funder,country,level\nP,Programme,X1,BE,national\n", illustrative=True)
    found = records.record_page(engine, "programme", Filters(), "example found", 0, 10)
    assert found.total == 1, "the search finds what is shown"
    assert found.rows.columns[0] == "part"
    assert found.rows.loc[0, ["part", "funder", "country"]].tolist() == [
        "illustrative",
        "Example Foundation",
        "Belgium",
    ]
    countries = records.record_page(engine, "country", Filters(), "", 0, 10).rows["name"]
    assert countries.tolist() == ["Belgium", "Austria"], "in the order of protocol"


@pytest.mark.parametrize(("most", "size"), [(1_000_000, 500), (700, 500), (500, 500)])
def test_export_reads_all_pages_up_to_its_limit(sample_engine: Engine, most: int, size: int) -> None:
    total = records.record_page(sample_engine, "participation", Filters(), "", 0, 1).total
    pages = list(records.record_pages(sample_engine, "participation", Filters(), "", most, size))
    joined = pd.concat(pages)
    assert len(joined) == min(total, most)
    assert not joined.duplicated(["project_id", "organisation", "source_row"]).any()
