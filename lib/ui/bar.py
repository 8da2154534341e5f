"""The bar over every page with figures: my country, what it is compared with, the period, the dataset, and filters.

Its choices live in the address, survive a change of page and a reload. My country and the countries compared with
narrow nothing: figures that declare them (lib.figures.comparison) highlight them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from lib.common import formatting
from lib.figures.comparison import COMPARE_WITH, MY_COUNTRY, OWN_GROUP
from lib.metrics import scope_help
from lib.metrics.choices import Choices, choices
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope
from lib.metrics.scope_names import (
    AREA,
    COUNTRY,
    DATASET,
    DEMONSTRATION,
    FACTS,
    FIRST_DAY,
    FROM,
    FUNDER,
    GROUPING,
    LAST_DAY,
    LEVEL,
    NAMES,
    OUTLINE,
    PERIOD,
    POST_DAYS,
    POST_HOUR,
    POST_SEARCH,
    PROJECT,
    REGION,
    SEARCH,
    SEVERAL,
    SOON,
    STATUS,
    TO,
    TOPIC,
    YEARS_HOLD,
    distinct_names,
)
from lib.ui import address, period
from lib.ui.address import OF_CALL
from lib.ui.ask import ask, compare, today
from lib.ui.chips import draw_chips
from lib.ui.heeded import HEADLINED, OF_A_DATASET, has_bar, heeded

#: Data set that the page of records shows; not a filter, so it is not reset.
ENTITY = "entity"
_BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
#: Where the choices stand for the page that is being drawn.
_CHOSEN = "bar-chosen"
#: What the address asked for and nothing offers, with the choices that were left without it.
_NOT_OFFERED = "bar-not-offered"
_REPORT = "report"
#: Whether the page shows only my country.
_ONLY_HOME = "bar-only-my-country"
#: The filters of the menu, in its order, with their labels.
_FILTERS = {
    COUNTRY: "Countries",
    REGION: "Region",
    LEVEL: "Level",
    AREA: "Area",
    FUNDER: "Funder",
    STATUS: "Member status",
}


@dataclass(frozen=True)
class Chosen:
    """What the bar is set to, what there was to choose from, and what the address asked for besides.

    Attributes:
        home: ISO code of my country; empty where none is chosen.
    """

    scope: Scope
    choices: Choices
    not_offered: tuple[str, ...]
    home: str


def draw(path: str) -> None:
    """Draw the bar over a page.

    Called once, from the app's main script: Streamlit keeps the parameters of the main script's widgets in the address
    when the page changes, but drops those of a page's own.

    Args:
        path: of the page that is drawn.
    """
    address.drop_words_of_earlier_links()
    _write_address_anew(path)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar"):
        places = [st.container(width="content", horizontal=True, gap="xsmall", key=f"bar-{name}") for name in _PLACES]
        fold, compared, when, of_dataset, more, chips, reset = places
        shown = has_bar(path)
        with of_dataset:
            demonstration = _choose_dataset(shown or path in OF_A_DATASET) == DEMONSTRATION
        available = choices_of(demonstration)
        if not shown:
            st.session_state[_CHOSEN] = Chosen(Scope(demonstration=demonstration), available, (), "")
            return
        address.take_year(available)
        address.tidy(available)
        # Asked first: drawing the choices takes what they do not offer out of the address.
        unknown = address.not_offered(available)
        with compared:
            home = _choose_compared(available, demonstration)
        offered, span = heeded(path), period.Span()
        if {FROM, PERIOD} & offered or any(map(_is_set, (FROM, TO))):
            default = _default_period(path, demonstration)
            with when, st.popover(period.label(default), icon=":material/calendar_today:", key="bar-menu-period"):
                span = period.choose(available, default, to_the_day=PERIOD in offered)
        with more:
            filters = _choose_filters(available, offered, home)
        with chips:
            draw_chips(_options(available), filters)
        reset.button("Reset", on_click=_reset, icon=":material/restart_alt:", type="tertiary", key="bar-reset-all")
        with fold:
            # Only a telephone shows it: there, it stands for all the rest until it is switched on.
            st.toggle(_counted(home, span, filters), key="bar-fold-switch", on_change="ignore")
    scope = Scope(
        countries=filters[COUNTRY],
        regions=filters[REGION],
        levels=filters[LEVEL],
        funders=filters[FUNDER],
        areas=filters[AREA],
        statuses=filters[STATUS],
        first_year=span.first_year,
        last_year=span.last_year,
        first_day=span.first_day,
        last_day=span.last_day,
        demonstration=demonstration,
    )
    if unknown:
        st.session_state[_NOT_OFFERED] = (unknown, scope)
    unknown, when_said = st.session_state.get(_NOT_OFFERED, ((), scope))
    st.session_state[_CHOSEN] = Chosen(scope, available, unknown if when_said == scope else (), home)


_PLACES = ("fold", "compared", "period", "dataset", "more", "chips", "reset")


def _default_period(path: str, demonstration: bool) -> period.Default:
    if path == _REPORT:
        return period.of_report()
    return period.of_headlines(ask(headline_year, demonstration, today())) if path in HEADLINED else period.ALL_YEARS


def _write_address_anew(path: str) -> None:
    """Have what is chosen written into the address of a page that was just opened.

    A link with parameters of its own opens a page with these alone in its address, though the choices still hold.
    """
    if st.session_state.get(_OPENED) == path:
        return
    st.session_state[_OPENED] = path
    for name in (*_FILTERS, *_COMPARED, DATASET, PERIOD, FROM, TO):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


#: The path of the page that is open.
_OPENED = "bar-page"


def chosen() -> Chosen:
    """Return what `draw` read for the current page."""
    if _CHOSEN not in st.session_state:
        # Until a process has called st.navigation, Streamlit takes the folder pages/ for its older kind of app and runs
        # the page that is asked for first without the main script. With this set, it runs both.
        PagesManager.uses_pages_directory = False
        st.rerun()
    read: Chosen = st.session_state.pop(_CHOSEN)
    return read


def _choose_dataset(shown: bool) -> str:
    """Ask for the dataset to show: facts, unless the reader asks for the demonstration data of a store that has some.

    It is not bound to the address as the filters are: these hold the names that readers see, and the dataset's word in
    addresses is shorter, and the same for programs.
    """
    if not choices_of(False).has_demonstration:
        st.session_state.pop(DATASET, None)
        return FACTS
    if DATASET not in st.session_state:
        st.session_state[DATASET] = DEMONSTRATION if st.query_params.get(DATASET) == DEMONSTRATION else FACTS
    if shown:
        st.selectbox(
            "Dataset",
            [FACTS, DEMONSTRATION],
            format_func=str,
            key=DATASET,
            label_visibility="collapsed",
            help=_DATASET_HELP,
            width=140,
            **_BOUND,
        )
    chosen: str = st.session_state[DATASET]
    return chosen


_DATASET_HELP = (
    "Facts are public figures with a source for each. Demonstration data is made up, so that every page can be seen "
    "full; its organisations, programmes and calls carry evidently made-up names. The two are never added up."
)


def _choose_compared(available: Choices, demonstration: bool) -> str:
    """Ask for my country, or a funder of it, and the countries that it is compared with.

    Returns:
        The ISO code of my country; empty where none is chosen.
    """
    homes = address.homes(available)
    one: str | None = st.selectbox(
        MY_COUNTRY.label,
        list(homes),
        index=None,
        format_func=lambda code: homes.get(code, code),
        key=MY_COUNTRY.name,
        placeholder=MY_COUNTRY.label,
        label_visibility="collapsed",
        width=150,
        **_BOUND,
    )
    group: str = st.selectbox(
        COMPARE_WITH.label,
        list(COMPARE_WITH.values),
        format_func=lambda value: COMPARE_WITH.values.get(value, value),
        key=COMPARE_WITH.name,
        label_visibility="collapsed",
        width=135,
        **_BOUND,
    )
    own: tuple[str, ...] = ()
    if group == "own" or st.session_state.get(OWN_GROUP.name) or OWN_GROUP.name in st.query_params:
        with st.popover("Group", icon=":material/group_work:", key="bar-menu-group"):
            own = _several(OWN_GROUP.label, available.countries, OWN_GROUP.name)
    home = available.country_of_funder.get(one or "", one or "")
    compare(demonstration, {MY_COUNTRY.name: home, COMPARE_WITH.name: group, OWN_GROUP.name: ",".join(own)})
    return home


def _choose_filters(available: Choices, offered: frozenset[str], home: str) -> dict[str, tuple[str, ...]]:
    """Ask for what narrows the page: the filters that some figure of it heeds, and those that are set all the same."""
    options = _options(available)
    drawn = [name for name in _FILTERS if name in offered or _is_set(name)]
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_FILTERS, ())
    if not drawn:
        return found
    with st.popover("More filters", icon=":material/filter_list:", key="bar-menu-filters"):
        if COUNTRY in drawn and home:
            st.session_state[_ONLY_HOME] = st.session_state.get(COUNTRY) == [home]
            st.toggle(
                f"Only {formatting.plain(available.countries[home])}",
                key=_ONLY_HOME,
                on_change=_switch_home,
                args=(home,),
            )
        funder = st.session_state.get(MY_COUNTRY.name)
        if FUNDER in drawn and funder in available.country_of_funder:
            st.button("Only this funder", on_click=_set, args=(FUNDER, [funder]), icon=":material/filter_alt:")
        helps = {REGION: "Part of the world, by UN M49", STATUS: _status_help(available)}
        for name in drawn:
            found[name] = _several(_FILTERS[name], options[name], name, help=helps.get(name))
    return found


def _options(available: Choices) -> dict[str, Mapping[str, str]]:
    def plain(values: tuple[str, ...]) -> dict[str, str]:
        return {value: value for value in values}

    return {
        COUNTRY: available.countries,
        REGION: plain(available.regions),
        LEVEL: plain(available.levels),
        AREA: plain(available.areas),
        FUNDER: available.funders,
        STATUS: plain(available.statuses),
    }


def _is_set(name: str) -> bool:
    return bool(st.session_state.get(name)) or name in st.query_params


def _status_help(available: Choices) -> str:
    """Explain how member status is derived, and how many countries have which evidence."""
    counted = [f"{kind}: {formatting.counted(n, 'country', 'countries')}" for kind, n in available.evidence.items()]
    listed = "; ".join(counted)
    return f"{scope_help.MEMBER_STATUS}\n\nEvidence today: {listed or 'none'}."


def _several(label: str, options: Mapping[str, str], key: str, **more: Any) -> tuple[str, ...]:
    names = distinct_names(options)
    chosen = st.multiselect(
        label,
        list(options),
        format_func=lambda code: names.get(code, code),
        key=key,
        placeholder="all",
        **more,
        **_BOUND,
    )
    return tuple(chosen)


def _counted(home: str, span: period.Span, filters: dict[str, tuple[str, ...]]) -> str:
    """Say how many choices are set, where the bar is folded."""
    count = bool(home) + bool(span.in_words) + sum(map(bool, filters.values()))
    return f"Filters ({count})" if count else "Filters"


def _set(name: str, value: list[str]) -> None:
    st.session_state[name] = value


def _switch_home(home: str) -> None:
    _set(COUNTRY, [home] if st.session_state[_ONLY_HOME] else [])


def _reset() -> None:
    """Clear every choice, of the bar and of all pages."""
    for name in (*(name for name in NAMES if name != PROJECT), OF_CALL, *_COMPARED):
        if name in _BY_ADDRESS:
            st.query_params.pop(name, None)
        elif name in _SINGLE:
            st.session_state[name] = _SINGLE[name]
        elif name in SEVERAL or name in (OF_CALL, OWN_GROUP.name):
            st.session_state[name] = []
        elif name not in (FIRST_DAY, LAST_DAY):
            # The days of FREE_DAYS hold only where that is chosen, and have no empty state.
            st.session_state[name] = None
    st.session_state.pop(TOPIC_KEPT, None)


_COMPARED = (MY_COUNTRY.name, COMPARE_WITH.name, OWN_GROUP.name)
#: Choices that are no widget's: they live in the address alone.
_BY_ADDRESS = (TOPIC, OUTLINE, GROUPING, POST_DAYS, POST_HOUR)
#: The topic that was chosen, kept while other pages are looked at.
TOPIC_KEPT = "topic-kept"
#: What other choices are where nothing is chosen; None where it is not among them.
_SINGLE: dict[str, Any] = {
    DATASET: FACTS,
    SOON: False,
    PERIOD: YEARS_HOLD,
    SEARCH: "",
    POST_SEARCH: "",
    COMPARE_WITH.name: COMPARE_WITH.default,
}


def is_my_country(iso2: str) -> bool:
    """Tell whether a country is mine."""
    return bool(st.session_state.get(MY_COUNTRY.name) == iso2)


def choose_country(iso2: str) -> None:
    """Make a country mine, or let go of it where it is mine already."""
    st.session_state[MY_COUNTRY.name] = None if is_my_country(iso2) else iso2


def available_choices() -> Choices:
    """Return the values to choose from in the dataset shown."""
    return choices_of(st.session_state.get(DATASET) == DEMONSTRATION)


def choices_of(demonstration: bool) -> Choices:
    """Return the values to choose from in a dataset."""
    return ask(choices, today().year, demonstration)
