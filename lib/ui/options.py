"""How pages ask for the options of figures: one of a few side by side, one or several of many in a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st

from lib.figures.options import NONE, Chosen, Option, split
from lib.metrics.scope import Scope
from lib.ui.ask import ask

#: What the options of pages have in common: they live in the address, and survive a change of page.
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
Width = int | Literal["stretch"]


def choose(option: Option, scope: Scope) -> str:
    """Ask for the value of an option that several figures of a page share; a few stand side by side."""
    choices = option.choices(ask, scope)
    chosen: str = st.segmented_control(
        option.label,
        list(choices),
        format_func=lambda value: choices.get(value, value),
        default=option.default,
        required=True,
        key=option.name,
        help=option.help or None,
        **BOUND,
    )
    return chosen


def choose_one(option: Option, scope: Scope, placeholder: str = "", width: Width = "stretch") -> str:
    """Ask for the value of an option that has many values; empty where none is chosen."""
    choices = option.choices(ask, scope)
    default = option.default_for(ask, scope)
    chosen: str | None = st.selectbox(
        option.label,
        list(choices),
        index=list(choices).index(default) if default else None,
        format_func=lambda value: choices.get(value, value),
        key=option.name,
        help=option.help or None,
        placeholder=placeholder,
        width=width,
        **BOUND,
    )
    return chosen or ""


def choose_several(option: Option, scope: Scope, placeholder: str = "", width: Width = "stretch") -> str:
    """Ask for the values of an option that takes several; where none is chosen, NONE or its empty default."""
    choices = option.choices(ask, scope)
    chosen: list[str] = st.multiselect(
        option.label,
        list(choices),
        default=split(option.default) or None,
        format_func=lambda value: choices.get(value, value),
        key=option.name,
        help=option.help or None,
        max_selections=option.most or None,
        placeholder=placeholder or "Choose options",
        width=width,
        **BOUND,
    )
    return ",".join(chosen) or (NONE if option.default else "")


def switch(option: Option, *, disabled: bool = False) -> str:
    """Ask for an option that is "true" or "false"; where it is disabled, it is "false"."""
    on: bool = st.toggle(option.label, key=option.name, disabled=disabled, help=option.help or None, **BOUND)
    return "true" if on and not disabled else "false"


#: So many choices stand side by side; more of them are in a field.
_SIDE_BY_SIDE = 5


def choose_each(options: Sequence[Option], scope: Scope) -> Chosen:
    """Ask for the value of each option, in the way that fits how many values it has."""
    return {option.name: _way_of(option, scope)(option, scope) for option in options}


def _way_of(option: Option, scope: Scope) -> Callable[[Option, Scope], str]:
    if option.several:
        return choose_several
    return choose if len(option.choices(ask, scope)) <= _SIDE_BY_SIDE else choose_one
