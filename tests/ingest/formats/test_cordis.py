"""CORDIS' files, in today's and the older layout."""

from __future__ import annotations

import csv
import io

import pytest

from lib.ingest.formats.recognise import NOT_NEEDED
from tests.ingest.files import samples
from tests.ingest.formats.tables import applied, column, of_text, only, tables_of


def test_cordis_projects() -> None:
    table = only(of_text(samples.CORDIS_PROJECTS, "project.csv"))
    assert table.format == "CORDIS projects"
    assert [part.entity for part in table.mappings] == ["call", "project"]
    calls, projects = table.mappings
    assert calls.only_new
    assert calls.repeats == {}
    assert projects.repeats is None
    assert projects.notations == {"total_cost_eur": "round", "funding_eur": "round"}
    assert column(applied(table, "call"), "call_id") == ["HORIZON-HLTH-2023", "HORIZON-SUB-ONLY", ""]
    first, second, third = applied(table, "project")
    assert first == {
        "project_id": "101999001",
        "grant_number": "101999001",
        "acronym": "FLAXPM",
        "title": "Flax & personalised medicine",
        "summary": 'First line; with a "quote".\nH2O at p < 0.05 level',
        "call": "HORIZON-HLTH-2023",
        "signature_date": "2023-11-20",
        "start_date": "2024-01-01",
        "end_date": "2027-12-31",
        "total_cost_eur": "2500000.005",
        "funding_eur": "2499999.125",
        "status": "signed",
        "funding_scheme": "RIA",
        "legal_basis": "HORIZON.2.1",
        "call_topic": "HORIZON-HLTH-2023-01",
        "url": "https://cordis.europa.eu/project/id/101999001",
        "source_url": "https://cordis.europa.eu/project/id/101999001",
        "as_of": "2024-03-01",
    }
    assert (second["total_cost_eur"], second["funding_eur"], second["status"]) == ("", "", "ended"), "0 is not known"
    assert (third["call"], third["status"], third["as_of"]) == ("", "terminated", "")


