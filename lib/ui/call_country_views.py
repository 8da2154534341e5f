"""The parts of the page on calls that are about countries: rates, money, widening, groups, one against all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import outcomes as charts
from lib.charts import plots
from lib.common import formatting
from lib.common.formatting import HARD
from lib.metrics import calls, definitions
from lib.metrics.calls import CountrySums
from lib.metrics.coverage import Coverage
from lib.metrics.presence import OUTCOME_BY_COUNTRY
from lib.ui.ask import ask
from lib.ui.call_marks import (
    BOUND,
    COUNTS,
    MOST_CALLS,
    RATE_NAMES,
    as_marks,
    draw_years,
    interval_text,
    rate_columns,
    rate_with_counts,
    scrolling,
)
from lib.ui.frame import Column, Page, draw, figure, show_table

#: Names in the address; links made with them keep working, so they never change.
COUNTRY_MEASURE, OWN_GROUP, MY_COUNTRY = "country-measure", "own-group", "my-country"
_CALL_ENTITIES = ("call", "call outcome")
_PROJECT_ENTITIES = ("call", "project", "participation")
_CALL = {"call": Column("Call"), "year": Column("Year", formatting.text)}


def draw_rates_by_country(page: Page, rate: str) -> None:
    """The success rate of each country against all countries together."""
    found = ask(calls.by_country, page.scope)
    everywhere = ask(calls.by_country, page.scope.any_place()) if page.scope.by_place else found
    average = calls.pooled(everywhere.assign(oversubscription=float("nan")))
    marks = as_marks(found.sort_values(rate, ascending=False, na_position="last"), rate, "iso2", "country")
    with figure(
        f"Success rate by country ({RATE_NAMES[rate].lower()})",
        table=found,
        columns={"country": Column("Country"), "calls": Column("Calls", formatting.number)}
        | rate_columns(rate)
        | COUNTS
        | {
            "requested_eur": Column("Requested (EUR)", formatting.euro),
            "awarded_eur": Column("Awarded (EUR)", formatting.euro),
            "awarded_of_requested": Column("Awarded of requested", formatting.percent),
        },
        definition=definitions.RATE_BY_COUNTRY,
        entities=_CALL_ENTITIES,
        scope=page.scope,
        key="country-rates",
        needs=(OUTCOME_BY_COUNTRY,),
        empty="" if len(marks) else "No call publishes its outcome by country for these filters.",
        coverage=_outcomes_by_country(ask(calls.country_sums, page.scope)),
    ) as place:
        if place:
            title = f"All countries {rate_with_counts(average, rate)}"
            with scrolling(len(marks) * 2, "country-rates-scroll"):
                draw(
                    charts.intervals_under_names(marks, average=average[rate], title=title, dark=page.dark),
                    f"Success rates by country as dots on 95% intervals. {title}. The tab Table holds the figures.",
                    "country-rates-chart",
                )


_COUNTRY_MEASURES = {
    "Awarded": ("awarded_eur", "EUR", "Awarded to participants (EUR)"),
    "Participations": ("participations", "count", "Participations"),
    "Coordinations": ("coordinations", "count", "Coordinations"),
    "Coordination rate": ("coordination_rate", "share", "Coordinations of participations"),
}
_PARTS = {
    "projects": Column("Projects", formatting.number),
    "participations": Column("Participations", formatting.number),
    "participation_share": Column("Share of participations", formatting.percent, words="participation_share_words"),
    "coordinations": Column("Coordinations", formatting.number),
    "coordination_share": Column("Share of coordinations", formatting.percent, words="coordination_share_words"),
    "coordination_rate": Column("Coordination rate", formatting.percent, words="coordination_rate_words"),
    "awarded_eur": Column("Awarded (EUR)", formatting.euro),
    "awarded_share": Column("Share of awarded", formatting.percent),
}


def draw_participations(page: Page, name: str) -> None:
    """Money, participations and coordinations by country in the recorded projects of the calls."""
    found = ask(calls.participations, page.scope)
    found = found.assign(country=found["country"].fillna("country not known"))
    column, unit, title = _COUNTRY_MEASURES[name]
    with figure(
        "Money and participations by country",
        table=found,
        columns={"country": Column("Country")} | _PARTS,
        definition=definitions.CALL_PARTICIPATIONS,
        entities=_PROJECT_ENTITIES,
        scope=page.scope,
        key="participations",
        empty="" if found[column].notna().any() else _nothing_recorded(found),
        coverage=calls.recorded_projects(ask(calls.recorded, page.scope)),
    ) as place:
        if place:
            with scrolling(len(found) * 2, "participations-scroll"):
                draw(
                    plots.ranked_bars(found, measure=column, name="country", title=title, unit=unit, dark=page.dark),
                    f"{title}: bars by country, the largest first. The tab Table holds the same figures.",
                    "participations-chart",
                )


def _nothing_recorded(found: pd.DataFrame) -> str:
    if found.empty:
        return "No project of these calls is recorded for these filters."
    return "Too few are recorded for a rate or an amount; the tab Table holds what is."


def choose_country_measure() -> str:
    """What the bars by country show."""
    chosen: str = st.segmented_control(
        "Money and participations: show",
        list(_COUNTRY_MEASURES),
        default="Awarded",
        required=True,
        key=COUNTRY_MEASURE,
        **BOUND,
    )
    return chosen


def draw_widening(page: Page, widening: pd.DataFrame) -> None:
    """The share of widening countries in each call's participations."""
    shown = widening.head(MOST_CALLS)
    bars = pd.DataFrame(
        {
            "key": shown["call_id"],
            "name": shown["call"] + ", " + shown["framework"],
            "kind": "Widening share",
            "value": shown["share"],
            "told": [
                formatting.counts_of(row["widening"], row["participations"])
                if pd.isna(row["share"])
                else f"{formatting.percent(row['share'])} "
                f"({formatting.counts_of(row['widening'], row['participations'])})"
                for row in shown.to_dict("records")
            ],
        }
    )
    with figure(
        "Widening share by call",
        table=widening,
        columns=_CALL
        | {
            "framework": Column("Widening list of"),
            "widening": Column("Participations from widening countries", formatting.number),
            "participations": Column("Participations", formatting.number),
            "share": Column("Widening share", formatting.percent, words="share_words"),
            "projects": Column("Projects with a participant", formatting.number),
            "of_projects": Column("of funded projects", formatting.number),
        },
        definition=definitions.WIDENING_SHARE,
        entities=(*_PROJECT_ENTITIES, "country"),
        scope=page.scope.any_place(),
        key="widening",
        empty="" if len(bars) else "No project of these calls is recorded for these filters.",
        coverage=calls.recorded_projects(widening),
    ) as place:
        if place:
            title = "Participations from widening countries, of all"
            with scrolling(len(bars) * 3, "widening-scroll"):
                draw(
                    charts.bars_under_names(bars, kinds=["Widening share"], unit="share", title=title, dark=page.dark),
                    f"{title}: a bar for each call. The tab Table holds the same figures.",
                    "widening-chart",
                )


