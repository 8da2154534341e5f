"""What stands around every page: its head, the mark on demonstration data, and the frame of each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.common import formatting
from lib.common.version import version
from lib.metrics.choices import Choices
from lib.metrics.coverage import Coverage
from lib.metrics.coverage import in_words as in_words_of
from lib.metrics.scope import Scope, without_effect
from lib.metrics.scope_words import FilterError, searched
from lib.metrics.sources import source_files
from lib.services.actors import is_read_only
from lib.ui import exports, links, missing
from lib.ui import filters as filter_bar
from lib.ui.ask import ask, of_one_version

_NO_ROWS = "No rows fit the filters."
#: More cells than this are not styled and sent to the browser at once.
MOST_ROWS = 2_000


@dataclass(frozen=True)
class Page:
    """What a page has read before it draws anything."""

    scope: Scope
    choices: Choices
    dark: bool


#: Addresses of the pages on which the secretariat works. They tell more of lists of persons than others may know.
_OF_SECRETARIAT = ("upload", "imports")


def offered(pages: Sequence[Any]) -> list[Any]:
    """The pages that this dashboard has: all, or where it is for readers alone, those that change nothing."""
    return [page for page in pages if not (is_read_only() and page.url_path in _OF_SECRETARIAT)]


def serve(pages: Sequence[Any]) -> None:
    """Draw the navigation and the filters, then the page that was asked for."""
    shown = offered(pages)
    # All of them: a page behind "View more" is not found.
    page = st.navigation(shown, expanded=True)
    links.at_page(page.url_path)
    st.session_state[_TITLES] = {one.url_path: one.title for one in shown}
    with of_one_version(), missing.explaining_once(), exports.showing() as views:
        filter_bar.draw(page.url_path)
        st.sidebar.caption(f"Version {version()}")
        page.run()
        if views:
            with st.container(horizontal=True, gap="small"):
                exports.offer_report(page.title, views)
                links.offer(_subject(views), st.session_state[_LINKED])


#: What the page that is being drawn is narrowed to: as its choices say, and as its link for programs says.
_NARROWED, _LINKED = "page-narrowed-to", "page-linked-to"


def narrow(page: Page, **choices: Any) -> Page:
    """The page narrowed by choices of its own: names and values of `Scope`.

    A figure of the page that is drawn with other filters says which choices do not narrow it.
    """
    return _narrowed(replace(page, scope=replace(page.scope, **choices)))


def _narrowed(page: Page) -> Page:
    st.session_state[_NARROWED] = page.scope
    link_to(page.scope)
    return page


def searched_for(text: str | None) -> str:
    """The text that somebody asks for; where it cannot be looked for, the page says so, and it is empty."""
    try:
        return searched(text or "")
    except FilterError as error:
        st.warning(str(error))
        return ""


def link_to(scope: Scope) -> None:
    """What programs get that follow the page's link: where the page shows all of one thing, that thing."""
    st.session_state[_LINKED] = scope


def not_narrowed_by(scope: Scope) -> str:
    """Which of the page's choices do not narrow a figure that is drawn with these filters, as a sentence."""
    idle = without_effect(st.session_state.get(_NARROWED, scope), scope.narrowed)
    return f"Not narrowed by {', '.join(idle)}." if idle else ""


def titles() -> dict[str, str]:
    """The titles of all pages by their path; the first page's is empty."""
    of_pages: dict[str, str] = st.session_state[_TITLES]
    return of_pages


_TITLES = "titles-of-pages"


def _subject(views: Sequence[exports.Shown]) -> str:
    """The data set that a page is about: the first of its figures."""
    return next((entity for view in views for entity in view.entities), "project")


def begin(title: str, purpose: str, *, shows_figures: bool = True) -> Page:
    """Draw the head of a page; where it shows figures, with the mark on demonstration data."""
    read = filter_bar.chosen()
    dark = st.context.theme.type == "dark"
    st.html(f"{_STYLE}{_OF_THEME.get(st.context.theme.type or '', _OF_UNKNOWN_THEME)}")
    st.title(title, anchor=False)
    st.markdown(purpose)
    if read.not_offered:
        st.text(f"Left out, as it is not among the choices: {', '.join(read.not_offered)}.")
    page = Page(read.scope, read.choices, dark)
    return of_dataset(page, read.scope.demonstration) if shows_figures else _narrowed(page)


