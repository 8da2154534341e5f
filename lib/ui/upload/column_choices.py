"""What can be changed of how a column is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from lib.common.folding import fold_header
from lib.entities.fields import Field
from lib.entities.registry import SCHEMAS
from lib.ingest.matching import fields_for
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.choices import (
    choose_constant,
    choose_empty_words,
    choose_field,
    choose_notation,
    choose_values,
)
from lib.ingest.upload.found import FoundTable
from lib.ingest.upload.matched import current_match
from lib.ingest.upload.preview import Preview, ReadColumn
from lib.ui.upload.desk import Desk, check_again
from lib.ui.upload.matching import NOT_LOADED

#: Separates words in a text field.
_SEPARATOR = ";"


def draw_column_choices(
    desk: Desk, found: FoundTable, preview: Preview, column: ReadColumn, close: Callable[[], None]
) -> None:
    """Draw what can be changed of a column, with the buttons to use it or to leave it as it is."""
    key = f"column-{desk.tries}-{column.header}-{column.field}"
    with st.container(border=True, key="column-choices"):
        if column.header:
            st.text(f"Column {column.header}")
            answers = _of_column(desk.answers, found, preview, column, key)
        else:
            answers = _of_constant(desk.answers, found, preview, column, key)
        with st.container(horizontal=True):
            st.button(
                "Read it like this",
                disabled=answers == desk.answers,
                on_click=_use,
                args=(desk, answers, close),
                icon=":material/refresh:",
                key="use-column-choices",
            )
            st.button("Leave it as it is", on_click=close, key="close-column-choices")


def _use(desk: Desk, answers: Answers, close: Callable[[], None]) -> None:
    close()
    check_again(desk, answers)


def _of_constant(answers: Answers, found: FoundTable, preview: Preview, column: ReadColumn, key: str) -> Answers:
    value = draw_value(SCHEMAS[preview.entity].by_name[column.field], next(iter(column.cells), ""), key)
    return choose_constant(answers, found.where, column.field, value)


def draw_value(field: Field, now: str, key: str) -> str:
    """Draw the choice of a value that a field has in all rows."""
    label = f"{field.name} of all rows"
    if field.content.allowed:
        options = list(field.content.allowed)
        return st.selectbox(label, options, index=options.index(now) if now in options else None, key=key) or ""
    return (st.text_input(label, now, key=key, help=field.guide) or "").strip()


def _of_column(answers: Answers, found: FoundTable, preview: Preview, column: ReadColumn, key: str) -> Answers:
    """Draw the choices of a column of the file. Returns the answers with what was chosen."""
    where, header = found.where, column.header
    is_single = header in found.table.header
    if is_single:
        answers = _with_field(answers, found, preview, column, key)
    if not column.field or not is_single:
        return answers
    given = answers.given_of(where)
    if column.question is not None:
        options = list(column.question.answers)
        now = given.notations.get(fold_header(header))
        notation = st.radio(
            "How its cells are written",
            options,
            index=options.index(now) if now in options else None,
            format_func=column.question.answers.__getitem__,
            key=f"{key}-notation",
        )
        if notation and notation != now:
            answers = choose_notation(answers, where, header, notation)
    words = draw_empty_words("Words that mean an empty cell", given.empty_words.get(fold_header(header), ()), key)
    if words is not None:
        answers = choose_empty_words(answers, where, header, words)
    if not found.is_persons:
        now_read = given.values.get(fold_header(header), {})
        values = _draw_values(SCHEMAS[preview.entity].by_name[column.field], column, now_read, key)
        if values != dict(now_read):
            answers = choose_values(answers, where, header, values)
    return answers


def _with_field(answers: Answers, found: FoundTable, preview: Preview, column: ReadColumn, key: str) -> Answers:
    """Draw the choice of a column's field, where the match of the table can name it. Returns the answers with it."""
    match = current_match(found)
    if match is None:
        return answers
    fields = fields_for(match.entity)
    is_beside = column.field and preview.entity != match.entity
    now = f"{preview.entity}.{column.field}" if is_beside else column.field
    if now and now not in fields:
        return answers
    chosen = _choose_field(fields, now, key)
    return answers if chosen == now else choose_field(answers, found, column.header, chosen)


def _choose_field(fields: Mapping[str, Field], now: str, key: str) -> str:
    """Draw the choice of the field that a column belongs to; "" where it is not loaded."""
    labels = {name: f"{name}: {field.guide}" for name, field in fields.items()}
    options = [NOT_LOADED, *labels]
    index = options.index(now) if now else 0
    chosen = st.selectbox(
        "Belongs to", options, index=index, format_func=lambda name: labels.get(name, name), key=f"{key}-field"
    )
    return "" if chosen in (None, NOT_LOADED) else chosen


def draw_empty_words(label: str, now: object, key: str) -> list[str] | None:
    """Draw a field for words that mean an empty cell. Returns them; None where they are as before."""
    before = f"{_SEPARATOR} ".join(sorted(map(str, now))) if isinstance(now, (frozenset, tuple)) else ""
    text = st.text_input(label, before, placeholder="n/a; unknown", key=f"{key}-empty") or ""
    if text == before:
        return None
    return [word.strip() for word in text.split(_SEPARATOR) if word.strip()]


def _draw_values(field: Field, column: ReadColumn, now: Mapping[str, str], key: str) -> dict[str, str]:
    """Draw a grid of cells and what to read in their place. Returns those that are filled."""
    cells = list(dict.fromkeys([*now, *column.wrong]))
    if not cells:
        return dict(now)
    st.text("Read these cells as something else:")
    edited = st.data_editor(
        pd.DataFrame({"cell": cells, "instead": [now.get(cell) for cell in cells]}, dtype=object),
        hide_index=True,
        width="stretch",
        key=f"{key}-values",
        alt="Cells of the column, and what to read in their place",
        column_config={
            "cell": st.column_config.TextColumn("Cell", disabled=True),
            "instead": st.column_config.SelectboxColumn("Read as", options=list(field.content.allowed))
            if field.content.allowed
            else st.column_config.TextColumn("Read as"),
        },
    )
    return {cell: str(new) for cell, new in zip(cells, edited["instead"], strict=True) if new}
