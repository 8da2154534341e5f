"""What can be chosen for a whole table: its header row, what all rows have in common, whether it is loaded."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.entities.registry import SCHEMAS
from lib.ingest.matching import propose
from lib.ingest.parsing.given import EVERY_COLUMN
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.choices import (
    choose_constant,
    choose_empty_words,
    choose_header_row,
    choose_match,
    leave_out,
)
from lib.ingest.upload.found import FoundTable, sample_rows
from lib.ingest.upload.matched import current_match
from lib.ui.upload.column_choices import draw_empty_words, draw_value
from lib.ui.upload.desk import Desk, check_again
from lib.ui.upload.matching import draw_match, examples_of


def draw_table_choices(desk: Desk, found: FoundTable) -> None:
    """Draw the choices for a table, closed until they are wanted."""
    key = f"table-{desk.tries}-{found.number}"
    with st.expander("Read it differently"):
        answers = desk.answers
        if found.mappings:
            answers = _same_in_all_rows(answers, found, key)
            now = answers.given_of(found.where).empty_words.get(EVERY_COLUMN, ())
            words = draw_empty_words("Words that mean an empty cell, in every column", now, key)
            if words is not None:
                answers = choose_empty_words(answers, found.where, EVERY_COLUMN, words)
        answers = draw_header_row(answers, found, key)
        with st.container(horizontal=True):
            st.button(
                "Read it like this",
                disabled=answers == desk.answers,
                on_click=check_again,
                args=(desk, answers),
                icon=":material/refresh:",
                key=f"{key}-use",
            )
            draw_leave_out(desk, found, key)
        if found.mappings and st.toggle("Match all columns by hand", key=f"{key}-match"):
            _match_by_hand(desk, found, key)


def draw_header_row(answers: Answers, found: FoundTable, key: str) -> Answers:
    """Draw the choice of the row with the column names. Returns the answers with it."""
    now = found.table.header_row
    row = st.number_input(
        "Row with the column names; 0 where there is none", min_value=0, value=now, step=1, key=f"{key}-header-row"
    )
    return answers if row == now else choose_header_row(answers, found.where, int(row))


def draw_leave_out(desk: Desk, found: FoundTable, key: str) -> None:
    """Draw the button that leaves a table out."""
    st.button(
        "Leave this sheet out" if found.table.sheet.name else "Leave this file out",
        on_click=check_again,
        args=(desk, leave_out(desk.answers, found.where)),
        key=f"{key}-leave-out",
    )


def _same_in_all_rows(answers: Answers, found: FoundTable, key: str) -> Answers:
    """Draw the choice of a value that all rows have in common."""
    fields = SCHEMAS[found.mappings[-1].entity].by_name
    left, right = st.columns(2)
    name = left.selectbox(
        "The same in all rows", list(fields), index=None, key=f"{key}-constant", placeholder="nothing"
    )
    if not name:
        return answers
    with right:
        value = draw_value(fields[name], answers.given_of(found.where).constants.get(name, ""), f"{key}-{name}")
    return choose_constant(answers, found.where, name, value) if value else answers


def _match_by_hand(desk: Desk, found: FoundTable, key: str) -> None:
    match = current_match(found)
    if match is None:
        return
    header, rows = found.table.header, sample_rows(found)
    chosen, fits = draw_match(header, examples_of(header, rows), match, f"{key}-all", partial(propose, header, rows))
    st.button(
        "Use this match",
        disabled=not fits,
        on_click=check_again,
        args=(desk, choose_match(desk.answers, found, chosen)),
        key=f"{key}-use-match",
    )
