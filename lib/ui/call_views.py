"""The parts of the page on calls: which calls are chosen, and a figure for each question about them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures.calls.rates import SUCCESS_RATE_BY_CALL
from lib.metrics import calls, definitions
from lib.metrics.coverage import Coverage
from lib.metrics.scope_words import told_apart
from lib.ui.arc_map import OPEN_PROJECT
from lib.ui.ask import ask
from lib.ui.call_marks import (
    BOUND,
    COUNTS,
    MOST_CALLS,
    about,
    interval_text,
    or_no_data,
    published_by,
    rate_text,
    scrolling,
    tilde,
    times,
)
from lib.ui.figures import show_to_pick
from lib.ui.frame import (
    CHECKED,
    Column,
    Page,
    draw,
    draw_cards,
    draw_selectable,
    figure,
    narrow,
    offer_export,
    show_table,
)

#: Names in the address; links made with them keep working, so they never change.
CALL, STAGE = "call", "stage"
#: A mark that was clicked, until the page draws the choice of calls anew; and how often one was.
_CLICKED, _CLICKS = "call-clicked", "call-clicks"
#: More calls, or funders, than this are left to the table: nobody compares them one by one.
_MOST_FUNNELS, _MOST_FUNDERS = 8, 60

_OUTCOME_ENTITIES = ("call", "call outcome")
_PROJECT_ENTITIES = ("call", "project", "participation")


def narrowed(page: Page) -> Page:
    """The page narrowed to the calls that the reader picked, in the field or by a click on a mark; none means all."""
    names = told_apart(ask(calls.names, page.scope))
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
        **BOUND,
    )
    if chosen:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**The page is narrowed to {formatting.counted(len(chosen), 'call')}.** The charts "
                "of all calls stay, with "
                "the chosen ones in colour."
            )
            st.button("Show all calls", on_click=_let_go, icon=":material/filter_alt_off:")
    return narrow(page, calls=tuple(chosen))


def _let_go() -> None:
    st.session_state[CALL] = []


def _click(keys: list[str]) -> None:
    """Note the call whose mark was clicked; the choice takes it up when the page is drawn anew."""
    if keys:
        st.session_state[_CLICKED] = keys[0]
        # A new key for the charts: the old one would keep the click, and the same call could not be clicked again.
        st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
        st.rerun()


def _clickable_key(name: str) -> str:
    return f"{name}-{st.session_state.get(_CLICKS, 0)}"


def draw_totals(outcomes: pd.DataFrame, widening: pd.DataFrame, by_place: bool) -> None:
    """Sums over the calls, as cards; each says of which calls."""
    sums = calls.pooled(outcomes)
    count = formatting.number(sums["calls"])

    def some_calls(name: str) -> str:
        return f"{sums[f'with_{name}']} of {formatting.counted(sums['calls'], 'call')}"

    interval = interval_text(sums, "overall")
    known = formatting.counts_of(*(sums[name] for name in calls.RATES["overall"]))
    rate_base = some_calls("overall") if pd.isna(sums["overall"]) else f"{known} in {some_calls('overall')}"
    cards = (
        ("Calls", count, "", definitions.CALLS),
        (
            "Eligible pre-proposals",
            or_no_data(sums["eligible"], formatting.number),
            some_calls("eligible"),
            definitions.FUNNEL,
        ),
        ("Projects funded", or_no_data(sums["funded"], formatting.number), some_calls("funded"), definitions.FUNNEL),
        (
            "Success rate",
            rate_text(sums, "overall"),
            "; ".join(part for part in (rate_base, interval) if part),
            definitions.RATE_OF_ALL_CALLS,
        ),
        (
            f"Awarded, {sums['with_awarded']} of {count} calls",
            or_no_data(sums["awarded_eur"], formatting.short_euro),
            "",
            definitions.AWARDED_IN_CALLS,
        ),
        (
            "Oversubscription",
            "not by country" if by_place else or_no_data(sums["oversubscription"], times),
            "" if by_place else some_calls("oversubscription"),
            definitions.OVERSUBSCRIPTION,
        ),
        ("Widening share", *_widening_card(widening, by_place), definitions.WIDENING_SHARE),
    )
    draw_cards("call-totals", cards)


def _widening_card(widening: pd.DataFrame, by_place: bool) -> tuple[str, str]:
    """The widening share of all calls together, or the counts where it rests on too little; and what it rests on."""
    if by_place:
        return "not by country", ""
    inside, everybody = int(widening["widening"].sum()), int(widening["participations"].sum())
    if not everybody:
        return "no data", ""
    covered = calls.recorded_projects(widening)
    write = formatting.share_of if covered.is_enough else formatting.counts_of
    base = formatting.counts_of(covered.known, covered.of)
    return write(inside, everybody), f"{formatting.counted(everybody, 'participation')}, {base} projects"


_CALL = {"call": Column("Call"), "year": Column("Year", formatting.text)}


def draw_rates_by_call(page: Page, rate: str) -> None:
    """The success rate of each call against the average of all; a click on one narrows the page to it."""
    st.caption("Click a call in a chart to narrow the page to it; click it again to clear the selection.")
    picked = page.scope.calls
    _click(
        show_to_pick(page, SUCCESS_RATE_BY_CALL, {STAGE: rate}, picked=picked, key=_clickable_key("call-rates-chart"))
    )


_SOURCE = {
    "approximate": Column("Approximate", formatting.yes_no),
    "note": Column("Note"),
    "source_url": Column("Source", link=True),
    "as_of": Column("As of", formatting.short_date),
    **CHECKED,
    "part": Column("Dataset"),
}


def draw_funnels(page: Page, outcomes: pd.DataFrame) -> None:
    """Proposals by stage for each call, or for the chosen calls side by side."""
    known = outcomes[outcomes[list(calls.STAGES)].notna().any(axis="columns")]
    shown = known.head(len(page.scope.calls) or _MOST_FUNNELS)
    bars = pd.DataFrame(
        [
            {
                "key": row["call_id"],
                "name": row["call"],
                "kind": label,
                "value": row[stage],
                "told": about(row[stage], row["approximate"], formatting.number),
            }
            for row in shown.to_dict("records")
            for stage, label in calls.STAGES.items()
        ]
    )
    with figure(
        "Proposals by stage",
        table=outcomes,
        columns=_CALL | COUNTS | {"topic": Column("Topic")} | _SOURCE,
        definition=definitions.FUNNEL,
        entities=_OUTCOME_ENTITIES,
        scope=page.scope,
        key="funnels",
        empty="" if len(bars) else "No call publishes numbers of proposals for these filters.",
        coverage=published_by(outcomes, list(calls.STAGES), "numbers of proposals or projects"),
    ) as place:
        if not place:
            return
        if len(shown) < len(known):
            st.caption(f"The latest {len(shown)} of {len(known)} calls with numbers; choose calls above to see others.")
        title = "Proposals and projects, by call"
        with scrolling(len(shown) * 6, "funnels-scroll"):
            marks = draw_selectable(
                charts.bars_under_names(
                    bars.assign(value=bars["value"].astype("Float64").astype(float)),
                    kinds=list(calls.STAGES.values()),
                    unit="count",
                    title=title,
                    dark=page.dark,
                    clickable=True,
                    chosen=page.scope.calls,
                ),
                f"{title}: bars from eligible pre-proposals to funded projects. The tab Table holds the figures.",
                _clickable_key("funnels-chart"),
                charts.PICK,
                ["key"],
            )
        _click([mark["key"] for mark in marks])


_MONEY = {"budget_eur": "Available", "requested_eur": "Requested", "awarded_eur": "Awarded"}


def draw_money_by_call(page: Page) -> None:
    """Money asked for, available and awarded, and how many times over the calls were subscribed."""
    everywhere = page.scope.any_place()
    outcomes = ask(calls.outcomes, everywhere)
    known = outcomes[outcomes[list(_MONEY)].notna().any(axis="columns")]
    shown = known.head(len(page.scope.calls) or _MOST_FUNNELS)
    bars = pd.DataFrame(
        [
            {
                "key": row["call_id"],
                "name": f"{row['call']}: {_oversubscribed(row)}",
                "kind": label,
                "value": row[column],
                "told": about(
                    row[column],
                    row["budget_approximate"] if column == "budget_eur" else row["approximate"],
                    formatting.short_euro,
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
            "budget_eur": Column("Available (EUR)", formatting.euro),
            "budget_approximate": Column("Available is approximate", formatting.yes_no),
            "requested_eur": Column("Requested (EUR)", formatting.euro),
            "oversubscription": Column("Oversubscription", times),
            "awarded_eur": Column("Awarded (EUR)", formatting.euro),
            "awarded_share": Column("Awarded of available", formatting.percent),
        }
        | _SOURCE,
        definition=definitions.MONEY_OF_CALLS,
        entities=_OUTCOME_ENTITIES,
        scope=everywhere,
        key="money",
        empty="" if len(bars) else "No amount is published for these filters.",
        coverage=[published_by(outcomes, name, f"money {label.lower()}") for name, label in _MONEY.items()],
    ) as place:
        if not place:
            return
        title = "Money by call (EUR million)"
        with scrolling(len(shown) * 5, "money-scroll"):
            draw(
                charts.bars_under_names(bars, kinds=list(_MONEY.values()), unit="EUR", title=title, dark=page.dark),
                f"{title}: available, requested and awarded. The tab Table holds the same figures.",
                "money-chart",
            )


def _oversubscribed(row: dict[Any, Any]) -> str:
    many = row["oversubscription"]
    return "oversubscription not known" if pd.isna(many) else f"requested {times(many)}"


def draw_time_to_grant(page: Page) -> None:
    """Days from the deadline for full proposals to the grant: median and spread by call."""
    found = ask(calls.time_to_grant, page.scope)
    rows = found.head(MOST_CALLS)
    marks = rows.assign(
        key=rows["call_id"],
        name=rows["call"],
        told=[
            f"median {_days(row['median'])}, {formatting.counted(row['dated'], 'project')}"
            for row in rows.to_dict("records")
        ],
    )
    with figure(
        "Time to grant by call",
        table=found,
        columns=_CALL
        | {
            "projects": Column("Projects recorded", formatting.number),
            "by_signature": Column("Dated by signature", formatting.number),
            "by_start": Column("Dated by first day", formatting.number),
            "shortest": Column("Shortest (days)", formatting.number),
            "quarter": Column("First quarter (days)", formatting.number),
            "median": Column("Median (days)", formatting.number),
            "three_quarters": Column("Third quarter (days)", formatting.number),
            "longest": Column("Longest (days)", formatting.number),
        },
        definition=definitions.TIME_TO_GRANT,
        entities=("call", "project"),
        scope=page.scope.any_place(),
        key="time",
        empty="" if len(found) else "No project of these calls has a date to count to.",
        coverage=Coverage(
            "recorded projects of these calls with both dates", int(found["dated"].sum()), int(found["projects"].sum())
        ),
    ) as place:
        if place:
            title = "Days from full-proposal deadline to grant"
            with scrolling(len(marks) * 3, "time-scroll"):
                draw(
                    charts.spreads_under_names(marks, title=title, dark=page.dark),
                    f"{title}: median, middle half and extremes by call. The tab Table holds the same figures.",
                    "time-chart",
                )


def _days(value: object) -> str:
    return f"{formatting.number(value)}{HARD}days"


def draw_funders(page: Page) -> None:
    """What funders committed and what they awarded; regions apart from their country."""
    found = ask(calls.by_funder, page.scope)
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
            "calls": Column("Calls committed to", formatting.number),
            "committed_eur": Column("Committed (EUR)", formatting.euro),
            "approximate": Column("Committed is approximate", formatting.yes_no),
            "awarded_eur": Column("Awarded as recorded (EUR)", formatting.euro),
            "compared_committed_eur": Column("Committed in calls recorded whole (EUR)", formatting.euro),
            "compared_awarded_eur": Column("Awarded in calls recorded whole (EUR)", formatting.euro),
            "uptake": Column("Uptake", formatting.percent),
        },
        definition=definitions.UPTAKE,
        entities=("call commitment", "funding", "participation", "organisation"),
        scope=page.scope,
        key="funders",
        empty="" if len(bars) else "No funder's money is known for these filters.",
    ) as place:
        if not place:
            return
        if len(shown) < len(found):
            st.caption(f"The first {len(shown)} of {formatting.number(len(found))} funders; the tab Table holds all.")
        title = "Money by funder (EUR million)"
        with scrolling(len(shown) * 4, "funders-scroll"):
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
        return about(row[column], row["approximate"], formatting.short_euro)
    uptake = "" if pd.isna(row["uptake"]) else f", uptake {formatting.percent(row['uptake'])}"
    return f"{formatting.short_euro(row[column])}{uptake}"


def draw_won_nothing(page: Page) -> None:
    """Countries that committed money to a call: which won nothing, and of which that is not known."""
    found = ask(calls.commitments, page.scope)
    known = found[found["result"] != calls.NOT_KNOWN]
    told = Coverage("countries' commitments to a call with a known result", len(known), len(found))
    nothing = "Every country with a commitment won something in each of these calls."
    if not told.is_enough:
        nothing = "Too little is known to say that there is none." if len(found) else "No commitment is recorded."
    _draw_results(
        page,
        found[found["result"] == calls.NOTHING_WON],
        "Countries that committed and won nothing",
        key="nothing",
        empty=nothing,
        told=told,
    )
    _draw_results(
        page,
        found[found["result"] == calls.NOT_KNOWN],
        "Countries that committed and of which it is not known what they won",
        key="not-known",
        empty="Of every commitment it is known whether its country won something." if len(found) else nothing,
        told=told,
    )


def _draw_results(page: Page, found: pd.DataFrame, title: str, *, key: str, empty: str, told: Coverage) -> None:
    columns = {
        "country": Column("Country"),
        "call": Column("Call"),
        "committed_eur": Column("Committed (EUR)", formatting.euro),
        "funders": Column("Funders", formatting.number),
        "projects": Column("Projects", formatting.number),
        "awarded_eur": Column("Awarded (EUR)", formatting.euro),
    }
    with figure(
        title,
        table=found,
        columns=columns,
        definition=definitions.WON_NOTHING,
        entities=("call commitment", "call outcome", "project", "participation"),
        scope=page.scope,
        key=key,
        empty="" if len(found) else empty,
        coverage=told,
    ) as place:
        if place:
            st.text(formatting.counted(len(found), "case"))
            show_table(found, columns, alt=title, key=f"{key}-list")


def draw_differing_figures(page: Page) -> None:
    """Published figures of calls for which sources or stages differ, and which one is shown."""
    found = ask(calls.differing_figures, page.scope)
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
        "shown": Column("Shown", formatting.yes_no),
        "stage": Column("Stage"),
        "as_of": Column("As of", formatting.short_date),
        **CHECKED,
        "source_url": Column("Source", link=True),
        "note": Column("Note"),
        "part": Column("Dataset"),
    }
    st.header("Figures on which sources differ", anchor=False)
    st.markdown(definitions.DIFFERING_FIGURES)
    if found.empty:
        st.info("All published figures of these calls agree.", icon=":material/done_all:")
        return
    show_table(found, columns, alt="Published figures of calls that differ", key="differing")
    offer_export(found, columns, "differing figures of calls", page.scope, "differing", definitions.DIFFERING_FIGURES)


def _as_published(value: str, unit: str, approximate: Any) -> str:
    """A published value in the house's style: money, a date, or a number with its unit."""
    about = tilde(approximate)
    if unit == "date":
        day = pd.to_datetime(value, errors="coerce")
        return about + (value if pd.isna(day) else formatting.long_date(day))
    try:
        number = float(value)
    except ValueError:
        return about + value
    return about + (formatting.euro(number) if unit == "EUR" else f"{formatting.number(number)}{HARD}{unit}")


def draw_projects(page: Page) -> None:
    """The projects of the chosen calls, each with a link to its own page."""
    st.header("Projects of the chosen calls", anchor=False)
    if not page.scope.calls:
        st.info("Choose a call at the top, or click one in a chart, to see its projects.", icon=":material/ads_click:")
        return
    found = ask(calls.projects, page.scope)
    found = found.assign(link=[f"project?project={quote(project, safe='')}" for project in found["project_id"]])
    show_table(found, _PROJECTS, alt="Projects of the chosen calls", key="call-projects")
    offer_export(
        found,
        _PROJECTS | {"project_id": Column("Identifier")},
        "projects of calls",
        page.scope,
        "call-projects",
    )


_PROJECTS = {
    "link": OPEN_PROJECT,
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "call": Column("Call"),
    "coordinator": Column("Coordinator"),
    "coordinator_country": Column("Coordinator's country"),
    "participants": Column("Participants", formatting.number),
    "countries": Column("Countries", formatting.number),
    "funding_eur": Column("Funding (EUR)", formatting.euro),
    "start_date": Column("First day", formatting.short_date),
    "end_date": Column("Last day", formatting.short_date),
    "status": Column("Status"),
    "part": Column("Dataset"),
}
