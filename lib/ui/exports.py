"""The export menu of figures and tables: exactly the view that is shown, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import pyarrow as pa
import streamlit as st

from lib.export import pictures, report
from lib.export.about import About, file_name
from lib.export.forms import FORMS, Form, as_bytes
from lib.export.frames import of_frame
from lib.export.report.section import Section
from lib.figures import files
from lib.figures.addresses import figure_address
from lib.figures.figure import Answer, Figure
from lib.metrics.choices import Choices
from lib.metrics.scope import Scope
from lib.metrics.scope_words import names_of
from lib.ui import bar, links
from lib.ui.ask import ask, today
from lib.ui.menus import menu
from lib.ui.parts import draw_part, gathered

#: Forms of the menu, in its order. The CSV has the mark by which Excel knows UTF-8.
_OFFERED = ("csv", "excel-csv", "xlsx", "parquet", "json")
#: What a page shows, by the figures' keys, in the order of the page: each figure with what gives its answer.
Shown = dict[str, tuple[Figure, Callable[[], Answer]]]
_shown: ContextVar[Shown | None] = gathered("shown", None)


@contextmanager
def showing() -> Iterator[Shown]:
    """Gather what a page shows while it is drawn."""
    shown: Shown = {}
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def show_later(key: str, figure: Figure, answer: Callable[[], Answer]) -> None:
    """Have a figure in the report of the page that stands in a part of the page that is closed."""
    shown = _shown.get()
    if shown is not None:
        shown[key] = (figure, answer)


def offer_report(title: str, shown: Shown) -> None:
    """Offer the whole page as a report: charts, tables, filters and definitions."""

    def draw() -> None:
        with menu("Report of this page", ":material/article:", "report") as opened:
            if opened:
                answers = [answer() for _, answer in shown.values()]
                _offer_kinds(title, [answer for answer in answers if not answer.frame.empty])

    draw_part(draw)


def _offer_kinds(title: str, answers: Sequence[Answer]) -> None:
    if not answers:
        st.text("No figure of this page has anything to report.")
        return
    available = bar.available_choices()
    named = _namer(f"{title} report", answers[0].scope, available)

    shown = [(answer, files.about(answer, ask, available)) for answer in answers]

    def sections() -> list[Section]:
        return [files.section(answer, _dated_now(about)) for answer, about in shown]

    for ending, kind in report.KINDS.items():
        _button(kind.label, partial(_as_report, kind, title, sections), named, ending, kind.media, f"report-{ending}")


def _as_report(kind: report.Kind, title: str, sections: Callable[[], list[Section]]) -> bytes:
    return kind.make(title, sections())


def offer_answer(answer: Answer, key: str, *, has_chart: Callable[[], bool]) -> None:
    """Draw the menu of a figure: every form of its answer, and its addresses. `has_chart` is asked when it is open."""
    shown = _shown.get()
    if answer.frame.empty:
        if shown is not None:
            shown.pop(key, None)
        return
    if shown is not None:
        shown[key] = (answer.figure, lambda: answer)
    with menu("Export and link", ":material/download:", f"export-{key}", in_icons=True) as opened:
        if opened:
            _offer_forms(answer, key, has_chart())


def _offer_forms(answer: Answer, key: str, has_chart: bool) -> None:
    available = bar.available_choices()
    about = files.about(answer, ask, available)
    named = _namer(answer.title, answer.scope, available)
    with st.container(horizontal=True, gap="xsmall"):
        for name in _OFFERED:
            form = FORMS[name]
            make = partial(_file_of, form, answer, about)
            _button(form.label, make, named, form.ending, form.media, f"{name}-{key}")
    with st.container(horizontal=True, gap="xsmall"):
        for ending, media in files.PICTURES.items() if has_chart else ():
            for name, size in pictures.SIZES.items():
                draw = partial(_picture_of, ending, answer, about, size)
                label = f"{ending.upper()} for {size.label}"
                _button(label, draw, named, ending, media, f"{ending}-{name}-{key}")
    if has_chart:
        _offer_picture(answer, key, available)
    _offer_addresses(answer, key, available)


#: What only the browser can do with a figure: copy its picture, and show it on the whole screen.
_BUTTONS = """export default function (component) {
  const { data, parentElement } = component;
  const [copy, whole] = parentElement.querySelectorAll("button");
  const told = parentElement.querySelector("[role=status]");
  copy.onclick = async () => {
    told.textContent = "Copying …";
    const read = async () => {
      const answer = await fetch(data.picture);
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.blob();
    };
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": read() })]);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "This browser lets no page copy pictures. The PNG above is the same picture.";
    }
  };
  whole.onclick = () => document.querySelector(`.st-key-figure-${data.figure}`).requestFullscreen();
}"""
_BUTTONS_HTML = """<button type="button">Copy the picture</button><button type="button">Full screen</button>
<span role="status"></span>"""
_BUTTONS_CSS = """
button { display: block; padding: 0.25rem 0; border: 0; background: none; cursor: pointer; font: inherit;
  font-family: var(--st-font); color: var(--st-text-color); }
