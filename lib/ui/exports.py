"""The export menu of figures and tables: exactly the view that is shown, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from lib.charts.theme import on_light
from lib.export import pictures, report
from lib.export.report.section import Section
from lib.export.rows import source_lines
from lib.export.tables import FORMS, About, Form, as_bytes, file_name, of_frame
from lib.figures import files
from lib.figures.addresses import figure_address
from lib.figures.figure import Answer
from lib.metrics.scope import Scope
from lib.metrics.scope_words import in_sentences, names_of
from lib.metrics.sources import source_files
from lib.ui import filters as filter_bar
from lib.ui import links
from lib.ui.ask import ask, today

#: Forms of the menu, in its order. The CSV has the mark by which Excel knows UTF-8.
_OFFERED = ("csv", "excel-csv", "xlsx", "parquet", "json")
#: Makes a chart: what is drawn is made anew for a picture only where it is asked for.
Drawn = Callable[[], alt.TopLevelMixin]
#: The charts of the figure that is being drawn.
_drawn: ContextVar[list[Drawn] | None] = ContextVar("drawn", default=None)
#: What the page that is being drawn has shown so far.
_shown: ContextVar[list[Shown] | None] = ContextVar("shown", default=None)


@dataclass(frozen=True)
class View:
    """What a figure or a table shows.

    Args:
        title: what is shown.
        table: its rows.
        columns: those that readers see, in order: header, and how a value is written.
        scope: what it is narrowed to.
        definition: how it is computed.
        entities: whose files it comes from.
        charts: what is drawn of it.
        coverage: of how many of the things it speaks of the values are known, in words.
        whole: gives every row, where `table` holds only the first ones.
        besides: what narrows it and is in no address, in words, by what it is.
    """

    title: str
    table: pd.DataFrame
    columns: dict[str, tuple[str, Callable[[object], str]]]
    scope: Scope
    definition: str = ""
    entities: tuple[str, ...] = ()
    charts: tuple[Drawn, ...] = ()
    coverage: str = ""
    whole: Callable[[], pd.DataFrame] | None = None
    besides: Mapping[str, str] = field(default_factory=dict)

    def about(self) -> Callable[[], About]:
        """Return what a reader of an export should know, dated when the export is made."""
        narrowed_to = in_sentences(self.scope, filter_bar.available_choices()) | dict(self.besides)
        sources = tuple(source_lines(ask(source_files, self.entities, self.scope))) if self.entities else ()
        demonstration = self.scope.demonstration
        return lambda: About(
            self.title, narrowed_to, self.definition, sources, coverage=self.coverage, demonstration=demonstration
        )


@dataclass(frozen=True)
class Shown:
    """What a page has shown: what the page's report is made of.

    Attributes:
        title: what is shown.
        entities: whose files it comes from.
        scope: what it is narrowed to.
        section: makes its section of the report.
    """

    title: str
    entities: tuple[str, ...]
    scope: Scope
    section: Callable[[], Section]


@contextmanager
def drawing() -> Iterator[list[Drawn]]:
    """Gather the charts passed to `note` while a figure is drawn."""
    charts: list[Drawn] = []
    token = _drawn.set(charts)
    try:
        yield charts
    finally:
        _drawn.reset(token)


def note(chart: Drawn) -> None:
    """Tell that a chart belongs to the figure that is being drawn, if any is."""
    charts = _drawn.get()
    if charts is not None:
        charts.append(chart)


@contextmanager
def showing() -> Iterator[list[Shown]]:
    """Gather the views of a page while it is drawn."""
    views: list[Shown] = []
    token = _shown.set(views)
    try:
        yield views
    finally:
        _shown.reset(token)


def offer_report(title: str, shown: list[Shown]) -> None:
    """Offer the whole page as a report: charts, tables, filters and definitions."""

    def sections() -> list[Section]:
        return [one.section() for one in shown]

    with st.popover("Report of this page", icon=":material/article:", type="tertiary", key="report"):
        scope = shown[0].scope
        name = f"{title} report"
        for ending, kind in report.KINDS.items():
            make = partial(_as_report, kind, title, sections)
            _button(kind.label, make, name, scope, ending, kind.media, f"report-{ending}")


def _as_report(kind: report.Kind, title: str, sections: Callable[[], list[Section]]) -> bytes:
    return kind.make(title, sections())


def offer(view: View, key: str) -> None:
    """Offer the menu with every form of the view."""
    if view.table.empty:
        return
    shown = _shown.get()
    if shown is not None:
        about_it = view.about()

        def section() -> Section:
            return Section(about_it(), view.table, view.columns, tuple(map(as_spec, view.charts)))

        shown.append(Shown(view.title, view.entities, view.scope, section))
    about = view.about()
    headers = {name: header for name, (header, _) in view.columns.items()}
    every = view.whole or (lambda: view.table)
    offer_table(view.title, lambda: of_frame(every(), headers), about, view.scope, key, view.charts)


def offer_answer(answer: Answer, key: str, *, has_chart: bool) -> None:
    """Draw the menu with every form of a figure's answer."""
    if answer.frame.empty:
        return
    about = files.about(answer, ask, filter_bar.available_choices())
    shown = _shown.get()
    if shown is not None:
        shown.append(Shown(about.title, answer.figure.entities, answer.scope, lambda: files.section(answer, about)))
    with (
        st.popover("Export", icon=":material/download:", type="tertiary", key=f"export-{key}"),
        st.container(gap="xsmall"),
    ):
        for name in _OFFERED:
            form = FORMS[name]
            make = partial(_joined, files.pieces, form, answer, about)
            _button(form.label, make, answer.title, answer.scope, form.ending, form.media, f"{name}-{key}")
        for ending, media in files.PICTURES.items() if has_chart else ():
            for name, size in pictures.SIZES.items():
                draw = partial(files.picture, ending, answer, about, size)
                label = f"{ending.upper()} for {size.label}"
                _button(label, draw, answer.title, answer.scope, ending, media, f"{ending}-{name}-{key}")
        _offer_addresses(answer)


