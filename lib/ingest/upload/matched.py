"""Which columns of a table are which fields: by the template's names, by a match, and by what may be proposed."""

from __future__ import annotations

from dataclasses import replace

from lib.common.folding import fold_header
from lib.entities.fields import Field
from lib.entities.registry import SCHEMAS
from lib.ingest.formats.templates import TEMPLATES, is_mostly, template_within
from lib.ingest.matching import Match, mappings_of, propose
from lib.ingest.tables import UNKNOWN, EntityMapping
from lib.ingest.upload.found import FoundTable, sample_rows

#: Fields without a column that may be the same in every row; the file's owner is asked for them.
_SAME_IN_ALL_ROWS = frozenset({"channel", "level", "role"})


def may_be_given(missing: Field) -> bool:
    """Return whether a field without a column may have one value for the whole file."""
    return missing.refers_to is not None or missing.name in _SAME_IN_ALL_ROWS


def current_match(found: FoundTable) -> Match | None:
    """Return how the columns of a table are matched now, to be changed by its owner; None where they are not yet.

    Fields that a format derives from several columns are no part of it: they stay as the format has them.
    """
    if found.match is not None or not found.mappings:
        return found.match
    mapping = found.mappings[-1]
    return Match(mapping.entity, {name: source for name, source in mapping.columns.items() if isinstance(source, str)})


def read_as_template(found: FoundTable) -> None:
    """Read a table of unknown columns as a template's where it has every column that the template needs."""
    template = template_within(found.table.header, found.given.constants) if found.table.format == UNKNOWN else None
    if template is not None:
        found.table = replace(found.table, format=template.name)
        found.mappings = template.mappings(found.table.header)


def use_match(found: FoundTable, match: Match) -> None:
    """Read a table by a match.

    It stands in place of a template's names. What other formats say of the same entity holds for every field that the
    match does not name. Of columns that may have been guessed, constants count in place of the cells.
    """
    overruled = found.given.overruled | (found.given.constants.keys() & match.columns.keys())
    found.given = replace(found.given, overruled=overruled)
    mappings, found.match = mappings_of(match, found.given.constants), match
    if all(own.entity != match.entity for own in found.mappings):
        found.table, found.mappings = replace(found.table, format=UNKNOWN), mappings
    elif is_template(found):
        found.mappings = mappings
    else:
        chosen = {mapping.entity: mapping for mapping in mappings}
        laid_over = [
            replace(own, columns={**own.columns, **chosen[own.entity].columns}) if own.entity in chosen else own
            for own in found.mappings
        ]
        there = {own.entity for own in found.mappings}
        found.mappings = (*(mapping for mapping in mappings if mapping.entity not in there), *laid_over)


def is_template(found: FoundTable) -> bool:
    """Return whether a table is read by the column names of a template."""
    return len(found.mappings) == 1 and found.table.format == f"{found.mappings[0].entity} template"


def completed_match(found: FoundTable) -> Match | None:
    """Propose a match for a template's file that lacks a column it needs, or hardly has more than the needed ones.

    Returns:
        The template's own columns, and others that may be further fields; None where no such are needed, or there are
        fewer of them than of its own.
    """
    if not is_template(found):
        return None
    (mapping,) = found.mappings
    there = {*mapping.columns, *found.given.constants}
    lacking = [
        field
        for field in SCHEMAS[mapping.entity].fields
        if field.required and field.name not in there and not may_be_given(field)
    ]
    if not lacking and is_mostly(TEMPLATES[mapping.entity], found.table.header):
        return None
    own = {name: source for name, source in mapping.columns.items() if isinstance(source, str)}
    further = _further(found, mapping)
    is_other_list = bool(further) if lacking else len(further) >= len(own)
    return Match(mapping.entity, {**further, **own}) if is_other_list else None


def propose_unused(found: FoundTable) -> dict[str, str]:
    """Propose fields for columns that are not loaded, by their header; nothing for the files of other systems."""
    if not found.unused or not (is_template(found) or found.table.format == UNKNOWN):
        return {}
    further = _further(found, found.mappings[-1])
    unused = set(found.unused) - {name for name in found.unused if fold_header(name) in found.given.ignored}
    return {source: name for name, source in further.items() if isinstance(source, str) and source in unused}


def _further(found: FoundTable, mapping: EntityMapping) -> dict[str, str | tuple[str, ...]]:
    """Propose columns that a mapping does not read for fields that it does not have."""
    proposal = propose(found.table.header, sample_rows(found), mapping.entity)
    read = {fold_header(source) for source in mapping.columns.values() if isinstance(source, str)}
    return {
        name: source
        for name, source in proposal.columns.items()
        if name not in mapping.columns
        and name not in found.given.constants
        and not (isinstance(source, str) and fold_header(source) in read)
    }