_SIDE_BY_SIDE: dict[str, Callable[[dict[str, Any]], str]] = {
    "Countries": lambda row: formatting.number(row["countries"]),
    "Success rate, overall": lambda row: rate_with_counts(row, "overall"),
    "95% interval": lambda row: interval_text(row, "overall").removeprefix(f"95{HARD}%: ") or formatting.MISSING,
    "Different proposals, at least": lambda row: formatting.number(row["rate_sample"]),
    "Stage 1": lambda row: rate_with_counts(row, "stage1"),
    "Stage 2": lambda row: rate_with_counts(row, "stage2"),
    "Requested (outcomes by country)": lambda row: formatting.euro(row["requested_eur"]),
    "Awarded (recorded projects)": lambda row: formatting.euro(row["awarded_eur"]),
    "Share of awarded": lambda row: formatting.percent(row["awarded_share"]),
    "Participations": lambda row: formatting.number(row["participations"]),
    "Share of participations": lambda row: _share(row, "participation_share"),
    "Coordinations": lambda row: formatting.number(row["coordinations"]),
    "Share of coordinations": lambda row: _share(row, "coordination_share"),
    "Coordination rate": lambda row: _share(row, "coordination_rate"),
}


def _share(row: dict[str, Any], name: str) -> str:
    return formatting.percent(row[name]) if pd.isna(row[f"{name}_words"]) else str(row[f"{name}_words"])


def _covered(sums: CountrySums) -> tuple[Coverage, Coverage]:
    return _outcomes_by_country(sums), calls.recorded_projects(sums.recorded)


def _outcomes_by_country(sums: CountrySums) -> Coverage:
    return Coverage("calls with outcomes by country", int(sums.outcomes["call_id"].nunique()), len(sums.proposals))


def _across(groups: pd.DataFrame) -> pd.DataFrame:
    """Figures down, groups across, every value as text."""
    rows = groups.to_dict("records")
    return pd.DataFrame(
        [
            {"figure": label, **{row["name"]: write({str(k): v for k, v in row.items()}) for row in rows}}
            for label, write in _SIDE_BY_SIDE.items()
        ]
    )


