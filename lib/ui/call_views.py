"""The parts of the page on calls: which calls are chosen, and a figure for each question about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from lib import style
from lib.charts import outcomes as charts
from lib.charts import plots
from lib.metrics import calls, definitions
from lib.metrics.calls import Picked
from lib.style import HARD
from lib.ui.ask import ask
from lib.ui.filters import told_apart
from lib.ui.frame import (
    Column,
    Page,
    cards_in_rows,
    draw,
    draw_selectable,
    figure,
    offer_csv,
    show_table,
)

#: Names in the address; links made with them keep working, so they never change.
CALL, STAGE, COUNTRY_MEASURE, OWN_GROUP, MY_COUNTRY = "call", "stage", "country-measure", "own-group", "my-country"
#: A mark that was clicked, until the page draws the choice of calls anew; and how often one was.
_CLICKED, _CLICKS = "call-clicked", "call-clicks"
#: More calls, or funders, than this are left to the table: nobody compares them one by one.
_MOST_FUNNELS, _MOST_CALLS, _MOST_FUNDERS = 8, 40, 60
#: A chart of more pixels than this scrolls in its place.
_TALL = 560
_BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}

_RATE_NAMES = {"overall": "Overall", "stage1": "Stage 1: invited", "stage2": "Stage 2: funded"}
_OUTCOME_ENTITIES = ("call", "call outcome")
_PROJECT_ENTITIES = ("call", "project", "participation")


def choose(page: Page) -> Picked:
    """The calls that the reader picked, in the field or by a click on a mark; none means all."""
    names = told_apart(ask(calls.names, page.filters))
    if CALL in st.session_state:
        picked = [call for call in st.session_state[CALL] if call in names]
        clicked = st.session_state.pop(_CLICKED, None)
        if clicked in picked:
            picked.remove(clicked)
        elif clicked in names:
            picked.append(clicked)
        st.session_state[CALL] = picked
    chosen = st.multiselect(
        "Calls",
        list(names),
        format_func=lambda call: names.get(call, call),
        key=CALL,
        placeholder="all calls of the period; choose some, or click one in a chart",
        **_BOUND,
    )
    if chosen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**The page is narrowed to {style.counted(len(chosen), 'call')}.** The charts of all calls stay, with "
                "the chosen ones in colour."
            )
            st.button("Show all calls", on_click=_let_go, icon=":material/filter_alt_off:")
    return tuple(chosen)


def _let_go() -> None:
    st.session_state[CALL] = []


def _click(marks: list[dict[str, Any]]) -> None:
    """Note the call whose mark was clicked; the choice takes it up when the page is drawn anew."""
    if marks:
        st.session_state[_CLICKED] = marks[0]["key"]
        # A new key for the charts: the old one would keep the click, and the same call could not be clicked again.
        st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
        st.rerun()


def _clickable_key(name: str) -> str:
    return f"{name}-{st.session_state.get(_CLICKS, 0)}"


def draw_totals(outcomes: pd.DataFrame, widening: pd.DataFrame, by_place: bool) -> None:
    """Sums over the calls, as cards."""
    sums = calls.pooled(outcomes)
    count = style.number(sums["calls"])
    cards = (
        ("Calls", count, "", definitions.CALLS),
        ("Eligible pre-proposals", _or_no_data(sums["eligible"], style.number), "", definitions.FUNNEL),
        ("Projects funded", _or_no_data(sums["funded"], style.number), "", definitions.FUNNEL),
        ("Success rate", _rate(sums, "overall"), _interval(sums, "overall"), definitions.RATE_BY_CALL),
        (
            f"Awarded, {sums['with_awarded']} of {count} calls",
            _or_no_data(sums["awarded_eur"], style.short_euro),
            "",
            "Money awarded as the calls published it; with countries chosen, what went to them.",
        ),
        (
            "Oversubscription",
            "not by country" if by_place else _or_no_data(sums["oversubscription"], _times),
            "",
            definitions.OVERSUBSCRIPTION,
        ),
        ("Widening share", _or_no_data(calls.pooled_share(widening), style.percent), "", definitions.WIDENING),
    )
    with cards_in_rows("call-totals"):
        for label, value, more, definition in cards:
            st.metric(
                label,
                value,
                delta=more or None,
                delta_color="off",
                delta_arrow="off",
                help=definition,
                border=True,
            )


def _or_no_data(value: Any, write: Callable[[object], str]) -> str:
    return "no data" if pd.isna(value) else write(value)


def _times(value: object) -> str:
    text = style.number(value, 1)
    return text if text == style.MISSING else f"{text}{HARD}times"


def _rate(row: Any, name: str) -> str:
    """`15.1 %`; `2 of 5` below ten; "no data" where nothing is known."""
    successes, trials = (row[column] for column in calls.RATES[name])
    if pd.isna(successes) or pd.isna(trials):
        return "no data"
    if pd.isna(row[name]):
        return f"{style.number(successes)} of {style.number(trials)}"
    return style.percent(row[name])


def _rate_with_counts(row: Any, name: str) -> str:
    """`15.1 % (349 of 2 307)`."""
    successes, trials = (row[column] for column in calls.RATES[name])
    text = _rate(row, name)
    return text if pd.isna(row[name]) else f"{text} ({style.number(successes)} of {style.number(trials)})"


def _interval(row: Any, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "" if pd.isna(low) else f"95{HARD}%: {style.number(low * 100, 1)}–{style.percent(high)}"


def choose_rate() -> str:
    """Which success rate the page shows: overall, stage 1 or stage 2."""
    chosen: str = st.segmented_control(
        "Success rate",
        list(_RATE_NAMES),
        format_func=lambda name: _RATE_NAMES[name],
        default="overall",
        required=True,
        key=STAGE,
        help=definitions.STAGE_RATES,
        **_BOUND,
    )
    return chosen


def _rate_columns(rate: str) -> dict[str, Column]:
    successes, trials = calls.RATES[rate]
    named = {
        "rate_funded": "Funded",
        "rate_eligible": "of eligible",
        "stage1_invited": "Invited",
        "stage1_eligible": "of eligible",
        "stage2_funded": "Funded",
        "stage2_full": "of full proposals",
    }
    columns = {
        successes: Column(named[successes], style.number),
        trials: Column(named[trials], style.number),
        rate: Column("Rate", style.percent),
        f"{rate}_low": Column("95% from", style.percent),
        f"{rate}_high": Column("95% to", style.percent),
    }
    return columns | ({"stage2_over": Column("Full proposals are those")} if rate == "stage2" else {})


def _as_marks(rows: pd.DataFrame, rate: str, key: str, name: str) -> pd.DataFrame:
    """Rows of the charts with intervals, without those of which nothing is known."""
    known = rows[rows[f"{rate}_low"].notna()]
    return pd.DataFrame(
        {
            "key": known[key],
            "name": known[name],
            "rate": known[rate],
            "low": known[f"{rate}_low"],
            "high": known[f"{rate}_high"],
            "told": [_rate_with_counts(row, rate) for row in known.to_dict("records")],
        }
    )


_NO_RATE = "No call publishes both numbers of this rate for these filters."
_CALL = {"call": Column("Call"), "year": Column("Year", style.text)}


def draw_rates_by_call(page: Page, outcomes: pd.DataFrame, rate: str, picked: Picked) -> None:
    """The success rate of each call against the average of all; a click on one narrows the page to it."""
    marks = _as_marks(outcomes, rate, "call_id", "call").head(_MOST_CALLS)
    with figure(
        f"Success rate by call ({_RATE_NAMES[rate].lower()})",
        table=outcomes,
        columns=_CALL | _rate_columns(rate) | _SOURCE,
        definition=definitions.RATE_BY_CALL,
        entities=_OUTCOME_ENTITIES,
        filters=page.filters,
        key="call-rates",
        empty="" if len(marks) else _NO_RATE,
    ) as place:
        if not place:
            return
        average = calls.pooled(outcomes)
        title = f"Average of all calls: {_rate_with_counts(average, rate)}"
        st.caption("Click a call to narrow the page to it; click it again to let it go.")
        with _scrolling(len(marks) * 3, "call-rates-scroll"):
            _click(
                draw_selectable(
                    charts.intervals_under_names(
                        marks, average=average[rate], title=title, dark=page.dark, clickable=True, chosen=picked
                    ),
                    f"Success rates by call as dots on 95% intervals. {title}. The tab Table holds the same figures.",
                    _clickable_key("call-rates-chart"),
                    charts.PICK,
                    ["key"],
                )
            )


def _scrolling(lines: int, key: str) -> Any:
    """A place that scrolls where its chart has so many lines that it would push all else away."""
    return st.container(height=_TALL if lines * 16 > _TALL else "content", border=False, key=key)


_SOURCE = {
    "approximate": Column("Approximate", style.yes_no),
    "note": Column("Note"),
    "source_url": Column("Source", link=True),
    "as_of": Column("As of", style.short_date),
    "part": Column("Part"),
}
_COUNTS = {
    "pre_submitted": Column("Submitted pre-proposals", style.number),
    **{name: Column(label, style.number) for name, label in calls.STAGES.items()},
}


def draw_funnels(page: Page, outcomes: pd.DataFrame, picked: Picked) -> None:
    """Proposals by stage for each call, or for the chosen calls side by side."""
    known = outcomes[outcomes[list(calls.STAGES)].notna().any(axis="columns")]
    shown = known.head(len(picked) or _MOST_FUNNELS)
    bars = pd.DataFrame(
        [
            {
                "key": row["call_id"],
                "name": row["call"],
                "kind": label,
                "value": row[stage],
                "told": _about(row[stage], row["approximate"], style.number),
            }
            for row in shown.to_dict("records")
            for stage, label in calls.STAGES.items()
        ]
    )
    with figure(
        "Proposals by stage",
        table=outcomes,
        columns=_CALL | _COUNTS | {"topic": Column("Topic")} | _SOURCE,
        definition=definitions.FUNNEL,
        entities=_OUTCOME_ENTITIES,
        filters=page.filters,
        key="funnels",
        empty="" if len(bars) else "No call publishes numbers of proposals for these filters.",
    ) as place:
        if not place:
            return
        if len(shown) < len(known):
            st.caption(f"The latest {len(shown)} of {len(known)} calls with numbers; choose calls above to see others.")
        title = "Proposals and projects, by call"
        with _scrolling(len(shown) * 6, "funnels-scroll"):
            _click(
                draw_selectable(
                    charts.bars_under_names(
                        bars.assign(value=bars["value"].astype("Float64").astype(float)),
                        kinds=list(calls.STAGES.values()),
                        unit="count",
                        title=title,
                        dark=page.dark,
                        clickable=True,
                        chosen=picked,
                    ),
                    f"{title}: bars from eligible pre-proposals to funded projects. The tab Table holds the figures.",
                    _clickable_key("funnels-chart"),
                    charts.PICK,
                    ["key"],
                )
            )


def _about(value: Any, approximate: Any, write: Callable[[object], str]) -> str:
    """The figure as text, with a tilde where its source says about; "not published" where it is missing."""
    if pd.isna(value):
        return "not published"
    return f"~{write(value)}" if approximate is True else write(value)


def draw_rates_by_year(page: Page, outcomes: pd.DataFrame, rate: str) -> None:
    """The success rate over the years of the calls."""
    yearly = calls.by_year(outcomes)
    average = calls.pooled(outcomes)
    with figure(
        f"Success rate over the years ({_RATE_NAMES[rate].lower()})",
        table=yearly,
        columns={"year": Column("Year", style.text), "calls": Column("Calls", style.number)} | _rate_columns_of(rate),
        definition=definitions.RATE_BY_YEAR,
        entities=_OUTCOME_ENTITIES,
        filters=page.filters,
        key="year-rates",
        empty="" if yearly[f"{rate}_low"].notna().any() else _NO_RATE,
    ) as place:
        if place:
            _draw_years(page, yearly.assign(group="Calls"), rate, average[rate], "Success rate by year of the call")


def _rate_columns_of(rate: str) -> dict[str, Column]:
    return {name: column for name, column in _rate_columns(rate).items() if name != "stage2_over"}


def _draw_years(page: Page, yearly: pd.DataFrame, rate: str, average: float, title: str) -> None:
    marks = pd.DataFrame(
        {
            "year": yearly["year"],
            "group": yearly["group"],
            "rate": yearly[rate],
            "low": yearly[f"{rate}_low"],
            "high": yearly[f"{rate}_high"],
            "told": [_rate_with_counts(row, rate) for row in yearly.to_dict("records")],
        }
    )
    draw(
        charts.rates_over_years(marks, average=average, title=title, dark=page.dark),
        f"{title}, as dots on 95% intervals; a gap where nothing is known. The tab Table holds the figures.",
        f"years-{title}",
    )


_MONEY = {"budget_eur": "Available", "requested_eur": "Requested", "awarded_eur": "Awarded"}


def draw_money_by_call(page: Page, picked: Picked) -> None:
    """Money asked for, available and awarded, and how many times over the calls were subscribed."""
    everywhere = page.filters.any_place()
    outcomes = ask(calls.outcomes, everywhere, picked)
    known = outcomes[outcomes[list(_MONEY)].notna().any(axis="columns")]
    shown = known.head(len(picked) or _MOST_FUNNELS)
    bars = pd.DataFrame(
        [
            {
                "key": row["call_id"],
                "name": f"{row['call']}: {_oversubscribed(row)}",
                "kind": label,
                "value": row[column],
                "told": _about(
                    row[column],
                    row["budget_approximate"] if column == "budget_eur" else row["approximate"],
                    style.short_euro,
                ),
            }
            for row in shown.to_dict("records")
            for column, label in _MONEY.items()
        ]
    )
    with figure(
        "Requested, available and awarded",
        table=outcomes,
        columns=_CALL
        | {
            "budget_eur": Column("Available (EUR)", style.euro),
            "budget_approximate": Column("Available is approximate", style.yes_no),
            "requested_eur": Column("Requested (EUR)", style.euro),
            "oversubscription": Column("Oversubscription", _times),
            "awarded_eur": Column("Awarded (EUR)", style.euro),
            "awarded_share": Column("Awarded of available", style.percent),
        }
        | _SOURCE,
        definition=definitions.OVERSUBSCRIPTION,
        entities=_OUTCOME_ENTITIES,
        filters=everywhere,
        key="money",
        empty="" if len(bars) else "No amount is published for these filters.",
    ) as place:
        if not place:
            return
        _say_everywhere(page)
        title = "Money by call (EUR million)"
        with _scrolling(len(shown) * 5, "money-scroll"):
            draw(
                charts.bars_under_names(bars, kinds=list(_MONEY.values()), unit="EUR", title=title, dark=page.dark),
                f"{title}: available, requested and awarded. The tab Table holds the same figures.",
                "money-chart",
            )


def _oversubscribed(row: dict[Any, Any]) -> str:
    many = row["oversubscription"]
    return "oversubscription not known" if pd.isna(many) else f"asked for {_times(many)} over"


def _say_everywhere(page: Page) -> None:
    if page.filters.by_place:
        st.caption("Whole calls: the filters on country, region and member status do not narrow this figure.")


def draw_rates_by_country(page: Page, rate: str, picked: Picked) -> None:
    """The success rate of each country against all countries together."""
    found = ask(calls.by_country, page.filters, picked)
    everywhere = ask(calls.by_country, page.filters.any_place(), picked) if page.filters.by_place else found
    average = calls.pooled(everywhere.assign(oversubscription=float("nan")))
    marks = _as_marks(found.sort_values(rate, ascending=False, na_position="last"), rate, "iso2", "country")
    with figure(
        f"Success rate by country ({_RATE_NAMES[rate].lower()})",
        table=found,
        columns={"country": Column("Country"), "calls": Column("Calls", style.number)}
        | _rate_columns(rate)
        | _COUNTS
        | {
            "requested_eur": Column("Requested (EUR)", style.euro),
            "awarded_eur": Column("Awarded (EUR)", style.euro),
            "awarded_of_requested": Column("Awarded of requested", style.percent),
        },
        definition=definitions.RATE_BY_COUNTRY,
        entities=_OUTCOME_ENTITIES,
        filters=page.filters,
        key="country-rates",
        empty="" if len(marks) else "No call publishes its outcome by country for these filters.",
    ) as place:
        if place:
            title = f"All countries: {_rate_with_counts(average, rate)}"
            with _scrolling(len(marks) * 2, "country-rates-scroll"):
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
    "projects": Column("Projects", style.number),
    "participations": Column("Participations", style.number),
    "participation_share": Column("Share of participations", style.percent),
    "coordinations": Column("Coordinations", style.number),
    "coordination_share": Column("Share of coordinations", style.percent),
    "coordination_rate": Column("Coordination rate", style.percent),
    "awarded_eur": Column("Awarded (EUR)", style.euro),
    "awarded_share": Column("Share of awarded", style.percent),
}


def draw_participations(page: Page, picked: Picked) -> None:
    """Money, participations and coordinations by country in the recorded projects of the calls."""
    found = ask(calls.participations, page.filters, picked)
    found = found.assign(country=found["country"].fillna("country not known"))
    name = st.session_state.get(COUNTRY_MEASURE, "Awarded")
    column, unit, title = _COUNTRY_MEASURES[name]
    with figure(
        "Money and participations by country",
        table=found,
        columns={"country": Column("Country")} | _PARTS,
        definition=definitions.CALL_PARTICIPATIONS,
        entities=_PROJECT_ENTITIES,
        filters=page.filters,
        key="participations",
        empty="" if found[column].notna().any() else "No project of these calls is recorded for these filters.",
    ) as place:
        if place:
            with _scrolling(len(found) * 2, "participations-scroll"):
                draw(
                    plots.ranked_bars(found, measure=column, name="country", title=title, unit=unit, dark=page.dark),
                    f"{title}: bars by country, the largest first. The tab Table holds the same figures.",
                    "participations-chart",
                )


def choose_country_measure() -> None:
    """What the bars by country show."""
    st.segmented_control(
        "Countries by",
        list(_COUNTRY_MEASURES),
        default="Awarded",
        required=True,
        key=COUNTRY_MEASURE,
        **_BOUND,
    )


def draw_widening(page: Page, widening: pd.DataFrame) -> None:
    """The share of widening countries in each call's participations."""
    shown = widening.head(_MOST_CALLS)
    bars = pd.DataFrame(
        {
            "key": shown["call_id"],
            "name": shown["call"] + ", " + shown["framework"],
            "kind": "Widening share",
            "value": shown["share"],
            "told": [
                f"{style.percent(row['share'])} ({style.number(row['widening'])} of "
                f"{style.number(row['participations'])})"
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
            "widening": Column("Participations from widening countries", style.number),
            "participations": Column("Participations", style.number),
            "share": Column("Widening share", style.percent),
        },
        definition=definitions.WIDENING,
        entities=(*_PROJECT_ENTITIES, "country"),
        filters=page.filters.any_place(),
        key="widening",
        empty="" if len(bars) else "No project of these calls is recorded for these filters.",
    ) as place:
        if place:
            _say_everywhere(page)
            title = "Participations from widening countries, of all"
            with _scrolling(len(bars) * 3, "widening-scroll"):
                draw(
                    charts.bars_under_names(bars, kinds=["Widening share"], unit="share", title=title, dark=page.dark),
                    f"{title}: a bar for each call. The tab Table holds the same figures.",
                    "widening-chart",
                )


def draw_time_to_grant(page: Page, picked: Picked) -> None:
    """Days from the deadline for full proposals to the grant: median and spread by call."""
    found = ask(calls.time_to_grant, page.filters, picked)
    rows = found.head(_MOST_CALLS)
    marks = rows.assign(
        key=rows["call_id"],
        name=rows["call"],
        told=[f"median {_days(row['median'])}, {row['dated']} projects" for row in rows.to_dict("records")],
    )
    with figure(
        "Time to grant by call",
        table=found,
        columns=_CALL
        | {
            "projects": Column("Projects recorded", style.number),
            "by_signature": Column("Dated by signature", style.number),
            "by_start": Column("Dated by first day", style.number),
            "shortest": Column("Shortest (days)", style.number),
            "quarter": Column("First quarter (days)", style.number),
            "median": Column("Median (days)", style.number),
            "three_quarters": Column("Third quarter (days)", style.number),
            "longest": Column("Longest (days)", style.number),
        },
        definition=definitions.TIME_TO_GRANT,
        entities=("call", "project"),
        filters=page.filters.any_place(),
        key="time",
        empty="" if len(found) else "No project of these calls has a date to count to.",
    ) as place:
        if place:
            _say_everywhere(page)
            title = "Days from full-proposal deadline to grant"
            with _scrolling(len(marks) * 3, "time-scroll"):
                draw(
                    charts.spreads_under_names(marks, title=title, dark=page.dark),
                    f"{title}: median, middle half and extremes by call. The tab Table holds the same figures.",
                    "time-chart",
                )


def _days(value: object) -> str:
    return f"{style.number(value)}{HARD}days"


def draw_funders(page: Page, picked: Picked) -> None:
    """What funders committed and what they awarded; regions apart from their country."""
    found = ask(calls.by_funder, page.filters, picked)
    shown = found.head(_MOST_FUNDERS)
    amounts = {"committed_eur": "Committed", "awarded_eur": "Awarded"}
    bars = pd.DataFrame(
        [
            {
                "key": row["funder_id"],
                "name": f"{row['funder']} ({_where(row)})",
                "kind": label,
                "value": row[column],
                "told": _money_of_funder(row, column),
            }
            for row in shown.to_dict("records")
            for column, label in amounts.items()
        ]
    )
    with figure(
        "Committed and awarded by funder",
        table=found,
        columns={
            "funder": Column("Funder"),
            "country": Column("Country"),
            "region": Column("Region it stands for"),
            "calls": Column("Calls committed to", style.number),
            "committed_eur": Column("Committed (EUR)", style.euro),
            "approximate": Column("Committed is approximate", style.yes_no),
            "awarded_eur": Column("Awarded as recorded (EUR)", style.euro),
            "compared_committed_eur": Column("Committed in calls recorded whole (EUR)", style.euro),
            "compared_awarded_eur": Column("Awarded in calls recorded whole (EUR)", style.euro),
            "uptake": Column("Uptake", style.percent),
        },
        definition=definitions.UPTAKE,
        entities=("call commitment", "funding", "participation", "organisation"),
        filters=page.filters,
        key="funders",
        empty="" if len(bars) else "No funder's money is known for these filters.",
    ) as place:
        if not place:
            return
        if len(shown) < len(found):
            st.caption(f"The first {len(shown)} of {style.number(len(found))} funders; the tab Table holds all.")
        title = "Money by funder (EUR million)"
        with _scrolling(len(shown) * 4, "funders-scroll"):
            draw(
                charts.bars_under_names(bars, kinds=list(amounts.values()), unit="EUR", title=title, dark=page.dark),
                f"{title}: committed and awarded, the largest first. The tab Table holds the same figures.",
                "funders-chart",
            )


def _where(row: dict[Any, Any]) -> str:
    """A region first, then its country: it is the region that pays."""
    known = [row[name] for name in ("region", "country") if not pd.isna(row[name])]
    return ", ".join(known) or "country not known"


def _money_of_funder(row: dict[Any, Any], column: str) -> str:
    if pd.isna(row[column]):
        return "not known"
    if column == "committed_eur":
        return _about(row[column], row["approximate"], style.short_euro)
    uptake = "" if pd.isna(row["uptake"]) else f", uptake {style.percent(row['uptake'])}"
    return f"{style.short_euro(row[column])}{uptake}"


def draw_won_nothing(page: Page, picked: Picked) -> None:
    """Countries that committed money to a call and won nothing, as far as that is known."""
    found = ask(calls.won_nothing, page.filters, picked)
    nothing = int((found["result"] == "nothing won").sum())
    columns = {
        "country": Column("Country"),
        "call": Column("Call"),
        "committed_eur": Column("Committed (EUR)", style.euro),
        "funders": Column("Funders", style.number),
        "projects": Column("Projects", style.number),
        "awarded_eur": Column("Awarded (EUR)", style.euro),
        "result": Column("Result"),
    }
    title = "Countries that committed and won nothing"
    with figure(
        title,
        table=found,
        columns=columns,
        definition=definitions.WON_NOTHING,
        entities=("call commitment", "call outcome", "project", "participation"),
        filters=page.filters,
        key="nothing",
        empty=""
        if len(found)
        else "Every country with a commitment won something in each of these calls, or there is no commitment.",
    ) as place:
        if place:
            unknown = len(found) - nothing
            st.markdown(
                f"**{style.counted(nothing, 'time')}** a country committed money to a call and won nothing; "
                f"**{style.counted(unknown, 'time')}** it is not known."
            )
            show_table(found, columns, alt=title, key="nothing-list")


_SIDE_BY_SIDE: dict[str, Callable[[dict[str, Any]], str]] = {
    "Countries": lambda row: style.number(row["countries"]),
    "Success rate, overall": lambda row: _rate_with_counts(row, "overall"),
    "95% interval": lambda row: _interval(row, "overall").removeprefix(f"95{HARD}%: ") or style.MISSING,
    "Stage 1": lambda row: _rate_with_counts(row, "stage1"),
    "Stage 2": lambda row: _rate_with_counts(row, "stage2"),
    "Requested (outcomes by country)": lambda row: style.euro(row["requested_eur"]),
    "Awarded (recorded projects)": lambda row: style.euro(row["awarded_eur"]),
    "Share of awarded": lambda row: style.percent(row["awarded_share"]),
    "Participations": lambda row: style.number(row["participations"]),
    "Share of participations": lambda row: style.percent(row["participation_share"]),
    "Coordinations": lambda row: style.number(row["coordinations"]),
    "Share of coordinations": lambda row: style.percent(row["coordination_share"]),
    "Coordination rate": lambda row: style.percent(row["coordination_rate"]),
}


def _across(groups: pd.DataFrame) -> pd.DataFrame:
    """Figures down, groups across, every value as text."""
    rows = groups.to_dict("records")
    return pd.DataFrame(
        [
            {"figure": label, **{row["name"]: write({str(k): v for k, v in row.items()}) for row in rows}}
            for label, write in _SIDE_BY_SIDE.items()
        ]
    )


def draw_peer_groups(page: Page, rate: str, picked: Picked) -> None:
    """EU27, EU14, EU13, widening countries and a group of one's own beside all countries."""
    names = page.choices.countries
    own = st.multiselect(
        "A group of countries of your own",
        list(names),
        format_func=lambda code: names.get(code, code),
        key=OWN_GROUP,
        placeholder="choose countries",
        **_BOUND,
    )
    found = ask(calls.peer_groups, page.filters, tuple(own), picked)
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
        filters=page.filters.any_place(),
        key="peers",
        empty="" if known else "No outcome by country and no participation is known for these filters.",
    ) as place:
        if place:
            _say_groups(page)
            left, right = st.columns(2, gap="medium")
            with left:
                _draw_group_rates(page, found, rate)
            with right:
                _draw_group_shares(page, found)


