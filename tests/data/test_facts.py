"""The facts: enough of them, and each with its source."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine, select

from lib.entities.country import Country
from lib.entities.registry import SCHEMAS
from lib.ingest.sample import DATA, DATASETS, file_name
from lib.metrics.membership import member_status
from tests import totals

FACTS = DATASETS[0][0]
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DATES = {"start_date", "end_date", "from_date", "to_date", "as_of", "verified_on"}
DATES |= {"opened", "pre_proposal_deadline", "full_proposal_deadline", "signature_date"}


def everything() -> Iterator[tuple[str, totals.Row]]:
    """Each row of each file with the file's name."""
    for name in ("country", *sorted(path.stem for path in FACTS.glob("*.csv"))):
        for row in totals.rows(name, False):
            yield name, row


def test_every_fact_has_a_source() -> None:
    for entity in SCHEMAS:
        if (FACTS / file_name(entity)).exists():
            for row in totals.rows(file_name(entity).removesuffix(".csv"), False):
                assert row["source_url"].startswith("http"), (entity, row)


def test_there_are_enough_of_them() -> None:
    programmes = totals.rows("programme", False)
    assert len(programmes) >= 80
    assert len({row["country"] for row in programmes if row["country"]}) >= 20
    assert len(totals.rows("project", False)) >= 60 + 15
    assert {row["call_id"] for row in totals.rows("call", False)} == {
        f"JTC{year}" for year in (2018, 2019, 2020, 2021, 2022, 2024, 2025, 2026)
    }


def test_at_least_60_projects_are_complete() -> None:
    """Acronym, title, grant number, coordinator, country, summary."""
    coordinated = {
        row["project_id"]
        for row in totals.rows("participation", False)
        if row["role"] == "coordinator" and row["organisation"] and row["country"]
    }
    complete = [
        row["project_id"]
        for row in totals.rows("project", False)
        if row["project_id"] in coordinated
        and all(row[column] for column in ("acronym", "title", "grant_number", "summary"))
    ]
    assert len(complete) >= 60


def test_every_rate_names_its_date_and_source() -> None:
    for row in totals.rows("programme", False):
        if row["eur_rate"]:
            assert row["eur_rate_date"], row["programme_id"]
            assert "ECB euro reference rate" in row["note"], row["programme_id"]
            assert row["budget_original"], row["programme_id"]
            assert not row["budget_eur"], row["programme_id"]


def test_nobody_is_called_a_member_without_a_source() -> None:
    said = [row for row in totals.rows("membership", False) if row["status"]]
    assert said
    assert all(row["source_url"].startswith("http") for row in said)
    assert not [name for row in totals.rows("country", False) for name in row if "status" in name]


def test_outputs_of_period_1_add_up_to_what_was_reported() -> None:
    counted: dict[str, int] = {}
    for row in totals.rows("output", False):
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
    wanted = {row["iso2"] for row in totals.listed_countries()}
    assert wanted <= drawn
    assert wanted <= pointed


def test_every_row_says_who_checked_it_when() -> None:
    for name, row in everything():
        assert row["source_url"].startswith("http"), (name, row)
        assert DATE.fullmatch(row["verified_on"]), (name, row)
        assert row["verified_by"] == "ICPerMed dashboard team", (name, row)


def test_dates_are_as_precise_as_their_source() -> None:
    for name, row in everything():
        for column in DATES & row.keys():
            assert not row[column] or DATE.fullmatch(row[column]), (name, column, row)
        for first, last in (("start_date", "end_date"), ("from_date", "to_date"), ("as_of", "verified_on")):
            if row.get(first) and row.get(last):
                shared = min(len(row[first]), len(row[last]))
                assert row[first][:shared] <= row[last][:shared], (name, row)


def test_most_projects_and_events_have_a_date() -> None:
    for name, enough in (("project", 70), ("event", 35)):
        assert sum(bool(row["start_date"] or row["end_date"]) for row in totals.rows(name, False)) >= enough


