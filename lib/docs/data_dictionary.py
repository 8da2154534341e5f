"""The data dictionary: what each entity is, where it is found, what narrows it, and what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lib.entities.entity import Entity
from lib.entities.registry import ENTITIES, EXPORTED, key_of
from lib.export.data_dictionary import columns_of_file
from lib.ingest.sample import file_name
from lib.metrics.addresses import BASE
from lib.metrics.scope import DEFAULTS, LABELS, NARROWED_BY

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
_HEAD = f"""# Data dictionary

Every kind of row of the store, made from its declaration in `lib/entities`; `make docs` writes this page anew.

- Files are CSV or XLSX with these columns; `icpermed-dashboard template ENTITY` writes an empty one. An empty cell
  means that a value is not known.
- Programs find rows at `/{BASE}/NAME.csv`, `.json`, `.xlsx` or `.parquet`. Exports begin with the column `part` (facts
  or demonstration) and end with `file_name`, `source_row`, `imported_at` and `import_id`.
- A date may be a day, a month or a year. Amounts are in EUR in columns that end in `_eur`, and in the currency they
  were published in beside it.
"""


def data_dictionary_page(entities: Mapping[str, Entity] = ENTITIES) -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *map(_section, entities.values())])


def _section(entity: Entity) -> str:
    lines = [
        f"## {entity.title}\n",
        f"{entity.about}\n",
        f"- Table: `{entity.model.__tablename__}`; rows are told apart by {_names(*key_of(entity.name))}",
        *_file(entity),
        *_found(entity),
    ]
    table = _columns(entity) if entity.schema is None else columns_of_file(entity.name)
    return "\n".join([*lines, "", *table]) + "\n"


def _file(entity: Entity) -> list[str]:
    if entity.in_file_of:
        return [f"- File: its columns are in that of {entity.in_file_of} (`{file_name(entity.in_file_of)}`)"]
    return [] if entity.schema is None else [f"- File: `{file_name(entity.name)}`"]


def _found(entity: Entity) -> list[str]:
    """Where programs find the rows, and what narrows them; nothing for an entity that is not exported."""
    if entity.name not in EXPORTED:
        return []
    narrowed = [LABELS[name] for name in DEFAULTS if name in NARROWED_BY[entity.name]]
    published = "; only numbers that may be published, since a row is a person" if entity.of_persons else ""
    return [f"- Address: `/{BASE}/{entity.address}.csv`{published}", f"- Narrowed by: {', '.join(narrowed)}"]


def _columns(entity: Entity) -> list[str]:
    """The lines of a table of the store's own columns."""
    rows = [f"| `{column.name}` | {column.doc or ''} |" for column in entity.model.__table__.columns]
    return ["| column of the store | what it holds |", "|---|---|", *rows]


def _names(*names: str) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(data_dictionary_page(), "utf-8")
