"""The page on reach: its channels, its findings and its tabs, and what was clicked in its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.figure import Figure
from lib.figures.options import Chosen
from lib.figures.reach import best, effect, effects, growth, hours, over_time, ranked
from lib.figures.reach.words import NOTHING
from lib.metrics.reach.channels import channels
from lib.metrics.reach.growth import growth_period
from lib.metrics.scope import Scope
from lib.metrics.scope_names import CHANNEL, POST_DAYS, POST_HOUR, POST_SEARCH
from lib.metrics.scope_words import from_words, not_known, to_words
from lib.ui import frame
from lib.ui.ask import ask, today
from lib.ui.cards import show_cards
from lib.ui.figures import show, show_list
from lib.ui.frame import Page
from lib.ui.jump import TAB
from lib.ui.options import BOUND, choose_one, choose_several
from lib.ui.panel import Way, narrow_to, the_one
from lib.ui.tabs import Finding, Tab, draw_findings

#: Cards at the head of the page: more channels than fit have their followers in the tab Over time.
_MOST_CARDS = 6


def _narrowed(page: Page) -> Page:
    """The page narrowed to the channels that the reader chose; none means all."""
    labels = {channel.code: channel.label for channel in ask(channels, page.scope.without("channels"))}
    codes = st.multiselect(
        "Channel",
        list(labels),
        format_func=lambda code: labels.get(code, code),
        placeholder="All channels",
        label_visibility="collapsed",
        key=CHANNEL,
        **BOUND,
    )
    return frame.narrow(page, channels=tuple(codes))


def show_head(page: Page) -> Page:
    """The findings, with the choice of channels beside them; gives the page narrowed to these."""
    _open_tab_of_address()
    left, right = st.columns([4, 1], gap="small")
    with right:
        page = _narrowed(page)
    with left:
        draw_findings(page, FINDINGS, TABS)
    return page


def _open_tab_of_address() -> None:
    """Open the tab that a link of earlier days speaks of: its choices tell, where it names none."""
    if TAB not in st.session_state and TAB not in st.query_params:
        tab = next((tab for name, tab in _TABS_OF_CHOICES.items() if name in st.query_params), "")
        if tab:
            st.session_state[TAB] = tab


_TABS_OF_CHOICES: Final = {
    **dict.fromkeys((POST_SEARCH, POST_DAYS, POST_HOUR, ranked.BY.name), "Posts"),
    hours.BY.name: "Hours",
    **dict.fromkeys((over_time.MEASURE.name, over_time.STEP.name, over_time.DAILY.name), "Over time"),
}


def show_totals(page: Page) -> None:
    """The period's figures as cards, with their change against the period before."""
    chosen = ask(channels, page.scope)
    period = growth_period(page.scope, chosen, today())
    if period is None:
        st.info(NOTHING, icon=":material/filter_alt_off:")
        return
    cards: list[Figure | tuple[Figure, Scope]] = [*growth.CARDS]
    cards += [(growth.FOLLOWERS, replace(page.scope, channels=(channel.code,))) for channel in chosen]
    show_cards(page, "reach", cards[:_MOST_CARDS])
    days = f"{formatting.long_date(period.first)} to {formatting.long_date(period.last)}"
    st.caption(
        formatting.plain(f"{days}, with the change against the {(period.last - period.first).days + 1} days before.")
    )


# Clicks -----------------------------------------------------------------------------------------------------------


def _picked(page: Page) -> Scope:
    """What was clicked in the charts, as the address says: days of channels and hours of the week."""
    asked = {name: st.query_params.get_all(name) for name in (POST_DAYS, POST_HOUR) if name in st.query_params}
    unknown = not_known(asked, page.choices)
    known = {name: [value for value in values if value not in unknown.get(name, ())] for name, values in asked.items()}
    return from_words(known, page.choices)


def _show_to_pick(page: Page, figure: Figure, chosen: Chosen, name: str) -> None:
    """A figure in which the panel of a mark offers to narrow the list of posts to those of the mark.

    Once something is picked, the posts stand below it.
    """
    there = to_words(_picked(page), page.choices).get(name, [])

    def ways(rows: pd.DataFrame) -> list[Way]:
        key = the_one(rows, "key")
        return narrow_to(key, there, "time of posts", partial(_narrow_to, name)) if key else []

    show(page, figure, chosen, picked=there, ways=ways)
    if there:
        _show_posts(page)


def _narrow_to(name: str, keys: list[str]) -> None:
    st.query_params[name] = keys


def _clear() -> None:
    for name in (POST_DAYS, POST_HOUR):
        st.query_params.pop(name, None)


# Effects ----------------------------------------------------------------------------------------------------------


def _effects(page: Page) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            shared = _choose_weeks(page)
        show(page, effects.EFFECTS, shared, ways=_look_at_one)
    with right:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = shared | _choose_day(page)
        show(page, effect.BEFORE_AND_AFTER, chosen)
        show(page, effect.CHANGE, chosen)


