"""Reference data: what every store holds, and what becomes of rows that somebody else has loaded."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from lib.common.countries import country_code
from lib.entities.country import Country
from lib.entities.import_record import REFERENCE_DATA
from lib.entities.organisation import Organisation
from lib.ingest.readers.source import SourceFile
from lib.ingest.reference import load_reference
from lib.ingest.upload import prepare
from lib.metrics.choices import choices
from lib.metrics.imports import list_imports
from lib.services.actors import operator
from tests.rows import load
from tests.totals import listed_countries, rows


def names(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.iso2: row.name for row in connection.execute(select(Country.iso2, Country.name))}


def test_every_country_of_iso_3166_is_there_and_understood_by_its_names() -> None:
    listed = rows("country", False)
    assert len({row["iso2"] for row in listed}) == len(listed) == 249 + 1
    for row in listed:
        assert {country_code(row[column]) for column in ("iso2", "iso3", "name")} == {row["iso2"]}, row
    spellings = {"Republic of Ghana": "GH", "Viêt Nam": "VN", "Гана": "GH", "Kingdom of Belgium": "BE", "Norge": "NO"}
    assert {name: country_code(name) for name in spellings} == spellings
    # M49 has no region for Antarctica, nor for Taiwan; nor does every territory have a count of inhabitants.
    assert [row["iso2"] for row in listed if not row["region"]] == ["AQ"]
    assert sum(bool(row["population"]) for row in listed) > 215


def test_uploads_refer_to_reference_data_in_a_store_without_the_sample(engine: Engine) -> None:
    loaded = load_reference(engine)
    assert (loaded.counts["country"].new, loaded.counts["organisation"].new, loaded.left_out) == (250, 1, ())
    assert set(list_imports(engine)["imported_by"]) == {REFERENCE_DATA}
    before = choices(engine, 2026).countries
    assert list(before) == [row["iso2"] for row in listed_countries()], "of the others there are no rows"
    load(engine, "event", "event_id,name,country\nE,Workshop in Accra,Ghana\n")
    assert choices(engine, 2026).countries.keys() - before.keys() == {"GH"}
    again = load_reference(engine)
    assert {counts.new + counts.changed for counts in again.counts.values()} == {0}


#: Made-up rows as people begin with, in German notation; each file refers to another one.
TEMPLATES = {
    "attendance.csv": "event_id;attendee;organisation_type;country;registered;attended\n"
    "E1;anna.example@uni.example;university;Ghana;yes;yes\nE1;bert.example@min.example;ministry;Nigeria;yes;no\n",
    "calls.csv": "call_id;programme;name;opened\nJTC2025;DE-PM1;Joint Transnational Call 2025;02.01.2025\n",
    "events.csv": "event_id;name;type;format;start_date;country\nE1;Workshop;workshop;on site;12.10.2022;ES\n",
    "organisations.csv": "organisation_id;name;country;type\nDE-PT;Projektträger;DE;funding agency\n"
    "EL-GS;General Secretariat;EL;funding agency\n",
    "participants.csv": "project_id;organisation;country;role;funder;funding_eur\n"
    "P1;DE-PT;DE;coordinator;DE-PT;600.000,00\nP1;EL-GS;EL;partner;EU-EC;100.000,00\n",
    "posts.csv": "post_id;channel;published_at;text;impressions\n1;linkedin;01.03.2022 10:00;Hello;100\n",
    "programmes.csv": "programme_id;name;funder;country;level;start_year;budget_eur\n"
    "DE-PM1;Förderlinie;DE-PT;DE;national;2021;12.500.000,00\n",
    "projects.csv": "project_id;title;call;start_date;funding_eur\nP1;First project;JTC2025;01.05.2025;1.200.000,00\n",
}
#: Files of CORDIS with partners from Ghana and Vietnam; the Commission pays.
CORDIS = {
    "project.csv": "id;acronym;status;title;startDate;endDate;totalCost;ecMaxContribution;legalBasis;topics;"
    "ecSignatureDate;frameworkProgramme;masterCall;subCall;fundingScheme;nature;objective;contentUpdateDate;rcn;grantDoi\n"
    '"900100001";"AFRIPM";"SIGNED";"With African partners";"2024-01-01";"2027-12-31";"3000000";"2800000.5";"H";"T";'
    '"2023-11-02";"HORIZON";"CALL-A";"CALL-A";"CSA";"";"An objective";"2024-05-01 12:00:00";"1";"10.3030/1"\n',
    "organization.csv": "projectID;projectAcronym;organisationID;vatNumber;name;shortName;SME;activityType;street;"
    "postCode;city;country;nutsCode;geolocation;organizationURL;contactForm;contentUpdateDate;rcn;order;role;"
    "ecContribution;netEcContribution;totalCost;endOfParticipation;active\n"
    + "".join(
        f'"900100001";"AFRIPM";"99000000{n}";"";"Example {n}";"";"false";"HES";"";"";"";"{country}";"";"";"";"";'
        f'"2024-05-01 12:00:00";"1";"{n}";"{role}";"100000";"100000";"";"false";"true"\n'
        for n, (country, role) in enumerate([("EL", "coordinator"), ("GH", "participant"), ("VN", "participant")])
    ),
}


@pytest.mark.parametrize("files", [TEMPLATES, CORDIS], ids=["templates", "CORDIS"])
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_files_load_together_in_any_order(engine: Engine, files: dict[str, str], backwards: bool) -> None:
    load_reference(engine)
    names = sorted(files, reverse=backwards)
    with prepare(engine, [SourceFile(name, files[name].encode()) for name in names]) as ready:
        assert not ready.report.errors
        counts = ready.load(operator("tests")).counts
    assert sum(counted.new for counted in counts.values()) == (11 if files is TEMPLATES else 8)
    if files is CORDIS:
        assert {"GH", "VN"} <= choices(engine, 2026).countries.keys()


def test_rows_of_others_stay_as_they_are(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nGH,GHA,Ghana (Accra)\nCD,COD,Republic of the Congo\n")
    load(engine, "organisation", "organisation_id,name\nEU-EC,The Commission\n")
    loaded = load_reference(engine)
    assert loaded.counts["country"].new == 250 - 3
    assert loaded.left_out == ("country CG: country CD has its name Republic of the Congo",)
    assert {code: names(engine).get(code) for code in ("GH", "CD", "CG", "NG")} == {
        "GH": "Ghana (Accra)",
        "CD": "Republic of the Congo",
        "CG": None,
        "NG": "Nigeria",
    }
    with engine.connect() as connection:
        assert connection.scalars(select(Organisation.name)).all() == ["The Commission"]
