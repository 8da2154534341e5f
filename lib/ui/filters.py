"""The filters in the sidebar. They live in the address, survive a change of page and a reload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from lib.common import formatting
from lib.figures import comparison
from lib.metrics import scope_help
from lib.metrics.choices import Choices, choices
from lib.metrics.report import reporting_period
from lib.metrics.scope import Scope
from lib.metrics.scope_names import (
    AREA,
    CALL,
    COUNTRY,
    DATASET,
    DATASET_OF_EARLIER_LINKS,
    DEMONSTRATION,
    FACTS,
    FIRST_DAY,
    FREE_DAYS,
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
    WHO,
    WITH,
    YEARS_HOLD,
    YEARS_OF_EARLIER_LINKS,
    distinct_names,
)
from lib.metrics.scope_values import periods
from lib.metrics.scope_words import canonical, not_known
from lib.ui.ask import ask, today

#: Data set that the page of records shows; not a filter, so it is not reset.
ENTITY = "entity"
#: In a link: first and last year at once, whatever the two are set to.
YEAR = "year"
#: What the page on collaboration calls the choice of calls in addresses.
OF_CALL = "of-call"
_ALIKE = {OF_CALL: CALL}
#: Pages whose figures know days; on the others the period is in years.
_TO_THE_DAY = ("calls", "collaboration", "events", "reach", "report")
_REPORT = "report"
_BOUND: dict[str, Any] = {"bind": "query-params"}
#: Where the filters stand for the page that is being drawn.
_CHOSEN = "filters-chosen"
#: What the address asked for and nothing offers, with the filters that were left without it.
_NOT_OFFERED = "filters-not-offered"


@dataclass(frozen=True)
class Chosen:
    """What the filters are set to, what there was to choose from, and what the address asked for besides."""

    scope: Scope
    choices: Choices
    not_offered: tuple[str, ...]


def draw(path: str) -> None:
    """Draw the choice of the dataset and the filters in the sidebar.

    Called once, from the app's main script: Streamlit keeps the parameters of the main script's widgets in the address
    when the page changes, but drops those of a page's own.

    Args:
        path: of the page that is drawn.
    """
    _drop_words_of_earlier_links()
    available = choices_of(_choose_dataset() == DEMONSTRATION)
    _take_year(available)
    _tidy_address(available)
    # Asked first: drawing the filters takes what they do not offer out of the address.
    not_offered = _not_offered(available)
    scope = _sidebar(available, path)
    if not_offered:
        st.session_state[_NOT_OFFERED] = (not_offered, scope)
    unknown, when = st.session_state.get(_NOT_OFFERED, ((), scope))
    st.session_state[_CHOSEN] = Chosen(scope, available, unknown if when == scope else ())


#: Set once the address that the page was opened with has been written as addresses hold it.
_TIDIED = "address-tidied"


def _tidy_address(available: Choices) -> None:
    """Write what the page was opened with as its choices are called: Malta for `MT`, whose widget knows names alone."""
    if st.session_state.get(_TIDIED):
        return
    st.session_state[_TIDIED] = True
    asked = _asked()
    written = canonical(asked, available)
    changed = {name: values for name, values in written.items() if values != asked[name]}
    if not changed:
        return
    for name, values in changed.items():
        for own in (name, *(other for other, same in _ALIKE.items() if same == name and other in st.query_params)):
            if own in st.query_params:
                st.query_params[own] = list(dict.fromkeys(values))
    # Widgets read the address as it was when the run began.
    st.rerun()


def _asked() -> dict[str, list[str]]:
    """Return what the address asks for, by the names of filters."""
    asked: dict[str, list[str]] = {}
    for name in st.query_params:
        known = _ALIKE.get(name, name)
        if known in NAMES:
            asked.setdefault(known, []).extend(st.query_params.get_all(name))
    return asked


def _drop_words_of_earlier_links() -> None:
    """Take out of the address what links of earlier days say and is so anyway.

    All values that the dataset had mean the facts, and the years hold where no other period is named.
    """
    if DATASET_OF_EARLIER_LINKS in st.query_params:
        del st.query_params[DATASET_OF_EARLIER_LINKS]
    if st.query_params.get(PERIOD) == YEARS_OF_EARLIER_LINKS:
        del st.query_params[PERIOD]
    if {*comparison.NAMES_OF_EARLIER_LINKS} & {*st.query_params}:
        named = comparison.as_named_today(
            (name, value) for name in st.query_params for value in st.query_params.get_all(name)
        )
        by_name: dict[str, list[str]] = {}
        for name, value in named:
            by_name.setdefault(name, []).append(comparison.GROUPS.get(value, value))
        st.query_params.from_dict(by_name)
        # Widgets read the address as it was when the run began.
        st.rerun()


def _choose_dataset() -> str:
    """Ask for the dataset to show: facts, unless the reader asks for the demonstration data of a store that has some.

    It is not bound to the address as the filters are: these hold the names that readers see, and the dataset's word in
    addresses is shorter, and the same for programs.
    """
    if not choices_of(False).has_demonstration:
        st.session_state.pop(DATASET, None)
        return FACTS
    if DATASET not in st.session_state:
        st.session_state[DATASET] = DEMONSTRATION if st.query_params.get(DATASET) == DEMONSTRATION else FACTS
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
    if st.session_state.get(PERIOD, YEARS_HOLD) != YEARS_HOLD:
        st.session_state[PERIOD] = YEARS_HOLD
    if FROM in st.session_state:
        st.session_state[FROM] = st.session_state[TO] = int(asked)
    else:
        # Opened afresh, such as in a new tab: the filters read the address as it was when the run began.
        st.query_params[FROM] = st.query_params[TO] = asked
        st.rerun()


def _not_offered(available: Choices) -> tuple[str, ...]:
    """Return values of the address that name nothing in the store, each with the name of its filter.

    A topic, a project and a text to search for are checked, and reported as missing, where they are shown.
    """
    asked = {name: values for name, values in _asked().items() if name not in (TOPIC, PROJECT, SEARCH, POST_SEARCH)}
    if asked.get(DATASET) == [DEMONSTRATION] and not available.has_demonstration:
        return ("dataset demonstration",)
    return tuple(
        f"{_SAID.get(name, name.replace('-', ' '))} {value}"
        for name, values in not_known(asked, available).items()
        for value in values
    )


_SAID = {STATUS: "member status", FROM: "from year", TO: "to year", WHO: "country", WITH: "country"}


def _years(available: Choices) -> list[int]:
    return list(range(available.first_year, available.last_year + 1))


def chosen() -> Chosen:
    """Return the filters that `draw` read for the current page."""
    if _CHOSEN not in st.session_state:
        # Until a process has called st.navigation, Streamlit takes the folder pages/ for its older kind of app and runs
        # the page that is asked for first without the main script. With this set, it runs both.
        PagesManager.uses_pages_directory = False
        st.rerun()
    read: Chosen = st.session_state.pop(_CHOSEN)
    return read


def _sidebar(available: Choices, path: str) -> Scope:
    with st.sidebar:
        countries = _several("Country", available.countries, COUNTRY)
        years, days = _time(available, path)
        levels = _several("Level", _plain(available.levels), LEVEL)
        areas = _several("Area", _plain(available.areas), AREA)
        funders = _several("Funder", available.funders, FUNDER)
        regions = _several("Region", _plain(available.regions), REGION, help="Part of the world, by UN M49")
        statuses = _several("Member status", _plain(available.statuses), STATUS, help=_status_help(available))
        st.button("Reset all filters", on_click=_reset, icon=":material/restart_alt:", width="stretch")
    return Scope(
        countries=countries,
        regions=regions,
        levels=levels,
        funders=funders,
        areas=areas,
        statuses=statuses,
        first_year=years[0],
        last_year=years[1],
        first_day=days[0],
        last_day=days[1],
        demonstration=st.session_state.get(DATASET) == DEMONSTRATION,
    )


Years = tuple[int | None, int | None]
Days = tuple[date | None, date | None]
_NO_YEARS: Years = (None, None)
_NO_DAYS: Days = (None, None)


def _time(available: Choices, path: str) -> tuple[Years, Days]:
    """Ask for the period: in years, and on pages that know days, by name or to the day in their place."""
    if path not in _TO_THE_DAY:
        return _in_years(available), _NO_DAYS
    named = periods(available)
    if path == _REPORT:
        _default_of_report()
    chosen = st.selectbox(
        "Period",
        [YEARS_HOLD, *named, FREE_DAYS],
        key=PERIOD,
        help=scope_help.ROUGH_DATES,
        persist_state="session",
        **_BOUND,
    )
    if chosen == YEARS_HOLD:
        return _in_years(available), _NO_DAYS
    for name in (FROM, TO):
        # One period holds at a time: years that an address names as well are dropped.
        st.query_params.pop(name, None)
    days = (named[chosen].first, named[chosen].last) if chosen in named else _free_days()
    st.caption(f"{formatting.long_date(days[0])} to {formatting.long_date(days[1])}")
    return _NO_YEARS, days


def _default_of_report() -> None:
    """Select the Secretariat's latest reporting period where no period is chosen: a report always has one."""
    asked = {FROM, TO, PERIOD} & {*st.query_params}
    unset = st.session_state.get(PERIOD, YEARS_HOLD) == YEARS_HOLD
    years = any(st.session_state.get(name) is not None for name in (FROM, TO))
    if unset and not years and not asked:
        st.session_state[PERIOD] = reporting_period().label


