"""The chips in the bar: what narrows the page beside its period, each with a click to take it off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from lib.common import formatting

#: So many stand in the bar, which is one line; the others in a menu that says how many they are.
_IN_BAR: Final = 1


def draw_chips(options: Mapping[str, Mapping[str, str]], filters: Mapping[str, tuple[str, ...]]) -> None:
    """Show what narrows the page, each with a click to take it off.

    Args:
        options: what each filter offers: names by code.
        filters: the codes that each is set to.
    """
    chips = [
        (name, code, f"chip-{name}-{place}") for name, codes in filters.items() for place, code in enumerate(codes)
    ]
    for chip in chips[:_IN_BAR]:
        _draw_chip(options, *chip)
    if more := chips[_IN_BAR:]:
        with st.popover(f"+{len(more)}", key="bar-menu-chips", help="More filters that are set"):
            for chip in more:
                _draw_chip(options, *chip)


def _draw_chip(options: Mapping[str, Mapping[str, str]], name: str, code: str, key: str) -> None:
    st.button(
        # A name comes from files: escaped, so that it is never Markdown.
        formatting.plain(options[name].get(code, code)),
        on_click=_take_off,
        args=(name, code),
        icon=":material/close:",
        key=key,
        help="Take this filter off",
    )


def _take_off(name: str, code: str) -> None:
    st.session_state[name] = [other for other in st.session_state.get(name, []) if other != code]