def draw_peer_groups(page: Page, sums: CountrySums, rate: str) -> None:
    """EU27, EU14, EU13, widening countries and a group of one's own beside all countries."""
    names = page.choices.countries
    own = st.multiselect(
        "A group of countries of your own",
        list(names),
        format_func=lambda code: names.get(code, code),
        key=OWN_GROUP,
        placeholder="choose countries",
        **BOUND,
    )
    found = calls.peer_groups(sums, tuple(own))
    found = found.assign(name=found["group"])
    across = _across(found)
    columns = {name: Column("Figure" if name == "figure" else str(name)) for name in across.columns}
    known = found["rate_eligible"].notna().any() or found["participations"].notna().any()
    with figure(
        "Groups of countries beside all",
        table=across,
        columns=columns,
        definition=definitions.PEER_GROUPS,
        entities=("call outcome", "participation", "country"),
        scope=page.scope.any_place(),
        key="peers",
        needs=(OUTCOME_BY_COUNTRY,),
        empty="" if known else "No outcome by country and no participation is known for these filters.",
        coverage=_covered(sums),
    ) as place:
        if place:
            left, right = st.columns(2, gap="medium")
            with left:
                _draw_group_rates(page, found, rate)
            with right:
                _draw_group_shares(page, found)


def _draw_group_rates(page: Page, groups: pd.DataFrame, rate: str) -> None:
    marks = as_marks(groups, rate, "group", "name")
    if marks.empty:
        st.info("No call publishes its outcome by country for these filters.", icon=":material/filter_alt_off:")
        return
    title = f"Success rate ({RATE_NAMES[rate].lower()})"
    draw(
        charts.intervals_under_names(marks, average=float(groups[rate].iloc[0]), title=title, dark=page.dark),
        f"{title} of each group as a dot on its 95% interval; the stroke is all countries.",
        "peers-rates-chart",
    )


_SHARES = {"participation_share": "Participations", "coordination_share": "Coordinations", "awarded_share": "Awarded"}


def _told(row: dict[Any, Any], column: str) -> str:
    if not pd.isna(row[column]):
        return formatting.percent(row[column])
    words = row.get(f"{column}_words")
    return "not known" if pd.isna(words) else str(words)


def _draw_group_shares(page: Page, groups: pd.DataFrame) -> None:
    if groups["participations"].isna().all():
        st.info("No project of these calls is recorded for these filters.", icon=":material/filter_alt_off:")
        return
    bars = pd.DataFrame(
        [
            {
                "key": row["group"],
                "name": row["name"],
                "kind": label,
                "value": row[column],
                "told": _told(row, column),
            }
            for row in groups.iloc[1:].to_dict("records")
            for column, label in _SHARES.items()
        ]
    )
    title = "Share of all participations, coordinations and money"
    draw(
        charts.bars_under_names(bars, kinds=list(_SHARES.values()), unit="share", title=title, dark=page.dark),
        f"{title}: bars for each group of countries. The tab Table holds the same figures.",
        "peers-shares-chart",
    )


def draw_against_others(page: Page, sums: CountrySums) -> None:
    """One country against the sum of all others."""
    names = page.choices.countries
    country = st.selectbox(
        "My country",
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key=MY_COUNTRY,
        placeholder="choose a country",
        **BOUND,
    )
    if country is None:
        st.info("Choose a country to see it against the sum of all others.", icon=":material/balance:")
        return
    found = calls.against_others(sums, country)
    found = found.assign(name=found["group"].replace({country: names[country]}))
    yearly = ask(calls.against_others_by_year, page.scope, country)
    yearly = yearly.assign(group=yearly["group"].replace({country: names[country]}))
    across = _across(found)
    columns = {name: Column("Figure" if name == "figure" else str(name)) for name in across.columns}
    known = found["rate_eligible"].notna().any() or found["participations"].notna().any()
    with figure(
        "My country against all others",
        table=across,
        columns=columns,
        definition=definitions.AGAINST_OTHERS,
        entities=("call outcome", "participation"),
        scope=page.scope.any_place(),
        key="against",
        needs=(OUTCOME_BY_COUNTRY,),
        empty="" if known else "No outcome by country and no participation is known for these filters.",
        coverage=_covered(sums),
    ) as place:
        if place:
            left, right = st.columns([6, 5], gap="medium")
            with left:
                show_table(across, columns, alt="The country and all others side by side", key="against-side")
            with right:
                if yearly["overall_low"].notna().any():
                    draw_years(page, yearly, "overall", float("nan"), "Success rate by year, overall")
