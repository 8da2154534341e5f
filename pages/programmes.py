"""Funding programmes by country."""

import streamlit as st

from lib.charts import plots
from lib.metrics import definitions, programmes
from lib.ui import country_map, frame, programme_views
from lib.ui.ask import ask, today

page = frame.begin(
    "Programmes by country",
    "Who funds personalised medicine (PM), since when, with how much, and which programmes run out.",
)
page = programme_views.narrowed(page, today())
programme_views.draw_totals(ask(programmes.totals, page.filters))

by_country = ask(programmes.by_country, page.filters)
measures = {measure.label: measure for measure in (country_map.EUR, country_map.PROGRAMMES, country_map.PER_MILLION)}
measure = measures[
    st.segmented_control(
        "Show by",
        list(measures),
        default=country_map.EUR.label,
        required=True,
        key="measure",
        bind="query-params",
        persist_state="session",
    )
]
definition = {
    country_map.EUR: definitions.BUDGET,
    country_map.PROGRAMMES: definitions.PROGRAMMES,
    country_map.PER_MILLION: definitions.PER_MILLION,
}[measure]
empty = "" if by_country[measure.column].notna().any() else "Nothing is known for these filters."

left, right = st.columns([3, 2], gap="medium")
with (
    left,
    frame.figure(
        f"{measure.unit}, on the map",
        table=by_country,
        columns=programme_views.COUNTRY_COLUMNS,
        definition=definition,
        entities=("programme", "country"),
        filters=page.filters,
        key="map",
        empty=empty,
    ) as place,
):
    if place:
        country_map.draw_map(page, by_country, measure, "programmes")
with (
    right,
    frame.figure(
        f"{measure.unit}, ranked",
        table=by_country.sort_values(measure.column, ascending=False),
        columns=programme_views.COUNTRY_COLUMNS,
        definition=definition,
        entities=("programme", "country"),
        filters=page.filters,
        key="ranked",
        empty=empty,
    ) as place,
):
    if place:
        unit = "count" if measure is country_map.PROGRAMMES else "EUR"
        frame.draw(
            plots.ranked_bars(
                by_country, measure=measure.column, name="country", title=measure.unit, unit=unit, dark=page.dark
            ),
            f"{measure.unit}: bars by country, the largest first.",
            "ranked-chart",
        )

listing = ask(programmes.listing, page.filters, today())
programme_views.draw_timeline(page, listing, today())
programme_views.draw_comparison(page, today())
programme_views.draw_gaps(page, today())
programme_views.draw_listing(page, listing)
