"""Who works with whom: countries that take part in the same projects, and how often chance would bring them together.

A project with partners in five countries counts once in each of the ten pairs and once in the total, however many
partners a country has in it. Chance: of N projects a country takes part in n_a, another in n_b; were they to meet by
chance alone, n_a * n_b / N projects would have both. N counts the projects with a partner from any known country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lib.common import formatting
from lib.metrics.chance import SIGNIFICANT, against_chance, expected_by_size
from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch, fetch_one
from lib.metrics.rates import with_share
from lib.metrics.scope import (
    Scope,
    bounds,
    country_codes,
    in_dataset,
    project_conditions,
    projects_in_place,
)
from lib.store.datasets import part_in_words
from lib.store.dates import with_precision
from lib.store.models import (
    Call,
    Country,
    CountryPair,
    CountryPairMonth,
    ImportRecord,
    Participation,
    Project,
    WideningMonth,
)
from lib.store.ordering import in_protocol_order
from lib.store.summaries.collaboration import widening_of_projects
from lib.store.years import project_year

#: Where chance would give fewer projects than this, the ratio to chance says nothing.
FEWEST_EXPECTED = 5
#: Pairs that differ from chance and have at most this ratio to it are said to work together hardly at all.
HARDLY = 0.5
#: Stands for "any country" in a summary's row.
_ANY = ""
_MONTHS = 12
#: Letters of a country's code.
_CODE = 2
_DAY = timedelta(days=1)


def call_names(engine: Engine, demonstration: bool) -> dict[str, str]:
    """Calls that have projects: names by identifier, the latest first."""
    query = (
        select(Call.call_id, Call.name)
        .where(Call.call_id.in_(select(Project.call)), *in_dataset(Scope(demonstration=demonstration), Call))
        .order_by(Call.opened.is_(None), Call.opened.desc(), Call.name)
    )
    found = fetch(engine, query)
    return dict(zip(found["call_id"], found["name"], strict=True))


def pairs(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Every pair of countries that take part in projects, also those that share none.

    Filters on place keep the pairs with at least one of their countries; what chance would give is still reckoned from
    the projects of all countries. `Scope.together` narrows nothing here: see `of_choice`.

    Args:
        engine: the store.
        scope: what projects are narrowed to.

    Returns:
        a, b (codes; a before b in the order of protocol), country_a, country_b, place_a, place_b (in that order),
        in_place_a, in_place_b (whether the filters on place let the country through), projects (shared), projects_a,
        projects_b, all_projects, expected (shared by chance); and where expected is at least FEWEST_EXPECTED, else NaN:
        strength (projects / expected), strength_low, strength_high (95%), p, p_adjusted and p_by_size over these pairs
        (see chance.against_chance); holds (whether both p_adjusted and p_by_size are at most 5%); in the order of
        protocol.
    """
    scope = scope.without("together")
    counts = _counts(engine, scope)
    total = int(counts.loc[counts["a"] == _ANY, "projects"].sum())
    own = counts[(counts["a"] == counts["b"]) & (counts["a"] != _ANY)].set_index("a")["projects"]
    named = countries_in_order(engine, scope)
    taking = named[named["iso2"].isin(own.index)].assign(projects=lambda rows: rows["iso2"].map(own))
    sides = taking.reset_index(drop=True).reset_index(names="place")
    every = sides.merge(sides, how="cross", suffixes=("_a", "_b"))
    every = every[(every["place_a"] < every["place_b"]) & (every["in_place_a"] | every["in_place_b"])]
    shared = counts[counts["a"] != counts["b"]]
    both_ways = pd.concat([shared, shared.rename(columns={"a": "b", "b": "a"})])
    found = every.rename(columns={"iso2_a": "a", "iso2_b": "b"}).merge(both_ways, how="left", on=["a", "b"])
    found["projects"] = found["projects"].fillna(0).astype("int64")
    found["all_projects"] = total
    known = found[["projects_a", "projects_b"]].astype("float64")
    found["expected"] = known["projects_a"] * known["projects_b"] / total if total else float("nan")
    return _compared(found, own, sizes(engine, scope))[PAIR_COLUMNS].reset_index(drop=True)


