"""What is wrong with a match that was made by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lib.common.folding import fold_header
from lib.common.formatting import with_article
from lib.entities.registry import SCHEMAS
from lib.ingest.matching.match import Match, Source, fields_for, links
from lib.ingest.matching.names import units_of


def problems_of(match: Match, header: Sequence[str], given: Collection[str] = ()) -> list[str]:
    """What is wrong with a match, in sentences for the file's owner; none where it can be used.

    Args:
        match: the match.
        header: the file's column names.
        given: fields whose value is given for all rows.
    """
    fields = fields_for(match.entity)
    chosen = {name: source for name, source in match.columns.items() if name.rpartition(".")[2] not in given}
    return [
        *_unknown(match.entity, fields, chosen, header),
        *_used_twice(chosen, header),
        *_missing(match, {*chosen, *given}),
        *_wrong_money(chosen),
    ]


def _unknown(entity: str, fields: Collection[str], chosen: Mapping[str, Source], header: Sequence[str]) -> list[str]:
    there = {fold_header(name) for name in header}
    unknown = [f'{with_article(entity).capitalize()} has no field "{name}".' for name in chosen if name not in fields]
    columns = [
        f'The file has no column "{column}", which is chosen for {name}.'
        for name, source in chosen.items()
        for column in _listed(source)
        if fold_header(column) not in there
    ]
    return unknown + columns


def _used_twice(chosen: Mapping[str, Source], header: Sequence[str]) -> list[str]:
    by_column: dict[str, list[str]] = {}
    for name, source in chosen.items():
        # An identifier may be made from columns that are fields of their own.
        if isinstance(source, str):
            by_column.setdefault(fold_header(source), []).append(name)
    twice = [
        f'The column "{chosen[names[0]]}" is chosen for {" and for ".join(names)}; choose it once.'
        for names in by_column.values()
        if len(names) > 1
    ]
    named = [fold_header(name) for name in header]
    unclear = [
        f'The file has more than one column "{chosen[names[0]]}"; give them different names.'
        for column, names in by_column.items()
        if named.count(column) > 1
    ]
    return twice + unclear


def _missing(match: Match, there: Collection[str]) -> list[str]:
    problems = []
    for entity in match.parts:
        linked = {} if entity == match.entity else links(match.entity, entity)
        for field in SCHEMAS[entity].fields:
            name = field.name if entity == match.entity else f"{entity}.{field.name}"
            # What links two entities is missed once, as a field of the match's own.
            if field.required and field.name not in linked and not {name, field.name} & set(there):
                problems.append(f"No column is chosen for {name}, which every row needs: {field.guide}.")
    return problems


def _wrong_money(chosen: Mapping[str, Source]) -> list[str]:
    problems = []
    for name, source in chosen.items():
        if not name.endswith(("_eur", "_original")) or not isinstance(source, str):
            continue
        if name.endswith("_eur") and units_of(source).currency not in ("", "EUR"):
            other = f"{name.removesuffix('_eur')}_original"
            problems.append(f'The column "{source}" is not in EUR; choose it for {other}.')
    return problems


def _listed(source: Source) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else source
