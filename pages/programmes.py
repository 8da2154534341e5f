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
covered = ask(programmes.coverage, page.scope)
programme_views.draw_totals(ask(programmes.totals, page.scope), page.scope)
programme_views.draw_kinds(page)

by_country = ask(programmes.by_country, page.scope)
#: What each measure covers, and how it is computed.
measures = {
    country_map.EUR: ("on the map", definitions.BUDGET),
    country_map.OVER_DAYS: ("spread", definitions.BUDGET_OVER_DAYS),
    country_map.PROGRAMMES: (None, definitions.PROGRAMMES),
    country_map.PER_MILLION: ("spread", definitions.PER_MILLION),
}
labels = {measure.label: measure for measure in measures}
asked = labels[
    st.segmented_control(
        "Show by",
        list(labels),
        default=country_map.EUR.label,
        required=True,
        key="measure",
        bind="query-params",
        persist_state="session",
    )
]
coverage = [covered[name] for name in [measures[asked][0]] if name]
measure = country_map.counts_if_too_little(asked, coverage, country_map.PROGRAMMES)
definition = measures[measure][1]
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
        scope=page.scope,
        key="map",
        empty=empty,
        coverage=coverage,
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
        scope=page.scope,
        key="ranked",
        empty=empty,
        coverage=coverage,
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

programme_views.draw_years(page, today(), covered)
listing = ask(programmes.listing, page.scope, today())
programme_views.draw_timeline(page, listing, today())
programme_views.draw_competitions(page, listing, covered["competitions"])
programme_views.draw_comparison(page, today())
programme_views.draw_gaps(page, today())
programme_views.draw_listing(page, listing)
