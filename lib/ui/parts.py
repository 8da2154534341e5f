"""Parts of a page that run again by themselves: what is chosen in one is sent for it alone."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import streamlit as st

from lib.ui.ask import fixed_version

#: What a page gathers while it is drawn. When a part runs again without its page, that goes on where the page left it.
_GATHERED: list[ContextVar[Any]] = []


def gathered(name: str, default: Any) -> ContextVar[Any]:
    """Return a variable of the page that is drawn, which its parts still know when they run again by themselves."""
    variable: ContextVar[Any] = ContextVar(name, default=default)
    _GATHERED.append(variable)
    return variable


def draw_part(draw: Callable[[], None]) -> None:
    """Draw a part of the page, which runs again by itself when something in it is chosen.

    Then all its answers are of one version of the store, which is read anew.
    """
    values = [(variable, variable.get()) for variable in _GATHERED]

    @st.fragment
    def part() -> None:
        tokens = [(variable, variable.set(value)) for variable, value in values]
        try:
            with fixed_version():
                draw()
        finally:
            for variable, token in tokens:
                variable.reset(token)

    part()
