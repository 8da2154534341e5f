"""Calls and what became of them: proposals by stage, success rates, money asked for, committed and awarded.

Outcomes are counts that a call's secretariat published: a row for the whole call, and one for each country where
countries were counted. Rates are sums over sums, never averages of rates. A proposal with partners in three countries
counts once in each country's row, so the rows of countries add up to more than the call's own.

The calls are those that fit the filters; those that a reader picked are among them (`Filters.calls`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
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

from lib.metrics.filters import (
    DAYS,
    YEARS,
    Filters,
    call_conditions,
    committing,
    country_codes,
    in_dataset,
    in_place,
    paying,
    project_conditions,
    projects_in_place,
)
from lib.metrics.frames import fetch
from lib.metrics.rates import ratio, with_rate
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
from lib.store.years import call_date, call_year

#: Horizon Europe's list of widening countries holds for calls opened from this day, Horizon 2020's before it.
HORIZON_EUROPE = date(2021, 1, 1)
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


def names(engine: Engine, filters: Filters) -> dict[str, str]:
    """Names of the calls that fit by their id, the latest first."""
    query = select(Call.call_id, Call.name).where(*call_conditions(filters.without("calls"))).order_by(*_latest_first())
    found = fetch(engine, query)
    return dict(zip(found["call_id"], found["name"], strict=True))


def _latest_first() -> list[Any]:
    return [call_date.is_(None), call_date.desc(), Call.call_id]


# Outcomes ---------------------------------------------------------------------------------------------------------


def _pair(top: Any, bottom: Any, names: tuple[str, str]) -> list[Any]:
    """Sums of two counts over the rows that know both."""
    both = top.is_not(None) & bottom.is_not(None)
    return [
        cast(func.sum(case((both, top))), Integer).label(names[0]),
        cast(func.sum(case((both, bottom))), Integer).label(names[1]),
    ]


def _sums() -> list[Any]:
    """Sums over outcome rows: counts, the pairs that rates divide, money."""
    row = CallOutcome
    full = func.coalesce(row.full_proposals_submitted, row.full_proposals_invited)
    in_stage2 = row.projects_funded.is_not(None)
    return [
        cast(func.sum(row.pre_proposals_submitted), Integer).label("pre_submitted"),
        cast(func.sum(row.pre_proposals_eligible), Integer).label("eligible"),
        cast(func.sum(row.full_proposals_invited), Integer).label("invited"),
        cast(func.sum(row.full_proposals_submitted), Integer).label("submitted"),
        cast(func.sum(row.projects_funded), Integer).label("funded"),
        *_pair(row.projects_funded, row.pre_proposals_eligible, RATES["overall"]),
        *_pair(row.full_proposals_invited, row.pre_proposals_eligible, RATES["stage1"]),
        *_pair(row.projects_funded, full, RATES["stage2"]),
        func.count(case((in_stage2, row.full_proposals_submitted))).label("over_submitted"),
        func.count(case((in_stage2 & row.full_proposals_submitted.is_(None), row.full_proposals_invited))).label(
            "over_invited"
        ),
        func.sum(row.requested_eur).label("requested_eur"),
        func.sum(row.awarded_eur).label("awarded_eur"),
    ]


def _rated(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with the three success rates and their intervals, and what stage 2 was divided by."""
    for name, (successes, trials) in RATES.items():
        sums = with_rate(sums, successes, trials, name)
    over = {(True, True): "submitted, or invited", (True, False): "submitted", (False, True): "invited"}
    kinds = zip(sums.pop("over_submitted") > 0, sums.pop("over_invited") > 0, strict=True)
    return sums.assign(stage2_over=pd.Series([over.get(kind) for kind in kinds], index=sums.index, dtype="object"))


