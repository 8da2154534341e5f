"""Programmes one by one, and countries side by side."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Engine, and_, case, func, select
from sqlalchemy.orm import aliased

from lib.entities.country import Country
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.entities.programme import Programme, ProgrammeArea
from lib.metrics.choices import countries as all_countries
from lib.metrics.conditions import counted_programmes, programme_conditions
from lib.metrics.frames import fetch
from lib.metrics.programmes.conditions import competition, count_if, dedicated, state
from lib.metrics.programmes.countries import by_country
from lib.metrics.scope import Scope
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision
from lib.store.ordering import in_protocol_order


def listing(engine: Engine, scope: Scope, today: date, limit: int | None = None) -> pd.DataFrame:
    """Return the programmes one by one, by country in order of protocol and name.

    Returns:
        programme_id, programme (name), funder (name), funder_id, iso2, country, level, start_year, end_year, state
        (see `state`), single_competition, amount_kind, money_from, budget_eur, budget_original, currency, eur_rate,
        eur_rate_date, approximate, pm (dedicated or allows PM), areas, url, description, source_url, as_of,
        verified_on, verified_by, note, part (facts or demonstration), file_name, source_row, imported_at. `limit` keeps
        the first rows only.
    """
    funder = aliased(Organisation)
    query = (
        select(
            Programme.programme_id,
            Programme.name.label("programme"),
            funder.name.label("funder"),
            Programme.funder.label("funder_id"),
            Programme.country.label("iso2"),
            Country.name.label("country"),
            Programme.level,
            Programme.start_year,
            Programme.end_year,
            state(today).label("state"),
            competition.label("single_competition"),
            Programme.amount_kind,
            Programme.money_from,
            Programme.budget_eur,
            Programme.budget_original,
            Programme.currency,
            Programme.eur_rate,
            Programme.eur_rate_date,
            Programme.approximate,
            case((dedicated, "dedicated to PM"), else_="allows PM").label("pm"),
            Programme.url,
            Programme.description,
            Programme.source_url,
            *with_precision(Programme.as_of, Programme.verified_on),
            Programme.verified_by,
            Programme.note,
            dataset_in_words(ImportRecord.demonstration),
            ImportRecord.file_name,
            Programme.source_row,
            ImportRecord.imported_at,
        )
        .outerjoin(funder, funder.organisation_id == Programme.funder)
        .outerjoin(Country, Country.iso2 == Programme.country)
        .join(ImportRecord, ImportRecord.import_id == Programme.import_id)
        .where(*programme_conditions(scope))
        .order_by(*in_protocol_order(Programme.name, Programme.programme_id))
        .limit(limit)
    )
    found = fetch(engine, query)
    areas = fetch(
        engine,
        select(ProgrammeArea.programme_id, ProgrammeArea.area)
        .join(Programme, Programme.programme_id == ProgrammeArea.programme_id)
        .where(*programme_conditions(scope))
        .order_by(ProgrammeArea.area),
    )
    joined = areas.groupby("programme_id")["area"].agg("; ".join)
    found.insert(list(found.columns).index("url"), "areas", found["programme_id"].map(joined).astype("object"))
    return found


def comparison(engine: Engine, scope: Scope, codes: tuple[str, ...], today: date) -> pd.DataFrame:
    """Return countries side by side, one row a country of `codes`, also where it has no programme.

    Returns:
        iso2, country, then as in `by_country` programmes, dedicated, with_budget, budget_eur, yearly_eur,
        eur_per_million, competitions, competitions_eur, first_year; funders, running (today, single competitions and
        those without a stated end apart), running_out (counted in running too), end_not_stated, areas (number of
        ICPerMed areas covered).
    """
    states, counted = state(today), counted_programmes(scope)
    query = (
        select(
            Programme.country.label("iso2"),
            func.count(case((counted, Programme.funder)).distinct()).label("funders"),
            count_if(and_(counted, states.in_(["running", "running out"]))).label("running"),
            count_if(and_(counted, states == "running out")).label("running_out"),
        )
        .where(*programme_conditions(scope), Programme.country.in_(codes))
        .group_by(Programme.country)
    )
    areas = (
        select(Programme.country.label("iso2"), func.count(ProgrammeArea.area.distinct()).label("areas"))
        .join(ProgrammeArea, ProgrammeArea.programme_id == Programme.programme_id)
        .where(*programme_conditions(scope), counted, Programme.country.in_(codes))
        .group_by(Programme.country)
    )
    named = all_countries(engine)
    found = named.loc[named["iso2"].isin(codes), ["iso2", "country"]]
    for part in (by_country(engine, scope).drop(columns=["country", "status"]), fetch(engine, query)):
        found = found.merge(part, how="left", on="iso2")
    found = found.merge(fetch(engine, areas), how="left", on="iso2")
    counts = ["programmes", "dedicated", "with_budget", "competitions", "end_not_stated"]
    counts += ["funders", "running", "running_out", "areas"]
    found[counts] = found[counts].fillna(0)
    return found.reset_index(drop=True)
