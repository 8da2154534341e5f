"""The sections of the periodic report on its page."""

from __future__ import annotations

import streamlit as st

from lib.common import formatting
from lib.metrics.coverage import in_words
from lib.metrics.report import Figures, of_days, period_of
from lib.metrics.scope import Scope
from lib.report import Part, parts
from lib.ui.ask import today
from lib.ui.frame import Column, Page, draw, figure, offer_export, show_table


def whole_period(page: Page) -> Scope:
    """The filters with the period of the report, which stands on the page."""
    period = period_of(page.scope, today())
    st.markdown(f"**{formatting.long_date(period.first)} to {formatting.long_date(period.last)}**")
    return of_days(page.scope, period.first, period.last)


def draw_parts(figures: Figures, scope: Scope, dark: bool) -> None:
    """Every section: those that can be drawn as figures, lists as tables."""
    for part in parts(figures, dark=dark):
        words = dict(part.words)
        columns = {
            name: Column(header, write, link=name == "source_url", words=words.get(name, ""))
            for name, (header, write) in part.columns.items()
        }
        if part.drawable:
            _draw_figure(part, columns, scope)
        else:
            _draw_list(part, columns, scope)


def _draw_figure(part: Part, columns: dict[str, Column], scope: Scope) -> None:
    with figure(
        part.title,
        table=part.table,
        columns=columns,
        definition=part.definition,
        entities=part.entities,
        scope=scope,
        key=part.key,
        empty="" if part.chart is not None else "Nothing is recorded for this period.",
        coverage=part.coverage,
    ) as place:
        if place and part.chart is not None:
            draw(part.chart, f"{part.title}, as a chart of the figures in the table.", f"{part.key}-chart")


def _draw_list(part: Part, columns: dict[str, Column], scope: Scope) -> None:
    st.header(part.title, anchor=False)
    if part.coverage:
        st.caption(f"Covers {in_words(part.coverage)}.")
    show_table(part.table, columns, alt=part.title, key=f"table-{part.key}")
    st.caption(part.definition)
    offer_export(
        part.table,
        columns,
        part.title,
        scope,
        part.key,
        part.definition,
        part.entities,
        coverage=part.coverage,
    )
