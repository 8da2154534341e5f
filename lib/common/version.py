"""Which version of the dashboard this is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


@cache
def version() -> str:
    """Return the version that pyproject.toml states, which is the only place where it stands.

    The metadata of an installed package would say which version was installed, not which one runs: the app runs from
    its checkout.
    """
    project = tomllib.loads(_PYPROJECT.read_text("utf-8"))["project"]
    return str(project["version"])
