"""The checks of the data's quality: each finds what was planted for it, and nothing in rows that are sound."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from lib.entities.registry import ENTITIES
from lib.metrics.quality.checks import CHECKS, CONTRADICTORY, DOUBLE
from lib.metrics.quality.found import completeness, found_by_checks, rows_found
from lib.metrics.record import key_of_address, read_record
from tests.conftest import filled_store
from tests.rows import load

TODAY = date(2026, 11, 30)
SOUND = {
    "country": "iso2,iso3,name,region,population,source_url,verified_on\n"
    "MT,MLT,Malta,Southern Europe,1,https://a.eu,2026-06\n",
    "organisation": "organisation_id,name,country,type,source_url,verified_on\n"
    "O1,Åland Agency,MT,foundation,https://a.eu,2026-06\nO2,Other,MT,foundation,https://a.eu,2026\n",
    "programme": "programme_id,name,funder,country,level,start_year,budget_eur,areas,source_url,verified_on\n"
    "P1,First,O1,MT,national,2020,5,ELSA,https://a.eu,2026-06\n"
    "P2,Second,O1,MT,national,2020,5,ELSA,https://a.eu,2026-06\n",
    "call": "call_id,programme,name,opened,pre_proposal_deadline,full_proposal_deadline,budget_eur,source_url,"
    "verified_on\n"
    "C1,P1,Call,2020-01-01,2020-03-01,2020-06-01,5,https://a.eu,2026-06\n",
    "call outcome": "call_id,pre_proposals_submitted,pre_proposals_eligible,full_proposals_invited,"
    "full_proposals_submitted,projects_funded,requested_eur,awarded_eur,source_url,verified_on\n"
    "C1,9,8,7,6,5,90,80,https://a.eu,2026-06\n",
    "project": "project_id,title,summary,call,programme,signature_date,start_date,end_date,total_cost_eur,funding_eur,"
    "health_categories,source_url,verified_on\n"
    "J1,Sound,Summary,C1,P1,2020-12-01,2021-01-01,2023-12-31,20,10,Eye,https://a.eu,2026-06\n",
    "participation": "project_id,organisation,country,role,funder,funding_eur,source_url,verified_on\n"
    "J1,O1,MT,coordinator,O1,6,https://a.eu,2026-06\nJ1,O2,MT,partner,O1,5,https://a.eu,2026-06\n",
    "event": "event_id,name,type,format,start_date,country,organiser,source_url,verified_on\n"
    "E1,Event,workshop,online,2021-01-01,,O1,https://a.eu,2026-06\n",
    "post": "post_id,channel,published_at,impressions,engagements,source_url\n1,x,2021-01-01,10,5,https://a.eu\n",
}
#: By check, a file with a row in which it finds something, and the key of that row.
PLANTED = {
    "call-opened": ("call", "call_id,name,opened,full_proposal_deadline\nC9,Late,2021-02-01,2021-01-01\n", "C9"),
    "outcome-invited": (
        "call outcome",
        "call_id,country,pre_proposals_eligible,full_proposals_invited\nC1,MT,1,2\n",
        "MT",
    ),
    "outcome-eligible": (
        "call outcome",
        "call_id,country,pre_proposals_submitted,pre_proposals_eligible\nC1,MT,1,2\n",
        "MT",
    ),
    "outcome-funded": ("call outcome", "call_id,country,full_proposals_submitted,projects_funded\nC1,MT,1,2\n", "MT"),
    "outcome-awarded": ("call outcome", "call_id,country,requested_eur,awarded_eur\nC1,MT,1,2\n", "MT"),
    "project-signed": ("project", "project_id,title,signature_date,end_date\nJ9,T,2022-01-01,2021-01-01\n", "J9"),
    "project-before-call": ("project", "project_id,title,call,start_date\nJ9,T,C1,2019-01-01\n", "J9"),
    "project-other-programme": ("project", "project_id,title,call,programme\nJ9,T,C1,P2\n", "J9"),
    "project-funding-above-cost": ("project", "project_id,title,total_cost_eur,funding_eur\nJ9,T,1,2\n", "J9"),
    "project-paid-above-funding": (
        "participation",
        "project_id,organisation,role,funder,funding_eur\nJ1,O2,partner,,0.01\n",
        "J1",
    ),
    "project-coordinators": ("participation", "project_id,organisation,role\nJ1,O2,coordinator\n", "J1"),
    "event-online-in-city": ("event", "event_id,name,format,city\nE9,E,online,Valletta\n", "E9"),
    "post-engagements": ("post", "post_id,channel,impressions,engagements\n9,x,1,2\n", "9"),
    "organisation-same-name": ("organisation", "organisation_id,name,country\nO9,aland AGENCY,MT\n", "O9"),
    "organisation-same-ror": ("organisation", "organisation_id,name,ror_id\nO8,A,r\nO9,B,r\n", "O9"),
    "programme-same-name": ("programme", "programme_id,name,country,level\nP9,FIRST,MT,national\n", "P9"),
    "call-same-name": ("call", "call_id,name\nC9,call\n", "C9"),
    "project-same-title": ("project", "project_id,title\nJ9,SOUND\n", "J9"),
    "event-same-name": ("event", "event_id,name,start_date\nE9,event,2021-01-01\n", "E9"),
    "country-without-region-of-the-world": ("country", "iso2,iso3,name,region\nMT,MLT,Malta,\n", "MT"),
    "programme-without-country": ("programme", "programme_id,name,level\nP8,Third,regional\n", "P8"),
    "event-without-country": ("event", "event_id,name\nE8,E\n", "E8"),
    "project-without-health-category": ("project", "project_id,title\nJ9,T\n", "J9"),
    "programme-without-areas": ("programme", "programme_id,name,level\nP9,Third,European\n", "P9"),
    "organisation-without-source": ("organisation", "organisation_id,name\nO9,N\n", "O9"),
    "organisation-never-checked": ("organisation", "organisation_id,name\nO9,N\n", "O9"),
    "organisation-long-unchecked": (
        "organisation",
        "organisation_id,name,verified_on\nO9,N,2024\nO8,M,2025-12-01\n",
        "O9",
    ),
}


def fill(engine: Engine) -> None:
    for entity, content in SOUND.items():
        load(engine, entity, content)


sound = filled_store(fill)


def found(engine: Engine, demonstration: bool = False) -> dict[str, int]:
    listed = found_by_checks(engine, demonstration, TODAY)
    # Topics are looked for by a run of their own, and countries that a store begins with have no source here.
    return {
        str(row["check"]): int(row["rows"])
        for row in listed.to_dict("records")
        if row["entity"] != "country" and row["check"] != "project-without-topic"
    }


def test_each_check_finds_what_is_planted_for_it(sound: Engine) -> None:
    assert found(sound) == {}
    assert {check.id for check in CHECKS.values() if check.kind in (CONTRADICTORY, DOUBLE)} <= set(PLANTED)
    for check_id, (entity, content, key) in PLANTED.items():
        load(sound, entity, content)
        rows = rows_found(sound, check_id, False, TODAY)
        assert any(key in str(address) for address in rows["key"]), check_id
        for address in rows["key"]:
            of_row = key_of_address(CHECKS[check_id].entity, address)
            assert of_row is not None
            assert read_record(sound, CHECKS[check_id].entity, of_row) is not None, address
    assert found(sound, demonstration=True) == {}


def test_nothing_is_found_in_an_empty_store_and_completeness_is_counted(sound: Engine) -> None:
    counted = completeness(sound, False).set_index("entity")
    assert counted.loc["organisation", ["complete", "rows"]].tolist() == [2, 2]
    load(sound, "organisation", "organisation_id,name\nO9,N\n")
    assert completeness(sound, False).groupby("entity")[["complete", "rows"]].sum().loc["organisation"].tolist() == [
        2,
        3,
    ]
    assert completeness(sound, True).empty


def test_what_is_expected_is_a_field_of_the_entity() -> None:
    for entity in ENTITIES.values():
        columns = {column.name for column in entity.model.__table__.columns}
        lists = {child.field for child in entity.schema.children} if entity.schema else set()
        assert set(entity.expected) <= columns | lists, entity.name
