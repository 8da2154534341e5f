"""The panel at the side that a click on a mark opens: its figures, the rows behind it, their files, and ways on.

What it shows is in the address, so that a link opens it again and Back closes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.columns import IMPORT_COLUMNS
from lib.entities.registry import ENTITIES
from lib.figures.columns import Column
from lib.figures.figure import Answer
from lib.figures.marks import SELECTION, Behind, behind, names_of, names_of_rows, one_row, rows_of
from lib.figures.pages import project_page
from lib.metrics.record import key_in_address
from lib.metrics.records import record_page
from lib.metrics.scope_words import in_sentences, to_words
from lib.ui.ask import ask
from lib.ui.bar import ENTITY, available_choices, choose_country, is_my_country
from lib.ui.explanation import define
from lib.ui.records.chosen import ROW
from lib.ui.records.listing import column_of
from lib.ui.tables import show_table

#: In the address: the figure, then what the mark is called by in it. One parameter, since Back undoes one at a time.
MARK = "mark"


@dataclass(frozen=True)
class Way:
    """What a panel offers to do with its mark.

    Attributes:
        label: says it, in words of the page.
        take: does it; the page runs again after it.
    """

    label: str
    take: Callable[[], None]


#: Gives the ways on that a page has for a mark, from the rows of the figure that the mark stands for.
Ways = Callable[[pd.DataFrame], Sequence[Way]]


def narrow_to(key: str, picked: Sequence[str], thing: str, put: Callable[[list[str]], None]) -> list[Way]:
    """Return the ways to narrow a page to a thing, alone or beside others, and to let go of it.

    Args:
        key: of the thing.
        picked: keys of the things that the page is narrowed to.
        thing: what it is, such as "call".
        put: narrows the page to things of these keys; without one, to none.
    """
    others = [one for one in picked if one != key]
    ways = [] if list(picked) == [key] else [Way(f"Only this {thing}", lambda: put([key]))]
    if key in picked:
        ways.append(Way(f"Without this {thing}" if others else f"No longer only this {thing}", lambda: put(others)))
    elif others:
        ways.append(Way(f"Also this {thing}", lambda: put([*others, key])))
    return ways


def the_one(rows: pd.DataFrame, name: str) -> str:
    """Return the value that all rows have in a column; empty where they have none or several."""
    if name not in rows or rows.empty or rows[name].isna().any() or rows[name].nunique() != 1:
        return ""
    return str(rows[name].iloc[0])


#: Rows of the store that the panel shows; Records has all of them.
_FEW = 10
#: Rows of a figure that a choice offers.
_MOST_NAMED = 2_000
#: How often a panel was closed: a chart of a new name has nothing selected, and the same mark can be clicked again.
_CLOSED = "panel-closed"
#: Whether a way on was just followed, so that the page runs again.
_FOLLOWED = "panel-way-followed"


def name_of_chart(key: str) -> str:
    """Return the name of a chart whose marks can be clicked; another one after each time the panel was closed."""
    return f"{key}-{st.session_state.get(_CLOSED, 0)}"


def open_by_click(answer: Answer, chart: str, fields: Sequence[str]) -> None:
    """Write the mark that was just clicked into the address; the callback of a chart.

    Args:
        answer: what the chart shows.
        chart: name of the chart on the page.
        fields: of its marks that tell them apart.
    """
    marks: list[dict[str, Any]] = st.session_state[chart]["selection"].get(SELECTION, [])
    if marks:
        open_for(answer, [str(marks[0][name]) for name in fields if marks[0].get(name) is not None])


def open_for(answer: Answer, values: Sequence[str]) -> None:
    """Write a mark into the address, so that its panel is open: values as readers see them in the figure's row."""
    st.query_params[MARK] = [answer.figure.id, *dict.fromkeys(values)]


def offer_rows(answer: Answer, key: str) -> None:
    """Offer to open the panel of a row, without a click in a chart.

    Args:
        answer: whose rows they are.
        key: of its figure on the page.
    """
    names = names_of_rows(answer, _MOST_NAMED)
    widget = f"panel-row-{key}-{st.session_state.get(_CLOSED, 0)}"
    if not names:
        return
    st.selectbox(
        "Details of",
        range(len(names)),
        index=None,
        format_func=lambda place: " · ".join(names[place]),
        key=widget,
        placeholder="a row: what is behind it",
        on_change=lambda: open_for(answer, names[st.session_state[widget]]),
        width=420,
    )


def _close() -> None:
    st.query_params.pop(MARK, None)
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1


def draw_if_open(answer: Answer, ways: Ways | None = None) -> None:
    """Draw the panel where the address names a mark of this figure.

    Args:
        answer: the figure.
        ways: what the page offers to do with the mark, beside what every panel offers.
    """
    figure, *values = st.query_params.get_all(MARK) or [""]
    if figure != answer.figure.id:
        return
    # The title is the declared one: what a reader's file holds never becomes Markdown.
    st.dialog(answer.figure.title, position="right", width=560, on_dismiss=_close)(_draw)(answer, values, ways)


