"""Calls and what became of them: proposals by stage, success rates, money asked for, committed and awarded.

Outcomes are counts that a call's secretariat published: a row for the whole call, and one for each country where
countries were counted. Rates are sums over sums, never averages of rates. A proposal with partners in three countries
counts once in each country's row, so the rows of countries add up to more than the call's own.

How many different proposals stand behind several countries' rows is not published. There are at least as many as the
country with the most has, call by call; intervals are those of so few (the columns of SAMPLES).

The calls are those that fit the filters; those that a reader picked are among them (`Scope.calls`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    Engine,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    text,
    type_coerce,
)

from lib.metrics.coverage import Coverage
from lib.metrics.frames import fetch
from lib.metrics.rates import ratio, with_rate, with_share
from lib.metrics.scope import (
    DAYS,
    YEARS,
    Scope,
    call_conditions,
    committing,
    country_codes,
    in_dataset,
    in_place,
    paying,
    project_conditions,
    projects_in_place,
)
from lib.store.datasets import part_in_words
from lib.store.dates import with_precision
from lib.store.models import (
    Call,
    CallCommitment,
    CallCountry,
    CallFigures,
    CallFunder,
    CallOutcome,
    Country,
    Funding,
    ImportRecord,
    Organisation,
    Participation,
    Project,
    PublishedFigure,
)
from lib.store.ordering import in_protocol_order
from lib.store.widening import HORIZON_EUROPE, is_widening
from lib.store.years import call_date, call_year

#: The stages of a call in their order: column, and what it counts.
STAGES = {
    "eligible": "Eligible pre-proposals",
    "invited": "Invited full proposals",
    "submitted": "Submitted full proposals",
    "funded": "Funded projects",
}
#: Success rates by name: the columns of successes and trials that they divide.
RATES = {
    "overall": ("rate_funded", "rate_eligible"),
    "stage1": ("stage1_invited", "stage1_eligible"),
    "stage2": ("stage2_funded", "stage2_full"),
}

#: The fewest different proposals that can stand behind each rate.
SAMPLES = {"overall": "rate_sample", "stage1": "stage1_sample", "stage2": "stage2_sample"}


def names(engine: Engine, scope: Scope) -> dict[str, str]:
    """Names of the calls that fit by their id, the latest first."""
    query = select(Call.call_id, Call.name).where(*call_conditions(scope.without("calls"))).order_by(*_latest_first())
    found = fetch(engine, query)
    return dict(zip(found["call_id"], found["name"], strict=True))


def _latest_first() -> list[Any]:
    return [call_date.is_(None), call_date.desc(), Call.call_id]


# Outcomes ---------------------------------------------------------------------------------------------------------


def _pair(top: Any, bottom: Any, rate: str) -> list[Any]:
    """Sums of two counts over the rows that know both, and the largest of the second: of a call's rows by country, the
    fewest different proposals that they can be."""
    both = top.is_not(None) & bottom.is_not(None)
    return [
        cast(func.sum(case((both, top))), Integer).label(RATES[rate][0]),
        cast(func.sum(case((both, bottom))), Integer).label(RATES[rate][1]),
        cast(func.max(case((both, bottom))), Integer).label(SAMPLES[rate]),
    ]


def _sums() -> list[Any]:
    """Sums over the outcome rows of a call: counts, the pairs that rates divide with their samples, money."""
    row = CallOutcome
    full = func.coalesce(row.full_proposals_submitted, row.full_proposals_invited)
    in_stage2 = row.projects_funded.is_not(None)
    return [
        cast(func.sum(row.pre_proposals_submitted), Integer).label("pre_submitted"),
        cast(func.sum(row.pre_proposals_eligible), Integer).label("eligible"),
        cast(func.sum(row.full_proposals_invited), Integer).label("invited"),
        cast(func.sum(row.full_proposals_submitted), Integer).label("submitted"),
        cast(func.sum(row.projects_funded), Integer).label("funded"),
        *_pair(row.projects_funded, row.pre_proposals_eligible, "overall"),
        *_pair(row.full_proposals_invited, row.pre_proposals_eligible, "stage1"),
        *_pair(row.projects_funded, full, "stage2"),
        func.count(case((in_stage2, row.full_proposals_submitted))).label("over_submitted"),
        func.count(case((in_stage2 & row.full_proposals_submitted.is_(None), row.full_proposals_invited))).label(
            "over_invited"
        ),
        func.sum(row.requested_eur).label("requested_eur"),
        func.sum(row.awarded_eur).label("awarded_eur"),
    ]


def _rated(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with the three success rates and their intervals, and what stage 2 was divided by."""
    sums = _with_rates(sums)
    over = {(True, True): "submitted, or invited", (True, False): "submitted", (False, True): "invited"}
    kinds = zip(sums.pop("over_submitted") > 0, sums.pop("over_invited") > 0, strict=True)
    return sums.assign(stage2_over=pd.Series([over.get(kind) for kind in kinds], index=sums.index, dtype="object"))


