"""The map of projects, drawn by the browser on a canvas: hover for a title, draw an outline to filter the page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from lib.charts import topics as charts
from lib.charts.theme import muted, text_colour
from lib.common import formatting
from lib.figures.figure import Answer
from lib.figures.topics.map import MAP, middles
from lib.metrics.scope_names import OUTLINE
from lib.metrics.scope_values import outline_in_words
from lib.ui.ask import answer as answer_of
from lib.ui.figures import show
from lib.ui.frame import Page
from lib.ui.panel import open_for
from lib.ui.topics.choices import CLICKED, ways_of_topic

_KEY = "topics-map-canvas"
#: Characters of a title that are sent to the browser.
_TITLE = 110
_SCRIPT = Path(__file__).with_suffix(".js")
_HTML = """<div class="box"><canvas class="map" role="img"></canvas><div class="tooltip" hidden></div>
<div class="zoom" role="group" aria-label="Zoom"><button type="button" aria-label="Zoom in" title="Zoom in">+</button>
<button type="button" aria-label="Zoom out" title="Zoom out">−</button>
<button type="button" title="Show the whole map">Whole map</button></div></div>
<button type="button" class="draw" aria-pressed="false">Draw an outline with a finger</button>
<div class="legend" role="group" aria-label="Topics"></div>"""
_CSS = """
.box { position: relative; font-family: var(--st-font); }
canvas.map { display: block; width: 100%; cursor: crosshair; touch-action: pan-y; }
.tooltip { position: absolute; z-index: 2; pointer-events: none; padding: 0.35rem 0.5rem; font-size: 0.8rem;
  border: 1px solid var(--st-border-color); border-radius: 0.35rem; color: var(--st-text-color);
  background: var(--st-background-color); overflow-wrap: anywhere; }
.tooltip div:first-child { font-weight: 600; }
.draw { display: none; margin: 0.4rem 0; }
@media (pointer: coarse) { .draw { display: inline-block; } }
.zoom { position: absolute; z-index: 1; right: 0.25rem; bottom: 0.25rem; display: flex; gap: 0.2rem; }
.zoom button { min-width: 1.7rem; justify-content: center; border-color: var(--st-border-color);
  background: var(--st-background-color); }
.zoom button:disabled { color: var(--st-gray-text-color, var(--st-text-color)); opacity: 0.55; cursor: default; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 0.5rem; margin-top: 0.5rem; }
button { display: inline-flex; align-items: center; gap: 0.3rem; padding: 0.15rem 0.35rem; cursor: pointer;
  font: inherit; font-family: var(--st-font); font-size: 0.78rem; text-align: left; color: var(--st-text-color);
  background: none; border: 1px solid transparent; border-radius: 0.35rem; }
button.draw { border-color: var(--st-border-color); }
button:hover, button[aria-pressed="true"] { border-color: var(--st-primary-color); }
button canvas { width: 12px; height: 12px; flex: none; }
"""


def _take_outline() -> None:
    drawn = st.session_state[_KEY].get("outline")
    if drawn:
        st.query_params[OUTLINE] = outline_in_words(drawn)
        # The whole page, of which the map is a part.
        st.rerun()


def _clear_outline() -> None:
    st.query_params.pop(OUTLINE, None)


def _take_topic() -> None:
    st.session_state[CLICKED] = st.session_state[_KEY].get("topic")
    st.rerun()


def _open_point(answer: Answer) -> None:
    place = st.session_state[_KEY].get("point")
    if place is not None:
        open_for(answer, [str(answer.context["points"]["project_id"].iloc[int(place)])])


def show_map(page: Page, topic: str) -> None:
    """Show every placed project that passes the filters as a point.

    Args:
        page: narrowed to the outline.
        topic: the chosen topic; empty where none is.
    """

    def draw(answer: Answer) -> None:
        mount = st.components.v2.component("topic_map", html=_HTML, css=_CSS, js=_SCRIPT.read_text("utf-8"))
        mount(
            key=_KEY,
            data=_collect_data(answer, topic, page),
            on_outline_change=_take_outline,
            on_topic_change=_take_topic,
            on_point_change=lambda: _open_point(answer),
        )
        st.caption(
            "Each point is a project; projects near each other have similar texts. Draw around some of them to filter "
            "the page by them; they are listed in the view Table. Click one to see what is behind it, and "
            "double-click to zoom in. Select a topic below it to show it alone."
        )

    show(page, MAP, draw=draw, ways=partial(ways_of_topic, page))


def show_outline(page: Page) -> None:
    """Say that the page is narrowed to an outline drawn on the map, and offer to clear it."""
    if page.scope.outline:
        inside = formatting.counted(len(answer_of(MAP, page.scope).frame), "project")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"The page is narrowed to {inside} inside the outline.")
            st.button("Clear the outline", on_click=_clear_outline, icon=":material/close:")


def _collect_data(answer: Answer, topic: str, page: Page) -> dict[str, object]:
    """Collect what the browser needs and no more: rounded places, numbers of topics, short titles."""
    points, colours = answer.context["points"], answer.context["colours"]
    labels = middles(points)
    names = list(labels["category"])
    number = {name: place for place, name in enumerate(names)}
    titles = [
        (title if pd.isna(acronym) else f"{acronym}: {title}")[:_TITLE]
        for acronym, title in zip(points["acronym"], points["title"], strict=True)
    ]
    return {
        "x": points["x"].round(3).tolist(),
        "y": points["y"].round(3).tolist(),
        "topic": points["category"].map(number).fillna(-1).astype(int).tolist(),
        "title": titles,
        "names": names,
        "colours": [charts.colour_of(colours[name]) for name in names],
        "shapes": [charts.shape_of(colours[name]) for name in names],
        "labels": [
            [charts.two_lines(name), round(x, 3), round(y, 3), number[name]]
            for name, x, y in zip(labels["category"], labels["x"], labels["y"], strict=True)
        ],
        "grey": muted(page.dark),
        "text": text_colour(page.dark),
        "ground": "#10151c" if page.dark else "#ffffff",
        "outline": [list(corner) for corner in page.scope.outline],
        "chosen": number.get(topic, -1) if topic else -1,
        "alt": f"Map of {len(points)} projects by topic. {answer.sentence} The view Table lists them.",
    }
