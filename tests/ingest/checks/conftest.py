"""A store with some countries and organisations."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.ingest.checks.reports import COUNTRIES, ORGANISATIONS
from tests.ingest.dumps import csv_file, load_files


@pytest.fixture
def filled(engine: Engine) -> Engine:
    load_files(engine, csv_file("country", COUNTRIES), csv_file("organisation", ORGANISATIONS))
    return engine
