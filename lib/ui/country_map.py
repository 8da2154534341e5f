"""The map of countries as a page shows it: shades, legend, views, and a click that opens the panel of a country."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import maps
from lib.common import formatting
from lib.figures.country_maps import EXTENT, Measure
from lib.figures.figure import Answer
from lib.figures.options import Chosen
from lib.ui import panel
from lib.ui.ask import answer as answer_of
from lib.ui.charts import draw_chart, specify
from lib.ui.frame import Page

ATTENDED = Measure("attended", "Attended", "Persons who attended, by the country they came from", formatting.number)


def extent(key: str) -> Callable[[], Chosen]:
    """Return what asks for the part of the world that a map shows.

    Args:
        key: name of the map on the page.
    """

    def ask_for_it() -> Chosen:
        chosen: str = st.segmented_control(
            EXTENT.label,
            list(EXTENT.values),
            default=EXTENT.default,
            required=True,
            key=_extent_of(key),
            persist_state="session",
        )
        return {EXTENT.name: chosen}

    return ask_for_it


def _extent_of(key: str) -> str:
    return f"{key}-view"


def draw_answer(page: Page, answer: Answer, key: str) -> None:
    """Draw the map of an answer whose context has the measure; a click on a country opens its panel."""
    everywhere = in_all_countries(answer, "countries")
    draw_map(page, answer, everywhere.frame, everywhere.context["measure"], key)


def in_all_countries(answer: Answer, chosen: str) -> Answer:
    """Return an answer as it is with no country chosen: a map shows them all, and those chosen with a border.

    Args:
        answer: of a map.
        chosen: name in Scope of the countries that are chosen.
    """
    if not getattr(answer.scope, chosen):
        return answer
    return answer_of(answer.figure, answer.asked.without(chosen), answer.chosen)


def draw_map(
    page: Page,
    answer: Answer,
    values: pd.DataFrame,
    measure: Measure,
    key: str,
    *,
    descriptions: Mapping[str, str] | None = None,
    chosen: Collection[str] | None = None,
    compared: bool = True,
) -> None:
    """Draw a map of countries with its legend; a click on a country opens its panel.

    Args:
        page: the page that it is drawn on.
        answer: what a country's panel shows.
        values: iso2 and the measure's column.
        measure: what the map is shaded by.
        key: name of the map on the page.
        descriptions: by ISO code, what the tooltip says in place of the value.
        chosen: ISO codes of the countries that the filters chose, which have a border as my country has.
        compared: whether larger values are stronger; else all countries with a value have one shade.
    """
    narrowed = page.scope.countries if chosen is None else chosen
    extent = st.session_state.get(_extent_of(key), EXTENT.default)
    deck = maps.choropleth(
        values,
        measure=measure.column,
        show=measure.write,
        names=page.choices.countries,
        chosen={*narrowed, page.home},
        view=extent,
        dark=page.dark,
        descriptions=_why_missing(values, measure) if descriptions is None else descriptions,
        compared=compared,
    )
    widget = panel.name_of_chart(f"{key}-map")
    with st.container(key=f"{key}-map-frame"):
        st.pydeck_chart(
            deck,
            key=widget,
            on_select=partial(_open_clicked, answer, widget, page.choices.countries),
            height=maps.VIEWS[extent].height,
            alt=f"Map: {measure.unit}, by country. The view Table holds the same figures.",
        )
    shaded = values[measure.column]
    legend = specify(
        repr((list(shaded), measure.unit, page.dark, compared)),
        lambda: maps.legend(shaded, show=measure.write, unit=measure.unit, dark=page.dark, compared=compared),
        titled=True,
    )
    assert legend is not None
    draw_chart(
        legend,
        alt=f"Legend of the map: {measure.unit}",
        key=f"{key}-legend",
    )
    whole = "The map shows all countries; those that are chosen have a border. " if narrowed else ""
    st.caption(formatting.plain(f"{whole}Click a country to see what is behind it. Grey: no data."))


def _why_missing(values: pd.DataFrame, measure: Measure) -> dict[str, str]:
    """Return by country without a value in EUR: the currencies that its budgets are known in."""
    if "without_rate" not in values or measure.write is not formatting.short_euro:
        return {}
    known = values[values["without_rate"].notna()]
    return {
        iso2: f"budgets known only in {currencies}"
        for iso2, currencies in zip(known["iso2"], known["without_rate"], strict=True)
    }


def _open_clicked(answer: Answer, widget: str, names: Mapping[str, str]) -> None:
    selection: Any = st.session_state[widget]["selection"]["objects"]
    for picked in selection.values():
        for shape in picked:
            iso2 = shape["properties"]["iso2"]
            panel.open_for(answer, [names.get(iso2, iso2)])
