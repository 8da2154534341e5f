"""The filters in the sidebar. They live in the address, survive a change of page and a reload."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from lib.metrics.choices import Choices, choices
from lib.metrics.filter_words import (
    AREA,
    COUNTRY,
    DATASET,
    DEMONSTRATION,
    FACTS,
    FILTER_NAMES,
    FROM,
    FUNDER,
    LEVEL,
    PART,
    REGION,
    STATUS,
    TO,
    told_apart,
)
from lib.metrics.filters import Filters
from lib.ui.ask import ask, today

#: Data set that the page of records shows; not a filter, so it is not reset.
ENTITY = "entity"
#: In a link: first and last year at once, whatever the two are set to.
YEAR = "year"
#: Narrows the timeline alone, on its page; reset with the filters.
SOON = "soon"
NAMES = (*FILTER_NAMES, SOON)
_BOUND: dict[str, Any] = {"bind": "query-params"}
#: Where the filters stand for the page that is being drawn.
_CHOSEN = "filters-chosen"
#: What the address asked for and nothing offers, with the filters that were left without it.
_NOT_OFFERED = "filters-not-offered"


@dataclass(frozen=True)
class Chosen:
    """What the filters are set to, what there was to choose from, and what the address asked for besides."""

    filters: Filters
    choices: Choices
    not_offered: tuple[str, ...]


def draw() -> None:
    """Draw the choice of the dataset and the filters in the sidebar.

    Called once, from the app's main script: Streamlit keeps the parameters of the main script's widgets in the address
    when the page changes, but drops those of a page's own.
    """
    _forget_part()
    available = choices_of(_choose_dataset() == DEMONSTRATION)
    _take_year(available)
    # Asked first: drawing the filters takes what they do not offer out of the address.
    not_offered = _not_offered(available)
    filters = _sidebar(available)
    if not_offered:
        st.session_state[_NOT_OFFERED] = (not_offered, filters)
    told, when = st.session_state.get(_NOT_OFFERED, ((), filters))
    st.session_state[_CHOSEN] = Chosen(filters, available, told if when == filters else ())


def _forget_part() -> None:
    """Take the name that the dataset had in earlier links out of the address; all its values mean the facts."""
    if PART in st.query_params:
        del st.query_params[PART]


def _choose_dataset() -> str:
    """The dataset that is shown: facts, unless the reader asks for the demonstration data of a store that has some."""
    if not choices_of(False).has_demonstration:
        st.session_state.pop(DATASET, None)
        return FACTS
    with st.sidebar:
        # A radio, not a segmented control: that one has a default, and warns when Reset sets it too.
        chosen: str = st.radio(
            "Dataset", [FACTS, DEMONSTRATION], key=DATASET, horizontal=True, help=_DATASET_HELP, **_BOUND
        )
    return chosen


_DATASET_HELP = (
    "Facts are public figures with a source for each. Demonstration data is made up, so that every page can be seen "
    "full; its organisations, programmes and calls carry evidently made-up names. The two are never added up."
)


def _take_year(available: Choices) -> None:
    """Set the period to the year that a link asks for. (A link that named `from` and `to` would not change them.)"""
    asked = st.query_params.get(YEAR)
    if asked is None:
        return
    del st.query_params[YEAR]
    if not (asked.isascii() and asked.isdigit() and int(asked) in _years(available)):
        return
    if FROM in st.session_state:
        st.session_state[FROM] = st.session_state[TO] = int(asked)
    else:
        # Opened afresh, such as in a new tab: the filters read the address as it was when the run began.
        st.query_params[FROM] = st.query_params[TO] = asked
        st.rerun()


def _not_offered(available: Choices) -> tuple[str, ...]:
    """Values of the address that are not among the choices, each with the name of its filter."""
    years = {str(year) for year in _years(available)}
    offered: dict[str, tuple[str, Collection[str]]] = {
        COUNTRY: ("country", told_apart(available.countries).values()),
        REGION: ("region", available.regions),
        LEVEL: ("level", available.levels),
        FUNDER: ("funder", told_apart(available.funders).values()),
        AREA: ("area", available.areas),
        STATUS: ("member status", available.statuses),
        FROM: ("from year", years),
        TO: ("to year", years),
        DATASET: ("dataset", (FACTS, DEMONSTRATION) if available.has_demonstration else (FACTS,)),
    }
    return tuple(
        f"{label} {value}"
        for name, (label, values) in offered.items()
        for value in st.query_params.get_all(name)
        if value not in values
    )


def _years(available: Choices) -> list[int]:
    return list(range(available.first_year, available.last_year + 1))


def chosen() -> Chosen:
    """What `draw` read for the page that is being drawn."""
    if _CHOSEN not in st.session_state:
        # Until a process has called st.navigation, Streamlit takes the folder pages/ for its older kind of app and runs
        # the page that is asked for first without the main script. Told better, it runs both.
        PagesManager.uses_pages_directory = False
        st.rerun()
    read: Chosen = st.session_state.pop(_CHOSEN)
    return read


def _sidebar(available: Choices) -> Filters:
    years = _years(available)
    with st.sidebar:
        countries = _several("Country", available.countries, COUNTRY)
        left, right = st.columns(2)
        first = left.selectbox("From year", years, index=None, key=FROM, placeholder="first", **_BOUND)
        last = right.selectbox("To year", years, index=None, key=TO, placeholder="last", **_BOUND)
        levels = _several("Level", _plain(available.levels), LEVEL)
        areas = _several("Area", _plain(available.areas), AREA)
        funders = _several("Funder", available.funders, FUNDER)
        regions = _several("Region", _plain(available.regions), REGION, help="Part of the world, by UN M49")
        statuses = _several("Member status", _plain(available.statuses), STATUS, help=_STATUS_HELP)
        st.button("Reset all filters", on_click=_reset, icon=":material/restart_alt:", width="stretch")
    if first is not None and last is not None and first > last:
        st.sidebar.warning("The first year lies after the last; the two are read the other way round.")
        first, last = last, first
    return Filters(
        countries=countries,
        regions=regions,
        levels=levels,
        funders=funders,
        areas=areas,
        statuses=statuses,
        first_year=first,
        last_year=last,
        demonstration=st.session_state.get(DATASET) == DEMONSTRATION,
    )


_STATUS_HELP = (
    "Status in ICPerMed as far as a public page says so. No complete list of members is public: most are not known."
)


def _plain(values: tuple[str, ...]) -> dict[str, str]:
    return {value: value for value in values}


def _several(label: str, options: dict[str, str], key: str, **more: Any) -> tuple[str, ...]:
    names = told_apart(options)
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


def _reset() -> None:
    for name in NAMES:
        st.session_state[name] = _EMPTY.get(name, [])


_EMPTY: dict[str, Any] = {FROM: None, TO: None, DATASET: FACTS, SOON: False}


def choose_country(iso2: str) -> None:
    """Add a country to the filter, or take it out where it is the filter already."""
    chosen = list(st.session_state.get(COUNTRY, []))
    st.session_state[COUNTRY] = [code for code in chosen if code != iso2] if iso2 in chosen else [*chosen, iso2]


def available_choices() -> Choices:
    """What there is to choose from in the dataset that is shown."""
    return choices_of(st.session_state.get(DATASET) == DEMONSTRATION)


def choices_of(demonstration: bool) -> Choices:
    """What there is to choose from in a dataset."""
    return ask(choices, today().year, demonstration)
