"""The parts of the page on programmes that need more than a line: totals, timeline, comparison, gaps, table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import plots
from lib.common import formatting
from lib.metrics import definitions, programmes, reference
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope, reference_year
from lib.metrics.scope_words import SOON
from lib.ui.ask import ask
from lib.ui.frame import (
    CHECKED,
    Column,
    Page,
    cards_in_rows,
    draw,
    figure,
    narrow,
    offer_export,
    show_list,
    show_table,
)

#: More bars than this cannot be read one by one.
_MOST_BARS = 150

COUNTRY_COLUMNS = {
    "country": Column("Country"),
    "programmes": Column("Programmes", formatting.number),
    "dedicated": Column("Dedicated to PM", formatting.number),
    "with_budget": Column("With a budget in EUR", formatting.number),
    "budget_eur": Column("Whole budgets (EUR)", formatting.euro),
    "amount_kinds": Column("The sum is of"),
    "money_from": Column("Money from"),
    "yearly_eur": Column("Spread over the days (EUR)", formatting.euro),
    "eur_per_million": Column("EUR per million inhabitants", formatting.euro),
    "population_years": Column("Inhabitants of"),
    "end_not_stated": Column("End not stated", formatting.number),
    "end_not_stated_eur": Column("Their budgets (EUR)", formatting.euro),
    "competitions": Column("Single competitions", formatting.number),
    "competitions_eur": Column("Budgets of single competitions (EUR)", formatting.euro),
    "without_rate": Column("Budgets known only in"),
    "first_year": Column("First programme in", formatting.text),
    "status": Column("Member status"),
}

LISTING_COLUMNS = {
    "programme": Column("Programme"),
    "country": Column("Country"),
    "funder": Column("Funder"),
    "level": Column("Level"),
    "start_year": Column("First year"),
    "end_year": Column("Last year"),
    "state": Column("State"),
    "single_competition": Column("Single competition", formatting.yes_no),
    "pm": Column("PM"),
    "budget_eur": Column("Budget (EUR)", formatting.euro),
    "amount_kind": Column("The amount is"),
    "money_from": Column("Money from"),
    "budget_original": Column("Budget as published", formatting.number),
    "currency": Column("Currency"),
    "approximate": Column("Approximate", formatting.yes_no),
    "areas": Column("Areas"),
    "source_url": Column("Source", link=True),
    "as_of": Column("As of", formatting.short_date),
    **CHECKED,
    "part": Column("Dataset"),
}

_DETAILS = LISTING_COLUMNS | {
    "programme_id": Column("Identifier"),
    "description": Column("Description"),
    "eur_rate": Column("EUR for one unit", lambda value: formatting.number(value, 4)),
    "eur_rate_date": Column("Date of the rate", formatting.long_date),
    "url": Column("Page"),
    "note": Column("Note"),
    "file_name": Column("Loaded from file"),
    "source_row": Column("Row of the file"),
    "imported_at": Column("Loaded on", formatting.long_date),
}


def narrowed(page: Page, today: date) -> Page:
    """The page narrowed to programmes that run out soon, where the reader asks for these."""
    only_soon = st.toggle(
        "Only programmes that run out in the next 24 months", key=SOON, bind="query-params", persist_state="session"
    )
    return narrow(page, running_out=today if only_soon else None)


def draw_totals(totals: dict[str, Any], scope: Scope) -> None:
    """The sums over all programmes that fit, as cards."""

    def budgets(name: str) -> str:
        return formatting.short_euro(totals[name]) if not pd.isna(totals[name]) else "no data"

    period = scope.first_year is not None or scope.last_year is not None
    not_stated = "beside them" if period else "of them"
    cards = (
        ("Programmes", formatting.number(totals["programmes"]), definitions.PROGRAMMES),
        ("Dedicated to PM", formatting.number(totals["dedicated"]), "Programmes whose whole budget is for PM."),
        (f"Whole budgets, {totals['with_budget']} of {totals['dedicated']}", budgets("budget_eur"), definitions.BUDGET),
        (
            f"End not stated, {not_stated}",
            formatting.number(totals["end_not_stated"]),
            f"Programmes that began and state no end: nobody can tell whether they still run. {definitions.ACTIVE}",
        ),
        (
            "Single competitions, apart",
            formatting.number(totals["competitions"]),
            f"Calls that stand by themselves, with budgets for PM of {budgets('competitions_eur')}. They are in none "
            "of the other cards.",
        ),
        ("Countries", formatting.number(totals["countries"]), "Countries with a national or regional programme."),
        ("Funders", formatting.number(totals["funders"]), "Organisations that fund a programme; regions count apart."),
    )
    with cards_in_rows("totals"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)


def draw_kinds(page: Page) -> None:
    """What the sum of budgets adds up, in a line and as a table."""
    kinds = ask(programmes.what_is_summed, page.scope)
    if kinds.empty:
        return
    by_kind, by_source = (_counted(kinds, column) for column in ("amount_kind", "money_from"))
    with st.expander(f"The sum of budgets adds up {by_kind}; money {by_source}"):
        st.markdown(definitions.SUM_OF)
        columns = {
            "amount_kind": Column("The amount is"),
            "money_from": Column("Money from"),
            "programmes": Column("Programmes", formatting.number),
            "budget_eur": Column("Whole budgets (EUR)", formatting.euro),
        }
        show_table(kinds, columns, alt="What the sum of budgets adds up", key="kinds")
        offer_export(kinds, columns, "what the sum of budgets adds up", page.scope, "kinds", definitions.SUM_OF)


def _counted(kinds: pd.DataFrame, column: str) -> str:
    """`announced plan (30), appropriation (12)`."""
    counts = kinds.groupby(column)["programmes"].sum().sort_values(ascending=False, kind="stable")
    return ", ".join(f"{kind} ({formatting.number(count)})" for kind, count in counts.items())


_COVERED_BY = {programmes.OVER_DAYS: "spread", programmes.BY_START: "start", programmes.WHOLE: "whole"}
_DEFINED_BY = {
    programmes.OVER_DAYS: definitions.BUDGET_OVER_DAYS,
    programmes.BY_START: definitions.BUDGET_BY_START,
    programmes.WHOLE: definitions.BUDGET_ACTIVE,
}


def draw_years(page: Page, today: date, covered: dict[str, Coverage]) -> None:
    """Budgets by year, told in one of three ways, as published or in real terms."""
    way = st.segmented_control(
        "Budgets by year",
        list(_COVERED_BY),
        default=programmes.OVER_DAYS,
        required=True,
        key="budgets-by",
        bind="query-params",
        persist_state="session",
    )
    base = reference.base_year()
    real = st.toggle(
        f"In prices of {base}",
        key="real",
        bind="query-params",
        persist_state="session",
        disabled=way == programmes.WHOLE,
        help=definitions.REAL_TERMS.format(base=base),
    )
    real = real and way != programmes.WHOLE
    scope = page.scope
    last = scope.last_year if scope.last_year is not None else today.year + 4
    first = scope.first_year if scope.first_year is not None else last - 18
    years = ask(programmes.budgets_over_years, scope, way, real, min(first, last), last)
    money = f"in prices of {base}" if real else "as published"
    title = f"Budgets dedicated to PM, {way}, {money}"
    amounts = {
        "eur": Column(f"EUR, {money}", formatting.euro),
        "nominal_eur": Column("EUR as published", formatting.euro),
    }
    columns = {"year": Column("Year"), "kind": Column("What")}
    columns |= amounts if real else {"eur": amounts["eur"]}
    without_index = f" {definitions.REAL_TERMS.format(base=base)}" if real else ""
    with figure(
        title,
        table=years[years["nominal_eur"].notna()],
        columns=columns,
        definition=f"{_DEFINED_BY[way]}{without_index}",
        entities=("programme",),
        scope=scope,
        key="budget-years",
        empty="" if years["eur"].notna().any() else "No budget of a known year fits the filters.",
        coverage=covered[_COVERED_BY[way]],
    ) as place:
        if place:
            draw(
                plots.stacked_years(years, title=title, dark=page.dark),
                f"{title}: bars by year; what is known of years after {today.year} is planned.",
                "budget-years-chart",
            )


_ON_TIMELINE = ("part", "programme", "country", "start_year", "end_year", "state")


def draw_timeline(page: Page, listing: pd.DataFrame, today: date) -> None:
    """Which programmes are running, and which run out in the next 24 months; single competitions are apart."""
    listing = listing[~listing["single_competition"]]
    dated = listing[listing["start_year"].notna()]
    undated = len(listing) - len(listing[listing["start_year"].notna()])
    title = "Programmes over time"
    with figure(
        title,
        table=dated,
        columns={name: LISTING_COLUMNS[name] for name in _ON_TIMELINE},
        definition=f"{definitions.TIMELINE} {formatting.number(undated)} programmes have no known first year and no "
        "bar.",
        entities=("programme",),
        scope=page.scope,
        key="timeline",
        empty="" if len(dated) else "No programme with a known first year fits the filters.",
    ) as place:
        if not place:
            return
        if len(dated) > _MOST_BARS:
            st.caption(
                f"The first {_MOST_BARS} of {formatting.number(len(dated))} programmes; narrow the filters to see more."
            )
        counts = dated["state"].value_counts()
        told = ", ".join(f"{counts[state]} {state}" for state in plots.STATES if state in counts)
        with st.container(height=520 if len(dated) > 24 else "content", border=False, key="timeline-scroll"):
            draw(
                plots.timeline(
                    dated.head(_MOST_BARS), title=f"From first to last year; {told}", today=today, dark=page.dark
                ),
                f"Programmes as bars over years: {told}. The dashed line is today; a bar without stated end fades out.",
                "timeline-chart",
            )


def draw_competitions(page: Page, listing: pd.DataFrame, covered: Coverage) -> None:
    """Calls that stand by themselves: in no count of programmes, no sum of their budgets, and no timeline."""
    found = listing[listing["single_competition"]]
    if found.empty:
        return
    with st.expander(f"Single competitions: {formatting.number(len(found))}"):
        st.markdown(
            "One call for proposals each: it ends with its year where no end is stated. They are in no count of "
            "programmes and in no sum of their budgets."
        )
        if not covered.is_whole:
            st.caption(f"Covers {covered.words}.")
        columns = {name: LISTING_COLUMNS[name] for name in _OF_COMPETITIONS}
        show_table(found, columns, alt="Single competitions", key="competitions")
        offer_export(found, columns, "single competitions", page.scope, "competitions", definitions.ACTIVE)


_OF_COMPETITIONS = (
    *("part", "programme", "country", "funder", "start_year", "end_year", "state", "pm"),
    *("budget_eur", "amount_kind", "money_from", "source_url"),
)


def draw_comparison(page: Page, today: date) -> None:
    """Up to four countries side by side."""
    names = page.choices.countries
    chosen = st.multiselect(
        "Compare up to four countries",
        list(names),
        format_func=lambda code: names.get(code, code),
        max_selections=4,
        key="compare",
        bind="query-params",
        persist_state="session",
    )
    codes = tuple(chosen)
    # A country filter would leave nothing of the countries that it is not set to.
    everywhere = page.scope.any_place()
    if page.scope.by_place and codes:
        st.caption("The filters on country, region and member status do not narrow the comparison.")
    compared = ask(programmes.comparison, everywhere, codes, today)
    across = {"figure": Column("Figure"), **{name: Column(name) for name in compared["country"]}}
    with figure(
        "Countries side by side",
        table=_across(compared),
        columns=across,
        definition=f"{definitions.ACTIVE} {definitions.PER_MILLION}",
        entities=("programme", "country"),
        scope=everywhere,
        key="comparison",
        empty="" if codes else "Choose two to four countries above.",
    ) as place:
        if place:
            show_table(_across(compared), across, alt="Countries side by side", key="comparison-side")
    if codes:
        _draw_yearly_comparison(page, everywhere, codes, today)


def _draw_yearly_comparison(page: Page, scope: Scope, codes: tuple[str, ...], today: date) -> None:
    """Active programmes of the compared countries over ten years."""
    last = reference_year(scope, today)
    yearly = ask(programmes.by_country_and_year, scope, codes, last - 9, last)
    title = f"Programmes active, {last - 9} to {last}"
    with figure(
        title,
        table=yearly,
        columns={
            "country": Column("Country"),
            "year": Column("Year"),
            "value": Column("Programmes", formatting.number),
        },
        definition=definitions.ACTIVE,
        entities=("programme",),
        scope=scope,
        key="comparison-years",
    ) as place:
        if place:
            draw(
                plots.side_by_side(yearly, title=title, unit="count", dark=page.dark),
                f"{title}: a line for each of {', '.join(yearly['country'].unique())}.",
                "comparison-chart",
            )


_COMPARED = {
    "programmes": ("Programmes", formatting.number),
    "running": ("Running now", formatting.number),
    "running_out": ("Running out in 24 months", formatting.number),
    "end_not_stated": ("Began, end not stated", formatting.number),
    "dedicated": ("Dedicated to PM", formatting.number),
    "with_budget": ("With a budget in EUR", formatting.number),
    "budget_eur": ("Their whole budgets", formatting.euro),
    "amount_kinds": ("The sum is of", formatting.text),
    "yearly_eur": ("Budgets spread over the days", formatting.euro),
    "eur_per_million": ("EUR per million inhabitants", formatting.euro),
    "population_years": ("Inhabitants of", formatting.text),
    "competitions": ("Single competitions, apart", formatting.number),
    "competitions_eur": ("Their budgets", formatting.euro),
    "funders": ("Funders", formatting.number),
    "areas": ("ICPerMed areas covered, of 8", formatting.number),
    "first_year": ("First programme in", formatting.text),
}


def _across(compared: pd.DataFrame) -> pd.DataFrame:
    """Figures down, countries across, every value as text."""
    rows = [
        {"figure": label, **{row["country"]: write(row[name]) for row in compared.to_dict("records")}}
        for name, (label, write) in _COMPARED.items()
    ]
    return pd.DataFrame(rows)


def draw_gaps(page: Page, today: date) -> None:
    """Countries without an active programme: gaps in the landscape, or in what was recorded."""
    year = reference_year(page.scope, today)
    gaps = ask(programmes.without_active_programme, page.scope, year)
    with st.expander(f"Countries without an active programme in {year}: {len(gaps)}"):
        st.markdown(
            "No programme is recorded as active; there may be one that nobody has recorded yet, or one of those that "
            "state no end."
        )
        columns = {
            "country": Column("Country"),
            "status": Column("Member status"),
            "programmes": Column("Programmes recorded", formatting.number),
            "end_not_stated": Column("Began, end not stated", formatting.number),
            "competitions": Column("Single competitions", formatting.number),
        }
        show_table(gaps, columns, alt="Countries without an active programme", key="gaps")
        offer_export(gaps, columns, "countries without an active programme", page.scope, "gaps")


def draw_listing(page: Page, listing: pd.DataFrame) -> None:
    """Every programme, down to the single one with its source."""
    st.header("All programmes", anchor=False)
    st.markdown(
        "Click a header to sort, use the magnifying glass to search, and tick a row to see all that is known of it. "
        "European and international programmes belong to no country."
    )
    event = show_table(listing, LISTING_COLUMNS, alt="Programmes one by one", key="listing", on_select=_nothing_more)
    offer_export(listing, _DETAILS, "programmes", page.scope, "listing")
    rows = event["selection"]["rows"] if event else []
    if rows:
        _draw_details(formatting.at_precision(listing).iloc[rows[0]])


def _nothing_more() -> None:
    """Ticking a row reruns the page; what is ticked is read there."""


def _draw_details(programme: pd.Series[Any]) -> None:
    known = [
        {"what": column.header, "value": column.write(programme[name])}
        for name, column in _DETAILS.items()
        if not pd.isna(programme[name])
    ]
    with st.container(border=True, key="details"):
        st.header("The programme and where its figures come from", anchor=False)
        if not pd.isna(programme["source_url"]):
            st.link_button("Open the source", programme["source_url"], icon=":material/open_in_new:")
        show_list(
            pd.DataFrame(known),
            {"what": Column("What"), "value": Column("Value")},
            alt="All that is known of the programme",
            key="programme-details",
        )
