"""Every column of the entities' files in words, as Markdown, from their declarations."""

from __future__ import annotations

from collections.abc import Iterable

from lib.entities.columns import DATASET_COLUMN
from lib.entities.fields import Field
from lib.entities.registry import SCHEMAS
from lib.export.templates import allowed
from lib.ingest.sample import file_name

DATASET_GUIDE = "facts: public figures with a source; demonstration: made-up rows"


def data_dictionary(entities: Iterable[str]) -> str:
    """Return the columns of these entities, which have files, as exports that can be loaded again hold them."""
    lines = ["# Data dictionary", "", f"The first column of every table is `{DATASET_COLUMN}`: {DATASET_GUIDE}."]
    for entity in entities:
        lines += ["", f"## {entity.capitalize()} (`{file_name(entity)}`)", "", key_of_file(entity), ""]
        lines += columns_of_file(entity)
    return "\n".join(lines) + "\n"


def key_of_file(entity: str) -> str:
    """Return the key of an entity's file as a sentence."""
    return f"Key: {', '.join(f'`{name}`' for name in SCHEMAS[entity].key)}."


def columns_of_file(entity: str) -> list[str]:
    """Return the lines of a table of the columns of an entity's file."""
    return [
        "| column | what belongs there | needed | what fits | refers to |",
        "|---|---|---|---|---|",
        *(_row(field) for field in SCHEMAS[entity].fields),
    ]


def _row(field: Field) -> str:
    needed = "yes" if field.required else "no"
    return f"| `{field.name}` | {field.guide} | {needed} | {allowed(field)} | {field.refers_to or ''} |"