def of_dataset(page: Page, demonstration: bool) -> Page:
    """The page with the figures of one dataset; those of demonstration data under a mark, which stays at the top of the
    window while the page moves below it."""
    if demonstration:
        with st.container(key="demonstration-mark"):
            st.warning("**Demonstration data**: everything on this page is made up.", icon=":material/science:")
    return narrow(page, demonstration=demonstration)


#: Streamlit's own download of a table writes formulas as they are; our exports do not. Cards share the width evenly,
#: two to a row on a telephone, where a figure such as "EUR 60.6 million" needs a smaller letter. Captions are less
#: faint than Streamlit's.
_STYLE = """<style>
[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }
[data-testid="stCaptionContainer"] { opacity: 0.8; }
[class*="st-key-cards-"] { align-items: stretch; }
[class*="st-key-cards-"] > * { flex: 1 1 11.5rem; }
[data-testid="stLayoutWrapper"]:has(> .st-key-demonstration-mark) { position: sticky; top: 3.75rem; z-index: 99; }
.st-key-demonstration-mark { backdrop-filter: blur(1rem); }
.st-key-demonstration-mark [data-testid="stAlertContainer"] { padding: 0.35rem 0.9rem; }
.st-key-cards-totals > *, .st-key-cards-topic > * { flex-basis: 15rem; }
@media (max-width: 640px) {
  [class*="st-key-cards-"] > * { flex-basis: 9rem; }
  [class*="st-key-cards-"] [data-testid="stMetricValue"] { font-size: 1.05rem; }
}
</style>"""

#: Streamlit writes white on a chip's colour, and draws tabs and switches in the same colour on the ground. No colour
#: has 4.5:1 to both on a ground that is not black, so the dark theme's chips are written in the ground's colour.
_DARK_CHIPS = """
[data-testid="stMultiSelectTagsContainer"] [data-tag], [data-testid="stMultiSelectTagsContainer"] [data-tag] * {
  color: #10151c;
}
"""
#: Streamlit's own grey for captions has 4.15:1 on white.
_LIGHT_CAPTIONS = '[data-testid="stCaptionContainer"] { opacity: 0.8; }'
_OF_THEME = {"dark": f"<style>{_DARK_CHIPS}</style>", "light": f"<style>{_LIGHT_CAPTIONS}</style>"}
#: A page may be drawn before the browser has told its theme, which then is what the system's is.
_OF_UNKNOWN_THEME = (
    f"<style>@media (prefers-color-scheme: dark) {{ {_DARK_CHIPS} }}"
    f"@media (prefers-color-scheme: light) {{ {_LIGHT_CAPTIONS} }}</style>"
)


@contextmanager
def cards_in_rows(name: str) -> Iterator[None]:
    """A place for cards, as many to a row as fit."""
    with st.container(horizontal=True, gap="small", key=f"cards-{name}"):
        yield


def draw_cards(name: str, cards: Iterable[tuple[str, str, str, str]]) -> None:
    """Cards with figures: label, value, what it rests on (empty for nothing) and how it is computed."""
    with cards_in_rows(name):
        for place, (label, value, base, definition) in enumerate(cards):
            with st.container(border=True, gap="xsmall", key=f"card-{name}-{place}"):
                st.metric(label, value, help=definition)
                if base:
                    st.caption(base)