def _with_rates(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with the three success rates and their intervals."""
    for name, (successes, trials) in RATES.items():
        sums = with_rate(sums, successes, trials, name, SAMPLES[name])
    return sums


#: Columns that rates are made of.
_OF_RATES = [*(column for pair in RATES.values() for column in pair), *SAMPLES.values()]


def outcomes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What became of each call, the latest first, also of those of which nothing is known.

    With countries chosen, counts and money are the sums over the rows of these countries, else the call's own row.

    Returns:
        call_id, call (name), topic, year, opened, full_proposal_deadline, budget_eur, budget_approximate; pre_submitted
        and the STAGES; the RATES' pairs of sums, their SAMPLES, and for each rate the share, its _words, _low and _high
        (see with_rate);
        stage2_over; requested_eur, awarded_eur; oversubscription (requested / budget) and awarded_share (awarded /
        budget), both NaN with countries chosen; approximate, note, source_url, as_of,
        verified_on, verified_by (of the outcome), part.
    """
    places = in_place(scope, CallOutcome.country) or [CallOutcome.country.is_(None)]
    sums = (
        select(
            CallOutcome.call_id,
            *_sums(),
            func.max(case((CallOutcome.approximate.is_(True), 1), else_=0)).label("about"),
            func.max(CallOutcome.note).label("note"),
            func.max(CallOutcome.source_url).label("source_url"),
            func.max(CallOutcome.as_of).label("as_of"),
            # Of several the coarsest, which holds of the newest as well: "year" comes after "month".
            func.max(CallOutcome.as_of_precision).label("as_of_precision"),
            func.min(CallOutcome.verified_on).label("verified_on"),
            func.max(CallOutcome.verified_on_precision).label("verified_on_precision"),
            func.max(CallOutcome.verified_by).label("verified_by"),
        )
        .where(*places, *in_dataset(scope, CallOutcome))
        .group_by(CallOutcome.call_id)
        .subquery()
    )
    own = [column for column in sums.c if column.key not in ("call_id", "about")]
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            Call.topic,
            call_year.label("year"),
            *with_precision(Call.opened, Call.full_proposal_deadline),
            Call.budget_eur,
            Call.approximate.label("budget_approximate"),
            *own,
            (sums.c.about == 1).label("approximate"),
            part_in_words(ImportRecord.demonstration),
        )
        .select_from(Call)
        .outerjoin(sums, sums.c.call_id == Call.call_id)
        .join(ImportRecord, ImportRecord.import_id == Call.import_id)
        .where(*call_conditions(scope))
        .order_by(*_latest_first())
    )
    found = _rated(fetch(engine, query))
    # A country's share of a call's budget is not known, so what it asked for is not divided by the whole.
    budget = found["budget_eur"] if not scope.by_place else found["budget_eur"] * float("nan")
    return found.assign(
        oversubscription=ratio(found["requested_eur"], budget), awarded_share=ratio(found["awarded_eur"], budget)
    )


def pooled(outcomes: pd.DataFrame) -> dict[str, Any]:
    """Sums over all rows of `outcomes`, never averages of their rates.

    Returns:
        calls; the STAGES; the RATES' pairs, SAMPLES, rates and intervals; awarded_eur; oversubscription (requested /
        budget, over the calls that have both); and how many calls publish what is summed: with_ and the stage, the
        rate, "awarded" or "oversubscription".
    """
    counted = [*STAGES, *_OF_RATES]
    row = pd.DataFrame({column: [outcomes[column].sum(min_count=1)] for column in counted}).astype("Int64")
    row = _with_rates(row)
    known = {stage: stage for stage in STAGES} | {rate: trials for rate, (_, trials) in RATES.items()}
    both = outcomes[outcomes["oversubscription"].notna()]
    return {str(name): value for name, value in row.to_dict("records")[0].items()} | {
        "calls": len(outcomes),
        "awarded_eur": outcomes["awarded_eur"].sum(min_count=1),
        "with_awarded": int(outcomes["awarded_eur"].notna().sum()),
        "with_oversubscription": len(both),
        **{f"with_{name}": int(outcomes[column].notna().sum()) for name, column in known.items()},
        "oversubscription": both["requested_eur"].sum() / both["budget_eur"].sum() if len(both) else float("nan"),
    }


def by_year(outcomes: pd.DataFrame) -> pd.DataFrame:
    """The success rates of the calls of each year, sums over sums.

    Returns:
        year (every one from the first call to the last: a year without a call is a gap), calls, then as `pooled`.
    """
    dated = outcomes[outcomes["year"].notna()]
    if dated.empty:
        return pd.DataFrame(columns=["year", "calls", *_OF_RATES, *_rate_columns()])
    grouped = dated.groupby("year")
    sums = grouped[_OF_RATES].sum(min_count=1).assign(calls=grouped.size())
    years = range(int(dated["year"].min()), int(dated["year"].max()) + 1)
    found = sums.reindex(years).rename_axis("year").reset_index().astype("Int64")
    found["calls"] = found["calls"].fillna(0)
    return _with_rates(found)