def _say_groups(page: Page) -> None:
    if page.filters.by_place:
        st.caption("The filters on country, region and member status do not narrow this figure.")


def _draw_group_rates(page: Page, groups: pd.DataFrame, rate: str) -> None:
    marks = _as_marks(groups, rate, "group", "name")
    if marks.empty:
        st.info("No call publishes its outcome by country for these filters.", icon=":material/filter_alt_off:")
        return
    title = f"Success rate ({_RATE_NAMES[rate].lower()})"
    draw(
        charts.intervals_under_names(marks, average=float(groups[rate].iloc[0]), title=title, dark=page.dark),
        f"{title} of each group as a dot on its 95% interval; the dashed line is all countries.",
        "peers-rates-chart",
    )


_SHARES = {"participation_share": "Participations", "coordination_share": "Coordinations", "awarded_share": "Awarded"}


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
                "told": style.percent(row[column]) if not pd.isna(row[column]) else "not known",
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


def draw_against_others(page: Page, picked: Picked) -> None:
    """One country against the sum of all others."""
    names = page.choices.countries
    options = list(names)
    first = page.filters.countries[0] if page.filters.countries else None
    country: str | None = st.selectbox(
        "My country",
        options,
        index=options.index(first) if first in options else None,
        format_func=lambda code: names.get(code, code),
        key=MY_COUNTRY,
        placeholder="choose a country",
        **_BOUND,
    )
    if country is None:
        st.info("Choose a country to see it against the sum of all others.", icon=":material/balance:")
        return
    found = ask(calls.against_others, page.filters, country, picked)
    found = found.assign(name=found["group"].replace({country: names[country]}))
    yearly = ask(calls.against_others_by_year, page.filters, country, picked)
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
        filters=page.filters.any_place(),
        key="against",
        empty="" if known else "No outcome by country and no participation is known for these filters.",
    ) as place:
        if place:
            _say_groups(page)
            left, right = st.columns(2, gap="medium")
            with left:
                show_table(across, columns, alt="The country and all others side by side", key="against-side")
            with right:
                if yearly["overall_low"].notna().any():
                    _draw_years(page, yearly, "overall", float("nan"), "Success rate by year, overall")


