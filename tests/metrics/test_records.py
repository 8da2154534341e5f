"""The rows behind a figure: as many as the figure says, named as readers name them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.entities.registry import LISTED
from lib.ingest.sample import DATA
from lib.metrics import overview, records
from lib.metrics.scope import NARROWED_BY, Scope, without_effect
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


@pytest.mark.slow
@pytest.mark.parametrize(
    "narrowed",
    [
        {"demonstration": True},
        {},
        {"countries": ("FR",), "demonstration": True},
        {"regions": ("Southern Europe",)},
        {"levels": ("European",), "demonstration": True},
        {"countries": ("DE", "ES"), "demonstration": True, "areas": ("Data & ICT",)},
    ],
)
@pytest.mark.parametrize("year", [2018, 2021, 2025])
def test_a_figure_counts_the_rows_behind_it(sample_engine: Engine, year: int, narrowed: dict[str, Any]) -> None:
    scope = Scope(**narrowed).in_year(year)
    shown = overview.headlines(sample_engine, scope, TODAY)["value"]
    for figure, entity in COUNTED.items():
        behind = records.record_page(sample_engine, entity, scope, 0, 10_000)
        rows = len(behind.rows)
        if entity == "programme":
            # Those that state no end and single competitions are listed too, and counted apart.
            listed = behind.rows
            rows = int((listed["end_year"].notna() & ~listed["single_competition"].fillna(False)).sum())
        else:
            assert rows == behind.total
        assert rows == (0 if pd.isna(shown[figure]) else shown[figure]), figure


@pytest.mark.parametrize("narrowed", [{"countries": ("FR",)}, {"countries": ("DE", "MT"), "levels": ("European",)}])
@pytest.mark.parametrize("year", [2021, 2025])
def test_money_awarded_is_the_sum_of_the_rows_behind_it(
    sample_engine: Engine, year: int, narrowed: dict[str, Any]
) -> None:
    scope = Scope(demonstration=True, **narrowed).in_year(year)
    shown = overview.headlines(sample_engine, scope, TODAY).loc["awarded", "value"]
    rows = records.record_page(sample_engine, "funding", scope, 0, 10_000).rows
    assert rows["funding_eur"].sum() == pytest.approx(0 if pd.isna(shown) else shown)


def test_outcomes_follow_their_calls(sample_engine: Engine) -> None:
    called = {
        row["call_id"]
        for row in totals.rows("call", True)
        if totals.year_of(row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"]) == 2025
    }
    expected = [row for row in totals.rows("call_outcome", True) if row["call_id"] in called]
    assert expected
    for entity, count in (
        ("call outcome", len(expected)),
        ("call commitment", sum(row["call_id"] in called for row in totals.rows("call_commitment", True))),
    ):
        assert records.record_page(sample_engine, entity, Scope(demonstration=True).in_year(2025), 0, 1).total == count
    french = Scope(demonstration=True, countries=("FR",)).in_year(2025)
    assert records.record_page(sample_engine, "call outcome", french, 0, 1).total == sum(
        row["country"] == "FR" for row in expected
    )


def test_filters_without_effect_are_named() -> None:
    everything = Scope(countries=("FR",), first_year=2020, levels=("national",))
    assert without_effect(everything, NARROWED_BY["project"]) == ()
    assert without_effect(everything, NARROWED_BY["call"]) == ("country",)
    assert without_effect(everything, NARROWED_BY["output"]) == ("country", "level")
    assert without_effect(Scope(), NARROWED_BY["output"]) == ()


def test_rows_name_organisations_and_begin_with_their_part(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name,protocol_order\nAT,AUT,Austria,20\nBE,BEL,Belgium,1\n")
    load(engine, "organisation", "organisation_id,name,country\nX1,Example Foundation,BE\n", demonstration=True)
    load(
        engine, "programme", "programme_id,name,funder,country,level\nP,Programme,X1,BE,national\n", demonstration=True
    )
    found = records.record_page(engine, "programme", Scope(demonstration=True, search="example found"), 0, 10)
    assert found.total == 1, "the search finds what is shown"
    assert found.rows.columns[0] == "part"
    assert found.rows.loc[0, ["part", "funder", "country"]].tolist() == [
        "demonstration",
        "Example Foundation",
        "Belgium",
    ]
    countries = records.record_page(engine, "country", Scope(), 0, 10).rows["name"]
    assert countries.tolist() == ["Belgium", "Austria"], "in the order of protocol"


def test_raw_rows_are_all_rows_that_fit_with_where_they_came_from(sample_engine: Engine) -> None:
    for entity in LISTED:
        for scope in (
            Scope(demonstration=True),
            Scope(demonstration=False),
            Scope(demonstration=True, countries=("DE",), first_year=2020),
        ):
            rows = records.raw_rows(sample_engine, entity, scope).read_all()
            assert len(rows) == records.record_page(sample_engine, entity, scope, 0, 1).total
            assert len(rows) == records.raw_count(sample_engine, entity, scope)
            assert rows.column_names[0] == "part"
            assert rows.column_names[-4:] == ["file_name", "source_row", "imported_at", "import_id"]
            assert not set(rows["file_name"].to_pylist()) & {None, ""}


def test_raw_rows_hold_what_the_file_holds(sample_engine: Engine) -> None:
    rows = records.raw_rows(sample_engine, "project", Scope(demonstration=False)).read_all().to_pandas()
    file = pd.read_csv(DATA / "facts" / "project.csv", dtype=str).set_index("project_id")
    assert len(rows) == len(file)
    for row in rows.to_dict("records"):
        there = file.loc[row["project_id"]]
        assert row["title"] == there["title"].strip()
        assert (row["keywords"] or "") == ";".join(
            dict.fromkeys(
                word.strip() for word in str(there.get("keywords", "")).split(";") if word.strip() not in ("", "nan")
            )
        )
        if isinstance(there["funding_eur"], str):
            assert row["funding_eur"] == Decimal(there["funding_eur"])
    categories = rows["health_categories"].dropna()
    assert all(sum(Decimal(c.rpartition(":")[2]) for c in cell.split(";")) == 100 for cell in categories)


def test_raw_rows_come_in_stretches(sample_engine: Engine) -> None:
    every = records.raw_rows(sample_engine, "participation", Scope(demonstration=True)).read_all()
    keys = list(zip(every["project_id"].to_pylist(), every["organisation"].to_pylist(), strict=True))
    assert len(set(keys)) == len(keys)
    some = records.raw_rows(sample_engine, "participation", Scope(demonstration=True), start=700, most=500).read_all()
    assert some.to_pylist() == every.slice(700, 500).to_pylist()
    names = dict(zip(every["country"].to_pylist(), every["country_name"].to_pylist(), strict=True))
    assert (names["DE"], names.get(None)) == ("Germany", None)


def test_raw_attendance_is_what_may_be_published(sample_engine: Engine) -> None:
    rows = records.raw_rows(sample_engine, "attendance", Scope(demonstration=True)).read_all()
    assert "attendee" not in rows.column_names
    numbers = [n for name in ("attended", "registered") for n in rows[name].to_pylist() if n is not None]
    assert numbers
    assert not set(numbers) & {1, 2, 3, 4}
    pseudonyms = set(pd.read_csv(DATA / "demonstration" / "attendance.csv")["attendee"])
    cells = {cell for column in rows.columns for cell in column.to_pylist()}
    assert not pseudonyms & cells
    assert records.raw_count(sample_engine, "attendance", Scope(demonstration=True)) == len(rows)
    assert len(records.raw_rows(sample_engine, "attendance", Scope(demonstration=False)).read_all()) == 0


def test_rows_stay_as_they_were_when_reading_began(engine: Engine) -> None:
    load(engine, "organisation", "organisation_id,name\n" + "".join(f"O{n:05},N\n" for n in range(9_000)))
    rows = records.raw_rows(engine, "organisation", Scope())
    first = rows.read_next_batch()
    load(engine, "organisation", "organisation_id,name\nZ,Later\nO08999,Renamed\n")
    rest = rows.read_all()
    assert len(first) + len(rest) == 9_000
    assert set(rest["name"].to_pylist()) == {"N"}
