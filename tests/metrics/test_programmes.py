"""Programmes by country, year and state, against plain Python over the same rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.metrics import activity, programmes, records
from lib.metrics.filters import STATUS_UNKNOWN, Filters
from tests import totals
from tests.rows import load

TODAY = date(2026, 11, 24)


def in_force(row: dict[str, str], first: int, last: int) -> bool:
    return (
        bool(row["start_year"])
        and int(row["start_year"]) <= last
        and (not row["end_year"] or int(row["end_year"]) >= first)
    )


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(demonstration=False),
        Filters(countries=("DE", "FR", "MT")),
        Filters(levels=("regional",)),
        Filters(first_year=2018, last_year=2020),
        Filters(areas=("ELSA", "Data & ICT")),
        Filters(regions=("Northern Europe",), levels=("national",), first_year=2024),
    ],
)
def test_by_country(sample_engine: Engine, filters: Filters) -> None:
    region = {row["iso2"]: row["region"] for row in totals.rows("country", True)}
    population = {row["iso2"]: row["population"] for row in totals.rows("country", True)}
    count: dict[str, int] = defaultdict(int)
    money: dict[str, list[Decimal]] = defaultdict(list)
    for row in totals.rows("programme", filters.demonstration):
        areas = {area.strip() for area in row["areas"].split(";")}
        fits = (
            row["country"]
            and (not filters.countries or row["country"] in filters.countries)
            and (not filters.regions or region[row["country"]] in filters.regions)
            and (not filters.levels or row["level"] in filters.levels)
            and (not filters.areas or areas & set(filters.areas))
            and (
                (filters.first_year is None and filters.last_year is None)
                or in_force(row, filters.first_year or 0, filters.last_year or 9999)
            )
        )
        if fits:
            count[row["country"]] += 1
            amount = totals.budget(row)
            if row["pm_share"] and Decimal(row["pm_share"]) == 1 and amount is not None:
                money[row["country"]].append(amount)
    shown = programmes.by_country(sample_engine, filters).set_index("iso2")
    assert dict(shown["programmes"]) == dict(count)
    assert count, "the filters leave something"
    for iso2 in count:
        expected = totals.total(money[iso2])
        got = shown.loc[iso2, "budget_eur"]
        assert (pd.isna(got) and expected is None) or got == float(expected), iso2  # type: ignore[arg-type]
        if expected is not None and population[iso2]:
            assert shown.loc[iso2, "eur_per_million"] == pytest.approx(float(expected) / int(population[iso2]) * 1e6)


def test_countries_are_in_order_of_protocol(sample_engine: Engine) -> None:
    order = {row["iso2"]: int(row["protocol_order"]) for row in totals.rows("country", True)}
    shown = [order[iso2] for iso2 in programmes.by_country(sample_engine, Filters())["iso2"]]
    assert shown == sorted(shown)


def test_unknown_status_is_a_choice_of_its_own(sample_engine: Engine) -> None:
    named = programmes.by_country(sample_engine, Filters(statuses=("member",)))
    unknown = programmes.by_country(sample_engine, Filters(statuses=(STATUS_UNKNOWN,)))
    assert set(named["status"]) == {"member"}
    assert unknown["status"].isna().all()
    assert len(named) + len(unknown) <= len(programmes.by_country(sample_engine, Filters()))


@pytest.mark.parametrize(
    ("end", "today", "state"),
    [
        (2025, TODAY, "ended"),
        (2026, TODAY, "running out"),
        (2027, TODAY, "running out"),
        (2028, TODAY, "running"),
        (2028, date(2026, 12, 31), "running out"),
        (None, TODAY, "end not stated"),
    ],
)
def test_state(engine: Engine, end: int | None, today: date, state: str) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        f"programme_id,name,country,level,start_year,end_year\nP,Programme,MT,national,2010,{end or ''}\n",
    )
    assert programmes.listing(engine, Filters(), today)["state"].tolist() == [state]


def test_state_of_planned_and_undated(engine: Engine) -> None:
    load(engine, "programme", "programme_id,name,level,start_year\nA,A,European,2027\nB,B,European,\n")
    listed = programmes.listing(engine, Filters(), TODAY).set_index("programme_id")["state"]
    assert dict(listed) == {"A": "planned", "B": "not known"}
    assert programmes.totals(engine, Filters(first_year=2020))["programmes"] == 1, "an unknown start is never active"


def test_comparison_has_countries_without_programmes_too(sample_engine: Engine) -> None:
    compared = programmes.comparison(sample_engine, Filters(), ("DE", "SG"), TODAY).set_index("iso2")
    assert compared.loc["SG", "programmes"] == 0
    assert pd.isna(compared.loc["SG", "budget_eur"])
    yearly = programmes.by_country_and_year(sample_engine, Filters(), ("DE", "SG"), 2020, 2025)
    assert len(yearly) == 12


def test_gaps_and_active_countries_add_up(sample_engine: Engine) -> None:
    gaps = set(programmes.without_active_programme(sample_engine, Filters(), 2025)["iso2"])
    active = set(programmes.by_country(sample_engine, Filters(first_year=2025, last_year=2025))["iso2"])
    assert gaps.isdisjoint(active)
    assert gaps | active == {row["iso2"] for row in totals.rows("country", True)}


@pytest.mark.parametrize("countries", [("DE",), ("DE", "FR", "MT"), ("LU",)])
@pytest.mark.parametrize("demonstration", [True, False])
def test_money_by_country_from_summary_equals_files(
    sample_engine: Engine, countries: tuple[str, ...], demonstration: bool
) -> None:
    parts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    money: dict[str, list[Decimal]] = defaultdict(list)
    for row in totals.rows("participation", demonstration):
        parts[row["country"]].add((row["project_id"], row["organisation"]))
        amount = totals.budget(
            {
                "budget_eur": row["funding_eur"],
                "budget_original": row.get("funding_original", ""),
                "currency": row.get("currency", ""),
                "eur_rate": row.get("eur_rate", ""),
            }
        )
        if amount is not None:
            money[row["country"]].append(amount)
    shown = activity.participations_by_country(sample_engine, Filters(countries=countries, demonstration=demonstration))
    assert set(shown["iso2"]) == {iso2 for iso2 in countries if parts[iso2]}
    for row in shown.to_dict("records"):
        assert row["participations"] == len(parts[row["iso2"]])
        assert row["projects"] == len({project for project, _ in parts[row["iso2"]]})
        expected = totals.total(money[row["iso2"]])
        assert (pd.isna(row["awarded_eur"]) and expected is None) or row["awarded_eur"] == float(expected)  # type: ignore[arg-type]


class RawFilters(Filters):
    """Filters for which no summary table answers."""

    @property
    def by_programme(self) -> bool:
        return True


@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"demonstration": False},
        {"countries": ("DE", "ES")},
        {"levels": ("national",), "first_year": 2018, "last_year": 2023},
        {"regions": ("Southern Europe",), "demonstration": False},
    ],
)
@pytest.mark.parametrize("question", [activity.projects, activity.participations, activity.participations_by_country])
def test_summary_tables_never_differ_from_the_rows(
    sample_engine: Engine, question: object, narrowed: dict[str, object]
) -> None:
    summed = question(sample_engine, Filters(**narrowed))  # type: ignore[operator,arg-type]
    raw = question(sample_engine, RawFilters(**narrowed))  # type: ignore[operator,arg-type]
    pd.testing.assert_frame_equal(summed, raw)


@pytest.mark.parametrize("entity", records.LISTED)
def test_records_page_through_all_rows(sample_engine: Engine, entity: str) -> None:
    first = records.record_page(sample_engine, entity, Filters(), "", 0, 40)
    second = records.record_page(sample_engine, entity, Filters(), "", 1, 40)
    assert len(first.rows) == min(40, first.total)
    assert len(second.rows) == max(0, min(40, first.total - 40))
    narrowed = Filters(countries=("DE",), first_year=2019, last_year=2024, levels=("national",), demonstration=False)
    assert records.record_page(sample_engine, entity, narrowed, "", 0, 40).total <= first.total


def test_records_name_countries_and_list_no_persons(sample_engine: Engine) -> None:
    listed = records.record_page(sample_engine, "participation", Filters(countries=("MT",)), "", 0, 10)
    assert set(listed.rows["country"]) == {"Malta"}
    assert "attendance" not in records.LISTED


def test_records_search_ignores_case_and_takes_signs_as_they_are(sample_engine: Engine) -> None:
    assert records.record_page(sample_engine, "country", Filters(), "malTA", 0, 10).rows["iso2"].tolist() == ["MT"]
    assert records.record_page(sample_engine, "country", Filters(), "%", 0, 10).total == sum(
        "%" in " ".join(row.values()) for row in totals.rows("country", True)
    )


def test_programme_without_stated_end_is_active_and_told_apart(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        "programme_id,name,country,level,start_year,end_year\nA,A,MT,national,2010,\nB,B,MT,national,2020,2030\n",
    )
    compared = programmes.comparison(engine, Filters(), ("MT",), TODAY).iloc[0]
    assert (compared["running"], compared["end_not_stated"], compared["running_out"]) == (2, 1, 0)


def test_budgets_in_another_currency_without_rate_are_named(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nCH,CHE,Switzerland\nMT,MLT,Malta\n")
    load(
        engine,
        "programme",
        "programme_id,name,country,level,budget_eur,budget_original,currency,pm_share\n"
        "A,A,CH,national,,100,CHF,1\nB,B,CH,national,,100,USD,1\nC,C,CH,national,,100,GBP,\n"
        "D,D,MT,national,100,,,1\n",
    )
    shown = programmes.by_country(engine, Filters()).set_index("iso2")["without_rate"]
    assert shown["CH"] == "CHF, USD", "only of programmes dedicated to PM"
    assert pd.isna(shown["MT"])


def test_comparison_can_leave_places_aside(sample_engine: Engine) -> None:
    filters = Filters(countries=("MT",), levels=("national",), regions=("Southern Europe",), statuses=("member",))
    assert filters.any_place() == Filters(levels=("national",))
    compared = programmes.comparison(sample_engine, filters.any_place(), ("DE", "MT"), TODAY)
    assert (compared["programmes"] > 0).all()
