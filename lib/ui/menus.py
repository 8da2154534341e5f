"""Menus of pages: what is in them is made and sent only while they are open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st


@contextmanager
def menu(label: str, icon: str, key: str, *, help: str | None = None, in_icons: bool = False) -> Iterator[bool]:
    """Draw a menu, and tell whether it is open: what is in a closed one is neither made nor sent.

    Args:
        label: of the button that opens it.
        icon: of that button.
        key: name of the menu on the page.
        help: what its button says beside the pointer.
        in_icons: it is among icons, which show no words (see `lib.ui.style`).
    """
    label = f":small[{label}]" if in_icons else label
    button = st.popover(label, icon=icon, type="tertiary", key=key, help=help, on_change="rerun")
    with button, st.container(gap="xsmall"):
        yield is_open(button)


def is_open(button: Any) -> bool:
    """Whether a menu is open."""
    return bool(button.open)
