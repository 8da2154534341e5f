"""Summaries follow every import and every undo."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from lib.entities.funding import Funding
from lib.entities.import_record import ImportRecord
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.entities.project import Project
from lib.ingest.upload import Loaded
from lib.store.summary_tables import CountryYear, ProjectYear
from tests.ingest.undo.stores import PARTICIPATION, undo_upload
from tests.rows import upload

pytestmark = pytest.mark.engines


def raw_summaries(engine: Engine) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """project_year and country_year, computed in Python from the rows themselves."""
    with engine.connect() as connection:
        part = {row.import_id: row.demonstration for row in connection.execute(select(ImportRecord.__table__))}
        level = {row.programme_id: row.level for row in connection.execute(select(Programme.__table__))}
        projects = {row.project_id: row for row in connection.execute(select(Project.__table__))}
        participations = connection.execute(select(Participation.__table__)).all()
        funding = connection.execute(select(Funding.__table__)).all()

    def of_project(row: object) -> tuple[str, int]:
        return level.get(row.programme, ""), row.start_date.year if row.start_date else 0

    by_year: dict[tuple[object, ...], list[Decimal | None]] = {}
    for row in projects.values():
        by_year.setdefault((part[row.import_id], *of_project(row)), []).append(row.funding_eur)
    by_country: dict[tuple[object, ...], list[object]] = {}
    for row in participations:
        programme, year = of_project(projects[row.project_id])
        by_country.setdefault((part[row.import_id], programme, row.country or "", year), []).append(row)

    def known(amounts: list[Decimal | None]) -> list[Decimal]:
        return [amount for amount in amounts if amount is not None]

    def money(rows: list[object]) -> Decimal | None:
        keys = {(row.project_id, row.organisation) for row in rows}
        amounts = known([f.funding_eur for f in funding if (f.project_id, f.organisation) in keys])
        return sum(amounts) if amounts else None

    return (
        {
            (*key, len(amounts), len(known(amounts)), sum(known(amounts)) if known(amounts) else None)
            for key, amounts in by_year.items()
        },
        {
            (
                *key,
                len({row.project_id for row in rows}),
                len(rows),
                sum(row.role == "coordinator" for row in rows),
                money(rows),
            )
            for key, rows in by_country.items()
        },
    )


def kept_summaries(engine: Engine) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    with engine.connect() as connection:
        return (
            {tuple(row) for row in connection.execute(select(ProjectYear.__table__))},
            {tuple(row) for row in connection.execute(select(CountryYear.__table__))},
        )


def test_summaries_follow(filled: Engine) -> None:
    upload(filled, "programme", "programme_id,name,level\nP,P,national\nQ,Q,European\n")
    upload(
        filled,
        "project",
        "project_id,title,programme,start_date,funding_eur\nJ1,T,P,2020-05-01,10.00\nJ2,T,Q,2020-06-01,\nJ3,T,,,5.00\n",
    )
    first = upload(
        filled,
        "participation",
        f"{PARTICIPATION}J1,O1,MT,coordinator,O1,1.00\nJ1,O2,LU,partner,O1,2.00\nJ3,O2,,partner,,\n",
    )
    steps: list[tuple[Loaded, object]] = []
    for entity, content in (
        ("participation", f"{PARTICIPATION}J1,O1,MT,partner,O2,4.00\nJ2,O1,MT,coordinator,O2,8.00\n"),
        (
            "project",
            "project_id,title,programme,start_date,funding_eur\nJ1,T,Q,2021-05-01,11.00\nJ9,T,P,2021-01-01,1\n",
        ),
        ("programme", "programme_id,name,level\nQ,Q,international\n"),
    ):
        assert kept_summaries(filled) == raw_summaries(filled)
        kept = kept_summaries(filled)
        steps.append((upload(filled, entity, content), kept))
    assert kept_summaries(filled) == raw_summaries(filled)
    for loaded, before in reversed(steps):
        undo_upload(filled, loaded)
        assert kept_summaries(filled) == before == raw_summaries(filled)
    undo_upload(filled, first)
    assert kept_summaries(filled) == raw_summaries(filled)
    assert kept_summaries(filled)[1] == set()
