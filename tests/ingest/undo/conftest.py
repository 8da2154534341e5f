"""A store with some countries and organisations."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.ingest.undo.stores import COUNTRIES, ORGANISATIONS
from tests.rows import upload


@pytest.fixture
def filled(engine: Engine) -> Engine:
    upload(engine, "country", COUNTRIES)
    upload(engine, "organisation", ORGANISATIONS)
    return engine
