"""The app, served as `make run` serves it, and a real Chromium: one of each for all tests that only look."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.walk import DESK, TELEPHONE, Look
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu-compositing",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


@contextmanager
def served(file: Path) -> Iterator[str]:
    """Address of the app on this store."""
    store = f"sqlite:///{file}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port)]
    log = file.with_name("app.log")
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": store}, stdout=out, stderr=out)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1)
                break
            except OSError:
                with suppress(subprocess.TimeoutExpired):
                    server.wait(0.25)
                assert server.returncode is None, log.read_text()
        yield f"http://localhost:{port}"
        assert "Traceback" not in log.read_text(), log.read_text()
        assert "created with a default value" not in log.read_text(), log.read_text()
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def app(topics_file: Path) -> Iterator[str]:
    """Address of the app with the sample and its topics, for tests that leave the store as it is."""
    with served(topics_file) as address:
        yield address


@pytest.fixture(scope="session")
def own_app(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of another app with the sample and no topics, for tests that change its store."""
    with served(Path(shutil.copy(sample_file, tmp_path_factory.mktemp("own")))) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        missing("Chromium", "chromium")
    # On a busy machine a page takes its time.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=FLAGS)


@pytest.fixture(params=[pytest.param(DESK, marks=pytest.mark.soak), TELEPHONE], ids=["desk", "telephone"])
def look(request: pytest.FixtureRequest) -> Look:
    """Both widths and both schemes, in as few loads as there can be."""
    found: Look = request.param
    return found
