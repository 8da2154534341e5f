"""Charts on a page: the one place that hands them to Streamlit."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from lib.figures.figure import Chart


class _Unvalidated:
    """A chart whose specification is not validated.

    Validation would take a quarter of the time of a page. Each figure's chart is validated by the tests of figures and
    whenever its picture is drawn.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    def to_dict(self) -> dict[str, Any]:
        """Return the specification, which is all that Streamlit asks of a chart."""
        return dict(self._chart.to_dict(validate=False))


def draw_chart(chart: Chart, *, alt: str, key: str) -> None:
    """Draw a chart as wide as its place on the page; `alt` is its text alternative."""
    st.altair_chart(cast(Any, _Unvalidated(chart)), width="stretch", alt=alt, key=key)


def draw_selectable(chart: Chart, *, alt: str, key: str, selection: str) -> list[dict[str, Any]]:
    """Draw a chart whose marks can be clicked.

    Args:
        chart: with a point selection of the name `selection`.
        alt: its text alternative.
        key: name of the chart on the page.
        selection: name of the selection in the chart.

    Returns:
        The chosen marks; none where nothing is chosen. A click beside the marks clears them.
    """
    event: Any = st.altair_chart(
        cast(Any, _Unvalidated(chart)),
        width="stretch",
        alt=alt,
        key=key,
        on_select="rerun",
        selection_mode=[selection],
    )
    chosen: list[dict[str, Any]] = event["selection"].get(selection, [])
    return chosen