def draw_differing_figures(page: Page, picked: Picked) -> None:
    """Published figures of calls for which sources or stages differ, and which one is shown."""
    found = ask(calls.differing_figures, page.filters, picked)
    found = found.assign(
        value=[
            _as_published(value, unit, approximate)
            for value, unit, approximate in zip(found["value"], found["unit"], found["approximate"], strict=True)
        ],
        quantity=found["quantity"].str.capitalize(),
    )
    columns = {
        "call": Column("Call"),
        "quantity": Column("Figure"),
        "value": Column("Value"),
        "shown": Column("Shown", style.yes_no),
        "stage": Column("Stage"),
        "as_of": Column("As of", style.short_date),
        "source_url": Column("Source", link=True),
        "note": Column("Note"),
        "part": Column("Part"),
    }
    st.header("Figures on which sources differ", anchor=False)
    st.markdown(definitions.DIFFERING_FIGURES)
    show_table(found, columns, alt="Published figures of calls that differ", key="differing")
    offer_csv(found, columns, "differing figures of calls", page.filters, "differing")


def _as_published(value: str, unit: str, approximate: Any) -> str:
    """A published value in the house's style: money, a date, or a number with its unit."""
    about = "~" if approximate is True else ""
    if unit == "date":
        day = pd.to_datetime(value, errors="coerce")
        return about + (value if pd.isna(day) else style.long_date(day))
    number = pd.to_numeric(value, errors="coerce")
    if pd.isna(number):
        return about + value
    return about + (style.euro(number) if unit == "EUR" else f"{style.number(number)}{HARD}{unit}")


