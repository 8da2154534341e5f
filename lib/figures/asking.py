"""How a figure's computation gets at the store: pages answer from memory, everything else asks anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Engine

P = ParamSpec("P")
T = TypeVar("T")


class Ask(Protocol):
    """Calls a function of lib.metrics with the store; the answer may come from memory where the store is unchanged."""

    def __call__(self, function: Callable[Concatenate[Engine, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...


def asking(engine: Engine) -> Ask:
    """Ask a store, each time anew."""

    def ask(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return function(engine, *args, **kwargs)

    return ask
