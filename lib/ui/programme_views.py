"""The parts of the page on programmes that need more than a line: totals, timeline, comparison, gaps, table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from lib import style
from lib.charts import plots
from lib.metrics import definitions, programmes
from lib.metrics.filter_words import SOON
from lib.metrics.filters import Filters, reference_year
from lib.ui.ask import ask
from lib.ui.frame import Column, Page, cards_in_rows, draw, figure, narrow, offer_export, show_list, show_table

#: More bars than this cannot be read one by one.
_MOST_BARS = 150

COUNTRY_COLUMNS = {
    "country": Column("Country"),
    "programmes": Column("Programmes", style.number),
    "dedicated": Column("Dedicated to PM", style.number),
    "with_budget": Column("With a budget in EUR", style.number),
    "budget_eur": Column("Budgets (EUR)", style.euro),
    "eur_per_million": Column("EUR per million inhabitants", style.euro),
    "population": Column("Inhabitants", style.number),
    "population_year": Column("Inhabitants in", style.text),
    "without_rate": Column("Budgets known only in"),
    "first_year": Column("First programme in", style.text),
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
    "pm": Column("PM"),
    "budget_eur": Column("Budget (EUR)", style.euro),
    "budget_original": Column("Budget as published", style.number),
    "currency": Column("Currency"),
    "approximate": Column("Approximate", style.yes_no),
    "areas": Column("Areas"),
    "source_url": Column("Source", link=True),
    "as_of": Column("As of", style.short_date),
    "part": Column("Dataset"),
}

_DETAILS = LISTING_COLUMNS | {
    "programme_id": Column("Identifier"),
    "description": Column("Description"),
    "eur_rate": Column("EUR for one unit", lambda value: style.number(value, 4)),
    "eur_rate_date": Column("Date of the rate", style.long_date),
    "url": Column("Page"),
    "note": Column("Note"),
    "file_name": Column("Loaded from file"),
    "source_row": Column("Row of the file"),
    "imported_at": Column("Loaded on", style.long_date),
}


def narrowed(page: Page, today: date) -> Page:
    """The page narrowed to programmes that run out soon, where the reader asks for these."""
    only_soon = st.toggle(
        "Only programmes that run out in the next 24 months", key=SOON, bind="query-params", persist_state="session"
    )
    return narrow(page, running_out=today if only_soon else None)


def draw_totals(totals: dict[str, Any]) -> None:
    """The sums over all programmes that fit, as cards."""
    budget = style.short_euro(totals["budget_eur"]) if not pd.isna(totals["budget_eur"]) else "no data"
    cards = (
        ("Programmes", style.number(totals["programmes"]), definitions.PROGRAMMES),
        ("Dedicated to PM", style.number(totals["dedicated"]), "Programmes whose whole budget is for PM."),
        (f"Budgets, {totals['with_budget']} of {totals['dedicated']}", budget, definitions.BUDGET),
        ("Countries", style.number(totals["countries"]), "Countries with a national or regional programme."),
        ("Funders", style.number(totals["funders"]), "Organisations that fund a programme; regions count apart."),
    )
    with cards_in_rows("totals"):
        for label, value, definition in cards:
            st.metric(label, value, help=definition, border=True)


_ON_TIMELINE = ("part", "programme", "country", "start_year", "end_year", "state")


def draw_timeline(page: Page, listing: pd.DataFrame, today: date) -> None:
    """Which programmes are running, and which run out in the next 24 months."""
    dated = listing[listing["start_year"].notna()]
    undated = len(listing) - len(listing[listing["start_year"].notna()])
    title = "Programmes over time"
    with figure(
        title,
        table=dated,
        columns={name: LISTING_COLUMNS[name] for name in _ON_TIMELINE},
        definition=f"{definitions.TIMELINE} {style.number(undated)} programmes have no known first year and no bar.",
        entities=("programme",),
        filters=page.filters,
        key="timeline",
        empty="" if len(dated) else "No programme with a known first year fits the filters.",
    ) as place:
        if not place:
            return
        if len(dated) > _MOST_BARS:
            st.caption(
                f"The first {_MOST_BARS} of {style.number(len(dated))} programmes; narrow the filters to see more."
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
    everywhere = page.filters.any_place()
    if page.filters.by_place and codes:
        st.caption("The filters on country, region and member status do not narrow the comparison.")
    compared = ask(programmes.comparison, everywhere, codes, today)
    across = {"figure": Column("Figure"), **{name: Column(name) for name in compared["country"]}}
    with figure(
        "Countries side by side",
        table=_across(compared),
        columns=across,
        definition=f"{definitions.ACTIVE} {definitions.PER_MILLION}",
        entities=("programme", "country"),
        filters=everywhere,
        key="comparison",
        empty="" if codes else "Choose two to four countries above.",
    ) as place:
        if place:
            show_table(_across(compared), across, alt="Countries side by side", key="comparison-side")
    if codes:
        _draw_yearly_comparison(page, everywhere, codes, today)


def _draw_yearly_comparison(page: Page, filters: Filters, codes: tuple[str, ...], today: date) -> None:
    """Active programmes of the compared countries over ten years."""
    last = reference_year(filters, today)
    yearly = ask(programmes.by_country_and_year, filters, codes, last - 9, last)
    title = f"Programmes active, {last - 9} to {last}"
    with figure(
        title,
        table=yearly,
        columns={"country": Column("Country"), "year": Column("Year"), "value": Column("Programmes", style.number)},
        definition=definitions.ACTIVE,
        entities=("programme",),
        filters=filters,
        key="comparison-years",
    ) as place:
        if place:
            draw(
                plots.side_by_side(yearly, title=title, unit="count", dark=page.dark),
                f"{title}: a line for each of {', '.join(yearly['country'].unique())}.",
                "comparison-chart",
            )


_COMPARED = {
    "programmes": ("Programmes", style.number),
    "running": ("Running now", style.number),
    "running_out": ("Running out in 24 months", style.number),
    "end_not_stated": ("Running, end not stated", style.number),
    "dedicated": ("Dedicated to PM", style.number),
    "budget_eur": ("Budgets of the dedicated ones", style.euro),
    "eur_per_million": ("EUR per million inhabitants", style.euro),
    "funders": ("Funders", style.number),
    "areas": ("ICPerMed areas covered, of 8", style.number),
    "first_year": ("First programme in", style.text),
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
    year = reference_year(page.filters, today)
    gaps = ask(programmes.without_active_programme, page.filters, year)
    with st.expander(f"Countries without an active programme in {year}: {len(gaps)}"):
        st.markdown("No programme is recorded as active; there may be one that nobody has recorded yet.")
        columns = {
            "country": Column("Country"),
            "status": Column("Member status"),
            "programmes": Column("Programmes recorded", style.number),
        }
        show_table(gaps, columns, alt="Countries without an active programme", key="gaps")
        offer_export(gaps, columns, "countries without an active programme", page.filters, "gaps")


def draw_listing(page: Page, listing: pd.DataFrame) -> None:
    """Every programme, down to the single one with its source."""
    st.header("All programmes", anchor=False)
    st.markdown(
        "Click a header to sort, use the magnifying glass to search, and tick a row to see all that is known of it. "
        "European and international programmes belong to no country."
    )
    event = show_table(listing, LISTING_COLUMNS, alt="Programmes one by one", key="listing", on_select=_nothing_more)
    offer_export(listing, _DETAILS, "programmes", page.filters, "listing")
    rows = event["selection"]["rows"] if event else []
    if rows:
        _draw_details(listing.iloc[rows[0]])


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
