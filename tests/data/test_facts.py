"""The facts: enough of them, and each with its source."""

from __future__ import annotations

import csv
import json

from lib.ingest.sample import DATA, PARTS, file_name
from lib.ingest.schemas import SCHEMAS
from tests import totals

FACTS = PARTS[0][0]


def test_every_fact_has_a_source() -> None:
    for entity in SCHEMAS:
        if (FACTS / file_name(entity)).exists():
            for row in totals.rows(file_name(entity).removesuffix(".csv"), True):
                assert row["source_url"].startswith("http"), (entity, row)


def test_there_are_enough_of_them() -> None:
    programmes = totals.rows("programme", True)
    assert len(programmes) >= 40
    assert len({row["country"] for row in programmes if row["country"]}) >= 20
    assert len(totals.rows("project", True)) >= 60 + 15
    assert {row["call_id"] for row in totals.rows("call", True)} == {
        f"JTC{year}" for year in (2018, 2019, 2020, 2021, 2022, 2024, 2025, 2026)
    }


def test_at_least_60_projects_are_complete() -> None:
    """Acronym, title, grant number, coordinator, country, summary."""
    coordinated = {
        row["project_id"]
        for row in totals.rows("participation", True)
        if row["role"] == "coordinator" and row["organisation"] and row["country"]
    }
    complete = [
        row["project_id"]
        for row in totals.rows("project", True)
        if row["project_id"] in coordinated
        and all(row[column] for column in ("acronym", "title", "grant_number", "summary"))
    ]
    assert len(complete) >= 60


def test_every_rate_names_its_date_and_source() -> None:
    for row in totals.rows("programme", True):
        if row["eur_rate"]:
            assert row["eur_rate_date"], row["programme_id"]
            assert "ECB euro reference rate" in row["note"], row["programme_id"]
            assert row["budget_original"], row["programme_id"]
            assert not row["budget_eur"], row["programme_id"]


def test_nobody_is_called_a_member_without_a_source() -> None:
    assert all(row["status_source_url"] for row in totals.rows("country", True) if row["status"])


def test_outputs_of_period_1_add_up_to_what_was_reported() -> None:
    counted: dict[str, int] = {}
    for row in totals.rows("output", True):
        in_period = row["period_start"] == "2021-03-01" and row["period_end"] == "2022-08-31"
        if in_period and not row["part_of"] and row["count"]:
            counted[row["type"]] = counted.get(row["type"], 0) + int(row["count"])
    reported = {"news item": 70, "newsletter": 6, "flyer": 12, "meeting report": 1, "post": 240}
    assert {kind: counted.get(kind) for kind in reported} == reported
    assert (counted["recognition"], counted["best practice"], counted["training"]) == (2, 8, 1)


def test_country_shapes_cover_every_country() -> None:

    shapes = json.loads((DATA / "geo" / "countries.geojson").read_text("utf-8"))["features"]
    drawn = {shape["properties"]["iso2"] for shape in shapes}
    with (DATA / "geo" / "centroids.csv").open(encoding="utf-8", newline="") as file:
        pointed = {row["iso2"] for row in csv.DictReader(file)}
    wanted = {row["iso2"] for row in totals.rows("country", True)}
    assert wanted <= drawn
    assert wanted <= pointed
