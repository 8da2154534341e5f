"""The year of a call: in Python and in SQL on both engines alike, and the same on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from lib.entities.call import Call
from lib.metrics import activity, records
from lib.metrics.calls import groups, outcomes
from lib.metrics.scope import Scope
from lib.store.years import call_year, year_in_name
from tests.rows import load

LIB = Path(__file__).parents[2] / "lib"
#: Names of calls, and the year that each says.
NAMES = {
    "JTC2025": 2025,
    "EP PerMed Joint Transnational Call 2025 (PGxPM2025)": 2025,
    "Call of 2018 and 2019": None,
    "Work programme 2018-2020": None,
    "H2020-SC1-2017": 2017,
    "Horizon 2020 call": None,
    "horizon-2020 SC1-BHC 2019": 2019,
    "Call no. 20251": None,
    "Call 1825": None,
    "Call 2101": None,
    "Call 2100": 2100,
    "Call 1990, opened in 1990": 1990,
    "Call for 2020 vision, 20 places": 2020,
    "": None,
    "Open call": None,
}


@pytest.mark.parametrize(("name", "year"), NAMES.items())
def test_the_year_that_a_name_says(name: str, year: int | None) -> None:
    assert year_in_name(name) == year


def test_sql_reads_names_as_python_does(engine: Engine) -> None:
    named = [name for name in NAMES if name]
    content = "".join(f'C{place},"{name}",2013-03-01\n' for place, name in enumerate(named))
    load(engine, "call", f"call_id,name,opened\n{content}")
    with engine.connect() as connection:
        found = {row.name: row.year for row in connection.execute(select(Call.name, call_year.label("year")))}
    assert found == {name: NAMES[name] or 2013 for name in named}


def test_a_call_that_opens_early_is_of_the_year_in_its_name_everywhere(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(engine, "call", "call_id,name,opened\nA,JTC2025,2024-12-16\nB,Other call,2024-02-01\nC,JTC2026,\n")
    load(engine, "call outcome", "call_id,country,pre_proposals_eligible,projects_funded\nA,,110,22\nA,MT,20,5\n")
    load(engine, "organisation", "organisation_id,name,country\nO,Funder,MT\n")
    load(engine, "call commitment", "call_id,funder,committed_eur\nA,O,100\n")
    assert dict(activity.calls(engine, Scope())[["year", "calls"]].to_numpy()) == {2024: 1, 2025: 1, 2026: 1}
    for year, expected in ((2024, ["B"]), (2025, ["A"]), (2026, ["C"])):
        scope = Scope().in_year(year)
        assert list(outcomes.names(engine, scope)) == expected
        assert records.record_page(engine, "call", scope, 0, 9).rows["call_id"].tolist() == expected
        assert activity.calls(engine, scope)["year"].tolist() == [year]
        for entity in ("call outcome", "call commitment"):
            assert (records.record_page(engine, entity, scope, 0, 9).total > 0) == (year == 2025)
    against = groups.against_others_by_year(engine, Scope(), "MT")
    assert against.loc[against["rate_eligible"].notna(), "year"].unique().tolist() == [2025]


def test_years_are_derived_from_dates_in_one_place() -> None:
    own = re.compile(r"extract\(.year., *(Project|Call|Event)\b|extract\(.year., *call_date")
    assert not [file for file in LIB.rglob("*.py") if own.search(file.read_text())]