def _rate_columns() -> list[str]:
    return [f"{name}{end}" for name in RATES for end in ("", "_words", "_low", "_high")]


def by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Outcomes by country, from the calls that publish them by country; in the EU's order of protocol.

    Returns:
        iso2, country, calls; the columns of counts, rates and money of `outcomes`.
    """
    query = (
        select(
            CallOutcome.country.label("iso2"),
            Country.name.label("country"),
            func.count().label("calls"),
            *_sums(),
        )
        .join(Call, Call.call_id == CallOutcome.call_id)
        .join(Country, Country.iso2 == CallOutcome.country)
        .where(*call_conditions(scope), *in_place(scope, CallOutcome.country), *in_dataset(scope, CallOutcome))
        .group_by(CallOutcome.country, Country.name, Country.protocol_order)
        .order_by(*in_protocol_order())
    )
    found = fetch(engine, query)
    # A country's rows of several calls count different proposals each.
    found = _rated(found.assign(**{SAMPLES[rate]: found[trials] for rate, (_, trials) in RATES.items()}))
    return found.assign(awarded_of_requested=ratio(found["awarded_eur"], found["requested_eur"]))


# Participations in the projects of calls ------------------------------------------------------------------------


def _participations(rows: Subquery) -> list[Any]:
    column = rows.c
    return [
        cast(func.sum(column.projects), Integer).label("projects"),
        cast(func.sum(column.participations), Integer).label("participations"),
        cast(func.sum(column.coordinations), Integer).label("coordinations"),
        func.sum(column.awarded_eur).label("awarded_eur"),
    ]


def _by_call_and_country(scope: Scope) -> Subquery:
    """Participations by call and country of the dataset shown: the columns of CallCountry but demonstration.

    With funders chosen, of the projects that they pay for and of their own programmes, with the money that they pay.
    """
    if not scope.funders:
        table = CallCountry.__table__
        columns = [column for column in table.c if column.name != "demonstration"]
        return select(*columns).where(table.c.demonstration.is_(scope.demonstration)).subquery("in_calls")
    fitting = select(Project.project_id, Project.call).where(
        Project.call.is_not(None), *project_conditions(scope.without(*YEARS, *DAYS))
    )
    projects = fitting.subquery("of_funders")
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .where(*paying(scope))
        .group_by(Funding.project_id, Funding.organisation)
        .subquery("own_money")
    )
    country = func.coalesce(Participation.country, "")
    return (
        select(
            projects.c.call.label("call_id"),
            country.label("country"),
            func.count(Participation.project_id.distinct()).label("projects"),
            func.count().label("participations"),
            func.sum(case((Participation.role == "coordinator", 1), else_=0)).label("coordinations"),
            func.sum(money.c.awarded_eur).label("awarded_eur"),
        )
        .join_from(Participation, projects, projects.c.project_id == Participation.project_id)
        .outerjoin(
            money,
            and_(money.c.project_id == Participation.project_id, money.c.organisation == Participation.organisation),
        )
        .where(*in_dataset(scope, Participation))
        .group_by(projects.c.call, country)
        .subquery("in_calls")
    )


def _of_calls(query: Select[*tuple[Any, ...]], rows: Subquery, scope: Scope) -> Select[*tuple[Any, ...]]:
    """The query over rows of `_by_call_and_country`, narrowed to the calls that fit."""
    return (
        query.select_from(rows)
        .join(Call, Call.call_id == rows.c.call_id)
        .outerjoin(Country, Country.iso2 == rows.c.country)
        .where(*call_conditions(scope))
    )


def participations(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Participations in the projects of the calls by the participant's country, and their money.

    A project with partners in five countries counts once in the projects of each.

    Returns:
        iso2, country (both missing where the country is not known), projects, participations, coordinations,
        awarded_eur (NaN where none is known); coordination_rate (of the participations); awarded_share,
        participation_share and coordination_share of those of all countries, also of those that the filters leave
        out (see `with_share`; shares where a participant of half of the projects is recorded); in the EU's order of
        protocol.
    """
    rows = _by_call_and_country(scope)
    query = select(Country.iso2, Country.name.label("country"), *_participations(rows))
    enough = recorded_projects(recorded(engine, scope)).is_enough
    found = fetch(
        engine,
        _of_calls(query, rows, scope)
        .group_by(Country.iso2, Country.name, Country.protocol_order)
        .order_by(*in_protocol_order()),
    )
    found = _with_shares(found, found, enough)
    if not scope.by_place:
        return found
    here = fetch(engine, country_codes(scope))["iso2"]
    return found[found["iso2"].isin(here)].reset_index(drop=True)