def outcomes(engine: Engine, filters: Filters) -> pd.DataFrame:
    """What became of each call, the latest first, also of those of which nothing is known.

    With countries chosen, counts and money are the sums over the rows of these countries, else the call's own row.

    Returns:
        call_id, call (name), topic, year, opened, full_proposal_deadline, budget_eur, budget_approximate; pre_submitted
        and the STAGES; the RATES' pairs of sums, and for each rate the share, its _low and _high (see with_rate);
        stage2_over; requested_eur, awarded_eur; oversubscription (requested / budget) and awarded_share (awarded /
        budget), both NaN with countries chosen; approximate, note, source_url, as_of (of the outcome), part.
    """
    places = in_place(filters, CallOutcome.country) or [CallOutcome.country.is_(None)]
    sums = (
        select(
            CallOutcome.call_id,
            *_sums(),
            func.max(case((CallOutcome.approximate.is_(True), 1), else_=0)).label("about"),
            func.max(CallOutcome.note).label("note"),
            func.max(CallOutcome.source_url).label("source_url"),
            func.max(CallOutcome.as_of).label("as_of"),
        )
        .where(*places, *in_dataset(filters, CallOutcome))
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
            Call.opened,
            Call.full_proposal_deadline,
            Call.budget_eur,
            Call.approximate.label("budget_approximate"),
            *own,
            (sums.c.about == 1).label("approximate"),
            case((ImportRecord.demonstration, "demonstration"), else_="facts").label("part"),
        )
        .select_from(Call)
        .outerjoin(sums, sums.c.call_id == Call.call_id)
        .join(ImportRecord, ImportRecord.import_id == Call.import_id)
        .where(*call_conditions(filters))
        .order_by(*_latest_first())
    )
    found = _rated(fetch(engine, query))
    # A country's share of a call's budget is not known, so what it asked for is not divided by the whole.
    budget = found["budget_eur"] if not filters.by_place else found["budget_eur"] * float("nan")
    return found.assign(
        oversubscription=ratio(found["requested_eur"], budget), awarded_share=ratio(found["awarded_eur"], budget)
    )


def pooled(outcomes: pd.DataFrame) -> dict[str, Any]:
    """Sums over all rows of `outcomes`, never averages of their rates.

    Returns:
        calls; the STAGES; the RATES' pairs, rates and intervals; awarded_eur and with_awarded (calls that publish it);
        oversubscription (requested / budget, over the calls that have both).
    """
    counted = [*STAGES, *(column for pair in RATES.values() for column in pair)]
    row = pd.DataFrame({column: [outcomes[column].sum(min_count=1)] for column in counted}).astype("Int64")
    for name, (successes, trials) in RATES.items():
        row = with_rate(row, successes, trials, name)
    both = outcomes[outcomes["oversubscription"].notna()]
    return {str(name): value for name, value in row.to_dict("records")[0].items()} | {
        "calls": len(outcomes),
        "awarded_eur": outcomes["awarded_eur"].sum(min_count=1),
        "with_awarded": int(outcomes["awarded_eur"].notna().sum()),
        "oversubscription": both["requested_eur"].sum() / both["budget_eur"].sum() if len(both) else float("nan"),
    }


def by_year(outcomes: pd.DataFrame) -> pd.DataFrame:
    """The success rates of the calls of each year, sums over sums.

    Returns:
        year (every one from the first call to the last: a year without a call is a gap), calls, then as `pooled`.
    """
    dated = outcomes[outcomes["year"].notna()]
    pairs = [column for pair in RATES.values() for column in pair]
    if dated.empty:
        return pd.DataFrame(columns=["year", "calls", *pairs, *_rate_columns()])
    grouped = dated.groupby("year")
    sums = grouped[pairs].sum(min_count=1).assign(calls=grouped.size())
    years = range(int(dated["year"].min()), int(dated["year"].max()) + 1)
    found = sums.reindex(years).rename_axis("year").reset_index().astype("Int64")
    found["calls"] = found["calls"].fillna(0)
    for name, (successes, trials) in RATES.items():
        found = with_rate(found, successes, trials, name)
    return found


def _rate_columns() -> list[str]:
    return [f"{name}{end}" for name in RATES for end in ("", "_low", "_high")]


def by_country(engine: Engine, filters: Filters) -> pd.DataFrame:
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
        .where(*call_conditions(filters), *in_place(filters, CallOutcome.country), *in_dataset(filters, CallOutcome))
        .group_by(CallOutcome.country, Country.name, Country.protocol_order)
        .order_by(Country.protocol_order.is_(None), Country.protocol_order, Country.name)
    )
    found = _rated(fetch(engine, query))
    return found.assign(awarded_of_requested=ratio(found["awarded_eur"], found["requested_eur"]))


