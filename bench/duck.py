"""The same rows in DuckDB, and the same queries in its words."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles

from lib.store.summaries.calls import CALL_SUMMARIES
from lib.store.tables import Base
from lib.store.years import year_of_name

#: Schema in DuckDB whose views stand in for summary tables when only raw rows may be read.
RAW = "raw_rows"
_TEXTS: dict[int, str] = {}


class _DuckDB(postgresql.dialect):  # type: ignore[misc,name-defined]
    """PostgreSQL's words, which DuckDB understands, without those that are compiled for PostgreSQL by name."""

    name = "duckdb"
    supports_statement_cache = False


@compiles(year_of_name, "duckdb")
def _year_of_name(element: Any, compiler: Any, **kw: Any) -> str:
    """As on PostgreSQL, but for names with several years, of which the bench has none: DuckDB looks neither back nor
    ahead."""
    name = compiler.process(element.clauses, **kw)
    year = f"regexp_extract({name}, '(?:^|[^0-9])(199[0-9]|20[0-9][0-9]|2100)(?:[^0-9]|$)', 1)"
    return f"TRY_CAST({year} AS INTEGER)"


def as_text(query: Any) -> str:
    """A query in DuckDB's words, made once."""
    if id(query) not in _TEXTS:
        compiled = query.compile(dialect=_DuckDB(), compile_kwargs={"literal_binds": True})
        # psycopg's way of writing a percent sign; DuckDB takes it as it is.
        _TEXTS[id(query)] = str(compiled).replace("%%", "%")
        _KEEP.append(query)
    return _TEXTS[id(query)]


#: Keeps queries alive, so that no two ever have the same id.
_KEEP: list[Any] = []


def copy_to_duckdb(engine: Engine) -> duckdb.DuckDBPyConnection:
    """Copy every table of the store, by the types that PostgreSQL has for its columns."""
    duck = duckdb.connect()
    # As in the store: one whole number divided by another is a whole number.
    duck.execute("SET integer_division = true")
    duck.execute("CREATE MACRO folded(words) AS lower(strip_accents(words))")
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}" {_duck_type(column.type)}' for column in table.columns)
            duck.execute(f'CREATE TABLE "{table.name}" ({columns})')
            # By name: a migrated store has columns in another order than the models.
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            rows = connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}"').cursor  # noqa: S608  # our own
            assert rows is not None
            frame = _frame([column.name for column in table.columns], rows.fetchall())
            if len(frame):
                duck.execute(f'INSERT INTO "{table.name}" SELECT * FROM frame')  # noqa: S608  # our own tables
    return duck


def make_raw_views(duck: duckdb.DuckDBPyConnection) -> None:
    """Summaries of calls as views over the rows they sum up, made by the queries that fill them.

    What is published of attendance lists is no query: it is read as it is stored.
    """
    duck.execute(f"CREATE SCHEMA {RAW}")
    for table, rows in CALL_SUMMARIES.items():
        columns = ", ".join(column.name for column in table.__table__.columns)
        queries = " UNION ALL ".join(f"({as_text(query)})" for query in rows())
        duck.execute(f"CREATE VIEW {RAW}.{table.__tablename__}({columns}) AS {queries}")


def _frame(names: list[str], rows: list[Any]) -> Any:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pa.table({name: list(values) for name, values in zip(names, columns, strict=True)})


def _duck_type(kind: Any) -> str:
    text = str(kind.compile(dialect=postgresql.dialect()))
    return {"JSON": "VARCHAR"}.get(text, text.replace("WITHOUT TIME ZONE", "").replace("WITH TIME ZONE", ""))
