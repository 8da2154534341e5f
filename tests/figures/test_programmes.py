"""Figures on programmes, computed anew from the CSV files in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.figures.asking import Ask, asking
from lib.figures.figure import Answer
from lib.figures.options import OptionError
from lib.figures.programmes import by_country, by_year, countries, lists
from lib.figures.programmes import totals as cards
from lib.figures.registry import BY_ID
from lib.metrics import programmes
from lib.metrics.scope import Scope
from tests import totals
from tests.programmes import PRICES, budgets, counted, equal, listed, may_run, people, state
from tests.rows import load

CHOSEN = {"programmes.comparison": {"compare": "DE,FR"}, "programmes.active_by_year": {"compare": "DE,FR"}}
TODAY = date.today()

each_dataset = pytest.mark.parametrize("demonstration", [False, True], ids=["facts", "demonstration"])
narrowed = pytest.mark.parametrize(
    "choices",
    [
        {},
        {"countries": ("DE", "FR", "MT", "ES", "BE"), "first_year": 2019, "last_year": 2025},
        {"areas": ("ELSA", "Data & ICT"), "levels": ("national",)},
        {"running_out": TODAY},
    ],
    ids=["all", "places and years", "kinds", "running out"],
)
Choices = dict[str, tuple[str, ...] | int | date]


def scope_of(choices: Choices, demonstration: bool) -> Scope:
    return Scope(demonstration=demonstration, **choices)  # type: ignore[arg-type]


def answered(ask: Ask, figure: str, scope: Scope, **chosen: str) -> Answer:
    return BY_ID[f"programmes.{figure}"].answer(ask, scope, chosen)


def total_of(rows: list[totals.Row]) -> Decimal | None:
    return totals.total(budgets(rows))


def open_ended(rows: list[totals.Row]) -> list[totals.Row]:
    return [row for row in rows if not totals.is_competition(row) and row["start_year"] and not row["end_year"]]


@pytest.mark.figure(
    "programmes.count",
    "programmes.dedicated",
    "programmes.whole_budgets",
    "programmes.end_not_stated",
    "programmes.single_competitions",
    "programmes.countries",
    "programmes.funders",
)
@each_dataset
@narrowed
def test_cards(ask: Ask, choices: Choices, demonstration: bool) -> None:
    scope = scope_of(choices, demonstration)
    every, rows = listed(scope), counted(scope)
    competitions = [row for row in every if totals.is_competition(row)]
    expected = {
        "count": {"programmes": len(rows)},
        "dedicated": {"dedicated": sum(map(totals.is_dedicated, rows)), "programmes": len(rows)},
        "whole_budgets": {"budget_eur": total_of(rows), "with_budget": len(budgets(rows))},
        "end_not_stated": {
            "end_not_stated": len(open_ended(every)),
            "end_not_stated_eur": total_of(open_ended(every)),
        },
        "single_competitions": {"competitions": len(competitions), "competitions_eur": total_of(competitions)},
        "countries": {
            "countries": len({row["country"] for row in rows} - {""}),
            "without_country": sum(not row["country"] for row in rows),
        },
        "funders": {"funders": len({row["funder"] for row in rows} - {""})},
    }
    for figure, values in expected.items():
        answer = answered(ask, figure, scope)
        for column, value in values.items():
            assert equal(answer.frame[column].iloc[0], None if value is None else Decimal(value)), (figure, column)
        whole = next(iter(values.values()))
        if isinstance(whole, int):
            assert answer.card.value == f"{whole:,}".replace(",", "\u00a0")


@pytest.mark.figure("programmes.by_country", "programmes.ranked_by_country")
@each_dataset
@narrowed
def test_by_country(ask: Ask, choices: Choices, demonstration: bool) -> None:
    scope = scope_of(choices, demonstration)
    by_place: dict[str, list[totals.Row]] = defaultdict(list)
    for row in listed(scope):
        if row["country"]:
            by_place[row["country"]].append(row)
    of_counted = {row["programme_id"] for row in counted(scope)}
    years: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for iso2, rows in by_place.items():
        for row in rows:
            if not totals.is_competition(row):
                for year, part in totals.budget_over_days(row).items():
                    if (scope.first_year or 0) <= year <= (scope.last_year or 9999):
                        years[iso2][year] += part
    names = {row["iso2"]: row["name"] for row in totals.rows("country", True)}
    year_of_headlines = scope.last_year or totals.headline_year(demonstration, TODAY)
    for measure in by_country.MEASURES:
        on_map = answered(ask, "by_country", scope, measure=measure)
        ranked = answered(ask, "ranked_by_country", scope, measure=measure)
        shown = on_map.context["measure"].column
        assert ranked.context["measure"].column == shown
        values = ranked.frame[shown].dropna().tolist()
        assert values == sorted(values, reverse=True)
        for answer in (on_map, ranked):
            assert set(answer.frame["iso2"]) == set(by_place)
    for got in on_map.frame.to_dict("records"):
        rows, iso2 = by_place[got["iso2"]], got["iso2"]
        own = [row for row in rows if row["programme_id"] in of_counted]
        competitions = [row for row in rows if totals.is_competition(row)]
        assert got["country"] == names[iso2]
        assert got["programmes"] == len(own)
        assert got["dedicated"] == sum(map(totals.is_dedicated, own))
        assert got["with_budget"] == len(budgets(own))
        assert equal(got["budget_eur"], total_of(own)), iso2
        assert got["end_not_stated"] == len(open_ended(rows))
        assert equal(got["end_not_stated_eur"], total_of(open_ended(rows)))
        assert got["competitions"] == len(competitions)
        assert equal(got["competitions_eur"], total_of(competitions))
        first = min((int(row["start_year"]) for row in own if row["start_year"]), default=None)
        assert equal(got["first_year"], None if first is None else Decimal(first))
        assert equal(got["yearly_eur"], sum(years[iso2].values()) if iso2 in years else None), iso2
        if iso2 in years:
            each = [float(part) / people(iso2, year)[0] * 1e6 for year, part in years[iso2].items()]  # type: ignore[index]
            assert got["eur_per_million"] == pytest.approx(sum(each))
        of_year = years[iso2].get(year_of_headlines) if iso2 in years else None
        if of_year is None:
            assert pd.isna(got["per_inhabitant"]), iso2
        else:
            each_person = float(of_year) / people(iso2, year_of_headlines)[0]  # type: ignore[index]
            assert got["per_inhabitant"] == pytest.approx(each_person)
    told = answered(ask, "ranked_by_country", scope, measure="per_inhabitant", **{"my-country": "DE"})
    ranked_values = told.frame.dropna(subset=["per_inhabitant"])["iso2"].tolist()
    if told.context["measure"].column == "per_inhabitant" and "DE" in ranked_values:
        rank = ranked_values.index("DE") + 1
        assert told.finding.replace("\u00a0", " ").endswith(
            f"per inhabitant, rank {rank} of {len(ranked_values)} countries"
        )


@pytest.mark.figure("programmes.budget_by_year")
@each_dataset
@narrowed
def test_budget_by_year(ask: Ask, choices: Choices, demonstration: bool) -> None:
    scope = scope_of(choices, demonstration)
    last = scope.last_year or TODAY.year + 4
    first = scope.first_year or last - 18
    expected: dict[str, dict[tuple[int, str], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in filter(totals.is_dedicated, listed(scope.any_year())):
        kind = "Single competitions" if totals.is_competition(row) else "Programmes"
        amount, years = totals.budget(row), totals.term(row)
        for year, part in totals.budget_over_days(row).items():
            expected[programmes.OVER_DAYS][year, kind] += part
        if amount is not None and row["start_year"]:
            expected[programmes.BY_START][int(row["start_year"]), kind] += amount
        if amount is not None and years and kind == "Programmes":
            for year in range(years[0], years[1] + 1):
                expected[programmes.WHOLE][year, kind] += amount
    index = {int(row["year"]): float(row["index_2015"]) for row in PRICES}
    for way in by_year.BUDGETS_BY.values:
        shown = answered(ask, "budget_by_year", scope, **{"budgets-by": way, "real": "true"}).frame
        assert {(row["year"], row["kind"]): row["nominal_eur"] for row in shown.to_dict("records")} == {
            key: float(amount) for key, amount in expected[way].items() if first <= key[0] <= last
        }
        for row in shown.to_dict("records"):
            if way == programmes.WHOLE or row["year"] not in index:
                assert pd.isna(row["real_eur"])
            else:
                assert row["real_eur"] == pytest.approx(row["nominal_eur"] * index[max(index)] / index[row["year"]])


@pytest.mark.figure("programmes.budget_kinds")
@each_dataset
@narrowed
def test_budget_kinds(ask: Ask, choices: Choices, demonstration: bool) -> None:
    scope = scope_of(choices, demonstration)
    expected: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in counted(scope):
        for amount in budgets([row]):
            expected[row.get("amount_kind") or "not stated", row.get("money_from") or "not stated"].append(amount)
    shown = answered(ask, "budget_kinds", scope).frame
    assert {
        (row["amount_kind"], row["money_from"]): (row["programmes"], row["budget_eur"])
        for row in shown.to_dict("records")
    } == {key: (len(amounts), float(sum(amounts))) for key, amounts in expected.items()}


@pytest.mark.figure("programmes.timeline", "programmes.competitions", "programmes.listing")
@each_dataset
@narrowed
def test_programmes_one_by_one(ask: Ask, choices: Choices, demonstration: bool) -> None:
    scope = scope_of(choices, demonstration)
    every = listed(scope)
    expected = {
        "timeline": [row for row in every if not totals.is_competition(row) and row["start_year"]],
        "competitions": [row for row in every if totals.is_competition(row)],
        "listing": every,
    }
    names = {row["iso2"]: row["name"] for row in totals.rows("country", True)}
    funders = {row["organisation_id"]: row["name"] for row in totals.rows("organisation", demonstration)}
    for figure, rows in expected.items():
        shown = answered(ask, figure, scope).frame.set_index("programme_id")
        assert set(shown.index) == {row["programme_id"] for row in rows}
        for row in rows:
            got = shown.loc[row["programme_id"]]
            assert got["programme"] == row["name"]
            assert (got["country"] or None) == names.get(row["country"])
            assert got["state"] == state(row, TODAY), row["programme_id"]
            for column in ("start_year", "end_year"):
                assert equal(got[column], Decimal(row[column]) if row[column] else None)
            if figure != "timeline":
                assert (got["funder"] or None) == funders.get(row["funder"])
                assert equal(got["budget_eur"], totals.budget(row))
                assert got["pm"] == ("dedicated to PM" if totals.is_dedicated(row) else "allows PM")
    of_timeline = answered(ask, "timeline", scope).coverage[0]
    assert of_timeline.of == len(every) - len(expected["competitions"])


@pytest.mark.figure("programmes.running_out")
@each_dataset
@pytest.mark.parametrize("until", [TODAY.year, TODAY.year + 2, TODAY.year + 5])
def test_running_out(ask: Ask, until: int, demonstration: bool) -> None:
    scope = Scope(demonstration=demonstration)
    began = [
        row
        for row in listed(scope)
        if not totals.is_competition(row) and row["start_year"] and int(row["start_year"]) <= TODAY.year
    ]
    running = [row for row in began if row["end_year"] and int(row["end_year"]) >= TODAY.year]
    ending = [row for row in running if int(row["end_year"]) <= until]
    answer = answered(ask, "running_out", scope, **{"ends-by": str(until), "my-country": "DE"})
    assert set(answer.frame["programme_id"]) == {row["programme_id"] for row in ending}
    order = answer.frame.assign(less=-answer.frame["budget_eur"].fillna(0))[["end_year", "less"]].values.tolist()
    assert order == sorted(order)
    assert (answer.coverage[0].known, answer.coverage[0].of) == (
        len(running),
        len(running) + sum(not row["end_year"] for row in began),
    )
    if ending:
        own = sum(row["country"] == "DE" for row in ending)
        said = answer.finding.replace("\u00a0", " ")
        assert said.startswith(f"{len(ending)} programme")
        assert said.endswith(f"; {own or 'none'} of Germany")
        assert (total_of(ending) is None) == ("EUR" not in said)


@pytest.mark.figure("programmes.comparison")
@each_dataset
@pytest.mark.parametrize("period", [{}, {"first_year": 2019, "last_year": 2025}], ids=["all", "years"])
def test_comparison(ask: Ask, period: Choices, demonstration: bool) -> None:
    none = min({row["iso2"] for row in totals.listed_countries()} - with_programme(demonstration))
    everywhere = scope_of(period, demonstration)
    shown = answered(
        ask, "comparison", scope_of({**period, "countries": ("MT",)}, demonstration), compare=f"DE,FR,{none}"
    )
    assert shown.not_narrowed_by == "Not narrowed by country."
    assert set(shown.frame["iso2"]) == {"DE", "FR", none}
    assert list(shown.turned.columns) == ["Figure", *shown.frame["country"]]
    for got in shown.frame.to_dict("records"):
        rows = [row for row in listed(everywhere) if row["country"] == got["iso2"]]
        own = [row for row in counted(everywhere) if row["country"] == got["iso2"]]
        states = [state(row, TODAY) for row in own]
        areas = {area.strip() for row in own for area in row["areas"].split(";")} - {""}
        assert got["programmes"] == len(own)
        assert got["running"] == sum(one in ("running", "running out") for one in states)
        assert got["running_out"] == states.count("running out")
        assert got["end_not_stated"] == len(open_ended(rows))
        assert equal(got["budget_eur"], total_of(own))
        assert got["competitions"] == sum(map(totals.is_competition, rows))
        assert got["funders"] == len({row["funder"] for row in own} - {""})
        assert equal(got["areas"], Decimal(len(areas))) or (not areas and pd.isna(got["areas"]))


def with_programme(demonstration: bool) -> set[str]:
    return {row["country"] for row in totals.rows("programme", demonstration)}


@pytest.mark.figure("programmes.active_by_year")
@each_dataset
@pytest.mark.parametrize("last_year", [None, 2021])
def test_active_by_year(ask: Ask, last_year: int | None, demonstration: bool) -> None:
    scope = Scope(demonstration=demonstration, last_year=last_year, levels=("national",))
    last = last_year or totals.headline_year(demonstration, TODAY)
    shown = answered(ask, "active_by_year", scope, compare="Germany,France").frame
    rows = [row for row in totals.rows("programme", demonstration) if row["level"] == "national"]
    expected = {
        (iso2, year): sum(
            row["country"] == iso2 and not totals.is_competition(row) and bool(years) and years[0] <= year <= years[1]
            for row in rows
            for years in [totals.term(row)]
        )
        for iso2 in ("DE", "FR")
        for year in range(last - 9, last + 1)
    }
    assert {(row["iso2"], row["year"]): row["programmes"] for row in shown.to_dict("records")} == expected


@pytest.mark.figure("programmes.without_active_programme")
@each_dataset
@pytest.mark.parametrize("choices", [{}, {"last_year": 2019, "regions": ("Southern Europe",)}], ids=["all", "narrowed"])
def test_countries_without_an_active_programme(ask: Ask, choices: Choices, demonstration: bool) -> None:
    scope = scope_of(choices, demonstration)
    year = scope.last_year or totals.headline_year(demonstration, TODAY)
    active = {row["country"] for row in counted(scope.in_year(year))}
    places = [
        row["iso2"]
        for row in totals.listed_countries()
        if (not scope.regions or row["region"] in scope.regions) and row["iso2"] not in active
    ]
    shown = answered(ask, "without_active_programme", scope)
    assert set(shown.frame["iso2"]) == set(places)
    assert shown.title == f"Countries without an active programme in {year}"
    recorded = listed(scope.any_year())
    for got in shown.frame.to_dict("records"):
        own = [row for row in recorded if row["country"] == got["iso2"]]
        assert got["competitions"] == sum(map(totals.is_competition, own))
        assert got["programmes"] == len(own) - got["competitions"]
        assert got["end_not_stated"] == sum(
            may_run(row, Scope(last_year=year)) and not totals.is_competition(row) for row in own
        )


# Words ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(engine: Engine) -> Ask:
    """A store with three programmes, of which one states no end, and a single competition."""
    load(engine, "country", "iso2,iso3,name\nMT,MLT,Malta\nDE,DEU,Germany\n")
    load(
        engine,
        "programme",
        "programme_id,name,country,level,start_year,end_year,budget_eur,pm_share,single_competition,amount_kind\n"
        "A,A,MT,national,2020,2024,5000000,1,,announced plan\nB,B,DE,national,2021,,3000000,1,,appropriation\n"
        "C,C,DE,national,2022,2023,,,,\nD,D,DE,national,2022,,1000000,1,yes,call budget\n",
    )
    return asking(engine)


def test_sentences(three: Ask) -> None:
    assert {figure.id: figure.answer(three, Scope()).sentence.replace("\u00a0", " ") for figure in cards.CARDS} == {
        "programmes.count": "3 programmes recorded.",
        "programmes.dedicated": "2 of 3 programmes are dedicated to personalised medicine.",
        "programmes.whole_budgets": "EUR 8 million in whole budgets, known of 2 of 2 programmes dedicated to PM.",
        "programmes.end_not_stated": "1 programme began and states no end.",
        "programmes.single_competitions": (
            "1 single competition, with budgets for personalised medicine of EUR 1 million."
        ),
        "programmes.countries": "2 countries with a national or regional programme.",
        "programmes.funders": "0 organisations with a programme of their own.",
    }
    by_money = by_country.BY_COUNTRY.answer(three, Scope(), {"measure": "budget_eur"})
    assert by_money.sentence.replace("\u00a0", " ") == (
        "The largest whole budgets: Malta, with EUR 5 million; of EUR 8 million in 2 countries."
    )
    by_count = by_country.BY_COUNTRY.answer(three, Scope(), {"measure": "Programmes"})
    assert by_count.sentence.replace("\u00a0", " ") == "Most programmes: Germany, with 2; of 3 in 2 countries."
    kinds = by_year.BUDGET_KINDS.answer(three, Scope()).sentence.replace("\u00a0", " ")
    assert kinds == "The sum of budgets adds up announced plan (1), appropriation (1); money not stated (2)."
    timeline = lists.TIMELINE.answer(three, Scope()).sentence.replace("\u00a0", " ")
    assert timeline == "3 programmes: 1 end not stated, 2 ended."
    compared = countries.COMPARISON.answer(three, Scope(), {"compare": "malta,DE"}).sentence.replace("\u00a0", " ")
    assert (
        compared
        == "Germany: 2 programmes, whole budgets EUR 3 million; Malta: 1 programme, whole budgets EUR 5 million."
    )


def test_money_of_too_few_programmes_gives_way_to_their_number(three: Ask) -> None:
    answer = by_country.BY_COUNTRY.answer(three, Scope(countries=("DE",)), {"measure": "yearly_eur"})
    assert answer.title == "Number of programmes, on the map"
    assert answer.caption.startswith("PM budgets that fall into the years shown (EUR): known of too little to compare")


def test_at_most_four_countries_are_compared(ask: Ask) -> None:
    with pytest.raises(OptionError, match="at most 4"):
        countries.COMPARISON.answer(ask, Scope(), {"compare": "DE,FR,MT,ES,BE"})