def _with_shares(rows: pd.DataFrame, everything: pd.DataFrame, enough: bool) -> pd.DataFrame:
    """The rows with their coordination rate, and their shares of the sums over `everything`.

    Args:
        rows: sums by country, or by group.
        everything: the rows that the shares are of.
        enough: whether enough projects are recorded for shares; else there are counts in their place.
    """
    money = pd.Series(everything["awarded_eur"].sum(min_count=1), index=rows.index)
    wholes = {f"all_{name}": everything[name].sum(min_count=1) for name in ("participations", "coordinations")}
    rows = rows.assign(awarded_share=ratio(rows["awarded_eur"], money) if enough else float("nan"), **wholes)
    rows = with_share(rows, "participations", "all_participations", "participation_share", enough=enough)
    rows = with_share(rows, "coordinations", "all_coordinations", "coordination_share", enough=enough)
    rows = with_share(rows, "coordinations", "participations", "coordination_rate", enough=enough)
    return rows.drop(columns=list(wholes))


def recorded(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Of how many of each call's projects a participant is recorded; in all places.

    Returns:
        call_id, projects (with a participant), of_projects (those that the call funded, or those recorded where more
        are, or the number funded is not known); calls without any are left out.
    """
    dataset = in_dataset(scope, Project)
    taking_part = select(Participation.project_id).where(*in_dataset(scope, Participation))
    known = case((Project.project_id.in_(taking_part), 1))
    counted = (
        select(Project.call, func.count().label("all"), func.count(known).label("projects"))
        .where(Project.call.is_not(None), *dataset)
        .group_by(Project.call)
        .subquery()
    )
    funded = (
        select(CallOutcome.call_id, CallOutcome.projects_funded)
        .where(CallOutcome.country.is_(None), *in_dataset(scope, CallOutcome))
        .subquery()
    )
    query = (
        select(
            Call.call_id,
            cast(func.coalesce(counted.c.projects, 0), Integer).label("projects"),
            cast(func.coalesce(counted.c.all, 0), Integer).label("all"),
            cast(func.coalesce(funded.c.projects_funded, 0), Integer).label("funded"),
        )
        .outerjoin(counted, counted.c.call == Call.call_id)
        .outerjoin(funded, funded.c.call_id == Call.call_id)
        .where(*call_conditions(scope))
        .order_by(*_latest_first())
    )
    found = fetch(engine, query)
    found = found.assign(of_projects=found[["all", "funded"]].max(axis=1))
    return found.loc[found["of_projects"] > 0, ["call_id", "projects", "of_projects"]].reset_index(drop=True)


def recorded_projects(rows: pd.DataFrame) -> Coverage:
    """What figures on participants cover, from rows of `recorded` or `widening_share`."""
    known, of = (int(rows[name].sum()) for name in ("projects", "of_projects"))
    return Coverage("funded projects with a recorded participant", known, of)


def widening_share(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Participations from widening countries by call, the latest first, in all places.

    Widening is what the framework programme in force at the call's date calls so (see `is_widening`).

    Returns:
        call_id, call, year, framework ("Horizon 2020" or "Horizon Europe"), widening, participations, projects and
        of_projects (see `recorded`), share and share_words (see `with_share`; a share where a participant of half of
        the projects is recorded).
    """
    rows = _by_call_and_country(scope)
    inside = case((is_widening(call_date).is_(True), rows.c.participations), else_=0)
    query = select(
        Call.call_id,
        Call.name.label("call"),
        call_date.label("day"),
        call_year.label("year"),
        cast(func.sum(inside), Integer).label("widening"),
        cast(func.sum(rows.c.participations), Integer).label("participations"),
    )
    found = fetch(
        engine,
        _of_calls(query, rows, scope)
        .group_by(Call.call_id, Call.name, call_date, call_year)
        .order_by(*_latest_first()),
    )
    before = found.pop("day") < pd.Timestamp(HORIZON_EUROPE)
    framework = before.map({True: "Horizon 2020", False: "Horizon Europe"}).astype("object")
    found = found.assign(framework=framework).merge(recorded(engine, scope), how="left", on="call_id")
    enough = [recorded_projects(found.iloc[[place]]).is_enough for place in range(len(found))]
    return with_share(found, "widening", "participations", "share", enough=pd.Series(enough, dtype="bool"))


# Groups of countries --------------------------------------------------------------------------------------------

ALL, OWN, OTHERS = "All countries", "Own choice", "All others"
EU27, EU14, EU13, WIDENING = "EU27", "EU14", "EU13", "Widening countries"
#: EU13 joined on this day or later; EU14 are the others of today's 27.
_ENLARGEMENT = pd.Timestamp(2004, 5, 1)


@dataclass(frozen=True)
class CountrySums:
    """Outcomes and participations by country, from which groups of countries are summed.

    Outcomes and participations have iso2, eu_member_since, eu_member_until and is_widening (at the call's date);
    participations of unknown country have none of these. Outcomes have a row for each call_id and country,
    participations one for each country and is_widening.

    Attributes:
        proposals: of whole calls, by call_id: the columns of SAMPLES; missing where they are not published.
        recorded: as the function of the name gives it.
    """

    outcomes: pd.DataFrame
    participations: pd.DataFrame
    proposals: pd.DataFrame
    recorded: pd.DataFrame


def country_sums(engine: Engine, scope: Scope) -> CountrySums:
    """The sums that `peer_groups` and `against_others` are made of. Filters on places do not narrow them."""
    everywhere = scope.any_place()
    by = [Country.iso2, Country.eu_member_since, Country.eu_member_until, is_widening(call_date).label("is_widening")]
    outcome = (
        select(CallOutcome.call_id, *by, *_sums())
        .join_from(CallOutcome, Call, Call.call_id == CallOutcome.call_id)
        .join(Country, Country.iso2 == CallOutcome.country)
        .where(*call_conditions(everywhere), *in_dataset(everywhere, CallOutcome))
    )
    rows = _by_call_and_country(everywhere)
    part = _of_calls(select(*by, *_participations(rows)), rows, everywhere)
    # By the label: PostgreSQL does not see that two expressions with parameters of their own are the same.
    outcome = outcome.group_by(CallOutcome.call_id, *by[:-1], "is_widening")
    part = part.group_by(*by[:-1], "is_widening")
    whole = outcomes(engine, everywhere).set_index("call_id")[list(SAMPLES.values())]
    return CountrySums(fetch(engine, outcome), fetch(engine, part), whole, recorded(engine, everywhere))


def country_groups(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Which rows belong to which group of countries, ALL first, by eu_member_since, eu_member_until and is_widening."""
    joined, today = rows["eu_member_since"], rows["eu_member_since"].notna() & rows["eu_member_until"].isna()
    return {
        ALL: pd.Series(True, index=rows.index),
        EU27: today,
        EU14: today & (joined < _ENLARGEMENT),
        EU13: today & (joined >= _ENLARGEMENT),
        WIDENING: rows["is_widening"].fillna(False).astype(bool),
    }


def peer_groups(sums: CountrySums, own: tuple[str, ...]) -> pd.DataFrame:
    """Groups of countries beside all: success rate, money and participations.

    Args:
        sums: by country.
        own: ISO codes of a group of the reader's own; there is no such group without any.

    Returns:
        group, then the columns of `_summed`; ALL first.
    """

    def masks(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
        return country_groups(rows) | ({OWN: rows["iso2"].isin(own)} if own else {})

    return _summed(sums, masks)


def against_others(sums: CountrySums, iso2: str) -> pd.DataFrame:
    """A country against the sum of all others: two rows, group (the ISO code, then OTHERS), and the columns of
    `_summed` (shares are those of the two together)."""

    def masks(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
        own = rows["iso2"] == iso2
        return {ALL: pd.Series(True, index=rows.index), iso2: own, OTHERS: ~own}

    return _summed(sums, masks).iloc[1:].reset_index(drop=True)


def against_others_by_year(engine: Engine, scope: Scope, iso2: str) -> pd.DataFrame:
    """The overall success rate of a country and of the sum of all others by year of the call.

    Returns:
        year (every one from the first to the last: a year without an outcome is a gap), group (the ISO code, then
        OTHERS), rate_funded, rate_eligible, rate_sample, overall, overall_words, overall_low, overall_high.
    """
    own = case((CallOutcome.country == iso2, 1), else_=0)
    query = (
        select(
            CallOutcome.call_id,
            call_year.label("year"),
            own.label("is_own"),
            *_pair(CallOutcome.projects_funded, CallOutcome.pre_proposals_eligible, "overall"),
        )
        .join_from(CallOutcome, Call, Call.call_id == CallOutcome.call_id)
        .where(
            *call_conditions(scope),
            *in_dataset(scope, CallOutcome),
            CallOutcome.country.is_not(None),
            call_year.is_not(None),
        )
        .group_by(CallOutcome.call_id, call_year, "is_own")
    )
    by_call = fetch(engine, query).drop(columns="call_id")
    found = by_call.groupby(["year", "is_own"], as_index=False).sum(min_count=1)
    found = found.assign(group=found.pop("is_own").map({1: iso2, 0: OTHERS}).astype("object"))
    years = range(int(found["year"].min()), int(found["year"].max()) + 1) if len(found) else range(0)
    every = pd.MultiIndex.from_product([years, [iso2, OTHERS]], names=["year", "group"]).to_frame(index=False)
    found = every.astype({"year": "Int64"}).merge(found, how="left", on=["year", "group"])
    return with_rate(found, *RATES["overall"], "overall", SAMPLES["overall"])


Masks = Callable[[pd.DataFrame], dict[str, "pd.Series[bool]"]]


def _summed(by_country: CountrySums, masks: Masks) -> pd.DataFrame:
    """Sums of groups of countries, one row a group.

    Returns:
        group; countries with an outcome or a participation; counts, SAMPLES, rates and money asked for of the outcomes
        by country, and won_eur, awarded by them; participations, coordinations, awarded_eur of the recorded projects
        with their shares of the first group's, and coordination_rate.
    """
    counts = [*STAGES, "pre_submitted", *(column for pair in RATES.values() for column in pair)]
    over = ["over_submitted", "over_invited"]
    outcome, part = by_country.outcomes.rename(columns={"awarded_eur": "won_eur"}), by_country.participations
    in_outcome, in_dataset_of = masks(outcome), masks(part)
    rows = []
    for name in in_outcome:
        of_calls, of_projects = outcome[in_outcome[name]], part[in_dataset_of[name]]
        sums = of_calls[[*counts, *over, "requested_eur", "won_eur"]].sum(min_count=1)
        shares = of_projects[["participations", "coordinations", "awarded_eur"]].sum(min_count=1)
        countries = len({*of_calls["iso2"], *of_projects["iso2"].dropna()})
        samples = _samples(of_calls, by_country.proposals if name == ALL else None)
        rows.append({"group": name, "countries": countries, **sums, **samples, **shares})
    whole = [*counts, *over, *SAMPLES.values(), "participations", "coordinations", "countries"]
    found = pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))
    money = ["requested_eur", "won_eur", "awarded_eur"]
    found[money] = found[money].astype("Float64").astype(float)
    found[over] = found[over].fillna(0)
    return _with_shares(_rated(found), found.iloc[:1], recorded_projects(by_country.recorded).is_enough)


def _samples(rows: pd.DataFrame, known: pd.DataFrame | None) -> dict[str, Any]:
    """The fewest different proposals behind rows by call and country: those of the country with the most, call by call;
    or where all countries are in the rows and `known`, those of the whole call."""
    names = list(SAMPLES.values())
    fewest = rows.groupby("call_id")[names].max()
    if known is not None:
        fewest = known.reindex(fewest.index).where(fewest.notna()).combine_first(fewest)
    return {name: fewest[name].sum(min_count=1) for name in names}


# Money committed ------------------------------------------------------------------------------------------------


#: Amounts are recorded whole where they add up to this many hundredths of the published sum, which is often rounded.
_WHOLE = 99


def _recorded(scope: Scope) -> Any:
    """By call, as 0 or 1: whether all the money awarded is recorded by funder, and all projects that were funded.

    Only then has a funder without an amount awarded nothing, and a country without a participant won nothing. Both are
    told from the call's published outcome.
    """
    named = _awarded_by_funder(scope)
    by_call = (
        select(named.c.call_id, func.sum(named.c.awarded_eur).label("named_eur")).group_by(named.c.call_id).subquery()
    )
    named_cents, published_cents = (
        type_coerce(column, BigInteger) for column in (by_call.c.named_eur, CallOutcome.awarded_eur)
    )
    return (
        select(
            CallOutcome.call_id,
            case((named_cents * 100 >= published_cents * _WHOLE, 1), else_=0).label("money"),
            case((CallFigures.projects >= CallOutcome.projects_funded, 1), else_=0).label("projects"),
        )
        .outerjoin(by_call, by_call.c.call_id == CallOutcome.call_id)
        .outerjoin(
            CallFigures,
            (CallFigures.call_id == CallOutcome.call_id) & CallFigures.demonstration.is_(scope.demonstration),
        )
        .where(CallOutcome.country.is_(None), *in_dataset(scope, CallOutcome))
        .subquery()
    )


def _awarded_by_funder(scope: Scope) -> Any:
    """Money awarded by call and funder, over the parts shown."""
    part = [CallFunder.demonstration.is_(scope.demonstration)]
    return (
        select(CallFunder.call_id, CallFunder.funder, func.sum(CallFunder.awarded_eur).label("awarded_eur"))
        .where(*part)
        .group_by(CallFunder.call_id, CallFunder.funder)
        .subquery()
    )


def by_funder(engine: Engine, scope: Scope) -> pd.DataFrame:
    """What funders committed before the calls opened, and what they awarded; a region's funder is a funder of its own.

    Uptake is what was awarded of what was committed, sums over sums over the calls whose money is recorded whole
    (see `_recorded`); of other calls it is not known how much is missing.

    Returns:
        funder_id, funder, country, region (of funders that stand for one), calls (with a commitment), committed_eur,
        awarded_eur (as far as recorded; NaN where none is), compared_committed_eur and compared_awarded_eur (of the
        calls that can be compared), uptake, approximate; the largest commitments first.
    """
    whole, awarded = _recorded(scope), _awarded_by_funder(scope)
    here = in_place(scope, Organisation.country)
    compared = whole.c.money == 1
    committed = (
        select(
            CallCommitment.funder.label("funder_id"),
            func.count().label("calls"),
            func.sum(CallCommitment.committed_eur).label("committed_eur"),
            func.sum(case((compared, CallCommitment.committed_eur))).label("compared_committed_eur"),
            func.sum(
                case((compared & CallCommitment.committed_eur.is_not(None), func.coalesce(awarded.c.awarded_eur, 0)))
            ).label("compared_awarded_eur"),
            func.max(case((CallCommitment.approximate.is_(True), 1), else_=0)).label("about"),
        )
        .join_from(CallCommitment, Call, Call.call_id == CallCommitment.call_id)
        .outerjoin(whole, whole.c.call_id == CallCommitment.call_id)
        .outerjoin(awarded, (awarded.c.call_id == CallCommitment.call_id) & (awarded.c.funder == CallCommitment.funder))
        .where(*call_conditions(scope), *committing(scope))
        .group_by(CallCommitment.funder)
    )
    paid = (
        select(awarded.c.funder.label("funder_id"), func.sum(awarded.c.awarded_eur).label("awarded_eur"))
        .join_from(awarded, Call, Call.call_id == awarded.c.call_id)
        .where(*call_conditions(scope), *([awarded.c.funder.in_(scope.funders)] if scope.funders else []))
        .group_by(awarded.c.funder)
    )
    sums = fetch(engine, committed).merge(fetch(engine, paid), how="outer", on="funder_id")
    funders = fetch(
        engine,
        select(
            Organisation.organisation_id.label("funder_id"),
            Organisation.name.label("funder"),
            Country.name.label("country"),
            Organisation.region,
        )
        .outerjoin(Country, Country.iso2 == Organisation.country)
        .where(Organisation.organisation_id.in_(list(sums["funder_id"])), *here),
    )
    found = funders.merge(sums, how="inner", on="funder_id")
    found = found.assign(
        uptake=ratio(found["compared_awarded_eur"], found["compared_committed_eur"]),
        approximate=found.pop("about").fillna(0).astype(bool),
    )
    return found.sort_values(
        ["committed_eur", "awarded_eur", "funder"],
        ascending=[False, False, True],
        na_position="last",
        ignore_index=True,
    )


#: What became of a country's commitment to a call.
WON, NOTHING_WON, NOT_KNOWN = "won something", "nothing won", "not known"


def commitments(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Countries whose funders committed money to a call, and whether they won something of it.

    A country won nothing where its outcome says that no project was funded or no money awarded; where no outcome by
    country is published, where all projects of the call are recorded and none has a participant from it.

    Returns:
        call_id, call, country, funders, committed_eur, projects (NA where not known), awarded_eur (by the outcome),
        result (WON, NOTHING_WON or NOT_KNOWN).
    """
    place = Organisation.country.label("country")
    committed = (
        select(
            CallCommitment.call_id,
            place,
            func.count().label("funders"),
            func.sum(CallCommitment.committed_eur).label("committed_eur"),
        )
        .join(Organisation, Organisation.organisation_id == CallCommitment.funder)
        .where(
            Organisation.country.is_not(None),
            *committing(scope),
            *in_place(scope, Organisation.country),
        )
        .group_by(CallCommitment.call_id, Organisation.country)
        .subquery()
    )
    part = [CallCountry.demonstration.is_(scope.demonstration)]
    taking_part = (
        select(
            CallCountry.call_id, CallCountry.country, cast(func.sum(CallCountry.projects), Integer).label("projects")
        )
        .where(*part)
        .group_by(CallCountry.call_id, CallCountry.country)
        .subquery()
    )
    whole = _recorded(scope)
    projects = func.coalesce(
        CallOutcome.projects_funded, taking_part.c.projects, case((whole.c.projects == 1, 0), else_=None)
    )
    nothing = or_(projects == 0, CallOutcome.awarded_eur == 0)
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            Country.name.label("country"),
            committed.c.funders,
            committed.c.committed_eur,
            cast(projects, Integer).label("projects"),
            CallOutcome.awarded_eur,
            cast(case((nothing, NOTHING_WON), (projects.is_(None), NOT_KNOWN), else_=WON), String).label("result"),
        )
        .join_from(committed, Call, Call.call_id == committed.c.call_id)
        .join(Country, Country.iso2 == committed.c.country)
        .outerjoin(
            CallOutcome,
            and_(
                CallOutcome.call_id == committed.c.call_id,
                # As the unique index has it: the one on countries alone would find every call's row of the country.
                func.coalesce(CallOutcome.country, text("''")) == committed.c.country,
                *in_dataset(scope, CallOutcome),
            ),
        )
        .outerjoin(
            taking_part,
            (taking_part.c.call_id == committed.c.call_id) & (taking_part.c.country == committed.c.country),
        )
        .outerjoin(whole, whole.c.call_id == committed.c.call_id)
        .where(*call_conditions(scope))
        .order_by(*_latest_first(), *in_protocol_order())
    )
    return fetch(engine, query)


