"""How pages show figures: each in one frame made from its declaration, with its table, definition and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import COUNT, DATASET, DAY, Column
from lib.figures.figure import Answer, Figure, Look
from lib.figures.options import NONE, Chosen, Option, split
from lib.metrics.presence import absent
from lib.metrics.scope import Scope
from lib.metrics.sources import source_files
from lib.ui import exports, missing, tables
from lib.ui.ask import MOST_KEPT, ask, key_of
from lib.ui.ask import answer as answer_of
from lib.ui.charts import Specification, draw_chart, draw_selectable, specify
from lib.ui.frame import Page
from lib.ui.kept import replay

#: What the options of pages have in common: they live in the address, and survive a change of page.
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
Width = int | Literal["stretch"]
#: A chart of more pixels than this scrolls in its place.
_TALL = 560
#: Draws an answer in place of its chart, such as a map that can be moved.
Draw = Callable[[Answer], None]


def choose(option: Option, scope: Scope) -> str:
    """Ask for the value of an option that several figures of a page share; a few stand side by side."""
    choices = option.choices(ask, scope)
    chosen: str = st.segmented_control(
        option.label,
        list(choices),
        format_func=lambda value: choices.get(value, value),
        default=option.default,
        required=True,
        key=option.name,
        help=option.help or None,
        **BOUND,
    )
    return chosen


def choose_one(option: Option, scope: Scope, placeholder: str = "", width: Width = "stretch") -> str:
    """Ask for the value of an option that has many values; empty where none is chosen."""
    choices = option.choices(ask, scope)
    default = option.default_for(ask, scope)
    chosen: str | None = st.selectbox(
        option.label,
        list(choices),
        index=list(choices).index(default) if default else None,
        format_func=lambda value: choices.get(value, value),
        key=option.name,
        help=option.help or None,
        placeholder=placeholder,
        width=width,
        **BOUND,
    )
    return chosen or ""


def choose_several(option: Option, scope: Scope, placeholder: str = "", width: Width = "stretch") -> str:
    """Ask for the values of an option that takes several; where none is chosen, NONE or its empty default."""
    choices = option.choices(ask, scope)
    chosen: list[str] = st.multiselect(
        option.label,
        list(choices),
        default=split(option.default) or None,
        format_func=lambda value: choices.get(value, value),
        key=option.name,
        help=option.help or None,
        max_selections=option.most or None,
        placeholder=placeholder or "Choose options",
        width=width,
        **BOUND,
    )
    return ",".join(chosen) or (NONE if option.default else "")


def switch(option: Option, *, disabled: bool = False) -> str:
    """Ask for an option that is "true" or "false"; where it is disabled, it is "false"."""
    on: bool = st.toggle(option.label, key=option.name, disabled=disabled, help=option.help or None, **BOUND)
    return "true" if on and not disabled else "false"


def show(page: Page, figure: Figure, chosen: Chosen | None = None, *, draw: Draw | None = None) -> Answer:
    """Draw a figure in its frame: finding, chart, table and definition, with the menu of its files.

    Args:
        page: what the page is narrowed to, and its theme.
        figure: what is shown.
        chosen: values of its options.
        draw: draws the answer in place of its chart; a chart is made of it for pictures all the same.

    Returns:
        The answer that is shown.
    """
    answer = answer_of(figure, page.scope, chosen)
    if draw is not None:
        has_chart = _has_chart(_kept_as(answer), answer)
        with _framed(answer, has_chart=has_chart):
            if has_chart:
                draw(answer)
        return answer
    chart = _specified(answer, Look(page.dark))
    with _framed(answer, has_chart=chart is not None):
        if chart is not None:
            with _room(chart, figure):
                draw_chart(chart, alt=_alternative(answer), key=f"chart-{_key(figure)}")
    return answer


def show_to_pick(
    page: Page, figure: Figure, chosen: Chosen | None = None, *, picked: Sequence[str] = (), key: str
) -> list[str]:
    """Draw a figure whose marks can be clicked; gives the keys of those that were clicked just now (see `pick`)."""
    marks = pick(page, figure, chosen, picked=picked, key=key, selection=PICK, fields=("key",))
    return [str(mark["key"]) for mark in marks]


def pick(
    page: Page,
    figure: Figure,
    chosen: Chosen | None = None,
    *,
    picked: Sequence[str] = (),
    key: str,
    selection: str,
    fields: Sequence[str],
) -> list[dict[str, Any]]:
    """Draw a figure whose marks can be clicked.

    Args:
        page: what the page is narrowed to, and its theme.
        figure: what is shown; its chart is made clickable by `Look`.
        chosen: values of its options.
        picked: keys of the marks that stand out.
        key: of the chart on the page; a new one clears what was clicked.
        selection: name of the selection in the chart.
        fields: of the marks that are given back.

    Returns:
        The marks that were clicked just now, each with its fields.
    """
    answer, look = answer_of(figure, page.scope, chosen), Look(page.dark, clickable=True, picked=tuple(picked))
    chart = _specified(answer, look)
    with _framed(answer, has_chart=chart is not None):
        if chart is None:
            return []
        with _room(chart, figure):
            marks = draw_selectable(chart, alt=_alternative(answer), key=key, selection=selection)
    return [{name: mark[name] for name in fields if name in mark} for mark in marks]


#: Name of the selection in charts whose marks can be clicked.
PICK = "pick"


@contextmanager
def cards_in_rows(name: str) -> Iterator[None]:
    """A place for cards, as many to a row as fit."""
    with st.container(horizontal=True, gap="small", key=f"cards-{name}"):
        yield


def show_cards(
    page: Page,
    name: str,
    figures: Sequence[Figure | tuple[Figure, Scope]],
    chosen: Chosen | None = None,
    *,
    below: Callable[[Answer], None] | None = None,
) -> list[Answer]:
    """Draw figures that are single numbers side by side, each with what it rests on and how it is computed.

    Args:
        page: what the page is narrowed to, and its theme.
        name: of the row of cards on the page.
        figures: what is shown; with a narrower scope where one figure has several cards, such as one for each channel.
        chosen: values of their options; each takes its own.
        below: draws the foot of a card, such as a link to the page behind it.
    """
    scoped = [one if isinstance(one, tuple) else (one, page.scope) for one in figures]
    answers = [answer_of(figure, scope, chosen) for figure, scope in scoped]
    keys = [_key(figure) for figure, _ in scoped]
    subjects = tuple(dict.fromkeys(entity for figure, _ in scoped for entity in figure.entities[:1]))
    lacking = ask(absent, subjects, page.scope.demonstration)
    with cards_in_rows(name):
        for place, (answer, key) in enumerate(zip(answers, keys, strict=True)):
            again = f"-{place}" if keys.count(key) > 1 else ""
            with st.container(border=True, gap="xsmall", key=f"card-{key}{again}"):
                card = answer.card
                # None of what was never loaded is no number.
                unknown = card.value == "0" and answer.figure.entities[0] in lacking
                st.metric(
                    card.label or answer.title,
                    "no data" if unknown else card.value,
                    card.change or None,
                    # More is not better, and less is not worse: an arrow, and no colour that judges.
                    delta_color="off",
                    delta_arrow=_ARROWS.get(card.change[:1], "off"),
                    help=answer.definition,
                )
                if card.base:
                    st.caption(card.base)
                if answer.idle:
                    st.caption(answer.not_narrowed_by)
                if below is not None:
                    below(answer)
    return answers


#: By the sign of a change.
_ARROWS: dict[str, Literal["up", "down", "off"]] = {"+": "up", "−": "down"}


@contextmanager
def _framed(answer: Answer, *, has_chart: bool) -> Iterator[None]:
    """Draw the frame of a figure, and in the place of its chart what is drawn in the meantime; where there is nothing
    to draw, that stands there."""
    key = _key(answer.figure)
    with st.container(border=True, key=f"figure-{key}"):
        _head(answer)
        drawn, as_table, computed = st.tabs(["Chart", "Table", "How is this computed?"])
        with as_table:
            show_table(answer, key)
        with computed:
            _explain(answer, key)
        with drawn:
            if not has_chart:
                _say_empty(answer, key)
            elif answer.caption:
                st.caption(answer.caption)
            yield
        exports.offer_answer(answer, key, has_chart=has_chart)


def _say_empty(answer: Answer, key: str) -> None:
    """Say why there is nothing to draw: the store lacks the data (with how to load them), or the filters leave
    nothing."""
    figure = answer.figure
    explained = missing.say((*figure.entities, *figure.needs), answer.asked.demonstration, key)
    if not explained or replace(answer.scope, demonstration=False) != Scope():
        st.info(answer.why_empty, icon=":material/filter_alt_off:")


def show_list(page: Page, figure: Figure, chosen: Chosen | None = None) -> Answer:
    """Show a figure that is only a table, without a chart, in its frame."""
    answer = answer_of(figure, page.scope, chosen)
    _list(answer)
    return answer


def show_list_to_pick(page: Page, figure: Figure, chosen: Chosen | None = None) -> pd.DataFrame:
    """Show a figure that is only a table, in which one row can be selected.

    Returns:
        The row that is ticked, with all its columns as readers see them; no row where none is.
    """
    answer = answer_of(figure, page.scope, chosen)
    event = _list(answer, on_select=_rerun)
    return answer.for_readers.iloc[event["selection"]["rows"] if event else []]


def _rerun() -> None:
    """Do nothing: the rerun that a ticked row causes reads the selection."""


def _list(answer: Answer, on_select: Callable[[], None] | None = None) -> Any:
    """Draw the frame of a figure that is a table. Return the selected rows, where rows can be selected."""
    key = _key(answer.figure)
    ticked: Any = None
    with st.container(border=True, key=f"figure-{key}"):
        _head(answer)
        as_table, computed = st.tabs(["Table", "How is this computed?"])
        with as_table:
            if answer.frame.empty:
                _say_empty(answer, key)
            else:
                if answer.caption:
                    st.caption(answer.caption)
                ticked = show_table(answer, key, on_select)
        with computed:
            _explain(answer, key)
        exports.offer_answer(answer, key, has_chart=False)
    return ticked


def show_any(page: Page, figure: Figure, chosen: Chosen | None = None) -> Answer:
    """Show a figure with its chart, or where it has none, as a list."""
    return show(page, figure, chosen) if figure.chart else show_list(page, figure, chosen)


def _head(answer: Answer) -> None:
    """Show the title, the finding, and what limits it."""
    st.header(answer.title, anchor=False)
    st.text(answer.sentence)
    if answer.covers:
        st.caption(f"Covers {answer.covers}.")
    if answer.idle:
        st.caption(answer.not_narrowed_by)


def _key(figure: Figure) -> str:
    """Return names of figures as keys of the page, which are class names of its elements."""
    return figure.id.replace(".", "-").replace("_", "-")


def _specified(answer: Answer, look: Look) -> Specification | None:
    """Return the chart of an answer; None where there is nothing to draw."""
    return specify(f"{_kept_as(answer)} {look}", lambda: replace(answer, asked=answer.scope).chart(look))


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _has_chart(key: str, _answer: Answer) -> bool:
    """Whether there is something to draw; the chart itself, which may hold the shapes of all countries, is not kept."""
    return replace(_answer, asked=_answer.scope).chart() is not None


def _kept_as(answer: Answer) -> str:
    """Return under what is kept what is drawn of an answer."""
    return key_of(answer.figure, answer.scope, answer.chosen)


def _alternative(answer: Answer) -> str:
    """Describe the chart in words for readers who cannot see it."""
    return f"{answer.title}. {answer.sentence} The tab Table holds the same figures."


def _room(chart: Specification, figure: Figure) -> Any:
    """Return the container of a chart, which scrolls where the chart is very tall."""
    height = chart.get("height")
    tall = isinstance(height, int | float) and height > _TALL
    return st.container(height=_TALL if tall else "content", border=False, key=f"room-{_key(figure)}")


_SOURCE_FILES = (
    Column("entity", "Data set"),
    Column("file_name", "File"),
    Column("imported_at", "Loaded on", DAY, write=formatting.long_date),
    Column("rows_read", "Rows", COUNT),
    DATASET,
)


def _explain(answer: Answer, key: str) -> None:
    """Show how the figure is computed, who answers for that, and which files it comes from."""
    replay(f"explanation {_kept_as(answer)} {answer.idle}", lambda: _draw_explanation(answer, key))


def _draw_explanation(answer: Answer, key: str) -> None:
    figure, definition = answer.figure, answer.figure.definition
    st.markdown(f"**{figure.question}**")
    for head, text in (
        ("What is counted", definition.counts),
        ("Of what", definition.of),
        ("Left out", " ".join(part for part in (definition.left_out, answer.not_narrowed_by) if part)),
        ("Rules", " ".join(definition.notes)),
        ("Why it matters", definition.why),
    ):
        if text:
            st.markdown(f"{head}: {text}")
    st.caption(f"Definition: {figure.owner}, reviewed on {formatting.long_date(figure.reviewed)}. Unit: {figure.unit}.")
    files = ask(source_files, figure.entities, answer.scope)
    if files.empty:
        st.markdown("No file was loaded for it yet.")
        return
    st.markdown("Source files, the newest first:")
    tables.show_table(files, _SOURCE_FILES, alt="Files that the figures come from", key=f"sources-{key}")


def show_table(answer: Answer, key: str, on_select: Callable[[], None] | None = None) -> Any:
    """Show the rows of an answer as a table. Return the selected rows, where rows can be selected."""
    if on_select is not None:
        return _draw_table(answer, key, on_select)
    replay(f"table {key} {_kept_as(answer)} {answer.frame.empty and answer.asked}", lambda: _draw_table(answer, key))
    return None


def _draw_table(answer: Answer, key: str, on_select: Callable[[], None] | None = None) -> Any:
    if answer.figure.turned and not answer.frame.empty:
        turned = answer.turned
        across = [Column(str(name), str(name)) for name in turned]
        return tables.show_table(turned, across, alt=answer.title, key=f"table-{key}")
    shown = [column for column in answer.figure.columns if column.shown]
    return tables.show_table(
        answer.frame, shown, alt=answer.title, key=f"table-{key}", on_select=on_select, nothing=answer.why_empty
    )
