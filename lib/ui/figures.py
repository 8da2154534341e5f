"""How pages show figures: each in one frame made from its declaration, which runs and is sent by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures import marks
from lib.figures.columns import Column
from lib.figures.figure import Answer, Chart, Figure, Look
from lib.figures.options import Chosen, Option
from lib.metrics.scope import Scope
from lib.ui import exports, missing, panel, tables
from lib.ui.ask import MOST_KEPT
from lib.ui.ask import answer as answer_of
from lib.ui.charts import Specification, draw_chart, draw_clickable, specify
from lib.ui.explanation import explain
from lib.ui.frame import Page
from lib.ui.head import draw_head
from lib.ui.kept import replay
from lib.ui.keys import kept_as, key_on_page
from lib.ui.options import choose_each
from lib.ui.panel import Ways
from lib.ui.parts import draw_part

#: Draws an answer in place of its chart, such as a map that can be moved.
Draw = Callable[[Answer], None]
#: The options that belong to a figure alone, or what asks for them and gives their values.
Own = Sequence[Option] | Callable[[], Chosen]

#: The views of a figure, by the name that its reader sees, with their icons.
CHART, TABLE, ABOUT = "Chart", "Table", "About"
VIEWS: Mapping[str, str] = {
    CHART: ":material/bar_chart:",
    TABLE: ":material/table_rows:",
    ABOUT: ":material/info:",
}


def show(
    page: Page,
    figure: Figure,
    chosen: Chosen | None = None,
    *,
    own: Own = (),
    draw: Draw | None = None,
    picked: Sequence[str] = (),
    ways: Ways | None = None,
) -> None:
    """Draw a figure in its frame: its finding, and below it its chart, its table or how it is computed.

    The frame runs by itself: another view, or another value of an option of its own, is sent for it alone.

    Args:
        page: what the page is narrowed to, and its theme.
        figure: what is shown.
        chosen: values of the options that it shares with other figures.
        own: the options that it has for itself, which are asked for in its frame.
        draw: draws the answer in place of its chart; a chart is made of it for pictures all the same.
        picked: keys of the marks that stand out, since the page is narrowed to them.
        ways: what the panel of a mark offers to do with it on this page.
    """

    def body(answer: Answer) -> bool:
        if draw is None:
            return _draw_chart(page, answer, picked)
        if _has_chart(answer):
            draw(answer)
        return _has_chart(answer)

    _framed(page, figure, chosen, own, (CHART, TABLE, ABOUT), body, ways)


def show_list(
    page: Page,
    figure: Figure,
    chosen: Chosen | None = None,
    *,
    own: Own = (),
    ticked: Callable[[pd.DataFrame], None] | None = None,
) -> None:
    """Draw a figure that is only a table, without a chart, in its frame.

    Args:
        page: what the page is narrowed to, and its theme.
        figure: what is shown.
        chosen: values of the options that it shares with other figures.
        own: the options that it has for itself, which are asked for in its frame.
        ticked: makes its rows tickable, and draws below it the row that is ticked, with all its columns as readers see
            them; it is given no row where none is.
    """

    def body(answer: Answer) -> bool:
        rows = show_table(answer, key_on_page(figure), None if ticked is None else _rerun)
        if ticked is not None:
            ticked(answer.for_readers.iloc[rows])
        return True

    _framed(page, figure, chosen, own, (TABLE, ABOUT), body)


def show_any(page: Page, figure: Figure, chosen: Chosen | None = None) -> None:
    """Draw a figure with its chart, or where it has none, as a list."""
    (show if figure.chart else show_list)(page, figure, chosen)


def _rerun() -> None:
    """Do nothing: the rerun that a ticked row causes reads the selection."""


def _framed(
    page: Page,
    figure: Figure,
    chosen: Chosen | None,
    own: Own,
    views: Sequence[str],
    body: Callable[[Answer], bool],
    ways: Ways | None = None,
) -> None:
    """Draw the frame of a figure, with what `body` draws in its first view: it tells whether there was something."""
    key = key_on_page(figure)

    def draw() -> None:
        with st.container(border=True, gap="xsmall", key=f"figure-{key}"):
            head = st.container(gap=None, key=f"head-{key}")
            answer = answer_of(figure, page.scope, {**(chosen or {}), **_choose_own(own, page.scope, key)})
            with head:
                draw_head(answer)
                with st.container(horizontal=True, gap=None, key=f"icons-{key}"):
                    view = _choose_view(views, key)
                    exports.offer_answer(answer, key, has_chart=partial(_has_chart, answer))
            if view == ABOUT:
                explain(answer, key)
            elif view == TABLE != views[0]:
                show_table(answer, key)
                panel.offer_rows(answer, key)
            elif answer.frame.empty or not body(answer):
                _say_empty(answer, key)
            elif answer.caption:
                st.caption(formatting.plain(answer.caption))
        panel.draw_if_open(answer, ways)

    draw_part(draw)


def _choose_own(own: Own, scope: Scope, key: str) -> Chosen:
    """Ask for the options that belong to a figure alone."""
    if not own:
        return {}
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"own-{key}"):
        return own() if callable(own) else choose_each(own, scope)


def _choose_view(views: Sequence[str], key: str) -> str:
    """Ask which view of a figure is shown: icons, whose names are read aloud, and stand beside the pointer."""
    view: str = st.segmented_control(
        "View",
        views,
        default=first_view(views),
        required=True,
        format_func=lambda one: f"{VIEWS[one]} :small[{one}]",
        label_visibility="collapsed",
        key=f"view-{key}",
    )
    return view


def first_view(views: Sequence[str]) -> str:
    """Return the view that a figure opens with."""
    return views[0]


def _say_empty(answer: Answer, key: str) -> None:
    """Say why there is nothing to draw: the store lacks the data (with how to load them), or the filters leave
    nothing."""
    figure = answer.figure
    explained = missing.say((*figure.entities, *figure.needs), answer.asked.demonstration, key)
    if not explained or replace(answer.scope, demonstration=False) != Scope():
        st.info(formatting.plain(answer.why_empty), icon=":material/filter_alt_off:")


# Charts -----------------------------------------------------------------------------------------------------------


def _draw_chart(page: Page, answer: Answer, picked: Sequence[str]) -> bool:
    """Draw the chart of an answer; tell whether there is one. A click on a mark opens its panel."""
    key = key_on_page(answer.figure)
    look = Look(page.dark, clickable=True, picked=tuple(picked))
    rows, name = len(answer.frame), f"chart-{key}"
    chart = specified(answer, look, tables.rows_shown(rows, name) if answer.figure.ranked else rows)
    if chart is None:
        return False
    _draw_with_panel(chart, answer, name)
    if answer.figure.ranked:
        tables.offer_all_rows(rows, name)
    return True


def _draw_with_panel(chart: Specification, answer: Answer, key: str) -> None:
    fields = marks.fields_in(chart)
    if not fields:
        draw_chart(chart, alt=_alternative(answer), key=key)
        return
    name = panel.name_of_chart(key)
    click = partial(panel.open_by_click, answer, name, fields)
    draw_clickable(chart, alt=_alternative(answer), key=name, selection=marks.SELECTION, on_click=click)


def specified(answer: Answer, look: Look, first: int | None = None) -> Specification | None:
    """Return the chart of an answer, with marks that can be clicked; None where there is nothing to draw.

    Args:
        answer: what is drawn.
        look: how it is drawn.
        first: so many of its rows are drawn, the first of them and my country; without it, all.
    """

    def make() -> Chart | None:
        within = replace(answer, asked=answer.scope)
        if answer.figure.ranked and first is not None and first < len(answer.frame):
            within = replace(within, frame=_first_rows(answer, answer.figure.ranked(answer), first))
        chart = within.chart(look)
        if chart is None or not look.clickable:
            return chart
        return marks.with_marks(chart, marks.fields_of(chart, within))

    return specify(f"{kept_as(answer)} {look} {first}", make)


def _first_rows(answer: Answer, ranked: pd.DataFrame, first: int) -> pd.DataFrame:
    rows = ranked.head(first)
    if not answer.home or "iso2" not in ranked:
        return rows
    return pd.concat([rows, ranked.iloc[first:][ranked["iso2"].iloc[first:] == answer.home]])


def _has_chart(answer: Answer) -> bool:
    """Whether there is something to draw."""
    return answer.figure.chart is not None and _can_be_drawn(kept_as(answer), answer)


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _can_be_drawn(key: str, _answer: Answer) -> bool:
    # The chart itself, which may hold the shapes of all countries, is not kept.
    return replace(_answer, asked=_answer.scope).chart() is not None


def _alternative(answer: Answer) -> str:
    """Describe the chart in words for readers who cannot see it."""
    return f"{answer.title}. {answer.sentence} The view Table holds the same figures."


# Tables -----------------------------------------------------------------------------------------------------------


def show_table(answer: Answer, key: str, on_select: Callable[[], None] | None = None) -> list[int]:
    """Show the rows of an answer as a table. Return the places of the ticked rows, where rows can be ticked."""
    table, columns = _as_readers_see(answer)
    name = f"table-{key}"
    shown = tables.page_shown(len(table), name)

    ticked: list[int] = []

    def draw() -> None:
        ticked[:] = tables.draw_rows(
            table, columns, shown, alt=answer.title, key=name, on_select=on_select, nothing=answer.why_empty
        )

    if on_select is None:
        replay(f"{name} {shown} {kept_as(answer)} {answer.frame.empty and answer.asked}", draw)
    else:
        draw()
    tables.offer_pages(len(table), shown, name)
    return ticked


def _as_readers_see(answer: Answer) -> tuple[pd.DataFrame, Sequence[Column]]:
    if answer.figure.turned and not answer.frame.empty:
        turned = answer.turned
        return turned, [Column(str(name), str(name)) for name in turned]
    return answer.frame, [column for column in answer.figure.columns if column.shown]
