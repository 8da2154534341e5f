"""The page on reach: its choices, and what was clicked in its charts, which narrows the list of posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

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
from lib.ui import figures, frame
from lib.ui.ask import ask, today
from lib.ui.cards import show_cards
from lib.ui.frame import Page
from lib.ui.options import choose, choose_one, choose_several


def narrowed(page: Page) -> Page:
    """The page narrowed to the channels that the reader chose; none means all."""
    labels = {channel.code: channel.label for channel in ask(channels, page.scope.without("channels"))}
    codes = st.multiselect(
        "Channel",
        list(labels),
        format_func=lambda code: labels.get(code, code),
        placeholder="all",
        width=360,
        key=CHANNEL,
        bind="query-params",
        persist_state="session",
    )
    return frame.narrow(page, channels=tuple(codes))


def show_growth(page: Page) -> None:
    """The period's figures as cards, then their growth against the period before and the year before."""
    chosen = ask(channels, page.scope)
    period = growth_period(page.scope, chosen, today())
    if period is None:
        st.info(NOTHING, icon=":material/filter_alt_off:")
        return
    days = f"{formatting.long_date(period.first)} to {formatting.long_date(period.last)}"
    st.markdown(f"**{days}**, with the change against the {(period.last - period.first).days + 1} days before.")
    followers = [(growth.FOLLOWERS, replace(page.scope, channels=(channel.code,))) for channel in chosen]
    show_cards(page, "reach", (*growth.CARDS, *followers))
    figures.show(page, growth.GROWTH)


# Clicks -----------------------------------------------------------------------------------------------------------


def picked(page: Page) -> Scope:
    """What was clicked in the charts, as the address says: days of channels and hours of the week."""
    asked = {name: st.query_params.get_all(name) for name in (POST_DAYS, POST_HOUR) if name in st.query_params}
    unknown = not_known(asked, page.choices)
    known = {name: [value for value in values if value not in unknown.get(name, ())] for name, values in asked.items()}
    return from_words(known, page.choices)


def _show_to_pick(page: Page, figure: Figure, chosen: Chosen, name: str, clicked: Scope) -> None:
    """A figure whose marks narrow the list of posts; a second click on a mark takes it off."""
    there = to_words(clicked, page.choices).get(name, [])

    def take(marks: list[dict[str, Any]]) -> None:
        keys = [str(mark["key"]) for mark in marks]
        st.query_params[name] = [one for one in there if one not in keys] + [key for key in keys if key not in there]

    figures.show(page, figure, chosen, picking=figures.Picking(take, picked=there))


def _clear() -> None:
    for name in (POST_DAYS, POST_HOUR):
        st.query_params.pop(name, None)


# Figures ----------------------------------------------------------------------------------------------------------


def show_over_time(page: Page, clicked: Scope) -> None:
    """A figure of each channel over time, with what happened meanwhile."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = choose_one(over_time.MEASURE, page.scope, width=220)
        step = choose_one(over_time.STEP, page.scope, width=160)
        marked = choose_several(over_time.MARKED, page.scope, "nothing", width=360)
    chosen = {over_time.MEASURE.name: measure, over_time.STEP.name: step, over_time.MARKED.name: marked}
    _show_to_pick(page, over_time.OVER_TIME, chosen, POST_DAYS, clicked)
    st.caption("Click a point to list its posts below; click it again to take it off.")
    with st.expander("What is marked on the line"):
        figures.show_list(page, over_time.MARKS, chosen)


def show_hours(page: Page, clicked: Scope) -> None:
    """Posts by day of the week and hour."""
    chosen = {hours.BY.name: choose(hours.BY, page.scope)}
    _show_to_pick(page, hours.HOURS, chosen, POST_HOUR, clicked)
    st.caption("Times are in UTC. Click a cell to list its posts below; click it again to take it off.")


def show_effect(page: Page) -> None:
    """All events, calls and newsletters, then one of them or a day, each before the spread of ordinary weeks."""
    st.header("Before and after", anchor=False)
    st.markdown("Does an event, a call or a newsletter show in the weeks after it, or is it what weeks do anyway?")
    chosen = _choose_comparison(page)
    figures.show(page, effects.EFFECTS, chosen)
    figures.show(page, effect.BEFORE_AND_AFTER, chosen)
    figures.show(page, effect.CHANGE, chosen)


def show_best_posts(page: Page) -> None:
    """Posts against the ordinary spread of their channel and year."""
    figures.show(page, best.BEST_POSTS, own=(best.BY,))


def _choose_comparison(page: Page) -> dict[str, str]:
    """The day to compare around, the number of weeks, and the figure."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        around = choose_one(effect.AROUND, page.scope, width=460)
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
                bind="query-params",
                persist_state="session",
            ).isoformat()
        weeks = st.number_input(
            effect.WEEKS.label,
            min_value=1,
            max_value=effect.MOST_WEEKS,
            value=int(effect.WEEKS.default),
            width=130,
            key=effect.WEEKS.name,
            bind="query-params",
            persist_state="session",
        )
        compared = choose_one(effect.COMPARED, page.scope, width=220)
    return {
        effect.AROUND.name: around,
        effect.DAY_CHOSEN.name: day,
        effect.WEEKS.name: str(int(weeks or effect.WEEKS.default)),
        effect.COMPARED.name: compared,
    }


def show_reported_by_day(page: Page) -> None:
    """Page views and other figures that channels report by the day, where there are any."""
    if over_time.offered_daily(ask, page.scope):
        daily = choose_one(over_time.DAILY, page.scope, width=320)
        figures.show(page, over_time.REPORTED_BY_DAY, {over_time.DAILY.name: daily})


def show_posts(page: Page, clicked: Scope) -> None:
    """The posts of the period, ranked and searched, and narrowed to what was clicked in the charts."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = choose_one(ranked.BY, page.scope, width=220)
        search = st.text_input(
            "Search posts",
            placeholder="text of the post",
            width=320,
            key=POST_SEARCH,
            bind="query-params",
            persist_state="session",
        )
    words = to_words(clicked, page.choices)
    if words:
        with st.container(horizontal=True, vertical_alignment="center", key="reach-picked"):
            st.text(f"Only those clicked above: {_in_words(words.get(POST_DAYS, []), words.get(POST_HOUR, []))}.")
            st.button("Clear selection", on_click=_clear, icon=":material/close:")
    page = frame.narrow(
        page,
        post_text=frame.searched_for(search),
        post_days=clicked.post_days,
        post_hours=clicked.post_hours,
    )
    figures.show_list(page, ranked.RANKED_POSTS, {ranked.BY.name: by})


def _in_words(days: Sequence[str], hours_of_week: Sequence[str]) -> str:
    return "; ".join([*days, *(f"{hour} to {hour[-5:-2]}59 UTC" for hour in hours_of_week)])
