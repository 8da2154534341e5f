"""The page Overview: its sentences and cards, which lead to the pages behind them, and its tabs."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from lib.common import formatting
from lib.figures.figure import Answer
from lib.figures.overview.by_country import AWARDED_BY_COUNTRY
from lib.figures.overview.by_year import BY_YEAR
from lib.figures.overview.cards import CARDS
from lib.figures.overview.changes import CHANGES, SINCE, THEN_AND_NOW
from lib.figures.overview.findings import FINDINGS
from lib.figures.overview.freshness import FRESHNESS
from lib.figures.overview.subjects import SUBJECTS
from lib.figures.programmes.by_country import BY_COUNTRY, RANKED_BY_COUNTRY
from lib.figures.registry import BY_ID
from lib.metrics.programmes import BY_START, OVER_DAYS
from lib.metrics.scope import Scope
from lib.ui import country_map, glossary, tour
from lib.ui.address import YEAR
from lib.ui.ask import answer as answer_of
from lib.ui.ask import ask
from lib.ui.bar import ENTITY
from lib.ui.cards import show_cards
from lib.ui.figures import show, show_list
from lib.ui.frame import Page
from lib.ui.jump import TAB
from lib.ui.options import BOUND
from lib.ui.tabs import Finding, Tab
from lib.ui.visits import last_visit

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


#: By the id of the figure to which a sentence leads, its page and its tab there; others are on this page.
ELSEWHERE: Final = {
    "programmes.running_out": ("pages/programmes.py", "Runs out"),
    "programmes.without_active_programme": ("pages/programmes.py", "By country"),
    "calls.success_rate_by_call": ("pages/calls.py", "Outcomes"),
    "events.attendance_by_year": ("pages/events.py", "Attendance"),
}
#: The cards that stand over the tabs; the tab of headlines has the others.
_HEADLINES: Final = tuple(
    CARDS[name]
    for name in ("programmes", "budgets_over_days", "countries", "success_rate", "awarded_over_days", "events")
)
#: Values of the choice of money on the map, as addresses hold them.
_BUDGETS, _AWARDED = "Programme budgets", "Awarded to participants"


def findings(page: Page) -> list[Finding]:
    """Return the sentences of the page, each with the figure that it leads to."""
    chosen = {SINCE.name: _since(page)}
    return [Finding(figure, chosen, BY_ID[leads_to], *ELSEWHERE.get(leads_to, ())) for figure, leads_to in FINDINGS]


def _since(page: Page) -> str:
    """Return the day since which the page tells what is new: the one chosen, else that of the last visit, else that on
    which something was loaded last."""
    kept: date | None = st.session_state.get(SINCE.name)
    if kept is not None:
        return kept.isoformat()
    asked = st.query_params.get(SINCE.name, "")
    return asked if _is_day(asked) else _day_proposed(page)


def _is_day(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True


def _day_proposed(page: Page) -> str:
    last = last_visit()
    return SINCE.default_for(ask, page.scope) if last is None else last.isoformat()


def open_tab_of_earlier_links() -> None:
    """Open the tab that has what the address chooses, where it names none: the page once had no tabs."""
    if TAB in st.session_state or TAB in st.query_params:
        return
    for name, tab in (("figure", YEARS.label), ("money-by", HEADLINES.label), (SINCE.name, NEW.label)):
        if name in st.query_params:
            st.session_state[TAB] = tab
            return


def offer_help() -> None:
    """Offer the tour and the glossary."""
    with st.container(horizontal=True, gap="small", key="help"):
        tour.offer()
        glossary.offer()


def show_headlines(page: Page) -> None:
    """Draw the cards over the tabs, each with the way to the page behind it."""
    show_cards(page, "headlines", _HEADLINES, below=_link)


# Tabs -------------------------------------------------------------------------------------------------------------


def _draw_countries(page: Page) -> None:
    money: str = st.segmented_control(
        "Money on the map",
        [_BUDGETS, _AWARDED],
        default=_BUDGETS,
        required=True,
        key="money",
        label_visibility="collapsed",
        **BOUND,
    )
    left, right = st.columns([6, 5], gap="small")
    draw = partial(country_map.draw_answer, page, key="overview")
    if money == _AWARDED:
        with left:
            show(page, AWARDED_BY_COUNTRY, own=country_map.extent("overview"), draw=draw)
        with right:
            show(page, BY_YEAR["awarded_over_days"])
    else:
        with left:
            show(page, BY_COUNTRY, own=country_map.extent("overview"), draw=draw)
        with right:
            show(page, RANKED_BY_COUNTRY)


def _draw_years(page: Page) -> None:
    titles = {subject.name: subject.title for subject in SUBJECTS}
    name = st.selectbox(
        "Figure over the years",
        list(titles),
        format_func=lambda one: titles[one],
        key="figure",
        width=360,
        **BOUND,
    )
    show(page, BY_YEAR[name])


def _draw_headlines(page: Page) -> None:
    way = st.segmented_control(
        "Money by year", [OVER_DAYS, BY_START], default=OVER_DAYS, required=True, key="money-by", **BOUND
    )
    shown = [CARDS[subject.name] for subject in SUBJECTS if subject.money in ("", way)]
    show_cards(page, "headlines-more", [card for card in shown if card not in _HEADLINES], below=_link)
    st.caption(
        "Each is of the year of headlines, with the change against the year before; of a year under way, against the "
        "same days of the year before. There is no change where the two years do not stand on the same base."
    )
    undated = [
        f"{formatting.number(covered.of - covered.known)} of {formatting.number(covered.of)} {things}"
        for name, things in _UNDATED.items()
        for covered in answer_of(CARDS[name], page.scope).coverage
        if not covered.is_whole
    ]
    if undated:
        st.caption(formatting.plain(f"In no figure by year, since their years are not known: {'; '.join(undated)}."))


def _draw_new(page: Page) -> None:
    last = last_visit()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="since-when"):
        day: date = st.date_input(
            SINCE.label,
            value=date.fromisoformat(_day_proposed(page)),
            min_value=date(2000, 1, 1),
            max_value=date(2100, 12, 31),
            format="DD/MM/YYYY",
            width=180,
            key=SINCE.name,
            help=SINCE.help,
            **BOUND,
        )
        if last is not None:
            st.caption(f"Your last visit with this browser: {formatting.long_date(last)}.")
    chosen = {SINCE.name: day.isoformat()}
    show_list(page, CHANGES, chosen)
    show_list(page, THEN_AND_NOW, chosen)
    show_list(page, FRESHNESS)


COUNTRIES: Final = Tab("Countries", _draw_countries, (BY_COUNTRY, RANKED_BY_COUNTRY))
YEARS: Final = Tab("Over the years", _draw_years, ())
HEADLINES: Final = Tab("Headlines", _draw_headlines, ())
NEW: Final = Tab("What is new", _draw_new, (CHANGES, THEN_AND_NOW, FRESHNESS))
TABS: Final = (COUNTRIES, YEARS, HEADLINES, NEW)


# Cards ------------------------------------------------------------------------------------------------------------


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
