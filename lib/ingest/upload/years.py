"""Tables with a column for each year: each cell below a year becomes a row, once it is said what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath

from sqlalchemy import Connection, select

from lib.common.folding import fold_header
from lib.entities.call import Call
from lib.entities.fields import Kind
from lib.entities.registry import SCHEMAS
from lib.ingest.matching import propose
from lib.ingest.matching.names import name_score
from lib.ingest.parsing.given import Given
from lib.ingest.parsing.inference import Question
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import BY_YEAR, UNKNOWN, Derived, EntityMapping, as_text, is_filled
from lib.ingest.upload.answers import InputRequest
from lib.ingest.upload.found import FoundTable, sample_rows
from lib.store.datasets import of_dataset
from lib.store.years import call_year

#: What the owner of the file is asked: what the cells below the years hold.
CELLS_HOLD = "cells_hold"
#: The answer that the columns are to be matched one by one all the same.
_OTHER = "something else"
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_YEARS = 2
#: How well the names of the file, the sheet and the lines above must say what the cells hold, to propose it.
_SAYS_IT = 0.4


@dataclass(frozen=True)
class _ByYear:
    """An entity whose rows a table may hold with a column for each year.

    Args:
        entity: its name.
        of_row: the field that a column before the years gives.
        of_year: the field that the year gives.
        measures: fields that the cells may give.
    """

    entity: str
    of_row: str
    of_year: str
    measures: tuple[str, ...]


def _counts_and_euro(entity: str) -> tuple[str, ...]:
    fields = SCHEMAS[entity].fields
    return tuple(f.name for f in fields if f.kind is Kind.COUNT or f.name.endswith("_eur"))


_KNOWN = (
    _ByYear("call outcome", "country", "call_id", _counts_and_euro("call outcome")),
    # Of what a channel counts, only followers are those of a day; the rest are sums of a month.
    _ByYear("channel snapshot", "channel", "date", ("followers",)),
)


def settle_years(
    connection: Connection, item: FoundTable, wanted: str | None, demonstration: bool
) -> list[InputRequest]:
    """Read a table of unknown columns by its years, where it has some; returns what only its owner can say first.

    Args:
        connection: to the store, whose calls are those of the years.
        item: the table; it is read so from here on.
        wanted: what its rows are, where somebody has said so.
        demonstration: the dataset of its rows.
    """
    years = tuple(name for name in item.table.header if _YEAR.fullmatch(name.strip()))
    said = item.given.constants.get(CELLS_HOLD, "")
    if item.table.format != UNKNOWN or len(years) < _FEWEST_YEARS or said == _OTHER:
        return []
    others = {kind.entity: _other_columns(item, years, kind.entity) for kind in _KNOWN if wanted in (None, kind.entity)}
    fitting = [kind for kind in _KNOWN if kind.of_row in others.get(kind.entity, {})]
    meanings = {
        measure: f"{SCHEMAS[kind.entity].by_name[measure].guide} ({kind.entity})"
        for kind in fitting
        for measure in kind.measures
    }
    if not meanings:
        return []
    kind = next((kind for kind in fitting if said in kind.measures), None)
    if kind is None:
        about = "This table has a column for each year. What do the cells below the years hold?"
        choices = {**meanings, _OTHER: "Something else: match the columns one by one."}
        return [InputRequest(item.where, CELLS_HOLD, Question(about, (), choices), _proposed(item, fitting))]
    if kind.of_year == "call_id":
        of_year, requests = _calls(connection, item, years, demonstration)
        if requests:
            return requests
    else:
        of_year = {year: f"{year.strip()}-12-31" for year in years}
    _read_by_year(item, kind, said, of_year, others[kind.entity])
    return []


def _other_columns(item: FoundTable, years: Sequence[str], entity: str) -> dict[str, str]:
    """Propose fields of an entity for the columns that are no years."""
    places = [place for place, name in enumerate(item.table.header) if name not in years]
    rows = [[row[place] if place < len(row) else "" for place in places] for row in sample_rows(item)]
    match = propose([item.table.header[place] for place in places], rows, entity)
    return {name: source for name, source in match.columns.items() if isinstance(source, str)}


def _proposed(item: FoundTable, fitting: Sequence[_ByYear]) -> str:
    """Propose what the cells hold, by the names of the file and the sheet and by the lines above the table."""
    first = next(item.table.sheet.read(), (1, []))[1]
    above = [
        as_text(cell) for row in islice(first, max(0, item.table.header_row - 1)) for cell in row if is_filled(cell)
    ]
    words = [PurePath(item.file.name).stem, item.table.sheet.name, *above]
    scores = {
        measure: max(name_score(kind.entity, measure, text) for text in words)
        for kind in fitting
        for measure in kind.measures
    }
    best = max(scores, key=lambda measure: scores[measure])
    return best if scores[best] >= _SAYS_IT else ""


def _calls(
    connection: Connection, item: FoundTable, years: Sequence[str], demonstration: bool
) -> tuple[dict[str, str], list[InputRequest]]:
    """Return the call of each year, and what is asked of years that have none or several."""
    query = select(Call.call_id, Call.name, call_year.label("year")).where(of_dataset(Call.import_id, demonstration))
    calls = connection.execute(query.order_by(Call.call_id)).all()
    names = {call.call_id: call.name for call in calls}
    found: dict[str, str] = {}
    requests = []
    for header in years:
        year = int(header)
        asked = f"call_of_{year}"
        own = [call.call_id for call in calls if call.year == year]
        if asked in item.given.constants or len(own) == 1:
            found[header] = item.given.constants.get(asked) or own[0]
            continue
        about = f"Which call is that of the column {year}? The store has {len(own) or 'none'} of that year."
        listed = {call_id: names[call_id] for call_id in (*own, *(key for key in names if key not in own))}
        requests.append(InputRequest(item.where, asked, Question(about, (), listed)))
    return found, requests


def _read_by_year(
    item: FoundTable, kind: _ByYear, measure: str, of_year: Mapping[str, str], others: Mapping[str, str]
) -> None:
    years = tuple(of_year)

    def year(*cells: Cell) -> Cell:
        return next((of_year[name] for name, cell in zip(years, cells, strict=True) if is_filled(cell)), "")

    def value(*cells: Cell) -> Cell:
        return next(filter(is_filled, cells), "")

    columns: dict[str, str | Derived] = {**others, kind.of_year: Derived(years, year), measure: Derived(years, value)}
    item.mappings = (EntityMapping(kind.entity, columns, split=_split(years, item.given)),)
    told = "; ".join(f"{name.strip()}: {meant}" for name, meant in of_year.items())
    properties = {**item.table.sheet.properties, f"{measure} of each year, by {kind.of_year}": told}
    sheet = replace(item.table.sheet, properties=properties)
    item.table = replace(item.table, sheet=sheet, format=BY_YEAR)


def _split(years: Sequence[str], given: Given) -> Callable[[dict[str, Cell]], Iterator[dict[str, Cell]]]:
    """Give a row for each year that has a cell, with the cells of the other years empty."""
    empty = dict.fromkeys(years, "")
    instead = {name: given.replacements_in(name) for name in years}

    def split(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
        for name in years:
            cell = row.get(name, "")
            if is_filled(instead[name].get(fold_header(as_text(cell)), cell)):
                yield {**row, **empty, name: cell}

    return split
