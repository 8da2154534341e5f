"""A field of a form, asked for as its entity declares it: a choice where there is one, else a text."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.common.currencies import CODES
from lib.entities.fields import CURRENCY, TEXT, Field, Kind, list_of, one_of, shares_of
from lib.metrics.record import choices_of_reference, name_of_reference
from lib.ui.ask import ask
from lib.ui.records.words import label

#: Rows of another entity that are offered by name; of more than these, the identifier can be typed.
_MOST_OFFERED = 1_000
#: Texts of more than a line.
_LONG = {"summary", "description", "note", "text"}
_CURRENCY = CURRENCY[0].name
_NOT_KNOWN = "not known"


def ask_cell(field: Field, text: str, demonstration: bool, key: str, *, fixed: bool = False) -> str:
    """Ask for a field. Returns what was entered, as a cell of a file would have it.

    Args:
        field: what is asked for.
        text: what the row has.
        demonstration: the dataset of the row, whose rows it may refer to.
        key: names the widget on the page.
        fixed: it is shown and cannot be changed.
    """
    name = label(field.name) + (" (needed)" if field.required else "")
    if field.refers_to is not None:
        return _ask_reference(field.refers_to, name, text, demonstration, field.guide, key, fixed)
    words = _words(field)
    if words:
        return _choose(name, words, text, field.guide, key, fixed)
    if field.content.name == list_of().name and field.content.allowed:
        known = [word for word in text.split(";") if word in field.content.allowed]
        given = st.multiselect(name, field.content.allowed, default=known, help=field.guide, key=key, disabled=fixed)
        return ";".join(given)
    draw = st.text_area if field.content is TEXT and field.name in _LONG else st.text_input
    return draw(name, value=text, help=_help(field), key=key, disabled=fixed) or ""


def _words(field: Field) -> tuple[str, ...]:
    if field.name == _CURRENCY:
        return ("EUR", *sorted(CODES - {"EUR"}))
    if field.kind is Kind.YES_NO:
        return ("yes", "no")
    return field.content.allowed if field.content.name == one_of(()).name else ()


def _help(field: Field) -> str:
    if field.content.name == shares_of(()).name:
        return f"{field.guide}, such as Blood:40;Skin:60. The words: {', '.join(field.content.allowed)}"
    also = {Kind.DATE: ": 2024-03-14, 2024-03 or 2024", Kind.DAY: ": 2024-03-14", Kind.MOMENT: ": 2024-03-14 09:30"}
    return field.guide + also.get(field.kind, "")


def _choose(name: str, words: tuple[str, ...], text: str, guide: str, key: str, fixed: bool) -> str:
    options = ["", *words, *([text] if text and text not in words else [])]
    chosen = st.selectbox(
        name,
        options,
        index=options.index(text),
        format_func=lambda word: word or _NOT_KNOWN,
        help=guide,
        key=key,
        disabled=fixed,
    )
    return chosen or ""


def _ask_reference(entity: str, name: str, text: str, demonstration: bool, guide: str, key: str, fixed: bool) -> str:
    """Ask for a row of another entity by its name."""
    offered = dict(ask(choices_of_reference, entity, demonstration, most=_MOST_OFFERED))
    if text and text not in offered:
        offered[text] = ask(name_of_reference, entity, text)
    may_be_typed = len(offered) >= _MOST_OFFERED
    more = "; of many, only the first are listed: type the identifier of another" if may_be_typed else ""
    options = ["", *offered]
    chosen = st.selectbox(
        name,
        options,
        index=options.index(text),
        format_func=partial(_named, offered, entity == "country"),
        help=guide + more,
        key=key,
        disabled=fixed,
        accept_new_options=may_be_typed,
    )
    return chosen or ""


def _named(offered: dict[str, str], is_plain: bool, identifier: str) -> str:
    called = offered.get(identifier, "")
    if not identifier:
        return _NOT_KNOWN
    return called if called and is_plain else f"{called} ({identifier})" if called else identifier