# Participations in the projects of calls ------------------------------------------------------------------------


def _widening() -> Any:
    """Whether a country is widening under the framework programme in force when the call opened."""
    return case((call_date < HORIZON_EUROPE, Country.widening_h2020), else_=Country.widening)


def _participations(rows: Subquery) -> list[Any]:
    column = rows.c
    return [
        cast(func.sum(column.projects), Integer).label("projects"),
        cast(func.sum(column.participations), Integer).label("participations"),
        cast(func.sum(column.coordinations), Integer).label("coordinations"),
        func.sum(column.awarded_eur).label("awarded_eur"),
    ]


def _by_call_and_country(filters: Filters) -> Subquery:
    """Participations by call and country of the dataset shown: the columns of CallCountry but demonstration.

    With funders chosen, of the projects that they pay for and of their own programmes, with the money that they pay.
    """
    if not filters.funders:
        table = CallCountry.__table__
        columns = [column for column in table.c if column.name != "demonstration"]
        return select(*columns).where(table.c.demonstration.is_(filters.demonstration)).subquery("in_calls")
    fitting = select(Project.project_id, Project.call).where(
        Project.call.is_not(None), *project_conditions(filters.without(*YEARS, *DAYS))
    )
    projects = fitting.subquery("of_funders")
    money = (
        select(Funding.project_id, Funding.organisation, func.sum(Funding.funding_eur).label("awarded_eur"))
        .where(*paying(filters))
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
        .where(*in_dataset(filters, Participation))
        .group_by(projects.c.call, country)
        .subquery("in_calls")
    )


def _of_calls(query: Select[*tuple[Any, ...]], rows: Subquery, filters: Filters) -> Select[*tuple[Any, ...]]:
    """The query over rows of `_by_call_and_country`, narrowed to the calls that fit."""
    return (
        query.select_from(rows)
        .join(Call, Call.call_id == rows.c.call_id)
        .outerjoin(Country, Country.iso2 == rows.c.country)
        .where(*call_conditions(filters))
    )


