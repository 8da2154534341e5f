"""A store with some countries and organisations."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.conftest import filled_store
from tests.ingest.undo.stores import COUNTRIES, ORGANISATIONS
from tests.rows import upload


def fill(engine: Engine) -> None:
    upload(engine, "country", COUNTRIES)
    upload(engine, "organisation", ORGANISATIONS)


filled = filled_store(fill)
