"""What a mark of a chart stands for: the rows of the figure, and the rows of the store behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from lib.entities.registry import LISTED
from lib.figures.columns import CODE, TEXT, YEAR
from lib.figures.figure import Answer, Chart
from lib.metrics.scope import NARROWED_BY, Scope

#: Name of the selection in a chart.
SELECTION = "mark"
#: By the column of a figure that names a thing, the attribute of Scope that narrows rows to that thing.
_NARROWS = {
    "iso2": "countries",
    "call_id": "calls",
    "event_id": "events",
    "project_id": "projects",
    "funder_id": "funders",
    "channel": "channels",
}
#: The two countries of a pair; a category of the grouping that is shown; the days of a point of a channel.
_PAIR, _TOPIC, _YEAR, _DAYS = ("a", "b"), "topic_code", "year", ("first", "last", "channel")
#: Columns that name one row of an entity.
_ONE_ROW = {"programme_id": "programme", "post_id": "post", "output_id": "output"}
#: In the data of charts, a mark in words for those who cannot see it.
_SPOKEN = "description"


@dataclass(frozen=True)
class Behind:
    """Rows of the store from which a mark's values are computed.

    Attributes:
        entity: whose rows they are.
        scope: narrows that entity to them.
    """

    entity: str
    scope: Scope


def fields_of(chart: Chart, answer: Answer) -> tuple[str, ...]:
    """Return the columns of a chart's data by which its marks are told apart; none where none lead to a row.

    A column of the chart serves where all of its values, texts or years, are values of one column of the figure.
    """
    texts = _texts(answer)
    known = [set(texts[name]) for name in texts]
    drawn: dict[str, set[str]] = {}
    for data in _data_of(chart):
        for name in data.columns:
            if name == _YEAR or (name != _SPOKEN and not pd.api.types.is_numeric_dtype(data[name])):
                drawn.setdefault(str(name), set()).update(map(_text, data[name].dropna()))
    return tuple(name for name, values in drawn.items() if values and any(values <= column for column in known))


def marks_of(chart: Chart, fields: Sequence[str]) -> list[list[str]]:
    """Return what each mark of a chart is called by: its values of the fields, in the order of the data."""
    if not fields:
        return []
    found = {
        tuple(_text(value) for value in row if pd.notna(value)): None
        for data in _data_of(chart)
        if {*fields} <= {*data.columns}
        for row in data[list(fields)].astype("object").itertuples(index=False)
    }
    return [list(mark) for mark in found]


def _texts(answer: Answer) -> pd.DataFrame:
    """Return every value of a figure's frame as the text that an address has for it."""
    frame = answer.for_readers
    return pd.DataFrame({name: frame[name].astype("object").map(_text) for name in frame}, index=frame.index)


def _text(value: object) -> str:
    """Write a value of a column of years as a whole number, however the column holds it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def with_marks(chart: Chart, fields: Sequence[str]) -> Chart:
    """Return a chart whose marks can be clicked; the chart itself where nothing tells them apart."""
    if not fields:
        return chart
    picked = alt.selection_point(name=SELECTION, fields=list(fields), on="click", empty=False)
    config = chart.config
    # Added to what the theme says of marks, such as that they are silent to screen readers.
    said = {} if config is alt.Undefined or config.mark is alt.Undefined else config.mark.to_dict()
    clickable: Chart = chart.add_params(picked).configure_mark(**{**said, "cursor": "pointer"})
    return clickable


def fields_in(specification: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields by which the marks of a written chart are told apart; none where they cannot be clicked."""
    for one in specification.get("params", ()):
        if one["name"] == SELECTION:
            return tuple(one["select"]["fields"])
    return ()


