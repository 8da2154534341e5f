"""A store with some countries and organisations."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.conftest import filled_store
from tests.ingest.checks.reports import COUNTRIES, ORGANISATIONS
from tests.ingest.dumps import csv_file, load_files


def fill(engine: Engine) -> None:
    load_files(engine, csv_file("country", COUNTRIES), csv_file("organisation", ORGANISATIONS))


filled = filled_store(fill)