@contextmanager
def figure(
    title: str,
    *,
    table: pd.DataFrame,
    columns: dict[str, Column],
    definition: str,
    entities: Iterable[str],
    scope: Scope,
    key: str,
    empty: str = "",
    needs: Sequence[str] = (),
    coverage: Coverage | Sequence[Coverage] = (),
) -> Iterator[DeltaGenerator | None]:
    """The frame of a chart: the chart, a table of the same figures, and how they are computed.

    Yields the place to draw the chart in, or None where `empty` says why there is nothing to draw; the message stands
    there already.

    Args:
        title: what is shown.
        table: the figures of the chart.
        columns: those of the table that readers see, in order.
        definition: how the figures are computed.
        entities: whose files they come from.
        scope: what the page is narrowed to.
        key: name of the figure on the page.
        empty: why there is no chart; empty where there is one.
        needs: what it cannot be without beside rows of the entities, see lib.metrics.presence. Where there is no chart,
            what the dataset holds nothing of is said with the way that it comes in.
        coverage: of how many of the things that it speaks of the values are known; said where anything is missing.
    """
    with st.container(border=True, key=f"figure-{key}"):
        st.header(title, anchor=False)
        covered = in_words_of([coverage] if isinstance(coverage, Coverage) else coverage)
        if covered:
            st.caption(f"Covers {covered}.")
        idle = not_narrowed_by(scope)
        if idle:
            st.caption(idle)
        chart, as_table, computed = st.tabs(["Chart", "Table", "How is this computed?"])
        with as_table:
            show_table(table, columns, alt=title, key=f"table-{key}", nothing=empty or _NO_ROWS)
        with computed:
            st.markdown(definition)
            if idle:
                st.markdown(idle)
            _sources(entities, scope, key)
        with chart, exports.drawing() as drawn:
            if empty:
                said = missing.say((*entities, *needs), scope.demonstration, key)
                if not said or replace(scope, demonstration=False) != Scope():
                    st.info(empty, icon=":material/filter_alt_off:")
                yield None
            else:
                yield chart
        view = exports.View(
            title,
            in_words(table, columns),
            _written(columns),
            scope,
            f"{definition} {idle}".rstrip(),
            tuple(entities),
            tuple(drawn),
            covered,
        )
        exports.offer(view, key)


def draw(chart: alt.Chart | alt.LayerChart, alt_text: str, key: str) -> None:
    """An Altair chart over the width of its place, with its text alternative."""
    exports.note(lambda: chart)
    st.altair_chart(chart, width="stretch", alt=alt_text, key=key)


def draw_selectable(
    chart: alt.Chart | alt.LayerChart, alt_text: str, key: str, selection: str, fields: Sequence[str]
) -> list[dict[str, Any]]:
    """A chart whose marks can be clicked to filter the rest of the page.

    Args:
        chart: with a point selection of the name `selection`.
        alt_text: its text alternative.
        key: name of the chart on the page.
        selection: name of the selection in the chart.
        fields: fields of the marks that are given back.

    Returns:
        The chosen marks, each with its fields; none where nothing is chosen. A mark is let go by clicking beside it.
    """
    exports.note(lambda: chart)
    event: Any = st.altair_chart(
        chart, width="stretch", alt=alt_text, key=key, on_select="rerun", selection_mode=[selection]
    )
    chosen = event["selection"].get(selection, [])
    return [{name: mark[name] for name in fields if name in mark} for mark in chosen]


@dataclass(frozen=True)
class Column:
    """A column as readers see it: its header with the unit, and how a value is written.

    Attributes:
        words: name of a column of the table with what stands in place of the value, such as "<5"; where that is
            missing, the value stands there. Exports say the same.
        write_by: name of a column of the table, and how a value is written on screen given what stands there, such as
            the digits that can be relied on; where that is missing, and in exports, `write` holds.
    """

    header: str
    write: Callable[[object], str] = formatting.text
    link: bool = False
    #: What a link shows: this text, or the group of a pattern, found in its address; empty: the whole address.
    link_text: str = ""
    #: A way to another page of the app; exports leave it out.
    leads_on: bool = False
    words: str = ""
    write_by: tuple[str, Callable[[object, Any], str]] | None = None


#: Who checked a row against its source, and when: stands where the source does.
CHECKED = {
    "verified_on": Column("Checked on", formatting.short_date),
    "verified_by": Column("Checked by"),
}


