"""The filters in the sidebar. They live in the address, survive a change of page and a reload."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from lib.metrics.choices import Choices, choices
from lib.metrics.filters import Filters
from lib.ui.ask import ask, today

#: Names in the address; links made with them keep working, so they never change.
COUNTRY, REGION, LEVEL, FUNDER, AREA, STATUS, FROM, TO, PART = (
    "country",
    "region",
    "level",
    "funder",
    "area",
    "status",
    "from",
    "to",
    "part",
)
#: Data set that the page of records shows; not a filter, so it is not reset.
ENTITY = "entity"
NAMES = (COUNTRY, REGION, LEVEL, FUNDER, AREA, STATUS, FROM, TO, PART)
FACTS = "facts only"
_BOUND: dict[str, Any] = {"bind": "query-params"}
#: Where the filters stand for the page that is being drawn.
_CHOSEN = "filters-chosen"


def draw() -> None:
    """Draw the filters in the sidebar.

    Called once, from the app's main script: Streamlit keeps the parameters of the main script's widgets in the address
    when the page changes, but drops those of a page's own.
    """
    available = available_choices()
    st.session_state[_CHOSEN] = (_sidebar(available), available)


def chosen() -> tuple[Filters, Choices]:
    """What the filters are set to, and what there was to choose from."""
    if _CHOSEN not in st.session_state:
        # Until a process has called st.navigation, Streamlit takes the folder pages/ for its older kind of app and runs
        # the page that is asked for first without the main script. Told better, it runs both.
        PagesManager.uses_pages_directory = False
        st.rerun()
    filters, available = st.session_state.pop(_CHOSEN)
    return filters, available


def _sidebar(available: Choices) -> Filters:
    years = list(range(available.first_year, available.last_year + 1))
    with st.sidebar:
        part = st.segmented_control(
            "Show", ["all data", FACTS], default="all data", required=True, key=PART, help=_PART_HELP, **_BOUND
        )
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
        facts_only=part == FACTS,
    )


_PART_HELP = (
    "Facts are public figures with a source for each. Illustrative rows are made up, so that every page is full on "
    "the first day; their organisations, programmes and calls carry evidently made-up names."
)
_STATUS_HELP = (
    "Status in ICPerMed as far as a public page says so. No complete list of members is public: most are not known."
)


def _plain(values: tuple[str, ...]) -> dict[str, str]:
    return {value: value for value in values}


def _several(label: str, options: dict[str, str], key: str, **more: Any) -> tuple[str, ...]:
    names = _told_apart(options)
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


def _told_apart(options: dict[str, str]) -> dict[str, str]:
    """Names that are all different, since the address holds the name: a second one of a name gets its code."""
    seen: set[str] = set()
    names = {}
    for code, name in options.items():
        names[code] = f"{name} [{code}]" if name in seen else name
        seen.add(name)
    return names


def _reset() -> None:
    for name in NAMES:
        st.session_state[name] = _EMPTY.get(name, [])


_EMPTY: dict[str, Any] = {FROM: None, TO: None, PART: "all data"}


def choose_country(iso2: str) -> None:
    """Add a country to the filter, or take it out where it is the filter already."""
    chosen = list(st.session_state.get(COUNTRY, []))
    st.session_state[COUNTRY] = [code for code in chosen if code != iso2] if iso2 in chosen else [*chosen, iso2]


def available_choices() -> Choices:
    """What there is to choose from."""
    return ask(choices, today().year)