def _look_at_one(rows: pd.DataFrame) -> list[Way]:
    key = the_one(rows, "key")
    return [Way("Before and after it", partial(_look_at, key))] if key else []


def _look_at(key: str) -> None:
    st.session_state[_AROUND] = key


_AROUND: Final = effect.AROUND.name


def _choose_weeks(page: Page) -> dict[str, str]:
    """Ask for what all comparisons have in common: the number of weeks, and the figure."""
    weeks = st.number_input(
        effect.WEEKS.label,
        min_value=1,
        max_value=effect.MOST_WEEKS,
        value=int(effect.WEEKS.default),
        width=130,
        key=effect.WEEKS.name,
        **BOUND,
    )
    compared = choose_one(effect.COMPARED, page.scope, width=220)
    return {effect.WEEKS.name: str(int(weeks or effect.WEEKS.default)), effect.COMPARED.name: compared}


def _choose_day(page: Page) -> dict[str, str]:
    """Ask for the event, call or newsletter, or the day, that is looked at by itself."""
    around = choose_one(effect.AROUND, page.scope)
    day = ""
    if around == effect.OTHER_DAY:
        day = st.date_input(
            effect.DAY_CHOSEN.label,
            value=date.fromisoformat(effect.DAY_CHOSEN.default_for(ask, page.scope)),
            min_value=effect.FIRST_DAY,
            max_value=effect.LAST_DAY,
            format="DD/MM/YYYY",
            width=150,
            key=effect.DAY_CHOSEN.name,
            **BOUND,
        ).isoformat()
    return {_AROUND: around, effect.DAY_CHOSEN.name: day}


# Over time --------------------------------------------------------------------------------------------------------


def _over_time(page: Page) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = choose_one(over_time.MEASURE, page.scope, width=220)
        step = choose_one(over_time.STEP, page.scope, width=160)
        marked = choose_several(over_time.MARKED, page.scope, "nothing", width=360)
    chosen = {over_time.MEASURE.name: measure, over_time.STEP.name: step, over_time.MARKED.name: marked}
    _show_to_pick(page, over_time.OVER_TIME, chosen, POST_DAYS)
    marks = st.expander("What is marked on the line", on_change="rerun", key="reach-marks")
    if marks.open:
        with marks:
            show_list(page, over_time.MARKS, chosen)
    left, right = st.columns(2, gap="small")
    with left:
        show(page, growth.GROWTH)
    with right:
        if over_time.offered_daily(ask, page.scope):
            show(page, over_time.REPORTED_BY_DAY, own=lambda: _choose_daily(page))


def _choose_daily(page: Page) -> dict[str, str]:
    return {over_time.DAILY.name: choose_one(over_time.DAILY, page.scope, width=320)}


# Posts and hours --------------------------------------------------------------------------------------------------


def _posts(page: Page) -> None:
    show(page, best.BEST_POSTS, own=(best.BY,))
    _show_posts(page)


def _hours(page: Page) -> None:
    chosen = {hours.BY.name: choose_one(hours.BY, page.scope, width=280)}
    _show_to_pick(page, hours.HOURS, chosen, POST_HOUR)


def _show_posts(page: Page) -> None:
    """The posts of the period, ranked and searched, and narrowed to what was clicked in the charts."""
    clicked = _picked(page)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = choose_one(ranked.BY, page.scope, width=220)
        search = st.text_input("Search posts", placeholder="text of the post", width=320, key=POST_SEARCH, **BOUND)
    words = to_words(clicked, page.choices)
    if words:
        with st.container(horizontal=True, vertical_alignment="center", key="reach-picked"):
            st.text(f"Only those chosen: {_in_words(words.get(POST_DAYS, []), words.get(POST_HOUR, []))}.")
            st.button("Clear selection", on_click=_clear, icon=":material/close:")
    page = frame.narrow(
        page,
        post_text=frame.searched_for(search),
        post_days=clicked.post_days,
        post_hours=clicked.post_hours,
    )
    show_list(page, ranked.RANKED_POSTS, {ranked.BY.name: by})


def _in_words(days: Sequence[str], hours_of_week: Sequence[str]) -> str:
    return "; ".join([*days, *(f"{hour} to {hour[-5:-2]}59 UTC" for hour in hours_of_week)])


TABS: Final = (
    Tab("Effects", _effects, (effects.EFFECTS, effect.BEFORE_AND_AFTER, effect.CHANGE)),
    Tab(
        "Over time",
        _over_time,
        (over_time.OVER_TIME, growth.GROWTH, over_time.REPORTED_BY_DAY, over_time.MARKS),
    ),
    Tab("Posts", _posts, (best.BEST_POSTS, ranked.RANKED_POSTS)),
    Tab("Hours", _hours, (hours.HOURS,)),
)
FINDINGS: Final = tuple(
    Finding(figure) for figure in (effects.EFFECTS, growth.GROWTH, over_time.OVER_TIME, best.BEST_POSTS, hours.HOURS)
)
