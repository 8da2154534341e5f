"""The tour for those who are here for the first time: five steps in a dialog that can be left at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from lib.ui.visits import is_first_visit


@dataclass(frozen=True)
class Step:
    """One step of the tour."""

    title: str
    text: str


STEPS: Final = (
    Step(
        "The answer first",
        "Each page begins with a few sentences. Each says what was found, with its number, and how sure it is; a click "
        "leads to the figure that proves it.",
    ),
    Step(
        "My country",
        "Choose your country, or a funder, in the bar above the page: it stands out in every figure, and the others "
        "stay. Beside it you choose whom it is compared with, and the period.",
    ),
    Step(
        "What a figure rests on",
        "The icons at a figure's head show its chart, its table, and how it is computed: what is counted, what is left "
        "out, the terms it uses, and the files it comes from. “Covers 5 of 22” says of how many the value is known; "
        "“–” means that no source gives it, which is never zero.",
    ),
    Step(
        "Facts, and demonstration data",
        "Facts are public figures, each with its source. A store may also hold demonstration data, which is made up "
        "and marked so; the two are never added up.",
    ),
    Step(
        "Take it along",
        "Each figure can be exported as a picture or a table. The address of your browser always says what you see: "
        "send it on, and the same view opens. “What is new” below tells what changed since your last visit.",
    ),
)
#: The step that is shown, from 0; not there before the tour began.
_STEP: Final = "tour-step"
#: Whether the tour has come by itself.
_CAME: Final = "tour-came"


def offer() -> None:
    """Offer the tour."""
    if st.button("Take the tour", icon=":material/tour:", type="tertiary", key="tour-again"):
        _begin()


def greet() -> None:
    """Begin the tour by itself at the first visit: of the bare page, not of a linked view or a frame in another "
    "page."""
    if _CAME in st.session_state:
        return
    st.session_state[_CAME] = True
    if is_first_visit() and not st.query_params and not st.context.is_embedded:
        _begin()


def _begin() -> None:
    st.session_state[_STEP] = 0
    _show()


@st.dialog("A tour in five steps")
def _show() -> None:
    place = st.session_state.get(_STEP, 0)
    step, last = STEPS[place], len(STEPS) - 1
    st.subheader(step.title, anchor=False)
    st.markdown(step.text)
    st.caption(f"Step {place + 1} of {len(STEPS)}")
    with st.container(horizontal=True, gap="small"):
        if place < last:
            st.button("Next", type="primary", key="tour-next", on_click=_go, args=(place + 1,))
        if place:
            st.button("Back", key="tour-back", on_click=_go, args=(place - 1,))
        if st.button("Done" if place == last else "Leave the tour", key="tour-leave"):
            st.rerun()


def _go(step: int) -> None:
    st.session_state[_STEP] = step