button:hover, button:focus-visible { color: var(--st-primary-color); }
span { font-family: var(--st-font); font-size: 0.85rem; color: var(--st-text-color); }
"""


def _offer_picture(answer: Answer, key: str, available: Choices) -> None:
    """Offer to copy the figure's picture, with its sources and its mark, and to show it on the whole screen."""
    mount = st.components.v2.component("figure_buttons", html=_BUTTONS_HTML, css=_BUTTONS_CSS, js=_BUTTONS)
    picture = links.whole(figure_address(answer, "png", available))
    mount(key=f"buttons-{key}", data={"picture": picture, "figure": key})


def _offer_addresses(answer: Answer, key: str, available: Choices) -> None:
    """Show the figure's own address, where programs read it as it is shown, and what another site pastes to show it."""
    st.markdown("A link to this figure:")
    st.code(f"{links.view_address()}#{key}", language=None, wrap_lines=True)
    rows, page = (links.whole(figure_address(answer, ending, available)) for ending in ("csv", "html"))
    st.markdown("For programs:")
    st.code(rows, language=None, wrap_lines=True)
    st.markdown("To show it on another site:")
    st.code(f'<iframe src="{escape(page)}" width="900" height="560"></iframe>', language=None, wrap_lines=True)


def _file_of(form: Form, answer: Answer, about: About) -> bytes:
    return b"".join(files.pieces(form, answer, _dated_now(about)))


def _picture_of(ending: str, answer: Answer, about: About, size: pictures.Size) -> bytes:
    return files.picture(ending, answer, _dated_now(about), size)


def _dated_now(about: About) -> About:
    """What is said of a file, dated when it is made and not when the page was drawn."""
    return replace(about, made=About("").made)


def offer_list(title: str, table: pd.DataFrame, headers: dict[str, str], key: str) -> None:
    """Draw the menu of a table that no filter narrows, and that is in no report of the page."""
    offer_table(title, lambda: of_frame(table, headers), lambda: About(title), None, key)


def offer_table(
    title: str,
    table: Callable[[], pa.RecordBatchReader],
    about: Callable[[], About],
    scope: Scope | None,
    key: str,
    help: str | None = None,
) -> None:
    """Draw the menu with every form of a table.

    Args:
        scope: what it is narrowed to, for the name; None where it is of neither dataset.
    """

    def draw() -> None:
        with menu("Export", ":material/download:", f"export-{key}", help=help) as opened:
            if not opened:
                return
            named = _namer(title, scope, bar.available_choices())
            for name in _OFFERED:
                form = FORMS[name]
                make = partial(_as_file, form, table, about)
                _button(form.label, make, named, form.ending, form.media, f"{name}-{key}")

    draw_part(draw)


def _as_file(form: Form, table: Callable[[], pa.RecordBatchReader], about: Callable[[], About]) -> bytes:
    return as_bytes(form, table(), about())


def _namer(title: str, scope: Scope | None, available: Choices) -> Callable[[str], str]:
    """Return what names the files of a menu by their endings, after its title and what narrows it."""
    narrowed = "" if scope is None else names_of(scope, available)
    demonstration = None if scope is None else scope.demonstration
    return partial(file_name, f"{title} {narrowed}", demonstration, today())


def _button(
    label: str, make: Callable[[], bytes], named: Callable[[str], str], ending: str, media: str, key: str
) -> None:
    st.download_button(
        label,
        make,
        named(ending),
        media,
        key=f"download-{key}",
        type="tertiary",
        on_click="ignore",
    )
