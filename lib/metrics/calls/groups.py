"""Groups of countries in the outcomes of calls and in their projects, beside all, and one country beside all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    Engine,
    case,
    select,
)

from lib.entities.call import Call
from lib.entities.call_outcome import CallOutcome
from lib.entities.country import Country
from lib.metrics.calls import outcomes, participations
from lib.metrics.conditions import call_conditions, in_dataset
from lib.metrics.country_groups import ALL, OTHERS, OWN, country_groups
from lib.metrics.frames import fetch
from lib.metrics.rates import with_rate
from lib.metrics.scope import Scope
from lib.store.widening import is_widening
from lib.store.years import call_date, call_year


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
    """Return the sums that `peer_groups` and `against_others` are made of. Filters on places do not narrow them."""
    everywhere = scope.any_place()
    by = [Country.iso2, Country.eu_member_since, Country.eu_member_until, is_widening(call_date).label("is_widening")]
    outcome = (
        select(CallOutcome.call_id, *by, *outcomes.count_sums())
        .join_from(CallOutcome, Call, Call.call_id == CallOutcome.call_id)
        .join(Country, Country.iso2 == CallOutcome.country)
        .where(*call_conditions(everywhere), *in_dataset(everywhere, CallOutcome))
    )
    rows = participations.by_call_and_country(everywhere)
    sums = select(*by, *participations.participation_sums(rows))
    participation = participations.narrow_to_calls(sums, rows, everywhere)
    # By the label: PostgreSQL does not see that two expressions with their own parameters are the same.
    outcome = outcome.group_by(CallOutcome.call_id, *by[:-1], "is_widening")
    participation = participation.group_by(*by[:-1], "is_widening")
    whole = outcomes.by_call(engine, everywhere).set_index("call_id")[list(outcomes.SAMPLES.values())]
    recorded = participations.recorded(engine, everywhere)
    return CountrySums(fetch(engine, outcome), fetch(engine, participation), whole, recorded)


def peer_groups(sums: CountrySums, own: tuple[str, ...]) -> pd.DataFrame:
    """Return groups of countries beside all: success rate, money and participations.

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
    """Return a country against the sum of all others: two rows, group (the ISO code, then OTHERS), and the columns
    of `_summed` (shares are those of the two together)."""

    def masks(rows: pd.DataFrame) -> dict[str, pd.Series[bool]]:
        own = rows["iso2"] == iso2
        return {ALL: pd.Series(True, index=rows.index), iso2: own, OTHERS: ~own}

    return _summed(sums, masks).iloc[1:].reset_index(drop=True)


def against_others_by_year(engine: Engine, scope: Scope, iso2: str) -> pd.DataFrame:
    """Return the overall success rate of a country and of the sum of all others by year of the call.

    Returns:
        year (every one from the first to the last: a year without an outcome is a gap), group (the ISO code, then
        OTHERS), rate_funded, rate_eligible, rate_sample, overall, overall_words, overall_low, overall_high.
    """
    by_call = _own_and_others(engine, scope, iso2)
    dated = by_call[by_call["year"].notna()].drop(columns="call_id")
    found = dated.groupby(["year", "group"], as_index=False).sum(min_count=1)
    years = range(int(found["year"].min()), int(found["year"].max()) + 1) if len(found) else range(0)
    every = pd.MultiIndex.from_product([years, [iso2, OTHERS]], names=["year", "group"]).to_frame(index=False)
    found = every.astype({"year": "Int64"}).merge(found, how="left", on=["year", "group"])
    return with_rate(found, *outcomes.RATES["overall"], "overall", outcomes.SAMPLES["overall"])


