"""The summaries of calls never differ from the rows they sum up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from lib.entities.base import Base
from lib.entities.call import Call
from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.entities.project import Project
from lib.ingest.sample import load_sample
from lib.ingest.undo import undo
from lib.services.actors import operator
from lib.store.engine import open_engine
from lib.store.schema import downgrade, upgrade
from lib.store.summary_tables import CallCountry, CallFigures, CallFunder
from tests import totals
from tests.rows import upload

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\n"
ORGANISATIONS = "organisation_id,name,country\nO1,One,MT\nO2,Two,LU\nO3,Three,\n"
CALLS = "call_id,name,full_proposal_deadline\nC1,First,2020-06-01\nC2,Second,\n"
PROJECTS = (
    "project_id,title,call,signature_date,start_date\n"
    "J1,One,C1,2020-12-01,2021-01-01\nJ2,Two,C1,,2021-03-01\nJ3,Three,C1,2020-01-01,\nJ4,Four,C2,2021-01-01,\nJ5,Five,,,\n"
)
PARTICIPATIONS = (
    "project_id,organisation,country,role,funder,funding_eur\n"
    "J1,O1,MT,coordinator,O1,10.50\nJ1,O1,MT,coordinator,O2,5.00\nJ1,O2,LU,partner,O2,\nJ1,O3,,partner,,7.00\n"
    "J2,O2,LU,coordinator,O1,3.25\nJ4,O1,MT,coordinator,O1,8.00\nJ5,O1,MT,coordinator,O1,9.00\n"
)

Summaries = dict[str, set[tuple[Any, ...]]]


def kept(engine: Engine) -> Summaries:
    with engine.connect() as connection:
        return {
            table.__tablename__: {tuple(row) for row in connection.execute(select(table.__table__))}
            for table in (CallCountry, CallFunder, CallFigures)
        }


def raw(engine: Engine) -> Summaries:
    """The same, computed in Python from the rows themselves."""
    with engine.connect() as connection:

        def rows(model: type[Base]) -> list[Any]:
            return list(connection.execute(select(model.__table__)))

        part = {row.import_id: row.demonstration for row in rows(ImportRecord)}
        deadline = {row.call_id: day_known(row, "full_proposal_deadline") for row in rows(Call)}
        projects = {row.project_id: row for row in rows(Project) if row.call}
        participations = [row for row in rows(Participation) if row.project_id in projects]
        funding = [row for row in rows(Funding) if row.project_id in projects]
    of_participation: dict[Any, list[Decimal]] = defaultdict(list)
    by_funder: dict[Any, list[Decimal]] = defaultdict(list)
    for row in funding:
        known = [] if row.funding_eur is None else [row.funding_eur]
        of_participation[row.project_id, row.organisation] += known
        if row.funder:
            by_funder[part[row.import_id], projects[row.project_id].call, row.funder] += known
    by_country: dict[Any, list[Any]] = defaultdict(list)
    for row in participations:
        by_country[part[row.import_id], projects[row.project_id].call, row.country or ""].append(row)
    return {
        "call_country": {
            (
                *key,
                len({row.project_id for row in members}),
                len(members),
                sum(row.role == "coordinator" for row in members),
                total([amount for row in members for amount in of_participation[row.project_id, row.organisation]]),
            )
            for key, members in by_country.items()
        },
        "call_funder": {(*key, total(amounts)) for key, amounts in by_funder.items()},
        "call_figures": {
            row
            for demonstration in (False, True)
            for row in figures(
                [row for row in projects.values() if part[row.import_id] == demonstration],
                deadline,
                demonstration,
            )
        },
    }


def total(amounts: list[Decimal]) -> Decimal | None:
    return sum(amounts, Decimal(0)) if amounts else None


def day_known(row: Any, name: str) -> date | None:
    """A date of which the day is known, not the month or year alone."""
    return getattr(row, name) if getattr(row, f"{name}_precision") is None else None


def figures(projects: list[Any], deadline: dict[str, Any], demonstration: bool) -> list[tuple[Any, ...]]:
    found = []
    for call in {row.call for row in projects}:
        own = [row for row in projects if row.call == call]
        until = deadline[call]
        signatures = [day_known(row, "signature_date") for row in own]
        grants = [day or day_known(row, "start_date") for day, row in zip(signatures, own, strict=True)]
        dated = sorted((day - until).days for day in grants if until and day and day >= until)
        signed = [day for day in signatures if until and day and day >= until]
        cuts = quantiles(dated, n=4, method="inclusive") if len(dated) > 1 else dated * 3
        spread = [dated[0], *cuts, dated[-1]] if dated else [None] * 5
        found.append((call, demonstration, len(own), len(dated), len(signed), *spread))
    return found


@pytest.mark.engines("sqlite")
def test_summaries_follow_imports_changes_and_undo(engine: Engine) -> None:
    for entity, content in (("country", COUNTRIES), ("organisation", ORGANISATIONS), ("call", CALLS)):
        upload(engine, entity, content)
    upload(engine, "project", PROJECTS)
    upload(engine, "participation", PARTICIPATIONS)
    assert kept(engine) == raw(engine)
    assert {row[0] for row in kept(engine)["call_country"] if row} == {False}
    first = kept(engine)

    upload(engine, "call", "call_id,name,full_proposal_deadline\nX,Made up,2020-01-01\n", demonstration=True)
    changes = [
        upload(engine, "project", "project_id,title,call,signature_date\nJ5,Five,C2,2022-01-01\n"),
        upload(engine, "call", "call_id,name,full_proposal_deadline\nC2,Second,2020-09-01\n"),
        upload(engine, "participation", PARTICIPATIONS.replace("3.25", "4.75").replace("J5,O1", "J5,O2")),
    ]
    upload(engine, "project", "project_id,title,call,start_date\nX1,Made up,X,2020-07-01\n", demonstration=True)
    assert kept(engine) == raw(engine) != first
    for change in reversed(changes):
        assert change.upload_id is not None
        undo(engine, change.upload_id, operator("tests"))
        assert kept(engine) == raw(engine)


def test_summaries_of_the_sample(sample_engine: Engine) -> None:
    assert kept(sample_engine) == raw(sample_engine)


def calls_with_rough_dates() -> set[str]:
    """Calls with a date, of their own or of one of their projects, of which the files give the month or year alone."""
    both = (False, True)
    dates = [(row["call_id"], row["full_proposal_deadline"]) for part in both for row in totals.rows("call", part)]
    for part in both:
        for row in totals.rows("project", part):
            dates += [(row["call"], row["signature_date"]), (row["call"], row["start_date"])]
    return {call for call, text in dates if call and 0 < len(text) < len("2021-06-17")}


def test_a_store_of_before_is_summed_up_when_it_is_brought_up_to_date(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.sqlite")
    upgrade(engine)
    load_sample(engine)
    expected = kept(engine)
    downgrade(engine, "0002")
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
    assert "call_country" not in tables
    upgrade(engine)
    found = kept(engine)
    assert found == raw(engine)
    # The store of before knows days alone: of a month or a year it took one for what is known.
    rough = calls_with_rough_dates()
    assert rough
    for table, rows in expected.items():
        left_out = rough if table == "call_figures" else set()
        assert {row for row in found[table] if row[0] not in left_out} == {
            row for row in rows if row[0] not in left_out
        }
