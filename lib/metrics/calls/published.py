"""Published figures of calls for which sources or stages give different values."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import (
    Engine,
    func,
    select,
)

from lib.entities.call import Call
from lib.entities.import_record import ImportRecord
from lib.entities.published_figure import PublishedFigure
from lib.metrics.calls import outcomes
from lib.metrics.conditions import call_conditions, in_dataset
from lib.metrics.frames import fetch
from lib.metrics.scope import Scope
from lib.store.datasets import dataset_in_words
from lib.store.dates import with_precision


def differing_figures(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return published figures of calls for which sources or stages give different values; the one shown is flagged.

    Returns:
        call_id, call, quantity, value (as published), unit, stage, as_of, verified_on, verified_by, approximate, shown,
        source_url, note, part.
    """
    figure = PublishedFigure
    differ = (
        select(figure.subject_id, figure.quantity)
        .where(figure.subject == "call", *in_dataset(scope, figure))
        .group_by(figure.subject_id, figure.quantity)
        .having(func.count(figure.value.distinct()) > 1)
        .subquery()
    )
    query = (
        select(
            Call.call_id,
            Call.name.label("call"),
            figure.quantity,
            figure.value,
            figure.unit,
            figure.stage,
            *with_precision(figure.as_of, figure.verified_on),
            figure.verified_by,
            figure.approximate,
            figure.shown,
            figure.source_url,
            figure.note,
            dataset_in_words(ImportRecord.demonstration),
        )
        .join_from(figure, differ, (differ.c.subject_id == figure.subject_id) & (differ.c.quantity == figure.quantity))
        .join(Call, Call.call_id == figure.subject_id)
        .join(ImportRecord, ImportRecord.import_id == figure.import_id)
        .where(figure.subject == "call", *call_conditions(scope), *in_dataset(scope, figure))
        .order_by(
            *outcomes.latest_first(), figure.quantity, figure.shown.desc(), figure.as_of, figure.published_figure_id
        )
    )
    return fetch(engine, query)
