"""Texts that hold what somebody looks for, whether in capitals or not."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Holds(FunctionElement[bool]):
    """LIKE without regard to capitals. SQLite's own is so for ASCII; comparing lower(...) takes thrice as long."""

    type = Boolean()
    inherit_cache = True


@compiles(_Holds)
def _ilike(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    return _like("ILIKE", element, compiler, options)


@compiles(_Holds, "sqlite")
def _like_of_sqlite(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    return _like("LIKE", element, compiler, options)


def _like(operator: str, element: _Holds, compiler: SQLCompiler, options: dict[str, Any]) -> str:
    column, pattern = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({column} {operator} {pattern} ESCAPE '/')"


def holds(column: Any, words: str) -> ColumnElement[bool]:
    """The condition that a text holds the words as they stand, whether in capitals or not."""
    return _Holds(column, literal("%" + _escaped(words) + "%"))


def begins(column: Any, words: str) -> ColumnElement[bool]:
    """The condition that a text begins with the words, whether in capitals or not."""
    return _Holds(column, literal(_escaped(words) + "%"))


def _escaped(words: str) -> str:
    return re.sub("[%_/]", r"/\g<0>", words)
