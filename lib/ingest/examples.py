"""Whether a file still holds the made-up row that our templates show."""

from __future__ import annotations

from collections.abc import Mapping

from lib.common.folding import fold_header
from lib.entities.fields import Field, Kind
from lib.entities.registry import ENTITIES, SCHEMAS
from lib.ingest.parsing.inference import Evidence
from lib.ingest.parsing.notation import Notation
from lib.ingest.parsing.parsers import parse
from lib.ingest.problems import ParseError

#: Sheet of a template's workbook that explains the columns; it holds no rows.
GUIDE_SHEET = "Columns"
#: Sheet of a template's workbook with the values to choose from, and its first line; it holds no rows either.
LISTS_SHEET, LISTS_TITLE = "Lists", "Values to choose from; they are not loaded."
GUIDE_HEADER = ("column", "what belongs there", "needed", "what fits", "example")


def is_example(entity: str, row: Mapping[str, str]) -> bool:
    """Whether a row is the unchanged example of the entity's template.

    Args:
        entity: name in lib.entities.registry.SCHEMAS.
        row: cells by field, as the file has them, before a person's becomes a pseudonym; fields that the file lacks
            are left out. Dates and numbers may be written as any spreadsheet writes them.
    """
    schema, example = SCHEMAS[entity], ENTITIES[entity].example
    # The key comes first: of a row that is data, nothing else is looked at.
    fields = sorted(schema.fields, key=lambda field: field.name not in schema.key)
    return schema.key[0] in row and all(
        _same(field, row[field.name], example.get(field.name, "")) for field in fields if field.name in row
    )


def _same(field: Field, cell: str, example: str) -> bool:
    if fold_header(cell) == fold_header(example):
        return True
    if field.kind is Kind.TEXT or not cell or not example:
        return False
    return any(_value(field, reading, cell) == parse(field, example) for reading in _readings(field.kind, cell))


def _readings(kind: Kind, cell: str) -> list[Notation]:
    """Every way in which a single cell can be read."""
    evidence = Evidence(kind)
    evidence.add([cell])
    found = evidence.infer()
    if isinstance(found, Notation):
        return [found]
    return [reading for answer in found.answers if isinstance(reading := evidence.infer(answer), Notation)]


def _value(field: Field, reading: Notation, cell: str) -> object:
    """The cell's value; None where it cannot be read."""
    try:
        return parse(field, reading.plain(cell))
    except ParseError:
        return None
