"""What the answers of all addresses share: the store that is asked, what can be chosen, and headers."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lib.api.openapi import DATASET_HEADER
from lib.metrics.choices import Choices, choices, store_version
from lib.metrics.scope_names import DEMONSTRATION, FACTS
from lib.store.engine import open_engine, store_url
from lib.store.schema import not_ready

#: The address under which others reach the app, where a proxy stands before it.
PUBLIC_URL = "ICPERMED_PUBLIC_URL"
#: Opens the store that is asked.
Opening = Callable[[], Engine]
#: An answer may be kept, and is asked for anew each time: it is sent again only where something changed.
CACHING = {"cache-control": "no-cache"}


def the_store() -> Engine:
    """Return the store that the app works on."""
    return open_engine(store_url())


def ready(opening: Opening) -> Engine:
    """Return the store, checked to be ready.

    Raises:
        HTTPException: it is not ready, with the reason.
    """
    engine = opening()
    reason = not_ready(engine)
    if reason:
        raise HTTPException(503, f"The store is not ready: {reason}")
    return engine


def available_choices(engine: Engine, demonstration: bool) -> Choices:
    """Return what there is to choose from in a dataset."""
    return _choices(engine, store_version(engine), date.today().year, demonstration)


@lru_cache(maxsize=4)
def _choices(engine: Engine, _version: str, year: int, demonstration: bool) -> Choices:
    # The version is part of the key: an import may bring new choices.
    return choices(engine, year, demonstration)


def dataset_header(demonstration: bool) -> dict[str, str]:
    """Return the header by which every answer with rows says its dataset."""
    return {DATASET_HEADER: DEMONSTRATION if demonstration else FACTS}


def public_url() -> str:
    """Return the address that the setting names; empty where it names none."""
    return os.environ.get(PUBLIC_URL, "").rstrip("/")


def public_address(request: Request) -> str:
    """Return the app's own address: the one that the setting names, else the one that was asked."""
    return public_url() or f"{request.url.scheme}://{request.url.netloc}"
