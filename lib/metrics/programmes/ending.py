"""Programmes that run today and end soon."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Engine, and_, select

from lib.entities.programme import Programme
from lib.metrics.conditions import programme_conditions
from lib.metrics.frames import fetch
from lib.metrics.programmes.conditions import count_if, dedicated, sum_if
from lib.metrics.scope import Scope


def ending(engine: Engine, scope: Scope, today: date, until: int) -> pd.DataFrame:
    """Return by country how many programmes run today and end by the end of the year `until`.

    Single competitions are not in it.

    Returns:
        iso2 (missing of European and international programmes), running (those that run today and state their end),
        end_not_stated (those that began and state none), ending (of the running ones), dedicated (of the ending ones),
        with_budget (of the dedicated ones), budget_eur (theirs, EUR; NaN where none is known).
    """
    began = Programme.start_year <= today.year
    running = and_(began, Programme.end_year >= today.year)
    ends = and_(running, Programme.end_year <= until)
    known = and_(ends, dedicated, Programme.budget_eur.is_not(None))
    query = (
        select(
            Programme.country.label("iso2"),
            count_if(running).label("running"),
            count_if(and_(began, Programme.end_year.is_(None))).label("end_not_stated"),
            count_if(ends).label("ending"),
            count_if(and_(ends, dedicated)).label("dedicated"),
            count_if(known).label("with_budget"),
            sum_if(known, Programme.budget_eur).label("budget_eur"),
        )
        .where(*programme_conditions(scope.any_year()), Programme.single_competition.is_not(True))
        .group_by(Programme.country)
    )
    return fetch(engine, query)
