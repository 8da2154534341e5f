"""Stores that the app opens in tests of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine

from tests.conftest import NewStore, opened


@pytest.fixture
def store(new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store with no rows, which the app opens."""
    url = new_store("sqlite", tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    st.cache_data.clear()
    engine = opened(url)
    yield engine
    engine.dispose()


@pytest.fixture
def sample(topics_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The sample with its topics, which the app opens. Answers of other tests are kept: they are of the same store."""
    url = f"sqlite:///{topics_file}"
    monkeypatch.setenv("DATABASE_URL", url)
    engine = opened(url)
    yield engine
    engine.dispose()
