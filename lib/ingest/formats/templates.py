"""The consortium's own sheets: a template for each entity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import lru_cache

from lib.common.folding import fold_header
from lib.entities.registry import SCHEMAS
from lib.entities.schema import Schema
from lib.ingest.formats.format import Format, Line, filled, has_columns
from lib.ingest.tables import EntityMapping

#: With columns that no template has, a table is one of the template that this share of its columns is of.
_ENOUGH = Fraction(2, 3)


@lru_cache(maxsize=4096)
def _field(header: str) -> str:
    """Return the field that a header names, whatever its case, with blanks or underscores between the words."""
    return fold_header(header).replace(" ", "_")


def _names(schema: Schema, header: Line) -> dict[str, str]:
    """Fields of a schema with the headers that name them."""
    found: dict[str, str] = {}
    for name in filled(header):
        field = _field(name)
        if field in schema.by_name:
            found.setdefault(field, name)
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


def template_of(header: Line, given: Collection[str] = ()) -> Format | None:
    """The template that a header is of: all its required columns are there or given, and most columns are its own."""
    fitting = {
        entity: template
        for entity, template in TEMPLATES.items()
        if has_required(entity, header, given) and is_mostly(template, header)
    }
    return _narrowest(fitting, header)


def template_within(header: Line, given: Collection[str] = ()) -> Format | None:
    """The template whose required columns are there or given, by their own names, whatever else there is.

    One of them must identify the rows: a name and a title may be those of anything.
    """
    fitting = {
        entity: template
        for entity, template in TEMPLATES.items()
        if has_required(entity, header, given) and SCHEMAS[entity].key[0] in _names(SCHEMAS[entity], header)
    }
    return _narrowest(fitting, header)


def has_required(entity: str, header: Line, given: Collection[str] = ()) -> bool:
    """Whether a header names each required field of an entity that is not given."""
    schema = SCHEMAS[entity]
    return schema.required <= {*_names(schema, header), *given} and bool(_names(schema, header))


def is_mostly(template: Format, header: Line) -> bool:
    """Whether most columns of a header are a template's."""
    return template.known(header) >= _ENOUGH * max(len(set(map(fold_header, filled(header)))), 1)


def _narrowest(fitting: Mapping[str, Format], header: Line) -> Format | None:
    # Of two that fit alike, the one whose required columns are more is the narrower.
    best = max(
        fitting,
        key=lambda entity: (len(_names(SCHEMAS[entity], header)), len(SCHEMAS[entity].required)),
        default=None,
    )
    return None if best is None else fitting[best]