def _compared(found: pd.DataFrame, own: pd.Series[Any], sizes: pd.DataFrame) -> pd.DataFrame:
    """The pairs with how they compare with chance, where it would give FEWEST_EXPECTED projects or more."""
    told = found[found["expected"] >= FEWEST_EXPECTED]
    drawn = expected_by_size(own, sizes.set_index("countries")["projects"])
    places = [drawn.index.get_indexer(pd.Index(told[side])) for side in ("a", "b")]
    by_size = pd.Series(drawn.to_numpy()[places[0], places[1]], index=told.index, dtype="float64")
    compared = against_chance(told["projects"], told["projects_a"], told["projects_b"], told["all_projects"], by_size)
    compared = compared.rename(columns={"low": "strength_low", "high": "strength_high"}).reindex(found.index)
    return found.assign(
        strength=(found["projects"] / found["expected"]).where(found["expected"] >= FEWEST_EXPECTED),
        **compared,
        holds=(compared["p_adjusted"] <= SIGNIFICANT) & (compared["p_by_size"] <= SIGNIFICANT),
    )


#: Columns of pairs, and of a country's partners, that say how they compare with chance.
AGAINST_CHANCE = (
    "projects",
    "expected",
    "strength",
    "strength_low",
    "strength_high",
    "p",
    "p_adjusted",
    "p_by_size",
    "holds",
)
PAIR_COLUMNS = [
    "a",
    "b",
    "country_a",
    "country_b",
    "place_a",
    "place_b",
    "in_place_a",
    "in_place_b",
    "projects_a",
    "projects_b",
    "all_projects",
    *AGAINST_CHANCE,
]


@dataclass(frozen=True)
class Compared:
    """How pairs compare with chance: how many could be compared, and of these hold with more and with fewer projects
    than by chance."""

    pairs: int
    more: int
    fewer: int

    @property
    def words(self) -> str:
        """What came of it, as a sentence."""
        if not self.pairs:
            few = f"chance would give none of them {FEWEST_EXPECTED} shared projects"
            return f"Too few projects to tell any pair of countries from chance: {few}."
        of = f"Of {formatting.counted(self.pairs, 'pair')} of countries that could be compared"
        at = "(5 %, adjusted for the number of pairs)"
        if not self.more + self.fewer:
            return f"{of}, none shares more or fewer projects than may well be chance {at}."
        more, fewer = formatting.number(self.more), formatting.number(self.fewer)
        return f"{of}, {more} share more and {fewer} fewer projects than may well be chance {at}."


def compared(found: pd.DataFrame) -> Compared:
    """How the pairs compare with chance, in numbers."""
    holding = found[found["holds"]]
    return Compared(
        int(found["p_adjusted"].notna().sum()),
        int((holding["strength"] > 1).sum()),
        int((holding["strength"] < 1).sum()),
    )


