"""The data dictionary says what the entities declare."""

from __future__ import annotations

from lib.docs.data_dictionary import PAGE, data_dictionary_page
from lib.entities.registry import ENTITIES


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == data_dictionary_page(), "make docs"


def test_it_holds_every_entity_and_column() -> None:
    page = data_dictionary_page()
    for entity in ENTITIES.values():
        section = page.partition(f"## {entity.title}\n")[2].partition("\n## ")[0]
        assert entity.about in section
        columns = [field.name for field in entity.schema.fields] if entity.schema else entity.model.__table__.c.keys()
        assert all(f"| `{name}` |" in section for name in columns), entity.name
