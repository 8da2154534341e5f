"""What a board member sees first."""

from functools import partial

import streamlit as st

from lib.charts import plots
from lib.common import formatting
from lib.figures.country_maps import EXTENT
from lib.figures.overview.by_country import AWARDED_BY_COUNTRY
from lib.figures.programmes.by_country import BY_COUNTRY
from lib.metrics import overview
from lib.ui import country_map, figures, frame
from lib.ui.ask import ask, today
from lib.ui.cards import draw_cards

page = frame.begin(
    "Overview",
    "What ICPerMed's countries fund in personalised medicine (PM), and what its work achieves.",
)

headlines = ask(overview.headlines, page.scope, today())
covered = ask(overview.coverages, page.scope)
draw_cards(headlines, covered, page.scope, today())

left, right = st.columns([3, 2], gap="medium")
with left:
    maps = {"Programme budgets": BY_COUNTRY, "Awarded to participants": AWARDED_BY_COUNTRY}
    money = st.segmented_control(
        "Money on the map",
        list(maps),
        default="Programme budgets",
        required=True,
        key="money",
        bind="query-params",
        persist_state="session",
    )
    extent = {EXTENT.name: country_map.extent_of("overview")}
    figures.show(page, maps[money], extent, draw=partial(country_map.draw_answer, page, key="overview"))
with right:
    name = st.selectbox(
        "Figure over the years",
        list(overview.FIGURES),
        format_func=lambda figure: overview.FIGURES[figure].title,
        key="figure",
        bind="query-params",
        persist_state="session",
    )
    shown = overview.FIGURES[name]
    series = ask(overview.series, page.scope, name, today())
    write = {"EUR": formatting.euro, "share": formatting.percent, "count": formatting.number}[shown.unit]
    based = {
        "known": frame.Column(f"Known of, {shown.things}", formatting.number),
        "of": frame.Column("Of", formatting.number),
    }
    with frame.figure(
        f"{shown.title}, by year" if not shown.money else shown.title,
        table=series,
        columns={
            "year": frame.Column("Year"),
            "value": frame.Column(f"{shown.label} ({shown.unit})", write, words="words"),
            **(based if shown.base else {}),
        },
        definition=shown.definition,
        entities=shown.entities,
        scope=shown.narrowed(page.scope),
        key="years",
        empty="" if series["value"].any() else "Nothing is recorded for these filters and years.",
        coverage=covered[name],
    ) as place:
        if place:
            title = f"{shown.title}, {series['year'].min()} to {series['year'].max()}"
            frame.draw(
                plots.line_over_years(series, title=title, unit=shown.unit, dark=page.dark),
                f"{title}, as a line over years; a gap where nothing is known.",
                "years-chart",
            )

st.header("How fresh the data is", anchor=False)
st.markdown("How old the data is, and what was loaded last, for each data set.")
fresh = ask(overview.freshness, page.scope.demonstration)
columns = {
    "entity": frame.Column("Data set"),
    "rows": frame.Column("Rows", formatting.number),
    "newest_as_of": frame.Column("Sources as of", formatting.long_date),
    "newest_date": frame.Column("Newest date in the rows", formatting.long_date),
    "latest_import": frame.Column("Loaded last on", formatting.long_date),
    "latest_file": frame.Column("File"),
    "latest_by": frame.Column("Loaded by"),
    "imports": frame.Column("Imports", formatting.number),
}
frame.show_table(fresh, columns, alt="Data sets with their rows and latest import", key="freshness")
frame.offer_export(fresh, columns, "how fresh the data is", page.scope, "freshness")