def _draw(answer: Answer, values: Sequence[str], ways: Ways | None) -> None:
    if st.session_state.pop(_FOLLOWED, False):
        # The whole page, of which the panel is a part. The way may have another name by now, and no button of it.
        st.rerun()
    rows = rows_of(answer, values)
    with st.container(key="panel-name"):
        st.text(" · ".join(names_of(answer, rows, values)))
    _offer_ways([*(ways(rows) if ways and not rows.empty else ()), *_ways_of_country(rows, values)])
    if rows.empty:
        st.info("The figure has no such value with the filters as they are.", icon=":material/filter_alt_off:")
        return
    _draw_values(answer, rows)
    if answer.covers:
        st.caption(formatting.plain(f"The figure covers {answer.covers}."))
    _draw_behind(answer, rows)
    with st.expander("How is this computed?"):
        define(answer)


def _ways_of_country(rows: pd.DataFrame, values: Sequence[str]) -> list[Way]:
    """Return the way to make the mark's country mine, where it is one country; a map also has those without a value."""
    countries = available_choices().countries
    code = the_one(rows, "iso2") or next((code for code, name in countries.items() if name in values), "")
    if code not in countries:
        return []
    label = "No longer my country" if is_my_country(code) else "Make this my country"
    return [Way(label, lambda: choose_country(code))]


def _offer_ways(ways: Sequence[Way]) -> None:
    if not ways:
        return
    with st.container(horizontal=True, gap="small", key="panel-ways"):
        for way in ways:
            st.button(way.label, key=f"panel-way-{way.label}", on_click=_follow, args=(way,))


def _follow(way: Way) -> None:
    _close()
    way.take()
    st.session_state[_FOLLOWED] = True


def _draw_values(answer: Answer, rows: pd.DataFrame) -> None:
    """Show every value of the rows: one below the other for one row, else as a table."""
    columns = [column for column in answer.figure.columns if column.shown and not column.is_page]
    readable = answer.for_readers.loc[rows.index]
    if len(rows) > 1:
        show_table(readable, columns, alt="Values of the marks", key="panel-values", whole=len(rows) <= _FEW)
        return
    row = readable.iloc[0]
    listed = pd.DataFrame(
        [(column.header, column.written(row[column.name])) for column in columns], columns=["what", "value"]
    )
    show_table(
        listed,
        (Column("what", "What"), Column("value", "Value")),
        alt="Values of the mark",
        key="panel-values",
        whole=True,
    )


def _draw_behind(answer: Answer, rows: pd.DataFrame) -> None:
    """Show the first rows of the store behind the mark, the file and row that each is from, and the way to all."""
    one = one_row(rows)
    if one:
        entity, key = one
        _offer_records(f"All that is known of this {entity}", entity, {ROW: key_in_address((key,))})
    sources = behind(answer, rows)
    if sources:
        by_entity = {source.entity: source for source in sources}
        entity = st.segmented_control(
            "Rows behind it",
            list(by_entity),
            format_func=lambda name: ENTITIES[name].plural,
            default=sources[0].entity,
            required=True,
            key="panel-entity",
        )
        _draw_rows(by_entity[entity])
    elif not one:
        st.caption(formatting.plain(_why_no_rows(answer)))


def _why_no_rows(answer: Answer) -> str:
    if any(ENTITIES[entity].is_confidential for entity in answer.figure.entities):
        return "The rows behind it are persons, and are shown to nobody."
    return "The value is computed from all rows of the figure, and has no rows of its own."


def _draw_rows(source: Behind) -> None:
    found = ask(record_page, source.entity, source.scope, 0, _FEW)
    narrowed = in_sentences(source.scope, available_choices())
    with st.container(key="panel-narrowed"):
        st.text(
            f"{formatting.counted(found.total, source.entity, ENTITIES[source.entity].plural)} with "
            + ", ".join(f"{name} {value}" for name, value in narrowed.items())
        )
    if found.total:
        rows = formatting.at_precision(found.rows)
        names = list(map(str, rows.columns))
        first = [*[name for name in names if name not in IMPORT_COLUMNS][1:4], "file_name", "source_row"]
        order = [name for name in (*first, *(name for name in names if name not in first)) if name in names]
        show_table(
            rows,
            [column_of(name, rows[name]) for name in order],
            alt=f"Rows behind the mark: {source.entity}",
            key="panel-rows",
        )
    _offer_records("All of them in Records", source.entity, to_words(source.scope, available_choices()))
    if source.entity == "project" and len(source.scope.projects) == 1:
        _offer("Page of the project", project_page(source.scope.projects[0]), ":material/science:")


def _offer_records(label: str, entity: str, narrowed: Mapping[str, str | list[str]]) -> None:
    # A tab of its own: the address alone says what Records shows, and the page behind the panel stays as it is.
    query = urlencode({ENTITY: entity.capitalize(), **narrowed}, doseq=True)
    _offer(label, f"records?{query}", ":material/table_rows:")


def _offer(label: str, address: str, icon: str) -> None:
    st.link_button(label, address, icon=icon, type="tertiary")