def _data_of(chart: Any) -> Iterator[pd.DataFrame]:
    """Return the frames that a chart and the charts in it are drawn from."""
    if isinstance(getattr(chart, "data", None), pd.DataFrame):
        yield chart.data
    for name in ("layer", "hconcat", "vconcat", "concat"):
        inner = getattr(chart, name, alt.Undefined)
        if isinstance(inner, list):
            for one in inner:
                yield from _data_of(one)


def rows_of(answer: Answer, values: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a figure's frame in which each of these values, as readers see them, stands in some column."""
    if not values or answer.frame.empty:
        return answer.frame.iloc[:0]
    texts = _texts(answer)
    fits = pd.Series(True, index=texts.index)
    for value in values:
        fits &= (texts == value).any(axis="columns")
    return answer.frame[fits]


def names_of(answer: Answer, rows: pd.DataFrame, values: Sequence[str]) -> list[str]:
    """Return what a mark is called by: of these values those that readers see, without codes that say the same."""
    shown = [column.name for column in answer.figure.columns if column.shown]
    seen = {*_texts(answer).loc[rows.index, shown].to_numpy().ravel()}
    return [value for value in values if value in seen] or list(values)


def names_of_rows(answer: Answer, most: int) -> list[tuple[str, ...]]:
    """Return what each of the first rows of a figure is called by, as readers see it: its texts and its year.

    Args:
        answer: whose rows they are.
        most: rows that are named.

    Returns:
        Each name once.
    """
    named = [column.name for column in answer.figure.columns if column.shown and column.kind in (TEXT, CODE, YEAR)]
    texts = _texts(answer)[named[:3]].head(most)
    return list(dict.fromkeys(tuple(map(str, row)) for row in texts.itertuples(index=False)))


def behind(answer: Answer, rows: pd.DataFrame) -> tuple[Behind, ...]:
    """Return the rows of the store behind some rows of a figure, by entity; none where they cannot be told.

    They are those of the figure's entities that everything narrows which the rows have in common. Rows of persons are
    shown to nobody.
    """
    common = _common(rows)
    scope = replace(answer.scope, **common)
    return tuple(
        Behind(entity, scope.of(entity))
        for entity in answer.figure.entities
        if common and entity in LISTED and NARROWED_BY[entity] >= {*common} and not _is_from(answer, entity, common)
    )


def _is_from(answer: Answer, entity: str, common: Mapping[str, Any]) -> bool:
    """Whether the country is the one that attendees are from, which says nothing of where an event was."""
    return entity == "event" and "attendance" in answer.figure.entities and "countries" in common


def one_row(rows: pd.DataFrame) -> tuple[str, str] | None:
    """Return the entity and the key of the one row of the store that a row of a figure stands for."""
    for name, entity in _ONE_ROW.items():
        if name in rows and len(rows) == 1 and pd.notna(rows[name].iloc[0]):
            return entity, str(rows[name].iloc[0])
    return None


def _common(rows: pd.DataFrame) -> dict[str, Any]:
    """Return the attributes of Scope that all of these rows have in common, with their value."""
    named = (*_NARROWS, *_PAIR, _TOPIC, _YEAR, *_DAYS)
    same = {
        name: rows[name].iloc[0]
        for name in named
        if name in rows and rows[name].notna().all() and rows[name].nunique() == 1 and str(rows[name].iloc[0])
    }
    if "event_id" in same:
        # Where and when it was is the event's.
        return {"events": (str(same["event_id"]),)}
    if all(name in same for name in _DAYS):
        return {"post_days": ((_day(same["first"]), _day(same["last"]), str(same["channel"])),)}
    found: dict[str, Any] = {attribute: (str(same[name]),) for name, attribute in _NARROWS.items() if name in same}
    if all(name in same for name in _PAIR):
        found["together"] = tuple(str(same[name]) for name in _PAIR)
    if _TOPIC in same:
        found["topic"] = str(same[_TOPIC])
    if _YEAR in same and "call_id" not in same:
        found |= {"first_year": int(same[_YEAR]), "last_year": int(same[_YEAR])}
    return found


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
