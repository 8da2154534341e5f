"""The tabs of a page, of which only the open one is computed and sent, and the sentences that lead to its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from math import ceil
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lib.figures.comparison import COMPARISON
from lib.figures.figure import Answer, Figure
from lib.figures.options import NONE, Chosen, Option
from lib.ui import exports, jump
from lib.ui.ask import answer as answer_of
from lib.ui.frame import Page
from lib.ui.jump import TAB
from lib.ui.keys import key_on_page
from lib.ui.style import told


@dataclass(frozen=True)
class Tab:
    """A tab of a page.

    Attributes:
        label: its name, also in the address, where it never changes.
        draw: draws what is in it.
        figures: those that it shows; while it is closed, the page's report has them all the same.
    """

    label: str
    draw: Callable[[Page], None]
    figures: Sequence[Figure]


@dataclass(frozen=True)
class Finding:
    """A sentence at the head of a page, which leads to the figure behind it.

    Attributes:
        said_by: the figure whose finding it is.
        chosen: values of its options.
        leads_to: the figure that it leads to, where that is another one.
        page: the page that shows that figure, such as `pages/calls.py`; empty for the same page.
        tab: the tab of that page; on the same page it is the one with the figure.
    """

    said_by: Figure
    chosen: Mapping[str, str] = field(default_factory=dict)
    leads_to: Figure | None = None
    page: str = ""
    tab: str = ""


def draw_tabs(page: Page, tabs: Sequence[Tab]) -> None:
    """Draw the tabs of a page, with what is in the open one."""
    for tab in tabs:
        for figure in tab.figures:
            exports.show_later(key_on_page(figure), figure, partial(_closed, page, figure))
    places = st.tabs([tab.label for tab in tabs], key=TAB, on_change="rerun", bind="query-params")
    for tab, place in zip(tabs, places, strict=True):
        if is_open(place):
            with place:
                tab.draw(page)


def is_open(place: Any) -> bool:
    """Return whether a reader has this tab open."""
    return bool(place.open)


def _closed(page: Page, figure: Figure) -> Answer:
    """Return the answer of a figure in a tab that is closed, with the options that it was last set to."""
    # What the bar compares comes by itself.
    set_to = {option.name: _set_to(option) for option in figure.options if option not in COMPARISON}
    return answer_of(figure, page.scope, {name: value for name, value in set_to.items() if value})


def _set_to(option: Option) -> str:
    kept: Any = st.session_state.get(option.name)
    if kept is None:
        return ",".join(st.query_params.get_all(option.name))
    if isinstance(kept, list | tuple):
        return ",".join(kept) or (NONE if option.default else "")
    if isinstance(kept, bool):
        return str(kept).lower()
    return str(kept)


#: Letters in a line of a sentence, on a desk and on a telephone.
_LETTERS = (140, 46)


def draw_findings(
    page: Page, findings: Sequence[Finding], tabs: Sequence[Tab] = (), chosen: Chosen | None = None
) -> None:
    """Draw three to six sentences, each a link to its figure: it opens the tab of the figure and moves there.

    Findings may name what stands in files. They are escaped, so that they are text and nothing else.

    Args:
        page: what the page is narrowed to.
        findings: those that have nothing to say are left out.
        tabs: those of the page.
        chosen: values of options that all of them share.
    """
    items, lengths = [], []
    for finding in findings:
        answer = answer_of(finding.said_by, page.scope, {**(chosen or {}), **finding.chosen})
        said = answer.finding if finding.said_by.finding else answer.sentence
        if answer.frame.empty or said == answer.title:
            continue
        lengths.append(len(said))
        figure = finding.leads_to or finding.said_by
        tab = finding.tab or next((tab.label for tab in tabs if figure in tab.figures), "")
        key = key_on_page(figure)
        name = jump.remember(jump.Target(key, finding.page, tab))
        path = finding.page.removeprefix("pages/").removesuffix(".py")
        query = f"?{urlencode({TAB: tab})}" if tab else ""
        items.append(
            f'<li><a href="{escape(f"{path}{query}#{key}")}" data-finding="{escape(name)}">{escape(said)}</a></li>'
        )
    if items:
        lines, folded = (sum(ceil(length / in_line) for length in lengths) for in_line in _LETTERS)
        with st.container(key=told("findings", sentences=len(items), lines=lines, folded=folded)):
            st.html(f'<ul class="findings" aria-label="Findings">{"".join(items)}</ul>')
