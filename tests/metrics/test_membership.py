"""Who is a member: what follows from statements, against the rule spelt out anew in Python."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import Engine, select

from lib.entities.country import Country
from lib.metrics import choices, programmes
from lib.metrics.conditions import country_codes
from lib.metrics.membership import evidence, member_status
from lib.metrics.records import raw_rows
from lib.metrics.scope import STATUS_UNKNOWN, Scope
from tests.rows import load

#: The strongest first; the last two say nothing of a status.
EVIDENCE = ["named as member", "chairs", "vice-chairs", "secretariat", "signs for it"]
WEAK = ["takes part in joint calls", "pays in joint calls"]
CODES = ["MT", "IT", "FR", "ES", "DE", "AT", "BE", "DK", "FI", "SE"]
COUNTRIES = "iso2,iso3,name\n" + "".join(f"{code},{code}X,{code} land\n" for code in CODES)
HEAD = "country,status,evidence,from_date,to_date,source_url,as_of\n"


def statements(seed: int) -> list[dict[str, str]]:
    draw = random.Random(seed)
    times = [
        ("", ""),
        ("2016", ""),
        ("2017-03", ""),
        ("", "2020"),
        ("2018-05-01", "2020"),
        ("2018", "2099-12"),
        ("2099", ""),
    ]
    return [
        {
            "country": draw.choice(CODES),
            "status": draw.choice(["member", "observer", ""]),
            "evidence": draw.choice([*EVIDENCE, *WEAK]),
            **dict(zip(("from_date", "to_date"), draw.choice(times), strict=True)),
            "source_url": f"https://example.org/{number}",
            # All different: of alike ones nothing but the status' name decides.
            "as_of": f"20{number:02}-06",
        }
        for number in range(60)
    ]


def as_csv(rows: list[dict[str, str]]) -> str:
    return HEAD + "".join(",".join(row.values()) + "\n" for row in rows)


def holds(row: dict[str, str]) -> bool:
    return not row["from_date"].startswith("2099") and row["to_date"] != "2020"


def status_of(country: str, rows: list[dict[str, str]]) -> str | None:
    telling = [r for r in rows if r["country"] == country and r["status"] and r["evidence"] in EVIDENCE and holds(r)]
    # The newest first, then by evidence: the second sort keeps the first one's order.
    newest = sorted(telling, key=lambda row: row["as_of"], reverse=True)
    ordered = sorted(newest, key=lambda row: EVIDENCE.index(row["evidence"]))
    return ordered[0]["status"] if ordered else None


@pytest.mark.parametrize("seed", range(3))
def test_status_is_that_of_the_strongest_evidence_of_today(engine: Engine, seed: int) -> None:
    rows = statements(seed)
    load(engine, "country", COUNTRIES)
    load(engine, "membership", as_csv(rows))
    wanted = {code: status_of(code, rows) for code in CODES}
    assert len(set(wanted.values())) == 3, "the draw has members, observers and unknown ones"
    with engine.connect() as connection:
        found = {row.iso2: row.status for row in connection.execute(select(Country.iso2, member_status(False)))}
        assert found == wanted
        for chosen in (("member",), ("observer",), (STATUS_UNKNOWN,), ("member", STATUS_UNKNOWN)):
            codes = set(connection.scalars(country_codes(Scope(statuses=chosen))))
            assert codes == {code for code, status in wanted.items() if (status or STATUS_UNKNOWN) in chosen}
    listed = programmes.without_active_programme(engine, Scope(), 2024).set_index("iso2")["status"]
    assert {code: listed[code] for code in CODES} == wanted


def test_countries_are_counted_by_their_evidence(engine: Engine) -> None:
    rows = statements(7)
    load(engine, "country", COUNTRIES)
    load(engine, "membership", as_csv(rows))
    having = {kind: {r["country"] for r in rows if r["evidence"] == kind and holds(r)} for kind in [*EVIDENCE, *WEAK]}
    found = evidence(engine, False)
    assert list(found["evidence"]) == [kind for kind, codes in having.items() if codes]
    for row in found.to_dict("records"):
        codes = having[row["evidence"]]
        assert row["countries"] == len(codes)
        assert row["members"] == sum(status_of(code, rows) == "member" for code in codes)
        assert row["observers"] == sum(status_of(code, rows) == "observer" for code in codes)
    offered = choices.choices(engine, 2026)
    assert offered.evidence == {kind: len(codes) for kind, codes in having.items() if codes}


def test_paying_in_joint_calls_makes_nobody_a_member(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    load(engine, "membership", f"{HEAD}MT,member,pays in joint calls,,,https://example.org,2024\n")
    with engine.connect() as connection:
        assert set(connection.scalars(select(member_status(False)).select_from(Country))) == {None}


def test_made_up_statements_hold_in_the_demonstration_alone(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    load(engine, "membership", f"{HEAD}MT,member,chairs,,,https://example.org/a,2024\n")
    load(engine, "membership", f"{HEAD}IT,member,chairs,,,https://example.org/b,2024\n", demonstration=True)
    with engine.connect() as connection:
        members = [
            set(connection.scalars(country_codes(Scope(statuses=("member",), demonstration=shown))))
            for shown in (False, True)
        ]
    assert members == [{"MT"}, {"MT", "IT"}]


def test_one_country_has_several_statements_and_each_is_found_again(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    several = (
        f"{HEAD}MT,observer,named as member,2016,2018-03,https://example.org/a,2017\n"
        "MT,member,named as member,2018-04,,https://example.org/a,2024\n"
        "MT,member,named as member,,,https://example.org/a,2024\n"
        "MT,,pays in joint calls,2018-04,,https://example.org/a,2024\n"
    )
    assert load(engine, "membership", several).new == 4
    assert load(engine, "membership", several).same == 4
    changed = load(engine, "membership", several.replace("2018-03", "2018-02"))
    assert (changed.changed, changed.same) == (1, 3)
    today = date.today().year
    later = f"{HEAD}MT,observer,chairs,{today + 1},,https://example.org/a,2024\n"
    assert load(engine, "membership", later).new == 1
    with engine.connect() as connection:
        assert set(connection.scalars(country_codes(Scope(statuses=("member",))))) == {"MT"}


def test_statements_leave_the_store_in_the_order_of_their_key(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    load(engine, "membership", as_csv(statements(3)))
    rows = raw_rows(engine, "membership", Scope()).read_all().to_pandas()
    assert len(rows) == 60
    assert list(rows["country"]) == sorted(rows["country"])
