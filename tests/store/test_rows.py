"""Money to the cent, constraints, and summary tables that never differ from the rows."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from lib.entities.base import Base
from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.country import Country
from lib.entities.event import Event
from lib.entities.funding import Funding
from lib.entities.membership import Membership
from lib.entities.participation import Participation
from lib.entities.post import Post
from lib.entities.programme import Programme
from lib.entities.published_figure import PublishedFigure
from lib.store.summary_tables import CountryYear
from tests.conftest import filled_store
from tests.rows import load

pytestmark = pytest.mark.engines

BASE = {"import_id": 1, "source_row": 2}


def fill(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\n")
    load(engine, "organisation", "organisation_id,name,country\nO1,One,MT\nO2,Two,LU\n")
    load(engine, "programme", "programme_id,name,level\nP1,Programme,national\n")
    load(engine, "call", "call_id,name\nC1,Call\n")
    load(engine, "project", "project_id,title,programme,start_date\nJ1,Project,P1,2024-05-01\n")
    load(engine, "participation", "project_id,organisation,country,role\nJ1,O1,MT,coordinator\n")


filled = filled_store(fill)


@pytest.mark.parametrize("amount", ["0.00", "0.01", "9999999999999.99", "1234567.89", "0.10"])
def test_money_comes_back_to_the_cent(filled: Engine, amount: str) -> None:
    with filled.begin() as connection:
        connection.execute(
            insert(Programme).values(programme_id="P2", name="x", level="national", budget_eur=Decimal(amount), **BASE)
        )
        assert connection.scalar(select(Programme.budget_eur).where(Programme.programme_id == "P2")) == Decimal(amount)


@pytest.mark.parametrize("amount", [0.1, Decimal("0.001")])
def test_money_that_is_not_exact_is_refused(filled: Engine, amount: object) -> None:
    with filled.begin() as connection, pytest.raises(StatementError, match=r"binary float|decimals"):
        connection.execute(
            insert(Programme).values(programme_id="P2", name="x", level="national", budget_eur=amount, **BASE)
        )


def test_sum_agrees_with_decimal_to_the_cent(filled: Engine) -> None:
    draw = random.Random(7)
    amounts = [Decimal(draw.randint(0, 10**13)).scaleb(-2) for _ in range(10_000)]
    with filled.begin() as connection:
        connection.execute(
            insert(Programme),
            [
                {"programme_id": f"R{n}", "name": "x", "level": "national", "budget_eur": amount, **BASE}
                for n, amount in enumerate(amounts)
            ],
        )
        assert connection.scalar(select(func.sum(Programme.budget_eur))) == sum(amounts)


WRONG = {
    "negative amount": (
        Programme,
        {"programme_id": "X", "name": "x", "level": "national", "budget_eur": Decimal(-1)},
    ),
    "end before start": (
        Programme,
        {"programme_id": "X", "name": "x", "level": "national", "start_year": 2020, "end_year": 2019},
    ),
    "year out of range": (Programme, {"programme_id": "X", "name": "x", "level": "national", "start_year": 1889}),
    "unknown level": (Programme, {"programme_id": "X", "name": "x", "level": "galactic"}),
    "share above one": (
        Programme,
        {"programme_id": "X", "name": "x", "level": "national", "pm_share": Decimal("1.5")},
    ),
    "small letters in a code": (Country, {"iso2": "de", "iso3": "DEU", "name": "Germany"}),
    "unknown evidence": (Membership, {"country": "MT", "evidence": "hearsay"}),
    "unknown precision": (Event, {"event_id": "X", "name": "x", "as_of_precision": "week"}),
    "currency that is none": (Call, {"call_id": "X", "name": "x", "currency": "eur"}),
    "dangling funder": (Programme, {"programme_id": "X", "name": "x", "level": "national", "funder": "NOBODY"}),
    "dangling project": (Participation, {"project_id": "NO", "organisation": "O1", "role": "partner"}),
    "unknown role": (Participation, {"project_id": "J1", "organisation": "O2", "role": "friend"}),
    "money without participation": (Funding, {"project_id": "J1", "organisation": "O2", "funding_eur": Decimal(1)}),
    "row without import": (Call, {"call_id": "X", "name": "x", "import_id": 999}),
    "fewer than no posts": (Post, {"channel": "x", "post_id": "1", "likes": -1}),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_rows_are_refused_by_the_store(filled: Engine, what: str) -> None:
    model, values = WRONG[what]
    with pytest.raises(IntegrityError), filled.begin() as connection:
        connection.execute(insert(model).values(BASE | values))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (CallOutcome, {"call_id": "C1"}),
        (Membership, {"country": "MT", "evidence": "chairs"}),
        (Funding, {"project_id": "J1", "organisation": "O1"}),
        (
            PublishedFigure,
            {"subject": "call", "subject_id": "C1", "quantity": "q", "value": "1", "unit": "u", "shown": True},
        ),
    ],
)
def test_a_key_with_an_empty_part_is_a_key(filled: Engine, model: type[Base], values: dict[str, object]) -> None:
    with filled.begin() as connection:
        connection.execute(insert(model).values(BASE | values))
    with pytest.raises(IntegrityError), filled.begin() as connection:
        connection.execute(insert(model).values(BASE | values))


def test_summaries_follow_every_import(filled: Engine) -> None:
    def summary() -> list[tuple[object, ...]]:
        with filled.connect() as connection:
            columns = (CountryYear.level, CountryYear.country, CountryYear.year, CountryYear.projects)
            more = (CountryYear.participations, CountryYear.coordinations, CountryYear.awarded_eur)
            return [tuple(row) for row in connection.execute(select(*columns, *more).order_by(CountryYear.country))]

    assert summary() == [("national", "MT", 2024, 1, 1, 1, None)]
    two_funders = (
        "project_id,organisation,country,role,funder,funding_eur\n"
        "J1,O1,MT,coordinator,O1,10.01\nJ1,O1,MT,coordinator,O2,0.02\nJ1,O2,LU,partner,O2,5.00\n"
    )
    load(filled, "participation", two_funders)
    assert summary() == [
        ("national", "LU", 2024, 1, 1, 0, Decimal("5.00")),
        ("national", "MT", 2024, 1, 1, 1, Decimal("10.03")),
    ]
    load(filled, "project", "project_id,title,start_date\nJ1,Project,2025-01-01\n")
    assert [row[2] for row in summary()] == [2025, 2025]
    load(filled, "programme", "programme_id,name,level\nP1,Programme,regional\n")
    assert [row[0] for row in summary()] == ["regional", "regional"]
