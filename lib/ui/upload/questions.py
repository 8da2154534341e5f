"""What only the files' owner can say: how columns are written, values for all rows, and which column is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.ingest.matching import Match, problems_of, propose
from lib.ingest.tables import as_text
from lib.ingest.upload import NeedsInput
from lib.ingest.upload.answers import Answers, InputRequest
from lib.ingest.upload.found import FoundTable, sample_rows
from lib.ingest.upload.inspection import may_be_given
from lib.ui.upload.desk import Desk, check_again

#: Answers that are shown all at once; more are in a list.
_MOST_BUTTONS = 3
_NOT_LOADED = "– not loaded –"


def draw_requests(desk: Desk, waiting: NeedsInput) -> None:
    """Ask what is needed before the files can be read."""
    st.header("A question before loading" if len(waiting.requests) == 1 else "Questions before loading", anchor=False)
    answers: list[tuple[InputRequest, str | Match]] = []
    ready = True
    for place, request in enumerate(waiting.requests):
        with st.container(border=True, key=f"request-{place}"):
            if request.match is not None:
                found = next(found for found in waiting.inspection.found if found.where == request.where)
                match, fits = _ask_match(request, found, place)
                answers.append((request, match))
            else:
                text = _ask(request, place)
                fits = bool(text)
                answers.append((request, text))
            ready = ready and fits
    st.button(
        "Continue",
        type="primary",
        disabled=not ready,
        icon=":material/arrow_forward:",
        on_click=_continue,
        args=(desk, answers),
    )


def _continue(desk: Desk, answers: Sequence[tuple[InputRequest, str | Match]]) -> None:
    """Read the files again with the answers."""
    answered = desk.answers
    for request, answer in answers:
        answered = _with(answered, request, answer)
    check_again(desk, answered)


def _ask(request: InputRequest, place: int) -> str:
    st.text(f"{request.where}: {request.question.about}")
    if request.question.examples:
        st.text(f"Column {request.name}, with cells such as: {', '.join(request.question.examples)}")
    options = list(request.question.answers)
    if not options:
        return st.text_input(request.name, key=f"need-value-{place}") or ""
    index = options.index(request.proposed) if request.proposed in options else None
    meaning, key = request.question.answers.__getitem__, f"answer-{place}"
    if len(options) <= _MOST_BUTTONS:
        return st.radio("Answer", options, index=index, format_func=meaning, key=key) or ""
    return st.selectbox("Answer", options, index=index, format_func=meaning, key=key) or ""


def _with(answers: Answers, request: InputRequest, answer: str | Match) -> Answers:
    """Add an answer."""
    if isinstance(answer, Match):
        return replace(answers, matches={**answers.matches, request.where: answer})
    given = answers.given
    if request.question.examples:
        return replace(answers, given=replace(given, notations={**given.notations, fold_header(request.name): answer}))
    return replace(answers, given=replace(given, constants={**given.constants, request.name: answer}))


def _ask_match(request: InputRequest, found: FoundTable, place: int) -> tuple[Match, bool]:
    """Draw a grid in which the user matches columns. Returns the match, and whether it can be used."""
    assert request.match is not None
    st.text(f"{request.where}: this header is not known yet. Which column is what?")
    header, rows = found.table.header, sample_rows(found)
    entity = st.selectbox(
        "Each row is a",
        list(SCHEMAS),
        index=list(SCHEMAS).index(request.match.entity),
        key=f"match-entity-{place}",
    )
    proposal = request.match if entity == request.match.entity else propose(header, rows, entity)
    field_of = {header: name for name, header in proposal.columns.items() if isinstance(header, str)}
    labels = {_NOT_LOADED: _NOT_LOADED} | {f.name: f"{f.name}: {f.guide}"[:70] for f in SCHEMAS[entity].fields}
    grid = pd.DataFrame(
        {
            "column": header,
            "examples": [_examples(rows, p) for p in range(len(header))],
            "field": [field_of.get(name, _NOT_LOADED) for name in header],
        }
    )
    edited = st.data_editor(
        grid,
        hide_index=True,
        width="stretch",
        key=f"match-grid-{place}-{entity}",
        column_config={
            "column": st.column_config.TextColumn("Column of the file", disabled=True),
            "examples": st.column_config.TextColumn("Cells such as", disabled=True),
            "field": st.column_config.SelectboxColumn("Belongs to", options=list(labels), required=True),
        },
    )
    columns: dict[str, str | tuple[str, ...]] = {}
    twice = []
    for name, field in zip(edited["column"], edited["field"], strict=True):
        if field != _NOT_LOADED:
            twice += [field] if field in columns else []
            columns[field] = name
    key = SCHEMAS[entity].key[0]
    if len(SCHEMAS[entity].key) == 1 and key not in columns:
        made = proposal.columns.get(key)
        chosen = st.multiselect(
            f"No column is the {key}: make it from",
            list(header),
            default=list(made) if isinstance(made, tuple) else [],
            key=f"match-key-{place}-{entity}",
            help="The same cells give the same identifier, so that the same file again changes nothing.",
        )
        if chosen:
            columns[key] = tuple(chosen)
    match = Match(entity, columns)
    given = [field.name for field in SCHEMAS[entity].fields if may_be_given(field) and field.name not in columns]
    problems = problems_of(match, header, given) + [f"Two columns are the {name}." for name in dict.fromkeys(twice)]
    for problem in problems:
        st.text(problem)
    return match, not problems


def _examples(rows: Sequence[Sequence[Any]], place: int) -> str:
    cells = dict.fromkeys(as_text(row[place])[:40] for row in rows if place < len(row))
    return " | ".join(cell for cell in list(cells)[:4] if cell)
