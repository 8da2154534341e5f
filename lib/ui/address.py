"""What the address of a page asks for, made to what widgets and readers know: links of earlier days, words for codes,
and values that nothing offers."""

from __future__ import annotations

import streamlit as st

from lib.figures import comparison
from lib.metrics.choices import Choices
from lib.metrics.scope_names import (
    CALL,
    COUNTRY,
    DATASET,
    DATASET_OF_EARLIER_LINKS,
    DEMONSTRATION,
    FROM,
    NAMES,
    PERIOD,
    POST_SEARCH,
    PROJECT,
    SEARCH,
    STATUS,
    TO,
    TOPIC,
    WHO,
    WITH,
    YEARS_HOLD,
    YEARS_OF_EARLIER_LINKS,
    distinct_names,
)
from lib.metrics.scope_words import canonical, not_known

#: In a link: first and last year at once, whatever the two are set to.
YEAR = "year"
#: What the page on collaboration calls the choice of calls in addresses.
OF_CALL = "of-call"
_ALIKE = {OF_CALL: CALL}
#: Choices of countries that narrow nothing, but are written as the filter on countries is.
_COUNTRIES = (comparison.MY_COUNTRY.name, comparison.OWN_GROUP.name)
#: Set once the address that the page was opened with has been written as addresses hold it.
_TIDIED = "address-tidied"
_SAID = {STATUS: "member status", FROM: "from year", TO: "to year", WHO: "country", WITH: "country"}


def drop_words_of_earlier_links() -> None:
    """Take out of the address what links of earlier days say and is so anyway, and give the rest its name of today.

    All values that the dataset had mean the facts, and the years hold where no other period is named.
    """
    if DATASET_OF_EARLIER_LINKS in st.query_params:
        del st.query_params[DATASET_OF_EARLIER_LINKS]
    if st.query_params.get(PERIOD) == YEARS_OF_EARLIER_LINKS:
        del st.query_params[PERIOD]
    if {*comparison.NAMES_OF_EARLIER_LINKS} & {*st.query_params}:
        by_name: dict[str, list[str]] = {}
        pairs = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
        for name, value in comparison.as_named_today(pairs):
            by_name.setdefault(name, []).append(value)
        st.query_params.from_dict(by_name)
        # Widgets read the address as it was when the run began.
        st.rerun()


def tidy(available: Choices) -> None:
    """Write what the page was opened with as its choices are called: Malta for `MT`, whose widget knows names alone."""
    if st.session_state.get(_TIDIED):
        return
    st.session_state[_TIDIED] = True
    written = canonical(_asked(), available)
    for name in _COUNTRIES:
        written |= {name: canonical({COUNTRY: st.query_params.get_all(name)}, available)[COUNTRY]}
    group = comparison.COMPARE_WITH.name
    written[group] = [comparison.COMPARE_WITH.values.get(one.casefold(), one) for one in st.query_params.get_all(group)]
    changed = False
    for name in st.query_params:
        asked, values = st.query_params.get_all(name), written.get(_ALIKE.get(name, name))
        if values is not None and values != asked:
            st.query_params[name] = list(dict.fromkeys(values))
            changed = True
    if changed:
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


def take_year(available: Choices) -> None:
    """Set the period to the year that a link asks for. (A link that named `from` and `to` would not change them.)"""
    asked = st.query_params.get(YEAR)
    if asked is None:
        return
    del st.query_params[YEAR]
    if not (asked.isascii() and asked.isdigit() and int(asked) in years(available)):
        return
    if st.session_state.get(PERIOD, YEARS_HOLD) != YEARS_HOLD:
        st.session_state[PERIOD] = YEARS_HOLD
    if FROM in st.session_state:
        st.session_state[FROM] = st.session_state[TO] = int(asked)
    else:
        # Opened afresh, such as in a new tab: the filters read the address as it was when the run began.
        st.query_params[FROM] = st.query_params[TO] = asked
        st.rerun()


def homes(available: Choices) -> dict[str, str]:
    """Return what can be my country, by country or funder: countries, then funders that are of one."""
    funders = {code: available.funders[code] for code in available.country_of_funder}
    return distinct_names({**available.countries, **funders})


def years(available: Choices) -> list[int]:
    """Return the years that there are to choose from."""
    return list(range(available.first_year, available.last_year + 1))


def not_offered(available: Choices) -> tuple[str, ...]:
    """Return values of the address that name nothing in the store, each with the name of its filter.

    A topic, a project and a text to search for are checked, and reported as missing, where they are shown.
    """
    asked = {name: values for name, values in _asked().items() if name not in (TOPIC, PROJECT, SEARCH, POST_SEARCH)}
    if asked.get(DATASET) == [DEMONSTRATION] and not available.has_demonstration:
        return ("dataset demonstration",)
    unknown = not_known(asked, available)
    countries = {*distinct_names(available.countries).values()}
    offered = {
        comparison.MY_COUNTRY.name: {*homes(available).values()},
        comparison.OWN_GROUP.name: countries,
        comparison.COMPARE_WITH.name: {*comparison.COMPARE_WITH.values.values()},
    }
    for name, values in offered.items():
        unknown[name] = [value for value in st.query_params.get_all(name) if value not in values]
    return tuple(
        f"{_SAID.get(name, name.replace('-', ' '))} {value}" for name, values in unknown.items() for value in values
    )
