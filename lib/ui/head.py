"""The head of a figure: its finding, and in small letters its title and what it covers."""

from __future__ import annotations

from html import escape

import streamlit as st

from lib.figures.figure import Answer
from lib.ui.keys import key_on_page


def draw_head(answer: Answer) -> None:
    """Draw what a figure found as its heading, with an id to jump to.

    Findings may name what stands in files. They are escaped, so that they are text and nothing else.
    """
    heading = f'<h2 id="{key_on_page(answer.figure)}" tabindex="-1">{escape(answer.finding)}</h2>'
    if answer.finding == answer.title:
        lines = [heading, f"<p>{escape(answer.sentence)}</p>"]
    else:
        lines = [f'<p class="title">{escape(answer.title)}</p>', heading]
    about = [f"Covers {answer.covers}." if answer.covers else "", answer.not_narrowed_by]
    lines += [f'<p class="covers">{escape(one)}</p>' for one in about if one]
    st.html(f'<div class="figure-head">{"".join(lines)}</div>')
