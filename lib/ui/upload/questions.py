"""What only the files' owner can say: how columns are written, values for all rows, and which column is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from lib.common import formatting
from lib.common.folding import fold_header
from lib.ingest.matching import Match, propose
from lib.ingest.upload import NeedsInput
from lib.ingest.upload.answers import Answers, InputRequest
from lib.ingest.upload.found import FoundTable, sample_rows
from lib.ui.upload.desk import Desk, check_again, discard
from lib.ui.upload.matching import draw_match, examples_of
from lib.ui.upload.table_choices import draw_table_choices

#: Answers that are shown all at once; more are in a list.
_MOST_BUTTONS = 3


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
                draw_table_choices(desk, found)
            else:
                text = _ask(request, place)
                fits = bool(text)
                answers.append((request, text))
            ready = ready and fits
    with st.container(horizontal=True):
        st.button(
            "Continue",
            type="primary",
            disabled=not ready,
            icon=":material/arrow_forward:",
            on_click=_continue,
            args=(desk, answers),
        )
        st.button("Discard", on_click=discard)


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
        return st.text_input(formatting.plain(request.name), key=f"need-value-{place}") or ""
    index = options.index(request.proposed) if request.proposed in options else None
    meaning, key = request.question.answers.__getitem__, f"answer-{place}"
    # Labels of buttons are Markdown, which names of events must not become.
    if len(options) <= _MOST_BUTTONS and request.question.examples:
        return (
            st.radio("Answer", options, index=index, format_func=lambda one: formatting.plain(meaning(one)), key=key)
            or ""
        )
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
    """Let the user match columns. Returns the match, and whether it can be used."""
    assert request.match is not None
    st.text(f"{request.where}: {request.question.about}")
    header, rows = found.table.header, sample_rows(found)
    return draw_match(
        header, examples_of(header, rows), request.match, f"match-{place}", partial(propose, header, rows)
    )
