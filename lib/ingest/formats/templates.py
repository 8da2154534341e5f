"""The consortium's own sheets: a template for each entity."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.entities.schema import Schema
from lib.ingest.formats.format import Format, Line, filled, has_columns
from lib.ingest.tables import EntityMapping

#: With columns that no template has, a table is one of the template that this share of its columns is of.
_ENOUGH = Fraction(2, 3)


def _field(header: str) -> str:
    """Return the field that a header names, whatever its case, with blanks or underscores between the words."""
    return fold_header(header).replace(" ", "_")


def _names(schema: Schema, header: Line) -> dict[str, str]:
    """Fields of a schema with the headers that name them."""
    found: dict[str, str] = {}
    for name in filled(header):
        if _field(name) in schema.by_name:
            found.setdefault(_field(name), name)
    return found


def _parts(schema: Schema) -> Callable[[Line], tuple[EntityMapping, ...]]:
    return lambda header: (EntityMapping(schema.entity, _names(schema, header)),)


def _template(schema: Schema) -> Format:
    return Format(
        name=f"{schema.entity} template",
        label=f"Our template: {schema.entity}",
        description=f"Our own sheet for the entity {schema.entity}, with our column names.",
        signatures=(has_columns(*((name, name.replace("_", " ")) for name in sorted(schema.required))),),
        mappings=_parts(schema),
    )


#: Templates by the name of their entity.
TEMPLATES = {entity: _template(schema) for entity, schema in SCHEMAS.items()}


def template_of(header: Line) -> Format | None:
    """The template that a header is of: all its required columns are there, and most columns are its own."""
    cells = len(filled(header))
    fitting = {
        entity: len(_names(SCHEMAS[entity], header))
        for entity, template in TEMPLATES.items()
        if template.is_header(header) and len(_names(SCHEMAS[entity], header)) >= _ENOUGH * cells
    }
    # Of two that fit alike, the one whose required columns are more is the narrower.
    best = max(fitting, key=lambda entity: (fitting[entity], len(SCHEMAS[entity].required)), default=None)
    return None if best is None else TEMPLATES[best]