def _in_years(available: Choices) -> Years:
    years = _years(available)
    left, right = st.columns(2)
    first = left.selectbox("From year", years, index=None, key=FROM, placeholder="first", **_BOUND)
    last = right.selectbox("To year", years, index=None, key=TO, placeholder="last", **_BOUND)
    if first is not None and last is not None and first > last:
        st.warning("The first year lies after the last; the two are read the other way round.")
        return last, first
    return first, last


def _free_days() -> tuple[date, date]:
    first = _day("From", FIRST_DAY, date(today().year, 1, 1))
    last = _day("To", LAST_DAY, today())
    return min(first, last), max(first, last)


def _day(label: str, key: str, value: date) -> date:
    return st.date_input(
        label,
        value=value,
        min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31),
        format="DD/MM/YYYY",
        key=key,
        persist_state="session",
        **_BOUND,
    )


def _status_help(available: Choices) -> str:
    """Explain how member status is derived, and how many countries have which evidence."""
    counted = [f"{kind}: {formatting.counted(n, 'country', 'countries')}" for kind, n in available.evidence.items()]
    listed = "; ".join(counted)
    return f"{scope_help.MEMBER_STATUS}\n\nEvidence today: {listed or 'none'}."


def _plain(values: tuple[str, ...]) -> dict[str, str]:
    return {value: value for value in values}