@pytest.mark.parametrize("zero", ["0", "0.00", "0,00", "0,", ",0", " 0 ", "-0.0", "000"])
@pytest.mark.parametrize("layout", [samples.CORDIS_PROJECTS, samples.CORDIS_OLDER])
def test_cordis_total_cost_of_zero_is_not_known(layout: str, zero: str) -> None:
    rows = list(csv.reader(io.StringIO(layout), delimiter=";"))
    cost, funding = (rows[0].index(name) for name in ("totalCost", "ecMaxContribution"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(rows[0])
    for row in rows[1:]:
        writer.writerow([{cost: zero, funding: zero}.get(place, cell) for place, cell in enumerate(row)])
    for row in applied(only(of_text(out.getvalue())), "project"):
        assert row["total_cost_eur"] == ""
        assert str(row["funding_eur"]).strip() == zero.strip(), "a contribution of 0 is one"


def test_cordis_total_cost_above_zero_stays() -> None:
    for cost in ("0.01", "10", "100,0", "1000"):
        text = samples.CORDIS_PROJECTS.replace("2500000.005", cost)
        assert applied(only(of_text(text)), "project")[0]["total_cost_eur"] == cost


def test_cordis_columns_come_and_go() -> None:
    rows = list(csv.reader(io.StringIO(samples.CORDIS_PROJECTS), delimiter=";"))
    kept = [rows[0].index(name) for name in ("objective", "id", "title", "fundingScheme", "subCall")]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([row[i] for i in kept] for row in rows)
    table = only(of_text(out.getvalue()))
    assert table.format == "CORDIS projects"
    assert applied(table, "project")[0]["call"] == "HORIZON-HLTH-2023-SUB"


def test_cordis_organisations() -> None:
    table = only(of_text(samples.CORDIS_ORGANISATIONS, "organization.csv"))
    assert table.format == "CORDIS organisations"
    organisations, participations = applied(table, "organisation"), applied(table, "participation")
    assert table.mappings[0].only_new
    assert organisations[0] == {
        "organisation_id": "PIC-999900001",
        "name": "UNIVERSITY OF FLAX & WOOL",
        "short_name": "UFW",
        "country": "EL",
        "coordinates": "37.98381,23.727539",
        "type": "university",
        "url": "https://www.example.org",
    }
    assert (organisations[2]["type"], organisations[2]["url"]) == ("SME", "")
    assert str(organisations[3]["organisation_id"]).startswith("CORDIS-nameless-code-institute-")
    assert participations[0] == {
        "project_id": "101999001",
        "organisation": "PIC-999900001",
        "country": "EL",
        "role": "coordinator",
        "capacity": "beneficiary",
        "nuts": "EL303",
        "funder": "EU-EC",
        "funding_eur": "900000.25",
    }
    assert column(participations, "role") == ["coordinator", "partner", "partner", "partner"]
    assert column(participations, "funding_eur") == ["900000.25", "100", "0", ""]
    assert column(participations, "capacity") == ["beneficiary", "third party", "beneficiary", "associated partner"]
    assert table.mappings[1].repeats == {"funding_eur": "sum", "role": "min", "capacity": "min"}


def test_cordis_zip() -> None:
    members = {
        "project.csv": samples.CORDIS_PROJECTS,
        "organization.csv": samples.CORDIS_ORGANISATIONS,
        "topics.csv": samples.CORDIS_TOPICS,
        "euroSciVoc.csv": samples.CORDIS_FIELDS_OF_SCIENCE,
    }
    tables = tables_of(samples.zip_file("cordis.zip", members))
    assert {table.sheet.name: table.format for table in tables} == {
        "project.csv": "CORDIS projects",
        "organization.csv": "CORDIS organisations",
        "topics.csv": NOT_NEEDED,
        "euroSciVoc.csv": "CORDIS fields of science",
    }
    fields = next(table for table in tables if table.sheet.name == "euroSciVoc.csv")
    assert applied(fields, "field of science") == [
        {
            "project_id": "101999001",
            "code": "/23/49/321",
            "path": "/medical and health sciences/health sciences",
            "title": "health sciences",
        }
    ]


def test_cordis_older_layout() -> None:
    table = only(of_text(samples.CORDIS_OLDER))
    assert table.format == "CORDIS projects (older layout)"
    assert [part.entity for part in table.mappings] == ["call", "project", "organisation", "participation"]
    projects = applied(table, "project")
    assert column(projects, "project_id") == ["643001", "643002", "643003"]
    assert column(projects, "url") == ["", "http://www.example.org/two", ""]
    assert projects[0]["total_cost_eur"] == "2499999,5"
    organisations, participations = applied(table, "organisation"), applied(table, "participation")
    assert column(organisations, "name") == [
        "UNIVERSITÄT FLACHS",
        "Wool & Flax SA",
        "Hospital One",
        "Universität Flachs",
        "WOOL & FLAX SA",
        "Hospital Two",
        "Solo Institute",
        "Partner A",
        "Partner B",
        "Partner C",
    ]
    ids = column(organisations, "organisation_id")
    assert ids[0] == ids[3], "case and blanks make no other organisation"
    assert ids[1] == ids[4], "nor do entities"
    assert len(set(ids)) == 8
    assert column(participations, "organisation") == ids
    assert [row["country"] for row in organisations] == ["DE", "FR", "FR", "DE", "FR", "FR", "IT", "", "", ""]
    assert [row["role"] for row in participations].count("coordinator") == 3
    assert all(set(row) == {"project_id", "organisation", "country", "role"} for row in participations)


def test_cordis_older_layout_with_references() -> None:
    text = samples.CORDIS_OLDER.replace("rcn;id;", "rcn;reference;")
    assert column(applied(only(of_text(text)), "project"), "project_id") == ["643001", "643002", "643003"]


def test_ids_made_of_long_names_fit_the_store() -> None:
    name = "Ł" + "ong name with ÄÖÜ " * 20
    text = samples.CORDIS_OLDER.replace("Solo Institute", name).replace("Partner A", "Ελληνικό")
    ids = [str(cell) for cell in column(applied(only(of_text(text)), "organisation"), "organisation_id")]
    assert max(map(len, ids)) <= 7 + 60 + 1 + 8
    assert len([one for one in ids if one.count("-") == 1]) == 1, "a name without Latin letters gives the digits alone"
