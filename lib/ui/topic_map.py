"""The map of projects, drawn by the browser on a canvas: hover for a title, draw an outline to filter the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from lib.charts import topics as charts
from lib.charts.theme import muted, text_colour
from lib.common import formatting
from lib.metrics import definitions, topic_projects
from lib.metrics.scope_words import OUTLINE, outline_in_words, outline_of
from lib.ui import exports
from lib.ui.arc_map import OPEN_PROJECT, project_address
from lib.ui.ask import ask
from lib.ui.frame import Column, Page, figure, narrow

#: The topic that was clicked on the map or in a chart, until it is selected.
CLICKED = "topic-clicked"
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
_COLUMNS = {
    "page": OPEN_PROJECT,
    "acronym": Column("Acronym"),
    "title": Column("Title"),
    "category": Column("Mainly about"),
    "share": Column("Share", lambda value: formatting.percent(value, 0)),
    "project_id": Column("Identifier"),
}


def narrowed(page: Page) -> Page:
    """Return the page filtered by the outline in its address, if there is one."""
    return narrow(page, outline=outline_of(st.query_params.get(OUTLINE, "")))


def _take_outline() -> None:
    drawn = st.session_state[_KEY].get("outline")
    if drawn:
        st.query_params[OUTLINE] = outline_in_words(drawn)


def _clear_outline() -> None:
    st.query_params.pop(OUTLINE, None)


def _take_topic() -> None:
    st.session_state[CLICKED] = st.session_state[_KEY].get("topic")


def draw_map(page: Page, grouping: str, colours: Mapping[str, int], topic: str | None) -> None:
    """Draw every placed project that passes the filters as a point, with a table of those inside the outline.

    Args:
        page: narrowed to the outline.
        grouping: one of lib.metrics.topics.GROUPINGS.
        colours: number in the palette by category.
        topic: the selected category.
    """
    outline = page.scope.outline
    points = ask(topic_projects.points, grouping, replace(page.scope, outline=()))
    inside = ask(topic_projects.points, grouping, page.scope) if outline else points
    shown = inside.assign(page=inside["project_id"].map(project_address).astype("object"))
    with figure(
        "Map of projects",
        table=shown,
        columns=_COLUMNS,
        definition=definitions.TOPIC_MAP,
        entities=("project",),
        scope=page.scope,
        key="topics-map",
        empty="" if len(points) else "No placed project fits the filters.",
    ) as place:
        if not place:
            return
        labels = _find_middles(points)
        exports.note(
            lambda: charts.map_picture(
                points, colours=colours, labels=labels, title="Projects by topic", dark=page.dark
            )
        )
        mount = st.components.v2.component("topic_map", html=_HTML, css=_CSS, js=_SCRIPT.read_text("utf-8"))
        mount(
            key=_KEY,
            data=_collect_data(points, labels, colours, topic, page),
            on_outline_change=_take_outline,
            on_topic_change=_take_topic,
        )
        if outline:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"The page is narrowed to {formatting.counted(len(inside), 'project')} inside the outline.")
                st.button("Clear the outline", on_click=_clear_outline, icon=":material/close:")
        st.caption(
            "Each point is a project; projects near each other have similar texts. Draw around some of them to filter "
            "the page by them; they are listed in the tab Table. Double-click to zoom in. Select a topic below the map "
            "to show it alone."
        )


def _find_middles(points: pd.DataFrame) -> pd.DataFrame:
    """Compute the median of each category's points, largest category first: category, x, y, projects."""
    assigned = points[points["category"].notna()]
    found = assigned.groupby("category").agg(x=("x", "median"), y=("y", "median"), projects=("x", "size"))
    return found.sort_values("projects", ascending=False, kind="stable").reset_index()


def _collect_data(
    points: pd.DataFrame, labels: pd.DataFrame, colours: Mapping[str, int], topic: str | None, page: Page
) -> dict[str, object]:
    """Collect what the browser needs and no more: rounded places, numbers of topics, short titles."""
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
        "alt": f"Map of {len(points)} projects by topic. The tab Table lists them.",
    }
