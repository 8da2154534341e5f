"""What became of calls: proposals by stage, success rates, money asked for and awarded."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    Engine,
    Integer,
    case,
    cast,
    func,
    select,
)

from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.country import Country
from lib.entities.import_record import ImportRecord
from lib.metrics.conditions import call_conditions, in_dataset, in_place
from lib.metrics.frames import fetch
from lib.metrics.rates import ratio, with_rate
from lib.metrics.scope import Scope
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision
from lib.store.ordering import in_protocol_order
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
    """Return names of the calls that fit by their id, the latest first."""
    query = select(Call.call_id, Call.name).where(*call_conditions(scope.without("calls"))).order_by(*latest_first())
    found = fetch(engine, query)
    return dict(zip(found["call_id"], found["name"], strict=True))


def latest_first() -> list[Any]:
    return [call_date.is_(None), call_date.desc(), Call.call_id]


def paired_sums(top: Any, bottom: Any, rate: str) -> list[Any]:
    """Return sums of two counts over the rows that know both, and the largest of the second: of a call's rows by
    country, the fewest different proposals that they can be."""
    both = top.is_not(None) & bottom.is_not(None)
    return [
        cast(func.sum(case((both, top))), Integer).label(RATES[rate][0]),
        cast(func.sum(case((both, bottom))), Integer).label(RATES[rate][1]),
        cast(func.max(case((both, bottom))), Integer).label(SAMPLES[rate]),
    ]


def count_sums() -> list[Any]:
    """Return sums over the outcome rows of a call: counts, the pairs that rates divide with their samples, money."""
    row = CallOutcome
    full = func.coalesce(row.full_proposals_submitted, row.full_proposals_invited)
    in_stage2 = row.projects_funded.is_not(None)
    return [
        cast(func.sum(row.pre_proposals_submitted), Integer).label("pre_submitted"),
        cast(func.sum(row.pre_proposals_eligible), Integer).label("eligible"),
        cast(func.sum(row.full_proposals_invited), Integer).label("invited"),
        cast(func.sum(row.full_proposals_submitted), Integer).label("submitted"),
        cast(func.sum(row.projects_funded), Integer).label("funded"),
        *paired_sums(row.projects_funded, row.pre_proposals_eligible, "overall"),
        *paired_sums(row.full_proposals_invited, row.pre_proposals_eligible, "stage1"),
        *paired_sums(row.projects_funded, full, "stage2"),
        func.count(case((in_stage2, row.full_proposals_submitted))).label("over_submitted"),
        func.count(case((in_stage2 & row.full_proposals_submitted.is_(None), row.full_proposals_invited))).label(
            "over_invited"
        ),
        func.sum(row.requested_eur).label("requested_eur"),
        func.sum(row.awarded_eur).label("awarded_eur"),
    ]


def with_all_rates(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the sums with the three success rates and their intervals, and what stage 2 was divided by."""
    sums = _with_rates(sums)
    over = {(True, True): "submitted, or invited", (True, False): "submitted", (False, True): "invited"}
    kinds = zip(sums.pop("over_submitted") > 0, sums.pop("over_invited") > 0, strict=True)
    return sums.assign(stage2_over=pd.Series([over.get(kind) for kind in kinds], index=sums.index, dtype="object"))


def _with_rates(sums: pd.DataFrame) -> pd.DataFrame:
    """Return the sums with the three success rates and their intervals."""
    for name, (successes, trials) in RATES.items():
        sums = with_rate(sums, successes, trials, name, SAMPLES[name])
    return sums


#: Columns that rates are made of.
_OF_RATES = [*(column for pair in RATES.values() for column in pair), *SAMPLES.values()]


def by_call(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return what became of each call, the latest first, also those without any outcome.

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
            *count_sums(),
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
            dataset_in_words(ImportRecord.demonstration),
        )
        .select_from(Call)
        .outerjoin(sums, sums.c.call_id == Call.call_id)
        .join(ImportRecord, ImportRecord.import_id == Call.import_id)
        .where(*call_conditions(scope))
        .order_by(*latest_first())
    )
    found = with_all_rates(fetch(engine, query))
    # A country's share of a call's budget is not known, so what it asked for is not divided by the whole.
    budget = found["budget_eur"] if not scope.by_place else found["budget_eur"] * float("nan")
    return found.assign(
        oversubscription=ratio(found["requested_eur"], budget), awarded_share=ratio(found["awarded_eur"], budget)
    )


def pooled(outcomes: pd.DataFrame) -> dict[str, Any]:
    """Return sums over rows by call, or by country (which have no budgets), never averages of their rates.

    Returns:
        calls; the STAGES; the RATES' pairs, SAMPLES, rates and intervals; awarded_eur; oversubscription (requested /
        budget, over the calls that have both); and how many calls publish what is summed: with_ and the stage, the
        rate, "awarded" or "oversubscription".
    """
    counted = [*STAGES, *_OF_RATES]
    row = pd.DataFrame({column: [outcomes[column].sum(min_count=1)] for column in counted}).astype("Int64")
    row = _with_rates(row)
    known = {stage: stage for stage in STAGES} | {rate: trials for rate, (_, trials) in RATES.items()}
    both = outcomes[outcomes["oversubscription"].notna()] if "oversubscription" in outcomes else outcomes.iloc[:0]
    return {str(name): value for name, value in row.to_dict("records")[0].items()} | {
        "calls": len(outcomes),
        "awarded_eur": outcomes["awarded_eur"].sum(min_count=1),
        "with_awarded": int(outcomes["awarded_eur"].notna().sum()),
        "with_oversubscription": len(both),
        **{f"with_{name}": int(outcomes[column].notna().sum()) for name, column in known.items()},
        "oversubscription": both["requested_eur"].sum() / both["budget_eur"].sum() if len(both) else float("nan"),
    }


def by_year(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the success rates of the calls of each year, sums over sums.

    Returns:
        year (every one from the first call to the last: a year without a call is a gap), calls, then as `pooled`.
    """
    dated = outcomes[outcomes["year"].notna()]
    if dated.empty:
        counts = pd.DataFrame(columns=["year", "calls", *_OF_RATES], dtype="Int64")
        return _with_rates(counts)
    grouped = dated.groupby("year")
    sums = grouped[_OF_RATES].sum(min_count=1).assign(calls=grouped.size())
    years = range(int(dated["year"].min()), int(dated["year"].max()) + 1)
    found = sums.reindex(years).rename_axis("year").reset_index().astype("Int64")
    found["calls"] = found["calls"].fillna(0)
    return _with_rates(found)


def by_country(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return outcomes by country, from the calls that publish them by country; in the EU's order of protocol.

    Returns:
        iso2, country, calls; the columns of counts, rates and money of `outcomes`.
    """
    query = (
        select(
            CallOutcome.country.label("iso2"),
            Country.name.label("country"),
            func.count().label("calls"),
            *count_sums(),
        )
        .join(Call, Call.call_id == CallOutcome.call_id)
        .join(Country, Country.iso2 == CallOutcome.country)
        .where(*call_conditions(scope), *in_place(scope, CallOutcome.country), *in_dataset(scope, CallOutcome))
        .group_by(CallOutcome.country, Country.name, Country.protocol_order)
        .order_by(*in_protocol_order())
    )
    found = fetch(engine, query)
    # A country's rows of several calls count different proposals each.
    found = with_all_rates(found.assign(**{SAMPLES[rate]: found[trials] for rate, (_, trials) in RATES.items()}))
    return found.assign(awarded_of_requested=ratio(found["awarded_eur"], found["requested_eur"]))
