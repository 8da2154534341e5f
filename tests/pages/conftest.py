"""Stores that the app opens in tests of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine

from lib.ingest.sample import load_sample
from lib.store.engine import open_engine
from lib.topics import lenses, run
from tests.conftest import NewStore


@pytest.fixture
def store(new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store with no rows, which the app opens."""
    url = new_store("sqlite", tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    st.cache_data.clear()
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def sample_url(new_store: NewStore, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a store with the sample and its topics, for tests that only read."""
    url = new_store("sqlite", tmp_path_factory.mktemp("sample"))
    opened = open_engine(url)
    load_sample(opened)
    lenses.assign(opened)
    run.find(opened, "tests")
    opened.dispose()
    return url


@pytest.fixture
def sample(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store with the sample, which the app opens. Answers of other tests are kept: they are of the same store."""
    monkeypatch.setenv("DATABASE_URL", sample_url)
    opened = open_engine(sample_url)
    yield opened
    opened.dispose()
