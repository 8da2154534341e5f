"""Streamlit's scripts of the elements that nearly every page has, so that browsers fetch them with the page.

Streamlit itself asks for them one after another when the first such element arrives, and shows a grey box of another
height until then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import streamlit

_STATIC = Path(streamlit.__file__).parent / "static"
_ELEMENTS: Final = ("Html", "Metric", "ButtonGroup", "Selectbox", "ArrowVegaLiteChart")


def preloads() -> str:
    """Return the links in the head of a page that have browsers fetch these scripts, and all that they import."""
    manifest: dict[str, Mapping[str, Any]] = json.loads((_STATIC / "manifest.json").read_text("utf-8"))
    entries = [key for key, entry in manifest.items() if entry.get("isDynamicEntry") and entry["name"] in _ELEMENTS]
    files = dict.fromkeys(file for entry in entries for file in _with_imports(manifest, entry, set()))
    return "".join(f'<link rel="modulepreload" crossorigin href="./{file}">' for file in files)


def _with_imports(manifest: Mapping[str, Mapping[str, Any]], key: str, seen: set[str]) -> Iterator[str]:
    if key in seen:
        return
    seen.add(key)
    # The page itself loads what it begins with.
    if manifest[key].get("isEntry"):
        return
    yield manifest[key]["file"]
    for imported in manifest[key].get("imports", ()):
        yield from _with_imports(manifest, imported, seen)
