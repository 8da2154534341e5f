"""The map of countries as a page shows it: shades, legend, views, and a click that chooses a country."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import maps
from lib.common import formatting
from lib.figures.country_maps import EXTENT, Measure
from lib.figures.figure import Answer
from lib.figures.options import Chosen
from lib.ui import bar
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
    """Draw the map of an answer whose context has the measure; a click on a country makes it my country."""
    everywhere = in_all_countries(answer, "countries")
    draw_map(page, everywhere.frame, everywhere.context["measure"], key)


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
    values: pd.DataFrame,
    measure: Measure,
    key: str,
    *,
    descriptions: Mapping[str, str] | None = None,
    chosen: Collection[str] | None = None,
    choose: Callable[[str], None] = bar.choose_country,
    told: str = "Click a country to make it my country; click it again to let go of it.",
    compared: bool = True,
) -> None:
    """Draw a map of countries with its legend; a click on a country makes it mine, or does what `choose` does.

    Args:
        page: the page that it is drawn on.
        values: iso2 and the measure's column.
        measure: what the map is shaded by.
        key: name of the map on the page.
        descriptions: by ISO code, what the tooltip says in place of the value.
        chosen: ISO codes of the countries that the filters chose, which have a border as my country has.
        choose: is told the country that was clicked.
        told: what a click does, in words.
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
    # A new key after each click: deck.gl would keep the click, and the same country could not be taken out again.
    clicks = st.session_state.setdefault(f"{key}-clicks", 0)
    widget = f"{key}-map-{clicks}"
    with st.container(key=f"{key}-map-frame"):
        st.pydeck_chart(
            deck,
            key=widget,
            on_select=lambda: _clicked(widget, f"{key}-clicks", choose),
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
    st.caption(formatting.plain(f"{whole}{told} Grey: no data."))


def _why_missing(values: pd.DataFrame, measure: Measure) -> dict[str, str]:
    """Return by country without a value in EUR: the currencies that its budgets are known in."""
    if "without_rate" not in values or measure.write is not formatting.short_euro:
        return {}
    known = values[values["without_rate"].notna()]
    return {
        iso2: f"budgets known only in {currencies}"
        for iso2, currencies in zip(known["iso2"], known["without_rate"], strict=True)
    }


def _clicked(widget: str, counter: str, choose: Callable[[str], None]) -> None:
    selection: Any = st.session_state[widget]["selection"]["objects"]
    for picked in selection.values():
        for shape in picked:
            choose(shape["properties"]["iso2"])
            st.session_state[counter] += 1
            # The whole page, of which the map is a part.
            st.rerun()
