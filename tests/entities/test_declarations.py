"""What entities declare agrees with their tables and with each other, and one row of each goes everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.entities.entity import Entity
from lib.entities.listing import BelongsTo, InPeriod, OneOf, OverlapsPeriod, Place, Rule
from lib.entities.registry import ENTITIES, EXPORTED, LISTED, SCHEMAS, choices_of, key_of
from lib.entities.schema import Schema
from lib.entities.synonyms import COMMON
from lib.export.about import About
from lib.export.forms import FORMS
from lib.export.whole_store import OF_PERSONS, write_zip
from lib.ingest.sample import file_name
from lib.metrics.records import PUBLISHED, raw_count, raw_rows, record_page
from lib.metrics.scope import DEFAULTS, Scope
from lib.metrics.whole_store import template_rows
from lib.store.batches import snapshot
from tests.conftest import NewStore, opened
from tests.entities.rows import ROWS
from tests.rows import load

EACH = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
WITH_FILE = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)


@pytest.fixture(scope="module")
def store(new_store: NewStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store with a row of each entity."""
    engine = opened(new_store("sqlite", Path(tmp_path_factory.mktemp("rows"))))
    for entity, content in ROWS.items():
        load(engine, entity, content)
    yield engine
    engine.dispose()


def test_every_entity_has_a_row_for_the_tests() -> None:
    assert list(ROWS) == list(SCHEMAS)


def test_names_and_addresses_are_each_given_once() -> None:
    addresses = [ENTITIES[name].address for name in EXPORTED]
    assert all(addresses)
    assert len(set(addresses)) == len(addresses)
    assert not any(entity.address for name, entity in ENTITIES.items() if name not in EXPORTED)
    models = [entity.model for entity in ENTITIES.values()]
    assert len(set(models)) == len(models)


def test_rows_of_persons_leave_the_store_as_published_numbers_alone() -> None:
    of_persons = {name for name, entity in ENTITIES.items() if entity.of_persons}
    confidential = {name for name, entity in ENTITIES.items() if entity.is_confidential}
    assert PUBLISHED.keys() == of_persons
    assert confidential == OF_PERSONS == of_persons | {"attendance sum"}
    assert not confidential & set(LISTED)
    assert confidential & set(EXPORTED) == of_persons, "what may be published of sums is exported as attendance"


@EACH
def test_what_is_declared_is_in_the_table(entity: Entity) -> None:
    columns = set(entity.model.__table__.c.keys())
    assert set(key_of(entity.name)) <= columns
    assert not entity.dated_by or entity.dated_by in columns
    assert entity.about.endswith(".")
    if entity.listing is None:
        return
    for narrowing in entity.listing.narrowed_by:
        match narrowing:
            case Place(column, of, by):
                assert column in ENTITIES[of or entity.name].model.__table__.c
                assert set(by) <= columns
                assert not of or set(by.values()) <= set(ENTITIES[of].model.__table__.c.keys())
            case InPeriod(column) | OneOf(_, column):
                assert column in columns
            case OverlapsPeriod(first, last):
                assert {first, last} <= columns
            case BelongsTo(other, column):
                assert column in columns
                assert len(key_of(other)) == 1
            case Rule():
                pass
    assert choices_of(entity.name) <= set(DEFAULTS)


def test_synonyms_of_several_entities_are_of_fields() -> None:
    assert COMMON.keys() <= {name for schema in SCHEMAS.values() for name in schema.by_name}


@WITH_FILE
def test_what_the_form_of_a_file_names_is_there(schema: Schema) -> None:
    entity = ENTITIES[schema.entity]
    order = list(ENTITIES)
    for target in schema.targets:
        assert set(target.columns) <= set(target.model.__table__.c.keys())
    for field in schema.fields:
        if field.refers_to is not None:
            assert order.index(field.refers_to) <= order.index(schema.entity), "parents come first"
            assert len(SCHEMAS[field.refers_to].key) == 1
    named = {*schema.key, *schema.scope, *(name for pair in schema.ordered for name in pair)}
    named |= {column for rule in schema.odd for column in rule.columns}
    named |= {child.field for child in schema.children}
    assert named | set(entity.synonyms) | set(entity.example) <= set(schema.by_name)
    assert all(other in ENTITIES for other in schema.retired.values())


@pytest.mark.parametrize("entity", LISTED)
def test_its_row_is_listed_and_exported(entity: str, store: Engine) -> None:
    page = record_page(store, entity, Scope(), 0, 10)
    assert page.total == len(page.rows) >= 1
    rows = pd.read_csv(io.BytesIO(b"".join(FORMS["plain-csv"].pieces(raw_rows(store, entity, Scope()), About("")))))
    assert len(rows) == page.total == raw_count(store, entity, Scope())
    assert set(rows["part"]) == {"facts"}
    source = ENTITIES[entity].in_file_of or entity
    assert set(rows["file_name"]) == {f"{source}.csv"}
    given = pd.read_csv(io.StringIO(ROWS[source]))
    for name in SCHEMAS[source].required & set(rows):
        assert set(rows[name]) >= set(given[name]), name


@pytest.mark.parametrize("entity", LISTED)
def test_a_row_of_another_year_or_place_is_not_listed(entity: str, store: Engine) -> None:
    choices = choices_of(entity)
    everything = raw_count(store, entity, Scope())
    for narrower in (Scope(first_year=2095), Scope(countries=("IT",)), Scope(search="no text holds this")):
        if narrower.narrowed <= choices:
            assert raw_count(store, entity, narrower) < everything, narrower.narrowed
        else:
            assert raw_count(store, entity, narrower.of(entity)) == everything


def test_the_zip_holds_each_row(store: Engine) -> None:
    out = io.BytesIO()
    entities = SCHEMAS.keys() - OF_PERSONS
    with snapshot(store) as connection:
        counts = write_zip(partial(template_rows, connection), entities, (False,), pd.Timestamp(2026, 11, 30), out)
    assert all(counts[entity] >= 1 for entity in entities)
    names = ZipFile(out).namelist()
    assert all(any(name.endswith(file_name(entity)) for name in names) for entity in entities)
