"""The page Overview: cards that lead to the pages behind them, and the choice of what is shown over the years."""

from __future__ import annotations

import streamlit as st

from lib.common import formatting
from lib.figures.figure import Answer, Figure
from lib.figures.overview.by_year import BY_YEAR
from lib.figures.overview.cards import CARDS
from lib.figures.overview.subjects import SUBJECTS
from lib.metrics.headline import headline_year
from lib.metrics.programmes import BY_START, OVER_DAYS
from lib.metrics.scope import Scope
from lib.ui.address import YEAR
from lib.ui.ask import answer as answer_of
from lib.ui.ask import ask, today
from lib.ui.bar import ENTITY
from lib.ui.cards import show_cards
from lib.ui.frame import Page

#: The page behind a figure, what its link says, and the entity where it is the page of records.
_BEHIND = {
    **dict.fromkeys(
        ("programmes", "committed", "budgets_over_days", "budgets_by_start", "countries"),
        ("pages/programmes.py", "Programmes", ""),
    ),
    "calls": ("pages/calls.py", "Calls", ""),
    "success_rate": ("pages/calls.py", "Call outcomes", ""),
    "projects": ("pages/records.py", "Projects", "Project"),
    "participations": ("pages/records.py", "Participations", "Participation"),
    "events": ("pages/events.py", "Events", ""),
    "attendance": ("pages/events.py", "Events", ""),
    "reach": ("pages/reach.py", "Reach", ""),
}
#: Figures by year that leave out what has no known year, and what these things are.
_UNDATED = {
    "programmes": "programmes (first or last year)",
    "calls": "calls",
    "projects": "projects (first day)",
    "awarded_over_days": "projects (first day, last day or funding), in what is spread over the days",
    "events": "events",
}


def draw_cards(page: Page) -> None:
    """Draw every figure as a card, each with a link to the rows behind it: the filters, and the figure's year."""
    period = page.scope.first_year, page.scope.last_year
    year = ask(headline_year, page.scope.demonstration, today(), *period)
    st.markdown(
        f"Each figure is of **{year}**, with the change against the year before; of a year under way, against the same "
        "days of the year before. There is no change where the two years do not stand on the same base."
    )
    way = st.segmented_control(
        "Money by year",
        [OVER_DAYS, BY_START],
        default=OVER_DAYS,
        required=True,
        key="money-by",
        bind="query-params",
        persist_state="session",
    )
    shown = [CARDS[subject.name] for subject in SUBJECTS if subject.money in ("", way)]
    show_cards(page, "headlines", shown, below=_link)
    undated = [
        f"{formatting.number(covered.of - covered.known)} of {formatting.number(covered.of)} {things}"
        for name, things in _UNDATED.items()
        for covered in answer_of(CARDS[name], page.scope).coverage
        if not covered.is_whole
    ]
    if undated:
        st.caption(f"In no figure by year, since their years are not known: {'; '.join(undated)}.")


def _link(answer: Answer) -> None:
    """Link to the page behind a card, with the year of its value; the other filters stay in the address anyway."""
    name = answer.figure.id.rpartition(".")[2]
    page, label, entity = _BEHIND.get(name) or _behind_awarded(answer.asked)
    year = str(answer.frame["year"].iloc[0])
    st.page_link(
        page,
        label=label,
        icon=":material/arrow_forward:",
        query_params={YEAR: year, **({ENTITY: entity} if entity else {})},
    )


def _behind_awarded(scope: Scope) -> tuple[str, str, str]:
    """Return the link to the rows behind the money awarded: funding with countries or funders chosen, else projects."""
    if scope.by_place or scope.funders:
        return ("pages/records.py", "Funding", "Funding")
    return ("pages/records.py", "Projects", "Project")


def choose_by_year() -> Figure:
    """Ask which thing is shown over the years."""
    titles = {subject.name: subject.title for subject in SUBJECTS}
    name = st.selectbox(
        "Figure over the years",
        list(titles),
        format_func=lambda one: titles[one],
        key="figure",
        bind="query-params",
        persist_state="session",
    )
    return BY_YEAR[name]
