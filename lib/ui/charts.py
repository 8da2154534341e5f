"""Charts on a page: the one place that hands them to Streamlit, as specifications that are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.vega_charts import _convert_altair_to_vega_lite_spec

from lib.figures.figure import Chart
from lib.ui.ask import MOST_KEPT
from lib.ui.style import told

#: A chart in Vega-Lite's words, with its rows as bytes of Arrow.
Specification = dict[str, Any]


class _Unvalidated:
    """A chart whose specification is not validated.

    Validation would take a quarter of the time of a chart. Each figure's chart is validated by the tests of figures and
    whenever its picture is drawn.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    def to_dict(self) -> dict[str, Any]:
        """Return the specification, which is all that Streamlit asks of a chart."""
        return dict(self._chart.to_dict(validate=False))


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def specify(key: str, _make: Callable[[], Chart | None], titled: bool = False) -> Specification | None:
    """Return a chart as Streamlit takes it, kept for all sessions; None where there is nothing to draw.

    Building a chart and writing its specification takes some hundred times as long as sending what is kept.

    Args:
        key: names all that the chart is made of: another key, another chart.
        _make: makes the chart where none is kept.
        titled: the chart keeps its title, which in the frame of a figure would be a second one.
    """
    chart = _make()
    if chart is None:
        return None
    # What st.altair_chart does first, each time anew.
    specification = dict(_convert_altair_to_vega_lite_spec(cast(Any, _Unvalidated(chart))))
    if not titled:
        specification.pop("title", None)
    return specification


#: Pixels of a chart beside its marks: an axis with its title, and the room around them.
_BESIDE_MARKS = 74


def _place(chart: Specification, key: str) -> DeltaGenerator:
    """Return a place as high as a chart will be: it is drawn late, and what stands below it would be moved."""
    height = int(chart.get("height", 0)) + _BESIDE_MARKS
    return st.container(key=told(f"chart-of-{key}", hundreds=height // 100, tens=height // 10 % 10))


def draw_chart(chart: Specification, *, alt: str, key: str) -> None:
    """Draw a chart as wide as its place on the page; `alt` is its text alternative."""
    with _place(chart, key):
        st.vega_lite_chart(spec=chart, width="stretch", alt=alt, key=key)


def draw_clickable(chart: Specification, *, alt: str, key: str, selection: str, on_click: Callable[[], None]) -> None:
    """Draw a chart; a click on one of its marks calls `on_click`, which finds it in the session under `key`."""
    with _place(chart, key):
        st.vega_lite_chart(
            spec=chart, width="stretch", alt=alt, key=key, on_select=on_click, selection_mode=[selection]
        )