def against_others_by_call(engine: Engine, scope: Scope, iso2: str) -> pd.DataFrame:
    """Return the overall success rate of a country and of the sum of all others in each call, the newest call first.

    Returns:
        call_id, call, year, group (the ISO code, then OTHERS), rate_funded, rate_eligible, rate_sample, overall,
        overall_words, overall_low, overall_high; calls that publish no outcome by country have no row.
    """
    found = _own_and_others(engine, scope, iso2).drop(columns="year")
    calls = outcomes.by_call(engine, scope.any_place())[["call_id", "call", "year"]]
    calls = calls[calls["call_id"].isin(found["call_id"])]
    every = calls.merge(pd.DataFrame({"group": [iso2, OTHERS]}, dtype="object"), how="cross")
    found = every.merge(found, how="left", on=["call_id", "group"])
    return with_rate(found, *outcomes.RATES["overall"], "overall", outcomes.SAMPLES["overall"])


def _own_and_others(engine: Engine, scope: Scope, iso2: str) -> pd.DataFrame:
    """Return the sums of a country and of all others by call: call_id, year, group, and those of the overall rate."""
    own = case((CallOutcome.country == iso2, 1), else_=0)
    query = (
        select(
            CallOutcome.call_id,
            call_year.label("year"),
            own.label("is_own"),
            *outcomes.paired_sums(CallOutcome.projects_funded, CallOutcome.pre_proposals_eligible, "overall"),
        )
        .join_from(CallOutcome, Call, Call.call_id == CallOutcome.call_id)
        .where(*call_conditions(scope), *in_dataset(scope, CallOutcome), CallOutcome.country.is_not(None))
        .group_by(CallOutcome.call_id, call_year, "is_own")
    )
    found = fetch(engine, query)
    return found.assign(group=found.pop("is_own").map({1: iso2, 0: OTHERS}).astype("object"))


Masks = Callable[[pd.DataFrame], dict[str, "pd.Series[bool]"]]


def _summed(by_country: CountrySums, masks: Masks) -> pd.DataFrame:
    """Return sums of groups of countries, one row a group.

    Returns:
        group; countries with an outcome or a participation; counts, samples, rates and money asked for of the outcomes
        by country, and won_eur, awarded by them; participations, coordinations, awarded_eur of the recorded projects
        with their shares of the first group's, and coordination_rate.
    """
    counts = [*outcomes.STAGES, "pre_submitted", *(column for pair in outcomes.RATES.values() for column in pair)]
    over = ["over_submitted", "over_invited"]
    outcome, participation = by_country.outcomes.rename(columns={"awarded_eur": "won_eur"}), by_country.participations
    in_outcome, in_participation = masks(outcome), masks(participation)
    rows = []
    for name in in_outcome:
        of_calls, of_projects = outcome[in_outcome[name]], participation[in_participation[name]]
        sums = of_calls[[*counts, *over, "requested_eur", "won_eur"]].sum(min_count=1)
        shares = of_projects[["participations", "coordinations", "awarded_eur"]].sum(min_count=1)
        countries = len({*of_calls["iso2"], *of_projects["iso2"].dropna()})
        samples = _samples(of_calls, by_country.proposals if name == ALL else None)
        rows.append({"group": name, "countries": countries, **sums, **samples, **shares})
    whole = [*counts, *over, *outcomes.SAMPLES.values(), "participations", "coordinations", "countries"]
    found = pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))
    money = ["requested_eur", "won_eur", "awarded_eur"]
    found[money] = found[money].astype("Float64").astype(float)
    found[over] = found[over].fillna(0)
    return participations.with_shares(
        outcomes.with_all_rates(found), found.iloc[:1], participations.recorded_projects(by_country.recorded).is_enough
    )


def _samples(rows: pd.DataFrame, known: pd.DataFrame | None) -> dict[str, Any]:
    """Return the fewest different proposals behind rows by call and country: those of the country with the most,
    call by call; or where all countries are in the rows and `known`, those of the whole call."""
    names = list(outcomes.SAMPLES.values())
    fewest = rows.groupby("call_id")[names].max()
    if known is not None:
        fewest = known.reindex(fewest.index).where(fewest.notna()).combine_first(fewest)
    return {name: fewest[name].sum(min_count=1) for name in names}