def participations(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Participations in the projects of the calls by the participant's country, and their money.

    A project with partners in five countries counts once in the projects of each.

    Returns:
        iso2, country (both missing where the country is not known), projects, participations, coordinations,
        awarded_eur (NaN where none is known); coordination_rate (of the participations); awarded_share,
        participation_share and coordination_share of those of all countries, also of those that the filters leave
        out; in the EU's order of protocol.
    """
    rows = _by_call_and_country(filters)
    query = select(Country.iso2, Country.name.label("country"), *_participations(rows))
    found = fetch(
        engine,
        _of_calls(query, rows, filters)
        .group_by(Country.iso2, Country.name, Country.protocol_order)
        .order_by(Country.protocol_order.is_(None), Country.protocol_order, Country.name),
    )
    found = _with_shares(found, found)
    if not filters.by_place:
        return found
    here = fetch(engine, country_codes(filters))["iso2"]
    return found[found["iso2"].isin(here)].reset_index(drop=True)


def _with_shares(rows: pd.DataFrame, everything: pd.DataFrame) -> pd.DataFrame:
    """The rows with their coordination rate, and their shares of the sums over `everything`."""
    shares = {
        f"{name}_share": ratio(rows[column], pd.Series(everything[column].sum(min_count=1), index=rows.index))
        for name, column in (
            ("awarded", "awarded_eur"),
            ("participation", "participations"),
            ("coordination", "coordinations"),
        )
    }
    return rows.assign(coordination_rate=ratio(rows["coordinations"], rows["participations"]), **shares)


def widening_share(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Participations from widening countries by call, the latest first, in all places.

    Widening is what the framework programme in force at the call's date calls so: Horizon 2020 for calls opened before
    2021, Horizon Europe after; a call without a date is not in it.

    Returns:
        call_id, call, year, framework ("Horizon 2020" or "Horizon Europe"), widening, participations, share.
    """
    rows = _by_call_and_country(filters)
    query = select(
        Call.call_id,
        Call.name.label("call"),
        call_date.label("day"),
        call_year.label("year"),
        cast(func.sum(case((_widening().is_(True), rows.c.participations), else_=0)), Integer).label("widening"),
        cast(func.sum(rows.c.participations), Integer).label("participations"),
    )
    found = fetch(
        engine,
        _of_calls(query, rows, filters)
        .where(call_date.is_not(None))
        .group_by(Call.call_id, Call.name, call_date, call_year)
        .order_by(*_latest_first()),
    )
    before = found.pop("day") < pd.Timestamp(HORIZON_EUROPE)
    framework = before.map({True: "Horizon 2020", False: "Horizon Europe"}).astype("object")
    return found.assign(framework=framework, share=ratio(found["widening"], found["participations"]))


def pooled_share(widening: pd.DataFrame) -> float:
    """The widening share over all calls of `widening_share`; NaN where there is no participation."""
    whole = int(widening["participations"].sum())
    return int(widening["widening"].sum()) / whole if whole else float("nan")


# Groups of countries --------------------------------------------------------------------------------------------

ALL, OWN, OTHERS = "All countries", "Own choice", "All others"
EU27, EU14, EU13, WIDENING = "EU27", "EU14", "EU13", "Widening countries"
#: EU13 joined on this day or later; EU14 are the others of today's 27.
_ENLARGEMENT = pd.Timestamp(2004, 5, 1)


@dataclass(frozen=True)
class CountrySums:
    """Outcomes and participations by country, from which groups of countries are summed.

    Both frames have iso2, eu_member_since, eu_member_until and is_widening (at the calls' dates: a country that was one
    for some calls and not for others has two rows); participations of unknown country have none of these.
    """

    outcomes: pd.DataFrame
    participations: pd.DataFrame


def country_sums(engine: Engine, filters: Filters) -> CountrySums:
    """The sums that `peer_groups` and `against_others` are made of. Filters on places do not narrow them."""
    everywhere = filters.any_place()
    by = [Country.iso2, Country.eu_member_since, Country.eu_member_until, _widening().label("is_widening")]
    outcome = (
        select(*by, *_sums())
        .join_from(CallOutcome, Call, Call.call_id == CallOutcome.call_id)
        .join(Country, Country.iso2 == CallOutcome.country)
        .where(*call_conditions(everywhere), *in_dataset(everywhere, CallOutcome))
    )
    rows = _by_call_and_country(everywhere)
    part = _of_calls(select(*by, *_participations(rows)), rows, everywhere)
    # By the label: PostgreSQL does not see that two expressions with parameters of their own are the same.
    grouped = [query.group_by(*by[:-1], "is_widening") for query in (outcome, part)]
    return CountrySums(fetch(engine, grouped[0]), fetch(engine, grouped[1]))


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


def against_others_by_year(engine: Engine, filters: Filters, iso2: str) -> pd.DataFrame:
    """The overall success rate of a country and of the sum of all others by year of the call.

    Returns:
        year (every one from the first to the last: a year without an outcome is a gap), group (the ISO code, then
        OTHERS), rate_funded, rate_eligible, overall, overall_low, overall_high.
    """
    own = case((CallOutcome.country == iso2, 1), else_=0)
    query = (
        select(
            call_year.label("year"),
            own.label("is_own"),
            *_pair(CallOutcome.projects_funded, CallOutcome.pre_proposals_eligible, RATES["overall"]),
        )
        .join_from(CallOutcome, Call, Call.call_id == CallOutcome.call_id)
        .where(
            *call_conditions(filters),
            *in_dataset(filters, CallOutcome),
            CallOutcome.country.is_not(None),
            call_year.is_not(None),
        )
        .group_by(call_year, "is_own")
    )
    found = fetch(engine, query)
    found = found.assign(group=found.pop("is_own").map({1: iso2, 0: OTHERS}).astype("object"))
    years = range(int(found["year"].min()), int(found["year"].max()) + 1) if len(found) else range(0)
    every = pd.MultiIndex.from_product([years, [iso2, OTHERS]], names=["year", "group"]).to_frame(index=False)
    found = every.astype({"year": "Int64"}).merge(found, how="left", on=["year", "group"])
    return with_rate(found, *RATES["overall"], "overall")


Masks = Callable[[pd.DataFrame], dict[str, "pd.Series[bool]"]]


def _summed(by_country: CountrySums, masks: Masks) -> pd.DataFrame:
    """Sums of groups of countries, one row a group.

    Returns:
        group; countries with an outcome or a participation; counts, rates and money asked for of the outcomes by
        country, and won_eur, awarded by them; participations, coordinations, awarded_eur of the recorded projects with
        their shares of the first group's, and coordination_rate.
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
        rows.append({"group": name, "countries": countries, **sums, **shares})
    whole = [*counts, *over, "participations", "coordinations", "countries"]
    found = pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))
    money = ["requested_eur", "won_eur", "awarded_eur"]
    found[money] = found[money].astype("Float64").astype(float)
    found[over] = found[over].fillna(0)
    return _with_shares(_rated(found), found.iloc[:1])


# Money committed ------------------------------------------------------------------------------------------------


#: Amounts are recorded whole where they add up to this many hundredths of the published sum, which is often rounded.
_WHOLE = 99


def _recorded(filters: Filters) -> Any:
    """By call, as 0 or 1: whether all the money awarded is recorded by funder, and all projects that were funded.

    Only then has a funder without an amount awarded nothing, and a country without a participant won nothing. Both are
    told from the call's published outcome.
    """
    named = _awarded_by_funder(filters)
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
            (CallFigures.call_id == CallOutcome.call_id) & CallFigures.demonstration.is_(filters.demonstration),
        )
        .where(CallOutcome.country.is_(None), *in_dataset(filters, CallOutcome))
        .subquery()
    )


def _awarded_by_funder(filters: Filters) -> Any:
    """Money awarded by call and funder, over the parts shown."""
    part = [CallFunder.demonstration.is_(filters.demonstration)]
    return (
        select(CallFunder.call_id, CallFunder.funder, func.sum(CallFunder.awarded_eur).label("awarded_eur"))
        .where(*part)
        .group_by(CallFunder.call_id, CallFunder.funder)
        .subquery()
    )


def by_funder(engine: Engine, filters: Filters) -> pd.DataFrame:
    """What funders committed before the calls opened, and what they awarded; a region's funder is a funder of its own.

    Uptake is what was awarded of what was committed, sums over sums over the calls whose money is recorded whole
    (see `_recorded`); of other calls it is not known how much is missing.

    Returns:
        funder_id, funder, country, region (of funders that stand for one), calls (with a commitment), committed_eur,
        awarded_eur (as far as recorded; NaN where none is), compared_committed_eur and compared_awarded_eur (of the
        calls that can be compared), uptake, approximate; the largest commitments first.
    """
    whole, awarded = _recorded(filters), _awarded_by_funder(filters)
    here = in_place(filters, Organisation.country)
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
        .where(*call_conditions(filters), *committing(filters))
        .group_by(CallCommitment.funder)
    )
    paid = (
        select(awarded.c.funder.label("funder_id"), func.sum(awarded.c.awarded_eur).label("awarded_eur"))
        .join_from(awarded, Call, Call.call_id == awarded.c.call_id)
        .where(*call_conditions(filters), *([awarded.c.funder.in_(filters.funders)] if filters.funders else []))
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


def won_nothing(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Countries whose funders committed money to a call, and that are known to have won nothing of it or for which
    it is not known.

    A country won nothing where its outcome says that no project was funded or no money awarded; where no outcome by
    country is published, where all projects of the call are recorded and none has a participant from it.

    Returns:
        call_id, call, country, funders, committed_eur, projects (NA where not known), awarded_eur (by the outcome),
        result ("nothing won" or "not known").
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
            *committing(filters),
            *in_place(filters, Organisation.country),
        )
        .group_by(CallCommitment.call_id, Organisation.country)
        .subquery()
    )
    part = [CallCountry.demonstration.is_(filters.demonstration)]
    taking_part = (
        select(
            CallCountry.call_id, CallCountry.country, cast(func.sum(CallCountry.projects), Integer).label("projects")
        )
        .where(*part)
        .group_by(CallCountry.call_id, CallCountry.country)
        .subquery()
    )
    whole = _recorded(filters)
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
            cast(case((nothing, "nothing won"), else_="not known"), String).label("result"),
        )
        .join_from(committed, Call, Call.call_id == committed.c.call_id)
        .join(Country, Country.iso2 == committed.c.country)
        .outerjoin(
            CallOutcome,
            and_(
                CallOutcome.call_id == committed.c.call_id,
                # As the unique index has it: the one on countries alone would find every call's row of the country.
                func.coalesce(CallOutcome.country, text("''")) == committed.c.country,
                *in_dataset(filters, CallOutcome),
            ),
        )
        .outerjoin(
            taking_part,
            (taking_part.c.call_id == committed.c.call_id) & (taking_part.c.country == committed.c.country),
        )
        .outerjoin(whole, whole.c.call_id == committed.c.call_id)
        .where(*call_conditions(filters), or_(nothing, projects.is_(None)))
        .order_by(*_latest_first(), Country.protocol_order.is_(None), Country.protocol_order, Country.name)
    )
    return fetch(engine, query)


# Time, projects, sources ------------------------------------------------------------------------------------------


def time_to_grant(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Days from a call's full-proposal deadline to its projects' grants, the latest call first; in all places.

    A project's grant is dated by its signature, else by its first day; projects with neither, or with a date before the
    deadline, are left out.

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
        .where(*call_conditions(filters), figures.demonstration.is_(filters.demonstration), figures.dated > 0)
        .order_by(*_latest_first())
    )
    return fetch(engine, query)


def projects(engine: Engine, filters: Filters) -> pd.DataFrame:
    """The projects of the calls that fit; with countries chosen, those with a participant from them, with funders
    chosen, those that they pay for or that are of their own programmes.

    Returns:
        project_id, acronym, title, call, coordinator, coordinator_country, participants, countries, start_date,
        end_date, funding_eur, status, part.
    """
    of_calls = [Project.call.in_(filters.calls)] if filters.calls else [Project.call.is_not(None)]
    coordinator = (
        select(Participation.project_id, func.min(Participation.organisation).label("organisation"))
        .join(Project, Project.project_id == Participation.project_id)
        .where(Participation.role == "coordinator", *of_calls, *in_dataset(filters, Participation))
        .group_by(Participation.project_id)
        .subquery()
    )
    size = (
        select(
            Participation.project_id,
            func.count().label("participants"),
            func.count(Participation.country.distinct()).label("countries"),
        )
        .join(Project, Project.project_id == Participation.project_id)
        .where(*of_calls, *in_dataset(filters, Participation))
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
            Project.start_date,
            Project.end_date,
            Project.funding_eur,
            Project.status,
            case((ImportRecord.demonstration, "demonstration"), else_="facts").label("part"),
        )
        .join(Call, Call.call_id == Project.call)
        .join(ImportRecord, ImportRecord.import_id == Project.import_id)
        .outerjoin(coordinator, coordinator.c.project_id == Project.project_id)
        .outerjoin(Organisation, Organisation.organisation_id == coordinator.c.organisation)
        .outerjoin(Country, Country.iso2 == Organisation.country)
        .outerjoin(size, size.c.project_id == Project.project_id)
        .where(
            *project_conditions(filters.without(*YEARS, *DAYS)),
            *call_conditions(filters.without("funders", "levels", "areas")),
            *projects_in_place(filters),
        )
        .order_by(*_latest_first(), Project.acronym, Project.project_id)
    )
    return fetch(engine, query)


def differing_figures(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Published figures of calls for which sources or stages give different values; the one shown is marked.

    Returns:
        call_id, call, quantity, value (as published), unit, stage, as_of, approximate, shown, source_url, note, part.
    """
    figure = PublishedFigure
    differ = (
        select(figure.subject_id, figure.quantity)
        .where(figure.subject == "call", *in_dataset(filters, figure))
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
            figure.as_of,
            figure.approximate,
            figure.shown,
            figure.source_url,
            figure.note,
            case((ImportRecord.demonstration, "demonstration"), else_="facts").label("part"),
        )
        .join_from(figure, differ, (differ.c.subject_id == figure.subject_id) & (differ.c.quantity == figure.quantity))
        .join(Call, Call.call_id == figure.subject_id)
        .join(ImportRecord, ImportRecord.import_id == figure.import_id)
        .where(figure.subject == "call", *call_conditions(filters), *in_dataset(filters, figure))
        .order_by(*_latest_first(), figure.quantity, figure.shown.desc(), figure.as_of, figure.published_figure_id)
    )
    return fetch(engine, query)
