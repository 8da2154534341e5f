"""The form in which a row is entered or changed, made from what its entity declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.entities.fields import CURRENCY, ORIGIN, Field
from lib.entities.registry import ENTITIES, schema_of_rows
from lib.figures.columns import Column
from lib.metrics.record import Record, RowKey
from lib.services.actors import NotPermittedError
from lib.services.rights import EDIT_ROWS
from lib.services.rows import (
    NothingChangedError,
    RowChangedError,
    RowProblem,
    RowRejectedError,
    fields_of_form,
    open_row,
    save_row,
    texts_of,
)
from lib.ui.ask import engine
from lib.ui.records import chosen
from lib.ui.records.cells import ask_cell
from lib.ui.records.row import title_of
from lib.ui.records.words import header, value_in_words
from lib.ui.tables import show_list
from lib.ui.who import page_actor

#: The form that is filled in, and how many were opened: the widgets of a new one must not remember those of the last.
_FORM, _OPENED = "row-form", "row-forms-opened"
_MONEY = {one.name for one in CURRENCY}
_CHECKING = {one.name for one in ORIGIN}


@dataclass
class _Form:
    """A form while it is filled in: the row as it was when it was opened, and what was found wrong."""

    entity: str
    key: RowKey | None
    opened: Record | None
    number: int
    texts: dict[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()
    only_unusual: bool = False
    now: Record | None = None


def draw_form(entity: str, key: RowKey | None, demonstration: bool) -> None:
    """Draw the form for a row: the one with this key, or a new one of the dataset."""
    key = key if chosen.doing() == chosen.CHANGING else None
    form: _Form | None = st.session_state.get(_FORM)
    if form is None or (form.entity, form.key) != (entity, key):
        opened = open_row(engine(), entity, key, page_actor()) if key and page_actor().may(EDIT_ROWS) else None
        number = st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
        form = st.session_state[_FORM] = _Form(entity, key, opened, number, texts_of(opened) if opened else {})
    if not page_actor().may(EDIT_ROWS) or (key and form.opened is None):
        _leave()
        st.rerun()
    _draw_head(form)
    texts, reason, by = _draw_fields(form, demonstration)
    if chosen.is_agreed():
        _save(form, texts, reason, by, demonstration)


def _draw_head(form: _Form) -> None:
    about = ENTITIES[form.entity]
    st.header(formatting.plain(f"Change {_a(about.name)}" if form.opened else f"Add {_a(about.name)}"), anchor=False)
    if form.opened:
        st.text(title_of(form.opened))
    else:
        st.text(about.about)
    st.caption("What is left empty or emptied means “not known”. Nothing is taken for zero.")
    if form.now:
        _say_changed(form)
    general = [problem.sentence for problem in form.problems if not _is_of_field(form, problem)]
    if form.only_unusual:
        st.warning("Some of it is unusual. If it is right, save again.", icon=":material/help:")
    elif form.problems:
        st.error("Nothing was saved yet: please look at what is marked below.", icon=":material/error:")
    for sentence in general:
        st.text(sentence)


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _is_of_field(form: _Form, problem: RowProblem) -> bool:
    return _shown_at(form.entity, problem) in {one.name for one in fields_of_form(form.entity)}


def _shown_at(entity: str, problem: RowProblem) -> str:
    """Return the field under which a problem is shown: an amount is entered once, as published."""
    amount = problem.field.removesuffix("_eur")
    return f"{amount}_original" if amount in schema_of_rows(entity).amounts else problem.field


def _say_changed(form: _Form) -> None:
    """Show what somebody else changed since the form was opened."""
    now, opened = form.now, form.opened
    assert now is not None
    assert opened is not None
    st.warning(
        f"Nothing was saved: {formatting.plain(now.imported_by)} changed this row meanwhile.",
        icon=":material/sync_problem:",
    )
    changes = [
        (header(name), value_in_words(name, opened.values[name]), value_in_words(name, value))
        for name, value in now.values.items()
        if value != opened.values[name]
    ]
    show_list(
        pd.DataFrame(changes, columns=["what", "before", "now"], dtype=object),
        (Column("what", "What"), Column("before", "When you opened it"), Column("now", "Now")),
        alt="What was changed meanwhile",
        key="row-meanwhile",
    )
    st.button("Open it as it is now", on_click=_open_anew, icon=":material/refresh:")


def _open_anew() -> None:
    st.session_state.pop(_FORM, None)


def _draw_fields(form: _Form, demonstration: bool) -> tuple[dict[str, str], str, str]:
    """Draw the fields. Returns what they hold, the reason, and the name of who enters it."""
    texts: dict[str, str] = {}
    fields = fields_of_form(form.entity)
    names = {one.name for one in fields}
    own = [one for one in fields if one.name not in _MONEY | _CHECKING]
    with st.form(f"{_FORM}-fields", enter_to_submit=False):
        _draw_group(form, own, demonstration, texts)
        if _MONEY & names:
            st.markdown("**Currency**: for amounts that were not published in euro; their value in EUR follows.")
            _draw_group(form, [one for one in fields if one.name in _MONEY], demonstration, texts)
        st.markdown("**Where it is from, and who checked it**")
        _draw_group(form, [one for one in fields if one.name in _CHECKING], demonstration, texts)
        st.markdown("**For the record**")
        reason, by = chosen.ask_why("row", "corrected by the funder", _leave)
    return texts, reason, by


def _draw_group(form: _Form, fields: Sequence[Field], demonstration: bool, texts: dict[str, str]) -> None:
    """Draw fields in two columns, which a narrow window shows one below the other."""
    columns = st.columns(2)
    half = (len(fields) + 1) // 2
    for place, one in enumerate(fields):
        with columns[0 if place < half else 1]:
            is_key = form.opened is not None and one.name in schema_of_rows(form.entity).key
            texts[one.name] = ask_cell(
                one, form.texts.get(one.name, ""), demonstration, f"row-{form.number}-{one.name}", fixed=is_key
            )
            for problem in form.problems:
                if _shown_at(form.entity, problem) == one.name:
                    (st.warning if form.only_unusual else st.error)(formatting.plain(problem.sentence))


def _save(form: _Form, texts: Mapping[str, str], reason: str, by: str, demonstration: bool) -> None:
    form.texts = dict(texts)
    confirmed = form.only_unusual
    form.problems, form.only_unusual, form.now = (), False, None
    try:
        with st.spinner("Saving"):
            saved = save_row(
                engine(),
                form.entity,
                texts,
                page_actor(by),
                reason,
                opened=form.opened,
                demonstration=demonstration,
                confirmed=confirmed,
            )
    except RowRejectedError as error:
        form.problems, form.only_unusual = error.problems, error.only_unusual
    except RowChangedError as error:
        form.now = error.now
        form.problems = () if error.now else (RowProblem("", str(error)),)
    except (NotPermittedError, NothingChangedError) as error:
        form.problems = (RowProblem("", str(error)),)
    else:
        _leave()
        chosen.show(saved.key)
        chosen.done("Saved.", saved.import_id)
    st.rerun()


def _leave() -> None:
    st.session_state.pop(_FORM, None)
    chosen.do("")