def _several(label: str, options: dict[str, str], key: str, **more: Any) -> tuple[str, ...]:
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


def _reset() -> None:
    """Clear every choice that narrows, in the sidebar and on all pages."""
    for name in (*(name for name in NAMES if name != PROJECT), OF_CALL):
        if name in _BY_ADDRESS:
            st.query_params.pop(name, None)
        elif name in _SINGLE:
            st.session_state[name] = _SINGLE[name]
        elif name in SEVERAL or name == OF_CALL:
            st.session_state[name] = []
        elif name not in (FIRST_DAY, LAST_DAY):
            # The days of FREE_DAYS hold only where that is chosen, and have no empty state.
            st.session_state[name] = None
    st.session_state.pop(TOPIC_KEPT, None)


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
}


def choose_country(iso2: str) -> None:
    """Add a country to the filter, or take it out where it is the filter already."""
    chosen = list(st.session_state.get(COUNTRY, []))
    st.session_state[COUNTRY] = [code for code in chosen if code != iso2] if iso2 in chosen else [*chosen, iso2]


def available_choices() -> Choices:
    """Return the values to choose from in the dataset shown."""
    return choices_of(st.session_state.get(DATASET) == DEMONSTRATION)


def choices_of(demonstration: bool) -> Choices:
    """Return the values to choose from in a dataset."""
    return ask(choices, today().year, demonstration)