# Time, projects, sources ------------------------------------------------------------------------------------------


def time_to_grant(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Days from a call's full-proposal deadline to its projects' grants, the latest call first; in all places.

    A project's grant is dated by its signature, else by its first day; dates of which only the month or the year is
    known are as if they were missing. Projects with neither, or with a date before the deadline, are left out.

    Returns:
        call_id, call, year, projects (recorded), dated, by_signature, by_start, and over the dated ones: shortest,
        quarter (a quarter took no longer), median, three_quarters, longest (days).
    """
    figures = CallFigures
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            call_year.label("year"),
            figures.projects,
            figures.dated,
            figures.by_signature,
            (figures.dated - figures.by_signature).label("by_start"),
            figures.shortest,
            figures.quarter,
            figures.median,
            figures.three_quarters,
            figures.longest,
        )
        .join(Call, Call.call_id == figures.call_id)
        .where(*call_conditions(scope), figures.demonstration.is_(scope.demonstration), figures.dated > 0)
        .order_by(*_latest_first())
    )
    return fetch(engine, query)


def projects(engine: Engine, scope: Scope) -> pd.DataFrame:
    """The projects of the calls that fit; with countries chosen, those with a participant from them, with funders
    chosen, those that they pay for or that are of their own programmes.

    Returns:
        project_id, acronym, title, call, coordinator, coordinator_country, participants, countries, start_date,
        end_date, funding_eur, status, part.
    """
    of_calls = [Project.call.in_(scope.calls)] if scope.calls else [Project.call.is_not(None)]
    coordinator = (
        select(Participation.project_id, func.min(Participation.organisation).label("organisation"))
        .join(Project, Project.project_id == Participation.project_id)
        .where(Participation.role == "coordinator", *of_calls, *in_dataset(scope, Participation))
        .group_by(Participation.project_id)
        .subquery()
    )
    size = (
        select(
            Participation.project_id,
            func.count().label("participants"),
            # That no country is known does not mean that there is none.
            func.nullif(func.count(Participation.country.distinct()), 0, type_=Integer).label("countries"),
        )
        .join(Project, Project.project_id == Participation.project_id)
        .where(*of_calls, *in_dataset(scope, Participation))
        .group_by(Participation.project_id)
        .subquery()
    )
    query = (
        select(
            Project.project_id,
            Project.acronym,
            Project.title,
            Call.name.label("call"),
            Organisation.name.label("coordinator"),
            Country.name.label("coordinator_country"),
            size.c.participants,
            size.c.countries,
            *with_precision(Project.start_date, Project.end_date),
            Project.funding_eur,
            Project.status,
            part_in_words(ImportRecord.demonstration),
        )
        .join(Call, Call.call_id == Project.call)
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(coordinator, coordinator.c.project_id == Project.project_id)
        .outerjoin(Organisation, Organisation.organisation_id == coordinator.c.organisation)
        .outerjoin(Country, Country.iso2 == Organisation.country)
        .outerjoin(size, size.c.project_id == Project.project_id)
        .where(
            *project_conditions(scope.without(*YEARS, *DAYS)),
            *call_conditions(scope.without("funders", "levels", "areas")),
            *projects_in_place(scope),
        )
        .order_by(*_latest_first(), Project.acronym, Project.project_id)
    )
    return fetch(engine, query)


def differing_figures(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Published figures of calls for which sources or stages give different values; the one shown is marked.

    Returns:
        call_id, call, quantity, value (as published), unit, stage, as_of, verified_on, verified_by, approximate, shown,
        source_url, note, part.
    """
    figure = PublishedFigure
    differ = (
        select(figure.subject_id, figure.quantity)
        .where(figure.subject == "call", *in_dataset(scope, figure))
        .group_by(figure.subject_id, figure.quantity)
        .having(func.count(figure.value.distinct()) > 1)
        .subquery()
    )
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            figure.quantity,
            figure.value,
            figure.unit,
            figure.stage,
            *with_precision(figure.as_of, figure.verified_on),
            figure.verified_by,
            figure.approximate,
            figure.shown,
            figure.source_url,
            figure.note,
            part_in_words(ImportRecord.demonstration),
        )
        .join_from(figure, differ, (differ.c.subject_id == figure.subject_id) & (differ.c.quantity == figure.quantity))
        .join(Call, Call.call_id == figure.subject_id)
        .join(ImportRecord, ImportRecord.import_id == figure.import_id)
        .where(figure.subject == "call", *call_conditions(scope), *in_dataset(scope, figure))
        .order_by(*_latest_first(), figure.quantity, figure.shown.desc(), figure.as_of, figure.published_figure_id)
    )
    return fetch(engine, query)
