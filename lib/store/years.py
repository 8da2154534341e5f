"""The year that a call, a project or an event belongs to, defined once for all figures.

A call's year is the year in its name if there is one (JTC2025 opened in December 2024), else that of its opening or, if
that is not known, of its first deadline. The year of a project or an event is that of its first day.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Integer, case, cast, extract, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from lib.entities.call import Call
from lib.entities.event import Event
from lib.entities.project import Project

#: A year within the store's range, not part of a longer number; for Python and PostgreSQL alike.
_YEAR = "(?<![0-9])(199[0-9]|20[0-9][0-9]|2100)(?![0-9])"
#: The name of the framework programme contains a year that is not the call's: "H2020-SC1-2017" belongs to 2017.
_HORIZON_2020 = "(?<![A-Za-z])(?:Horizon|H)[ -]?2020(?![0-9])"


def year_in_name(name: str | None) -> int | None:
    """Return the year in a name; None if there is none, or several, such as in "2018-2020"."""
    found = set(re.findall(_YEAR, re.sub(_HORIZON_2020, "", name or "", flags=re.IGNORECASE)))
    return int(found.pop()) if len(found) == 1 else None


class year_of_name(GenericFunction[int]):
    """`year_in_name` in SQL, on every engine."""

    type = Integer()
    inherit_cache = True


@compiles(year_of_name, "sqlite")
def _in_python(element: Any, compiler: Any, **kw: Any) -> str:
    # lib.store.engine gives every connection this function.
    return f"year_in_name({compiler.process(element.clauses, **kw)})"


@compiles(year_of_name, "postgresql")
def _by_expressions(element: Any, compiler: Any, **kw: Any) -> str:
    bare = f"regexp_replace({compiler.process(element.clauses, **kw)}, '{_HORIZON_2020}', '', 'gi')"
    year = f"substring({bare} from '{_YEAR}')"
    # If all occurrences of its first year are removed, a name with a single year has none left.
    rest = f"regexp_replace({bare}, '(?<![0-9])' || {year} || '(?![0-9])', '', 'g')"
    return f"CASE WHEN {rest} ~ '{_YEAR}' THEN NULL ELSE CAST({year} AS INTEGER) END"


def year_of(day: Any) -> Any:
    """Return the year of a date or time, as an integer."""
    return cast(extract("year", day), Integer)


_call_days = (Call.opened, Call.pre_proposal_deadline, Call.full_proposal_deadline)
#: The day that stands for a call where a day is needed.
call_date = func.coalesce(*_call_days)
#: The same or, if no date of the call is known, the day on which the project was signed or started.
call_or_project_date = func.coalesce(*_call_days, Project.signature_date, Project.start_date)
call_date_precision = case(
    (Call.opened.is_not(None), Call.opened_precision),
    (Call.pre_proposal_deadline.is_not(None), Call.pre_proposal_deadline_precision),
    else_=Call.full_proposal_deadline_precision,
)
call_year = func.coalesce(year_of_name(Call.name), year_of(call_date))
project_year = year_of(Project.start_date)
event_year = year_of(Event.start_date)