def draw_projects(page: Page, picked: Picked) -> None:
    """The projects of the chosen calls, each with a link to its own page."""
    st.header("Projects of the chosen calls", anchor=False)
    if not picked:
        st.info("Choose a call at the top, or click one in a chart, to see its projects.", icon=":material/ads_click:")
        return
    found = ask(calls.projects, page.filters, picked)
    found = found.assign(link=[f"project?project={quote(project, safe='')}" for project in found["project_id"]])
    if len(found) == calls.MOST_PROJECTS:
        st.caption(f"The first {style.number(len(found))} projects; choose fewer calls to see others.")
    show_table(found, _PROJECTS, alt="Projects of the chosen calls", key="call-projects")
    offer_csv(
        found,
        {name: column for name, column in _PROJECTS.items() if name != "link"} | {"project_id": Column("Identifier")},
        "projects of calls",
        page.filters,
        "call-projects",
    )


_PROJECTS = {
    "link": Column("Page", link=True, link_text="Open"),
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "call": Column("Call"),
    "coordinator": Column("Coordinator"),
    "coordinator_country": Column("Coordinator's country"),
    "participants": Column("Participants", style.number),
    "countries": Column("Countries", style.number),
    "funding_eur": Column("Funding (EUR)", style.euro),
    "start_date": Column("First day", style.short_date),
    "end_date": Column("Last day", style.short_date),
    "status": Column("Status"),
    "part": Column("Part"),
}