def show_table(
    table: pd.DataFrame,
    columns: dict[str, Column],
    *,
    alt: str,
    key: str,
    on_select: Callable[[], None] | None = None,
    nothing: str = _NO_ROWS,
) -> Any:
    """A table that can be searched and sorted, values in the house's style, missing ones shown as missing.

    Sorting uses the values, not their text. Rows beyond MOST_ROWS are left to an export.
    """
    if table.empty:
        st.info(nothing, icon=":material/filter_alt_off:")
        return None
    table = formatting.at_precision(table)
    shown = table.loc[:, list(columns)].head(MOST_ROWS)
    if len(table) > MOST_ROWS:
        st.caption(
            f"The first {formatting.number(MOST_ROWS)} of {formatting.number(len(table))} rows; "
            "narrow the filters to see more."
        )
    headers = {name: column.header for name, column in columns.items()}
    styled = (
        shown.rename(columns=headers)
        .style.format(
            {
                column.header: column.write
                for name, column in columns.items()
                # Text as it is needs no formatting, and formatting is slow.
                if not column.link and (column.write is not formatting.text or shown[name].dtype != object)
            }
        )
        .hide(axis="index")
    )
    links = {
        column.header: st.column_config.LinkColumn(display_text=column.link_text or None)
        for column in columns.values()
        if column.link
    }
    for column in columns.values():
        if column.write_by:
            name, write = column.write_by
            for given, rows in table[name].head(len(shown)).groupby(table[name].head(len(shown))):
                styled.format(_given(write, given), subset=(rows.index, [column.header]))
        if column.words:
            instead = table[column.words].head(len(shown))
            for words, rows in instead.groupby(instead):
                styled.format(_always(str(words)), subset=(rows.index, [column.header]))
    more: dict[str, Any] = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
    return st.dataframe(
        styled,
        hide_index=True,
        column_config=links,
        alt=alt,
        key=key,
        width="stretch",
        placeholder=formatting.MISSING,
        **more,
    )


def offer_export(
    table: pd.DataFrame,
    columns: dict[str, Column],
    subject: str,
    scope: Scope,
    key: str,
    definition: str = "",
    entities: Iterable[str] = (),
    *,
    whole: Callable[[], pd.DataFrame] | None = None,
    besides: Mapping[str, str] | None = None,
    coverage: Sequence[Coverage] = (),
) -> None:
    """The export menu of a table that has no figure around it: every row, not only those shown.

    Args:
        table: the rows that are shown.
        columns: those of the table that readers see, in order.
        subject: what the rows are.
        scope: what they are narrowed to.
        key: name of the table on the page.
        definition: how they are computed.
        entities: whose files they come from.
        whole: gives every row, where `table` holds only the first ones.
        besides: what narrows the rows and is in no address, such as clicks in a chart, in words.
        coverage: as for `figure`.
    """
    told = f"{definition} {not_narrowed_by(scope)}".strip()
    view = exports.View(
        subject,
        in_words(table, columns),
        _written(columns),
        scope,
        told,
        tuple(entities),
        coverage=in_words_of(coverage),
    )
    every = (lambda: in_words(whole(), columns)) if whole else None
    exports.offer(replace(view, whole=every, besides=besides or {}), key)


def show_list(table: pd.DataFrame, columns: dict[str, Column], *, alt: str, key: str) -> None:
    """A table of the app's own work, such as that of imports, with its export menu. No filter narrows it, and it is in
    no report of the page."""
    show_table(table, columns, alt=alt, key=key)
    if not table.empty:
        exports.offer_list(alt, table, {name: header for name, (header, _) in _written(columns).items()}, key)


def _written(columns: dict[str, Column]) -> dict[str, tuple[str, Callable[[object], str]]]:
    return {name: (column.header, column.write) for name, column in columns.items() if not column.leads_on}


def _given(write: Callable[[object, Any], str], given: Any) -> Callable[[object], str]:
    return lambda value: write(value, given)


def _always(words: str) -> Callable[[object], str]:
    return lambda _value: words


def in_words(table: pd.DataFrame, columns: dict[str, Column]) -> pd.DataFrame:
    """The table with words in place of values, where columns have some, and dates as far as they are known."""
    table = formatting.at_precision(table)
    worded = {name: table[column.words] for name, column in columns.items() if column.words}
    return table.assign(
        **{name: table[name].astype("object").where(words.isna(), words) for name, words in worded.items()}
    )


def _sources(entities: Iterable[str], scope: Scope, key: str) -> None:
    files = ask(source_files, tuple(entities), scope)
    if files.empty:
        st.markdown("No file was loaded for it yet.")
        return
    st.markdown("Source files, the newest first:")
    show_table(files, SOURCE_COLUMNS, alt="Files that the figures come from", key=f"sources-{key}")


SOURCE_COLUMNS = {
    "entity": Column("Data set"),
    "file_name": Column("File"),
    "imported_at": Column("Loaded on", formatting.long_date),
    "rows_read": Column("Rows", formatting.number),
    "part": Column("Dataset"),
}
