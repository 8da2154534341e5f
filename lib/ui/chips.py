"""The chips below the bar: what narrows the page, each with a click to take it off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.common import formatting
from lib.metrics.scope_names import FROM, PERIOD, TO, YEARS_HOLD
from lib.ui import period


def draw_chips(
    options: Mapping[str, Mapping[str, str]], filters: Mapping[str, tuple[str, ...]], span: period.Span
) -> None:
    """Show what narrows the page, each with a click to take it off.

    Args:
        options: what each filter offers: names by code.
        filters: the codes that each is set to.
        span: the period.
    """
    chips: list[tuple[str, str, Callable[..., None], tuple[Any, ...]]] = [
        (f"{name}-{place}", options[name].get(code, code), _take_off, (name, code))
        for name, codes in filters.items()
        for place, code in enumerate(codes)
    ]
    if span.in_words:
        chips.append(("period", span.in_words, _take_off_period, ()))
    if not chips:
        return
    with st.container(horizontal=True, gap="xsmall", key="bar-chips"):
        for key, text, take_off, args in chips:
            # A name comes from files: escaped, so that it is never Markdown.
            st.button(
                formatting.without_markup(text),
                on_click=take_off,
                args=args,
                icon=":material/close:",
                key=f"chip-{key}",
                help="Take this filter off",
            )


def _take_off(name: str, code: str) -> None:
    st.session_state[name] = [other for other in st.session_state.get(name, []) if other != code]


def _take_off_period() -> None:
    st.session_state[PERIOD] = YEARS_HOLD
    for name in (FROM, TO):
        st.session_state[name] = None
