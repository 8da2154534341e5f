"""Days between dates, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[int]):
    """Days from a first date to a second, an integer on every engine."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _subtract(element: Any, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(part, **kw) for part in element.clauses)
    return f"({second} - {first})"


@compiles(days_between, "sqlite")
def _subtract_julian(element: Any, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"
