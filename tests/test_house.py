"""The rule of the arrows: pages -> ui, charts, export -> metrics, ingest -> store, and never back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What each part of the house may import of the others; lib.common is a leaf that all may use.
MAY_IMPORT = {
    "app": {"ui"},
    "serve": {"api"},
    "pages": {"ui", "figures", "report", "charts", "export", "metrics", "topics", "ingest", "entities"},
    "ui": {"ui", "figures", "report", "charts", "export", "metrics", "topics", "ingest", "entities"},
    "report": {"figures", "charts", "export", "metrics"},
    "docs": {"docs", "figures", "export", "metrics", "ingest", "entities"},
    "figures": {"figures", "charts", "export", "metrics", "topics", "entities"},
    "api": {"api", "figures", "export", "metrics", "topics", "ingest", "store", "entities"},
    "charts": {"charts", "metrics", "topics"},
    "export": {"export", "metrics", "topics", "ingest", "entities"},
    "metrics": {"metrics", "store", "entities"},
    "topics": {"topics", "store", "entities"},
    "ingest": {"ingest", "store", "entities"},
    "store": {"store", "entities"},
    "entities": {"entities"},
    "common": set(),
}
LEAVES = {"common"}
#: lib/ui opens the store; it sees nothing else of it.
OPENING = {"lib.store.engine", "lib.store.schema"}
STREAMLIT = {"app", "serve", "pages", "ui"}


def part_of(path: Path, root: Path) -> str:
    inside = path.relative_to(root)
    return inside.parts[1].removesuffix(".py") if inside.parts[0] == "lib" else inside.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from lib.metrics import activity` reads a module of lib.metrics; `from lib import report` one of lib.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(root: Path) -> list[str]:
    """Every import that goes against the arrows, as `file: import`."""
    found = []
    files = [root / "app.py", *root.glob("serve.py"), *root.glob("pages/*.py"), *root.glob("lib/**/*.py")]
    for path in files:
        part = part_of(path, root)
        if path.name == "__main__.py" or part in ("__init__", "__main__"):
            continue
        for name in imports(path):
            pieces = name.split(".")
            if pieces[0] == "streamlit" and part not in STREAMLIT:
                found.append(f"{path.relative_to(root)}: {name}")
            if pieces[0] == "sqlalchemy" and part in ("app", "serve", "pages", "report", "charts", "export"):
                found.append(f"{path.relative_to(root)}: {name}")
            if pieces[0] != "lib" or len(pieces) < 2 or pieces[1] in LEAVES:
                continue
            opening = part == "ui" and ".".join(pieces[:3]) in OPENING
            if pieces[1] not in MAY_IMPORT[part] and not opening:
                found.append(f"{path.relative_to(root)}: {name}")
    return found


def test_imports_follow_the_arrows() -> None:
    assert violations(ROOT) == []


def test_a_wrong_import_is_found(tmp_path: Path) -> None:
    wrong = {
        "app.py": "import streamlit",
        "pages/page.py": "import sqlalchemy\nfrom lib.store.models import Country",
        "lib/charts/maps.py": "import streamlit\nfrom lib.ui import frame",
        "lib/metrics/figures.py": "from lib.store import models\nfrom lib.ingest import load",
        "lib/api/routes.py": "import streamlit\nfrom lib.ui import frame",
        "lib/ui/frame.py": "from lib.store.engine import open_engine\nfrom lib.store.models import Country",
    }
    for name, text in wrong.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert sorted(violations(tmp_path)) == [
        "lib/api/routes.py: lib.ui.frame",
        "lib/api/routes.py: streamlit",
        "lib/charts/maps.py: lib.ui.frame",
        "lib/charts/maps.py: streamlit",
        "lib/metrics/figures.py: lib.ingest.load",
        "lib/ui/frame.py: lib.store.models.Country",
        "pages/page.py: lib.store.models.Country",
        "pages/page.py: sqlalchemy",
    ]


def test_nothing_allows_html_from_data() -> None:
    for path in [*ROOT.glob("pages/*.py"), *ROOT.glob("lib/**/*.py")]:
        assert "unsafe_allow_html" not in path.read_text("utf-8"), path


def test_pages_hold_no_sql_and_no_arithmetic() -> None:
    for path in ROOT.glob("pages/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        sums = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
        assert sums == [], f"{path.name}, line {sums[0].lineno if sums else ''}"
