"""What a board member sees first."""

import streamlit as st

from lib import style
from lib.charts import plots
from lib.metrics import activity, definitions, overview, programmes
from lib.ui import country_map, frame
from lib.ui.ask import ask, today
from lib.ui.cards import draw_cards

page = frame.begin(
    "Overview",
    "What ICPerMed's countries fund in personalised medicine (PM), and what its work achieves.",
)

headlines = ask(overview.headlines, page.filters, today())
draw_cards(headlines, page.filters, today())

left, right = st.columns([3, 2], gap="medium")
with left:
    by_country = {
        "Programme budgets": (ask(programmes.by_country, page.filters), country_map.EUR, definitions.BUDGET),
        "Awarded to participants": (
            ask(activity.participations_by_country, page.filters),
            country_map.AWARDED,
            definitions.AWARDED_BY_COUNTRY,
        ),
    }
    chosen = st.segmented_control(
        "Money on the map",
        list(by_country),
        default="Programme budgets",
        required=True,
        key="money",
        bind="query-params",
        persist_state="session",
    )
    values, measure, definition = by_country[chosen]
    named = values.assign(country=values["iso2"].map(page.choices.countries))
    with frame.figure(
        f"{chosen} by country",
        table=named,
        columns={"country": frame.Column("Country"), measure.column: frame.Column(measure.unit, style.euro)},
        definition=definition,
        entities=("programme", "participation"),
        filters=page.filters,
        key="money-map",
        empty="" if named[measure.column].notna().any() else "No amount is known for these filters.",
    ) as place:
        if place:
            country_map.draw_map(page, values, measure, "overview")
with right:
    name = st.selectbox(
        "Figure over the years",
        list(overview.FIGURES),
        format_func=lambda figure: overview.FIGURES[figure].label,
        key="figure",
        bind="query-params",
        persist_state="session",
    )
    shown = overview.FIGURES[name]
    series = ask(overview.series, page.filters, name, today())
    write = {"EUR": style.euro, "share": style.percent, "count": style.number}[shown.unit]
    with frame.figure(
        f"{shown.label} by year",
        table=series,
        columns={"year": frame.Column("Year"), "value": frame.Column(f"{shown.label} ({shown.unit})", write)},
        definition=shown.definition,
        entities=shown.entities,
        filters=shown.narrowed(page.filters),
        key="years",
        empty="" if series["value"].any() else "Nothing is recorded for these filters and years.",
    ) as place:
        if place:
            title = f"{shown.label}, {series['year'].min()} to {series['year'].max()}"
            frame.draw(
                plots.line_over_years(series, title=title, unit=shown.unit, dark=page.dark),
                f"{title}, as a line over years; a gap where nothing is known.",
                "years-chart",
            )

st.header("How fresh the data is", anchor=False)
st.markdown("How old the data is, and what was loaded last, for each data set.")
fresh = ask(overview.freshness, page.filters.demonstration)
columns = {
    "entity": frame.Column("Data set"),
    "rows": frame.Column("Rows", style.number),
    "newest_as_of": frame.Column("Sources as of", style.long_date),
    "newest_date": frame.Column("Newest date in the rows", style.long_date),
    "latest_import": frame.Column("Loaded last on", style.long_date),
    "latest_file": frame.Column("File"),
    "latest_by": frame.Column("Loaded by"),
    "imports": frame.Column("Imports", style.number),
}
frame.show_table(fresh, columns, alt="Data sets with their rows and latest import", key="freshness")
frame.offer_export(fresh, columns, "how fresh the data is", page.filters, "freshness")