def countries_in_order(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Every country in the order of protocol: iso2, country, in_place (whether the filters let it through)."""
    inside = case((Country.iso2.in_(country_codes(scope)), True), else_=False)
    query = select(Country.iso2, Country.name.label("country"), inside.label("in_place")).order_by(*in_protocol_order())
    return fetch(engine, query)


def _counts(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Projects by pair of countries: a, b, projects; the same country twice for its own, _ANY twice for all."""
    if not _summary_knows(scope):
        return fetch(engine, _pairs_from_rows(scope))
    table = CountryPair if _is_whole_years(scope) else CountryPairMonth
    whole = select(table.a, table.b, table.projects).where(*_summarised(scope, table))
    # A project has one first day, so that counts of different days can be added up.
    single = [_pairs_from_rows(days, f"links_{n}") for n, days in enumerate(_days_left_over(scope))]
    counted = union_all(whole, *single).subquery("counted") if single else whole.subquery("counted")
    # Both codes as one, which is grouped in less time than two.
    pair = (counted.c.a + counted.c.b).label("pair")
    sums = select(pair, cast(func.sum(counted.c.projects), Integer).label("projects")).group_by(pair).subquery("sums")
    a, b = (func.substr(sums.c.pair, place, _CODE, type_=String()) for place in (1, 1 + _CODE))
    return fetch(engine, select(a.label("a"), b.label("b"), sums.c.projects))


def _summary_knows(scope: Scope) -> bool:
    return not scope.by_project


def _is_whole_years(scope: Scope) -> bool:
    first, last = bounds(scope)
    begins = first is None or (first.month, first.day) == (1, 1)
    return begins and (last is None or (last.month, last.day) == (12, 31))


def _summarised(scope: Scope, table: Any) -> list[ColumnElement[bool]]:
    """Conditions on rows of CountryPair, CountryPairMonth or WideningMonth.

    Their dataset and level, and that their year, or month, lies in the period as a whole.
    """
    conditions: list[ColumnElement[bool]] = [table.demonstration.is_(scope.demonstration)]
    if scope.levels:
        conditions.append(table.level.in_(scope.levels))
    first, last = bounds(scope)
    if first is not None:
        conditions.append(table.year >= first.year)
    if last is not None:
        conditions += [table.year > 0, table.year <= last.year]
    if table is not CountryPair and not _is_whole_years(scope):
        month = table.year * _MONTHS + table.month
        # Of some projects only the year is known: they lie in the period where all of it does.
        in_months, in_years = [table.month > 0], [table.month == 0]
        if first is not None:
            in_months.append(month >= _month(first - _DAY) + 1)
            in_years.append(table.year > (first - _DAY).year)
        if last is not None:
            in_months.append(month <= _month(last + _DAY) - 1)
            in_years.append(table.year < (last + _DAY).year)
        conditions.append(or_(and_(*in_months), and_(*in_years)))
    return conditions


def _month(day: date) -> int:
    return day.year * _MONTHS + day.month


def _days_left_over(scope: Scope) -> list[Scope]:
    """The filters for each stretch of the period's days that is no whole month, at its beginning and at its end."""
    first, last = bounds(scope)
    begins = first is not None and first.day > 1
    ends = last is not None and (last + _DAY).day > 1
    if first is not None and last is not None and (begins or ends) and _month(first) == _month(last):
        return [_within(scope, first, last)]
    found = []
    if first is not None and begins:
        found.append(_within(scope, first, _last_of_month(first)))
    if last is not None and ends:
        found.append(_within(scope, last.replace(day=1), last))
    return found


def _within(scope: Scope, first: date, last: date) -> Scope:
    return replace(scope, first_year=None, last_year=None, first_day=first, last_day=last)


def _last_of_month(day: date) -> date:
    return date(day.year + day.month // _MONTHS, day.month % _MONTHS + 1, 1) - _DAY


def _of_participations(scope: Scope) -> list[Any]:
    """Conditions on Participation: its dataset, a known country, and the conditions on its project."""
    fitting = select(Project.project_id).where(*project_conditions(scope))
    return [
        Participation.country.is_not(None),
        *in_dataset(scope, Participation),
        Participation.project_id.in_(fitting),
    ]


def _pairs_from_rows(scope: Scope, name: str = "links") -> Select[*tuple[Any, ...]]:
    """Projects by pair, from the rows themselves; `name` tells such queries apart where several are put together."""
    one = (
        select(Participation.project_id, Participation.country)
        .where(*_of_participations(scope))
        .distinct()
        .cte(name)
        .prefix_with("MATERIALIZED")
    )
    other = one.alias(f"partners_of_{name}")
    shared = (
        select(one.c.country.label("a"), other.c.country.label("b"), func.count().label("projects"))
        .join_from(one, other, and_(other.c.project_id == one.c.project_id, other.c.country >= one.c.country))
        .group_by(one.c.country, other.c.country)
    )
    total = select(literal(_ANY), literal(_ANY), func.count(one.c.project_id.distinct()))
    return select(union_all(shared, total).subquery("counted"))


def strongest(found: pd.DataFrame, by: str) -> pd.DataFrame:
    """Pairs that share projects, ranked by `by` (projects or strength) from the largest; by strength those alone that
    differ from chance."""
    shared = found[(found["projects"] > 0) & (found["holds"] if by == "strength" else True)]
    return shared.sort_values([by, "projects"], ascending=False, kind="stable").reset_index(drop=True)


def hardly(found: pd.DataFrame) -> pd.DataFrame:
    """Pairs that work together hardly at all: they differ from chance, and share at most half of what it would give;
    the most missed first.

    Returns:
        The columns of `pairs`, and missed: expected - projects.
    """
    few = found[found["holds"] & (found["strength"] <= HARDLY)]
    missed = few.assign(missed=few["expected"] - few["projects"])
    return missed.sort_values("missed", ascending=False, kind="stable").reset_index(drop=True)


def of_choice(found: pd.DataFrame, chosen: Sequence[str]) -> pd.DataFrame:
    """The pairs that hold every one of the chosen countries (none, one or two codes)."""
    for code in chosen:
        found = found[(found["a"] == code) | (found["b"] == code)]
    return found.reset_index(drop=True)


def ends(found: pd.DataFrame) -> pd.DataFrame:
    """The countries of the pairs, each once: iso2, name, value (its own projects)."""
    sides = [
        found[[side, f"country_{side}", f"projects_{side}"]].set_axis(["iso2", "name", "value"], axis="columns")
        for side in ("a", "b")
    ]
    return pd.concat(sides, ignore_index=True).drop_duplicates("iso2")


def partners(found: pd.DataFrame, iso2: str) -> pd.DataFrame:
    """A country's partners, ranked by the number of shared projects.

    Returns:
        iso2, country, projects (shared), projects_partner (its own), and the others of AGAINST_CHANCE;
        partners with neither shared nor expected projects are left out.
    """
    ahead = found[found["a"] == iso2].rename(
        columns={"b": "iso2", "country_b": "country", "projects_b": "projects_partner"}
    )
    behind = found[found["b"] == iso2].rename(
        columns={"a": "iso2", "country_a": "country", "projects_a": "projects_partner"}
    )
    columns = ["iso2", "country", "projects_partner", *AGAINST_CHANCE]
    both = pd.concat([behind[columns], ahead[columns]])
    both = both[(both["projects"] > 0) | (both["expected"] >= FEWEST_EXPECTED)]
    return both.sort_values("projects", ascending=False, kind="stable").reset_index(drop=True)


def busiest(found: pd.DataFrame, most: int, chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Codes of the `most` countries of the pairs in the order of protocol: first those that the filters on place let
    through, then those with the most projects. The chosen ones are among them, also beyond `most`."""
    sides = pd.concat(
        [
            found[[f"{name}_{side}" if name != "iso2" else side for name in _SIDE]].set_axis(_SIDE, axis="columns")
            for side in ("a", "b")
        ]
    ).drop_duplicates("iso2")
    ranked = sides.sort_values(["in_place", "projects"], ascending=False, kind="stable")
    kept = {*ranked["iso2"].head(most), *chosen}
    return tuple(str(code) for code in sides.sort_values("place")["iso2"] if code in kept)


_SIDE = ["iso2", "place", "in_place", "projects"]


def shared_projects(engine: Engine, scope: Scope, most: int | None = None) -> tuple[pd.DataFrame, int]:
    """Projects in which each of `Scope.together` takes part, the latest first, and how many there are in all.

    Args:
        engine: the store.
        scope: what projects are narrowed to.
        most: rows to give back; all where not given.

    Returns:
        project_id, acronym, title, call (name), start_date, end_date, funding_eur, countries (number of known ones),
        part; and the number of all that fit.
    """
    conditions = [*project_conditions(scope), *projects_in_place(scope)]
    total = fetch_one(engine, select(func.count().label("n")).select_from(Project).where(*conditions))["n"]
    taking = aliased(Participation)
    countries = (
        select(func.nullif(func.count(taking.country.distinct()), 0, type_=Integer))
        .where(taking.project_id == Project.project_id, *in_dataset(scope, taking))
        .scalar_subquery()
    )
    query = (
        select(
            Project.project_id,
            Project.acronym,
            Project.title,
            Call.name.label("call"),
            *with_precision(Project.start_date, Project.end_date),
            Project.funding_eur,
            countries.label("countries"),
            part_in_words(ImportRecord.demonstration),
        )
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(Call, Call.call_id == Project.call)
        .where(*conditions)
        .order_by(Project.start_date.is_(None), Project.start_date.desc(), Project.project_id)
        .limit(most)
    )
    return fetch(engine, query), int(total)


def widening(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Projects by year with partners from widening countries, alone and together with others.

    With countries chosen: projects with a partner from at least one of them. A country of which the list in force says
    nothing is neither widening nor other, and projects with such countries alone are left out.

    Returns:
        year (NA where the project's start is not known), projects, with_widening, together (widening and other
        countries in one project), share_widening (with_widening / projects), share_together (together / projects),
        both as `rates.with_share` has them.
    """
    if _summary_knows(scope) and not scope.by_place:
        counts = fetch(engine, _widening_from_summary(scope))
    else:
        counts = fetch(engine, _widening_from_rows(scope).order_by("year"))
    return _with_shares(counts.assign(year=counts["year"].where(counts["year"] > 0)))


def widening_total(by_year: pd.DataFrame) -> dict[str, Any]:
    """The sums over all years of `widening`, with the shares as sums over sums; NaN where there is no project."""
    sums = by_year[["projects", "with_widening", "together"]].sum().to_frame().T
    return {str(name): value for name, value in _with_shares(sums).to_dict("records")[0].items()}


def widening_lines(by_year: pd.DataFrame) -> pd.DataFrame:
    """Both shares of `widening` as lines over every year between the first and the last: year, series, share, of."""
    known = by_year.set_index(by_year["year"].astype("int64"))
    every = known.reindex(range(int(known.index.min()), int(known.index.max()) + 1))
    lines = {"with a widening country": "share_widening", "widening and other countries": "share_together"}
    return pd.concat(
        [
            pd.DataFrame({"year": every.index, "series": series, "share": every[column], "of": every["projects"]})
            for series, column in lines.items()
        ],
        ignore_index=True,
    )


def _with_shares(counts: pd.DataFrame) -> pd.DataFrame:
    counts = with_share(counts, "with_widening", "projects", "share_widening")
    return with_share(counts, "together", "projects", "share_together")


def sizes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How many projects have how many known countries: countries (from 1), projects. Places do not narrow it."""
    each = (
        select(func.count(Participation.country.distinct()).label("countries"))
        .where(*_of_participations(scope))
        .group_by(Participation.project_id)
        .subquery()
    )
    query = select(each.c.countries, func.count().label("projects")).group_by(each.c.countries)
    return fetch(engine, query.order_by(each.c.countries))


def covered(engine: Engine, scope: Scope) -> tuple[Coverage, Coverage]:
    """Of how many projects that fit at least one country is known, and of how many two or more.

    With countries chosen: of the projects with a partner from at least one of them.
    """
    conditions = [*project_conditions(scope), *projects_in_place(scope)]
    fitting = select(func.count().label("n")).select_from(Project).where(*conditions)
    known = (
        select(func.count(Participation.country.distinct()).label("countries"))
        .where(*_of_participations(scope))
        .group_by(Participation.project_id)
    )
    if scope.by_place:
        known = known.join(Project, Project.project_id == Participation.project_id).where(*projects_in_place(scope))
    each = known.subquery()
    one, several = func.count(), func.count(case((each.c.countries > 1, 1)))
    counts = fetch_one(engine, select(one.label("one"), several.label("several")).select_from(each))
    projects = int(fetch_one(engine, fitting)["n"])
    return (
        Coverage("projects with a known country", int(counts["one"]), projects),
        Coverage("projects with two known countries or more", int(counts["several"]), projects),
    )


def _widening_sums(year: Any, widens: Any, others: Any, projects: Any) -> list[Any]:
    def total(condition: Any) -> Any:
        return cast(func.coalesce(func.sum(case((condition, projects), else_=0)), 0), Integer)

    return [
        year.label("year"),
        total(widens | others).label("projects"),
        total(widens).label("with_widening"),
        total(widens & others).label("together"),
    ]


def _widening_from_summary(scope: Scope) -> Select[*tuple[Any, ...]]:
    table = WideningMonth
    widens, others = table.widening.is_(True), table.other.is_(True)
    whole = (
        select(*_widening_sums(table.year, widens, others, table.projects))
        .where(*_summarised(scope, table), widens | others)
        .group_by(table.year)
    )
    single = [_widening_from_rows(days) for days in _days_left_over(scope)]
    counted = union_all(whole, *single).subquery("counted")
    sums = (cast(func.sum(counted.c[name]), Integer).label(name) for name in ("projects", "with_widening", "together"))
    return select(counted.c.year, *sums).group_by(counted.c.year).order_by(counted.c.year)


def _widening_from_rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    found = widening_of_projects(*project_conditions(scope), *projects_in_place(scope))
    widens, others = found.c.widening == 1, found.c.other == 1
    year = func.coalesce(project_year, 0)
    return (
        select(*_widening_sums(year, widens, others, 1))
        .join_from(found, Project, Project.project_id == found.c.project_id)
        .where(widens | others)
        .group_by(year)
    )