def test_what_a_row_refers_to_exists() -> None:
    keys = {
        "organisation": {row["organisation_id"] for row in totals.rows("organisation", False)} | {""},
        "country": {row["iso2"] for row in totals.rows("country", False)} | {""},
        "programme": {row["programme_id"] for row in totals.rows("programme", False)} | {""},
        "call": {row["call_id"] for row in totals.rows("call", False)} | {""},
        "project": {row["project_id"] for row in totals.rows("project", False)} | {""},
    }
    refers = {"organisation": "organisation", "funder": "organisation", "organiser": "organisation"}
    refers |= {"country": "country", "programme": "programme", "call": "call", "call_id": "call"}
    for name, row in everything():
        for column in refers.keys() & row.keys():
            assert row[column] in keys[refers[column]], (name, column, row)
        if name == "participation":
            assert row["project_id"] in keys["project"], row
        if name == "published_figure" and row["subject"] in keys:
            assert row["subject_id"] in keys[row["subject"]] - {""}, row


def test_programmes_say_what_their_sum_is_and_whose() -> None:
    programmes = totals.rows("programme", False)
    for row in programmes:
        assert row["amount_kind"] in {"", "appropriation", "announced plan", "call budget", "spending"}, row
        assert row["money_from"] in {"", "public", "private", "mixed"}, row
        assert row["single_competition"] in {"", "yes"}, row
        assert not row["amount_kind"] or row["budget_eur"] or row["budget_original"], row
        assert not (row["start_year"] and row["end_year"]) or row["start_year"] <= row["end_year"], row
    assert sum(bool(row["amount_kind"]) for row in programmes) >= 60
    assert sum(bool(row["money_from"]) for row in programmes) >= 80
    assert sum(bool(row["single_competition"]) for row in programmes) >= 10


def test_named_programmes_are_there() -> None:
    programmes = {row["name"]: row for row in totals.rows("programme", False)}
    assert next(row for name, row in programmes.items() if "Modellvorhaben" in name)["budget_eur"] == "700000000"
    for words in ("IMPaCT", "Genome UK", "2025-2027", "ERA PerMed"):
        assert any(words in name for name in programmes), words


def test_outcomes_of_joint_calls() -> None:
    outcomes = {row["call_id"]: row for row in totals.rows("call_outcome", False) if not row["country"]}
    assert outcomes["JTC2021"]["awarded_eur"] == "26776871"
    assert outcomes["JTC2021"]["projects_funded"] == "22"
    assert outcomes["JTC2025"]["projects_funded"] == "22"
    assert outcomes["JTC2025"]["full_proposals_submitted"] == "55"


def test_of_several_published_figures_one_is_shown() -> None:
    shown: dict[tuple[str, ...], list[str]] = {}
    for row in totals.rows("published_figure", False):
        key = (row["subject"], row["subject_id"], row["quantity"])
        shown.setdefault(key, []).append(row["shown"])
    assert {key for key, marks in shown.items() if marks.count("yes") != 1} == set()


def test_weak_evidence_makes_nobody_a_member(sample_engine: Engine) -> None:
    """Paying in joint calls, or taking part in them, says nothing about ICPerMed."""
    strong = {"named as member", "chairs", "vice-chairs", "secretariat", "signs for it"}
    members = set()
    for row in totals.rows("membership", False):
        assert row["country"], row
        assert row["status"] in {"", "member", "observer"}, row
        assert row["evidence"] in strong | {"pays in joint calls", "takes part in joint calls"}, row
        assert not row["status"] or row["evidence"] in strong, row
        if row["status"] == "member" and (totals.last_of(row["to_date"]) or date.max) >= date.today():
            members.add(row["country"])
    assert len(totals.rows("membership", False)) >= 60
    with sample_engine.connect() as connection:
        shown = {
            row.iso2 for row in connection.execute(select(Country.iso2, member_status(False))) if row[1] == "member"
        }
    assert members == shown


def test_ror_ids_are_whole_and_stand_once() -> None:
    ids = [row["ror_id"] for row in totals.rows("organisation", False) if row["ror_id"]]
    assert len(ids) == len(set(ids)) >= 150
    assert all(re.fullmatch(r"https://ror\.org/0[0-9a-hj-km-np-tv-z]{6}\d\d", ror) for ror in ids)


def test_no_source_is_a_copy_of_a_page_that_could_be_read() -> None:
    copies = ("cordis.europa.eu./", "d1softballnews", "okosvaros", "cms12.", "oe24.at", "mypharma", "lobbyplag")
    for name, row in everything():
        assert not any(host in row["source_url"] for host in copies), (name, row["source_url"])