def _offer_addresses(answer: Answer) -> None:
    """Show where programs read the figure as it is shown, and what another site pastes to show it."""
    available = filter_bar.available_choices()
    rows, page = (links.whole(figure_address(answer, ending, available)) for ending in ("csv", "html"))
    st.markdown("For programs:")
    st.code(rows, language=None, wrap_lines=True)
    st.markdown("To show it on another site:")
    st.code(f'<iframe src="{escape(page)}" width="900" height="560"></iframe>', language=None, wrap_lines=True)


def _joined(make: Callable[..., Iterator[bytes]], *args: Any) -> bytes:
    return b"".join(make(*args))


def offer_list(title: str, table: pd.DataFrame, headers: dict[str, str], key: str) -> None:
    """Draw the menu of a table that no filter narrows, and that is in no report of the page."""
    offer_table(title, lambda: of_frame(table, headers), lambda: About(title), None, key)


def offer_table(
    title: str,
    table: Callable[[], pa.RecordBatchReader],
    about: Callable[[], About],
    scope: Scope | None,
    key: str,
    charts: tuple[Drawn, ...] = (),
    help: str | None = None,
) -> None:
    """Draw the menu with every form of a table, and of its charts where it has some.

    Args:
        scope: what it is narrowed to, for the name; None where it is of neither dataset.
    """
    with (
        st.popover("Export", icon=":material/download:", type="tertiary", key=f"export-{key}", help=help),
        st.container(gap="xsmall"),
    ):
        for name in _OFFERED:
            form = FORMS[name]
            _button(
                form.label,
                partial(_as_file, form, table, about),
                title,
                scope,
                form.ending,
                form.media,
                f"{name}-{key}",
            )
        if charts:
            for name, size in pictures.SIZES.items():
                draw = partial(_as_picture, pictures.as_png, charts, about, size)
                _button(f"PNG for {size.label}", draw, title, scope, "png", "image/png", f"png-{name}-{key}")
                draw = partial(_as_picture, pictures.as_svg, charts, about, size)
                _button(f"SVG for {size.label}", draw, title, scope, "svg", "image/svg+xml", f"svg-{name}-{key}")


def _as_file(form: Form, table: Callable[[], pa.RecordBatchReader], about: Callable[[], About]) -> bytes:
    return as_bytes(form, table(), about())


def _as_picture(
    draw: Callable[..., bytes], charts: tuple[Drawn, ...], about: Callable[[], About], size: pictures.Size
) -> bytes:
    return draw([as_spec(chart) for chart in charts], about(), size)


def as_spec(chart: Drawn) -> dict[str, Any]:
    """Return a chart as Vega-Lite in the light theme, unvalidated: that takes a second for a map of countries."""
    spec: dict[str, Any] = on_light(chart().to_dict(validate=False))
    return spec


def _button(
    label: str,
    make: Callable[[], bytes],
    title: str,
    scope: Scope | None,
    ending: str,
    media: str,
    key: str,
) -> None:
    narrowed = "" if scope is None else names_of(scope, filter_bar.available_choices())
    demonstration = None if scope is None else scope.demonstration
    st.download_button(
        label,
        make,
        file_name(f"{title} {narrowed}", demonstration, today(), ending),
        media,
        key=f"download-{key}",
        type="tertiary",
        on_click="ignore",
    )
