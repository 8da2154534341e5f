"""Formats declare what the store has, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.tables import Derived, EntityMapping
from tests.ingest.files import samples
from tests.ingest.formats.tables import of_text


def every_part() -> Iterator[tuple[str, EntityMapping]]:
    """Parts of all formats, those that depend on the header under the header of their sample."""
    # Rows that a sample is made of, without a header of their own.
    fragments = ("PANELISTS",)
    files = [getattr(samples, name) for name in dir(samples) if name.isupper() and name not in fragments]
    for text in (file for file in files if isinstance(file, str) and "\n" in file):
        for table in of_text(text):
            for part in table.mappings:
                yield table.format, part
    for format_ in FORMATS.values():
        for part in format_.mappings(()):
            yield format_.name, part


def test_parts_speak_of_fields_that_are_there() -> None:
    for name, part in every_part():
        fields = SCHEMAS[part.entity].by_name
        told = {*part.columns, *part.notations, *(part.repeats or {})}
        assert told <= set(fields), name
        assert set(part.notations.values()) <= {"dmy", "mdy", ".", ",", "round"}, name


def test_no_list_of_persons_names_an_event_or_anything_but_the_pseudonym() -> None:
    kept = {"attendee", "alias", "organisation_type", "country", "registered", "attended", "minutes", "role"}
    for name, part in every_part():
        if part.entity == "attendance" and not name.endswith("template"):
            assert set(part.columns) <= kept, name


def test_made_fields_are_empty_for_empty_cells() -> None:
    for name, part in every_part():
        for field, source in part.columns.items():
            if isinstance(source, Derived) and source.columns and field not in ("registered", "attended", "role"):
                assert source.derive(*[""] * len(source.columns)) == "", (name, field)


def test_no_template_is_taken_for_a_foreign_format() -> None:
    for entity, schema in SCHEMAS.items():
        header = tuple(schema.by_name)
        foreign = [f.name for f in FORMATS.values() if f.is_header(header) and not f.name.endswith("template")]
        assert foreign == [], entity


def test_formats_have_what_users_see() -> None:
    assert all(name == format_.name and format_.label and format_.description for name, format_ in FORMATS.items())
    assert len({format_.label for format_ in FORMATS.values()}) == len(FORMATS)
