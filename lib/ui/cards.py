"""Figures that are single numbers, as cards side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from lib.common import formatting
from lib.figures.figure import Answer, Figure
from lib.figures.options import Chosen
from lib.metrics.presence import absent
from lib.metrics.scope import Scope
from lib.ui.ask import answer as answer_of
from lib.ui.ask import ask
from lib.ui.frame import Page
from lib.ui.glossary import with_terms
from lib.ui.keys import key_on_page
from lib.ui.style import told


@contextmanager
def cards_in_rows(name: str, count: int) -> Iterator[None]:
    """A place for so many cards, as many to a row as fit; their number gives them their width before they are there."""
    with st.container(horizontal=True, gap="small", key=told(f"cards-{name}", cards=count)):
        yield


def show_cards(
    page: Page,
    name: str,
    figures: Sequence[Figure | tuple[Figure, Scope]],
    chosen: Chosen | None = None,
    *,
    below: Callable[[Answer], None] | None = None,
) -> list[Answer]:
    """Draw figures that are single numbers side by side, each with what it rests on and how it is computed.

    Args:
        page: what the page is narrowed to, and its theme.
        name: of the row of cards on the page.
        figures: what is shown; with a narrower scope where one figure has several cards, such as one for each channel.
        chosen: values of their options; each takes its own.
        below: draws the foot of a card, such as a link to the page behind it.
    """
    scoped = [one if isinstance(one, tuple) else (one, page.scope) for one in figures]
    answers = [answer_of(figure, scope, chosen) for figure, scope in scoped]
    keys = [key_on_page(figure) for figure, _ in scoped]
    subjects = tuple(dict.fromkeys(entity for figure, _ in scoped for entity in figure.entities[:1]))
    lacking = ask(absent, subjects, page.scope.demonstration)
    with cards_in_rows(name, len(answers)):
        for place, (answer, key) in enumerate(zip(answers, keys, strict=True)):
            again = f"-{place}" if keys.count(key) > 1 else ""
            with st.container(border=True, gap="xsmall", key=f"card-{key}{again}"):
                card = answer.card
                # None of what was never loaded is no number.
                unknown = card.value == "0" and answer.figure.entities[0] in lacking
                st.metric(
                    card.label or answer.title,
                    "no data" if unknown else formatting.plain(card.value),
                    card.change or None,
                    # More is not better, and less is not worse: an arrow, and no colour that judges.
                    delta_color="off",
                    delta_arrow=_ARROWS.get(card.change[:1], "off"),
                    help=with_terms(card.label or answer.title, answer.figure.definition, answer.definition),
                )
                if len(card.trend) > 1:
                    st.html(_line(card.trend))
                if card.base:
                    st.caption(formatting.plain(card.base))
                if answer.idle:
                    st.caption(formatting.plain(answer.not_narrowed_by))
                if below is not None:
                    below(answer)
    return answers


#: By the sign of a change.
_ARROWS: dict[str, Literal["up", "down", "off"]] = {"+": "up", "−": "down"}


def _line(values: Sequence[float]) -> str:
    """Return the small line of a card. Streamlit's own has marks that are read aloud without a word.

    It is a shape cut out of a coloured box, since drawings in HTML never reach the page.
    """
    least, most = min(values), max(values)
    spread = (most - least) or 1.0
    points = [
        (f"{100 * place / (len(values) - 1):.1f}%", f"{92 - 86 * (value - least) / spread:.1f}%")
        for place, value in enumerate(values)
    ]
    above = [f"{x} calc({y} - 1px)" for x, y in points]
    below = [f"{x} calc({y} + 1px)" for x, y in reversed(points)]
    return f'<div class="card-line" style="clip-path: polygon({", ".join([*above, *below])})" aria-hidden="true"></div>'
