"""How a page asks lib for figures: the store is opened once, and answers are kept until the store changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st
from sqlalchemy import Engine

from lib.figures.figure import Answer, Figure
from lib.figures.options import Chosen
from lib.metrics.choices import store_version
from lib.metrics.scope import Scope
from lib.services.audit import note_refusals
from lib.store.engine import open_engine, store_url
from lib.store.schema import ensure_current
from lib.topics import similar

P = ParamSpec("P")
T = TypeVar("T")
#: So many answers are kept, the last ones.
MOST_KEPT = 500


@st.cache_resource(show_spinner=False)
def _ready(url: str) -> Engine:
    """Return the store, migrated once per process."""
    engine = open_engine(url)
    ensure_current(engine)
    note_refusals(engine)
    return engine


def engine() -> Engine:
    """Return the store that the app works on."""
    return _ready(store_url())


def today() -> date:
    """Return the day that the figures are of."""
    return date.today()


#: The store's version while a page is drawn.
_version: ContextVar[str | None] = ContextVar("version", default=None)


@contextmanager
def fixed_version() -> Iterator[None]:
    """Compute all answers of a page, or of a part of it that runs by itself, from one version of the store, which is
    read only once."""
    token = _version.set(_current_version())
    try:
        yield
    finally:
        _version.reset(token)


def ask(function: Callable[Concatenate[Engine, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function of lib.metrics answers for these arguments, cached while the store is unchanged."""
    store = engine()
    name = f"{function.__module__}.{function.__qualname__}"
    answer: T = _answer(name, store_url(), _current_version(), args, kwargs, function, store)
    return answer


def _current_version() -> str:
    return _version.get() or store_version(engine())


@st.cache_data(show_spinner=False, max_entries=MOST_KEPT)
def _answer(
    name: str,
    url: str,
    version: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    _function: Callable[..., Any],
    _store: Engine,
) -> Any:
    # name, url and version are part of the key under which Streamlit keeps the answer.
    return _function(_store, *args, **kwargs)


def answer(figure: Figure, scope: Scope, chosen: Chosen | None = None) -> Answer:
    """Return a figure's answer, kept for all sessions: nobody may change it, nor its rows.

    Raises:
        OptionError: an option has no such value.
    """
    within = scope.only(figure.narrowed_by)
    chosen = {**compared(scope.demonstration), **(chosen or {})}
    asked = {option.name: chosen.get(option.name, "") for option in figure.options}
    key = key_of(figure, within, asked)
    computed = _computed(key, figure, within, asked)
    # What does not narrow the figure changes what is said of it, and no number.
    return computed if scope == within else _asked_for(f"{key} {scope}", computed, scope)


#: What the bar compares, with the dataset that it is of.
_COMPARED = "bar-compared"


def compare(demonstration: bool, chosen: Chosen) -> None:
    """Hand what the bar compares, values of lib.figures.comparison, to every figure that declares it."""
    st.session_state[_COMPARED] = (demonstration, chosen)


def compared(demonstration: bool) -> Chosen:
    """Return what the bar compares; of figures of the other dataset, whose countries may be others, nothing."""
    of, chosen = st.session_state.get(_COMPARED, (demonstration, {}))
    return chosen if of == demonstration else {}


def key_of(figure: Figure, within: Scope, chosen: Chosen) -> str:
    """Return a name for all that a figure's answer is made of; it changes with the store's version and the day."""
    return repr((figure.id, within, sorted(chosen.items()), store_url(), _current_version(), today()))


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _computed(key: str, _figure: Figure, _within: Scope, _chosen: Chosen) -> Answer:
    return _figure.answer(ask, _within, _chosen)


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _asked_for(key: str, _computed: Answer, _scope: Scope) -> Answer:
    return replace(_computed, asked=_scope)


def text_index(demonstration: bool) -> similar.Index:
    """Return the index of all projects' texts; shared by all users, rebuilt after an import."""
    with st.spinner("Reading the texts of all projects, once after each import"):
        return similar.keep_index(engine(), demonstration)
