"""Example rows: they fit their schemas, and are found again however a spreadsheet writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lib.entities.registry import ENTITIES, SCHEMAS
from lib.entities.schema import Schema
from lib.ingest.examples import is_example
from lib.ingest.parsing.inference import Evidence
from lib.ingest.parsing.notation import Notation
from lib.ingest.parsing.parsers import parse

ALL = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)


@ALL
def test_cells_are_read_and_fit(schema: Schema) -> None:
    example = ENTITIES[schema.entity].example
    assert example.keys() <= schema.by_name.keys()
    assert schema.required <= example.keys()
    for name, cell in example.items():
        field = schema.by_name[name]
        evidence = Evidence(field.kind)
        evidence.add([cell])
        reading = evidence.infer()
        assert isinstance(reading, Notation), (name, cell)
        if not field.person:
            assert parse(field, cell) == parse(field, reading.plain(cell))


@ALL
def test_values_agree_with_each_other(schema: Schema) -> None:
    example = ENTITIES[schema.entity].example
    values = {
        name: parse(schema.by_name[name], cell) for name, cell in example.items() if not schema.by_name[name].person
    }
    for first, second in schema.ordered:
        assert second not in example or example[first] <= example[second]
    for rule in schema.odd:
        given = [values.get(name) for name in rule.columns]
        assert None in given or not rule.is_odd(*given), rule.expected
    for amount in schema.amounts:
        rate, original = values.get("eur_rate"), values.get(f"{amount}_original")
        if isinstance(rate, Decimal) and isinstance(original, Decimal):
            assert original * rate == values[f"{amount}_eur"]


def test_examples_refer_to_each_other() -> None:
    for schema in SCHEMAS.values():
        for field in schema.fields:
            if field.refers_to == "call":
                assert ENTITIES[schema.entity].example[field.name] == ENTITIES["call"].example["call_id"]
            if field.refers_to == "event":
                assert ENTITIES[schema.entity].example[field.name] == ENTITIES["event"].example["event_id"]


@ALL
def test_an_example_is_known_by_all_its_cells(schema: Schema) -> None:
    row = {name: ENTITIES[schema.entity].example.get(name, "") for name in schema.by_name}
    assert is_example(schema.entity, row)
    assert is_example(schema.entity, ENTITIES[schema.entity].example)
    for name in schema.by_name:
        assert not is_example(schema.entity, row | {name: "changed"}), name


def test_an_example_is_known_as_a_spreadsheet_writes_it() -> None:
    row = ENTITIES["project"].example | {
        "start_date": "01.01.2025",
        "end_date": "2027-12-31 00:00:00",
        "signature_date": "12/10/2024",
        "funding_eur": "1.200.000,5",
        "total_cost_eur": "1 500 000",
        "approximate": "NO",
        "title": f"  {ENTITIES['project'].example['title']} ",
    }
    assert is_example("project", row)
    assert not is_example("project", row | {"start_date": "02.01.2025"})
    assert not is_example("project", row | {"note": "one more"})


def test_a_row_without_the_key_is_no_example() -> None:
    assert not is_example("event", {"city": ENTITIES["event"].example["city"]})
    assert not is_example("event", {})
