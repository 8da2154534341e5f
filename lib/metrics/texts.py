"""Texts that hold what somebody looks for, without regard to capitals and accents, alike on each store engine."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, case, collate, func, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from lib.common.folding import SMALL, fold, mark_ranges


class folded(FunctionElement[str]):
    """A text as `lib.common.folding.fold` makes it: SQLite calls that function, see lib.store.engine."""

    type = Text()
    inherit_cache = True
    name = "folded"


@compiles(folded)
def _as_function(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"folded({compiler.process(element.clauses, **options)})"


#: Signs of ordinary English texts that are no letters, and that folding leaves alone.
_PUNCTUATION = "’‘“”–—•€®©°×≥≤"


@compiles(folded, "postgresql")
def _in_steps(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    """Return the steps of `fold` one by one, since no extension can be counted on; lower() of the database depends
    on its locale, that of ICU does not."""
    (column,) = element.clauses
    apart = func.regexp_replace(func.normalize(column, literal_column("NFKD")), _marks(), _constant(""), _constant("g"))
    full: Any = collate(func.lower(collate(apart, "und-x-icu")), "C")
    for letter, small in SMALL.items():
        full = func.replace(full, _constant(letter), _constant(small))
    # Most texts are plain but for their punctuation, and done in a tenth of the time. (translate() takes ten times as
    # long as replace() or a pattern.)
    is_plain = column.op("!~")(_constant(f"[^\\u0001-\\u007f{_PUNCTUATION}]"))
    return compiler.process(case((is_plain, func.lower(collate(column, "C"))), else_=full), **options)


@cache
def _marks() -> Any:
    """Return the pattern of combining marks, as SQL."""
    return _constant("[" + "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in mark_ranges()) + "]+")


def _constant(text: str) -> Any:
    """Return a text of ours in the statement itself: it is the same for every search."""
    assert "'" not in text
    assert ":" not in text
    return literal_column(f"'{text}'", Text())


def holds(column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a text holds the words as they stand, without regard to capitals and accents."""
    held: ColumnElement[bool] = _place(column, words) > 0
    return held


def begins(column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a text begins with the words, without regard to capitals and accents."""
    first: ColumnElement[bool] = _place(column, words) == 1
    return first


def equals(column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a text is the words, without regard to capitals and accents."""
    same: ColumnElement[bool] = folded(column) == literal(fold(words))
    return same


class _place_of(FunctionElement[int]):
    """Where a text begins in another, from 1; 0 where it does not stand in it."""

    inherit_cache = True


@compiles(_place_of)
def _strpos(element: _place_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


@compiles(_place_of, "sqlite")
def _instr(element: _place_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


def _place(column: Any, words: str) -> Any:
    return _place_of(folded(column), literal(fold(words)))
