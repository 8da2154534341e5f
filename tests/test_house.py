"""The house's rules: imports go one way, files stay short, and pages hold neither SQL nor arithmetic.

common <- entities <- store <- metrics, topics, ingest <- services, charts, export <- figures
       <- api, ui, cli, docs <- pages, app, serve
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from lib.common.formatting import plain

ROOT = Path(__file__).parents[1]
_FACTS = {"entities", "metrics", "topics", "ingest"}
_SHOWN = {"services", "export", "figures"}
#: What each room may import of the others; lib.common is a leaf that all may use.
MAY_IMPORT = {
    "common": set(),
    "entities": {"entities"},
    "store": {"store", "entities"},
    "metrics": {"metrics", "store", "entities"},
    "topics": {"topics", "store", "entities"},
    "ingest": {"ingest", "store", "entities"},
    "services": {"services", "store"} | _FACTS,
    "charts": {"charts", "entities", "metrics", "topics"},
    "export": {"export"} | _FACTS,
    "figures": {"figures", "charts", "export", "entities", "metrics", "topics"},
    "docs": {"docs", "figures", "export", "services"} | _FACTS,
    "api": {"api", "store"} | _FACTS | _SHOWN,
    "cli": {"cli", "store"} | _FACTS | _SHOWN,
    "ui": {"ui", "charts"} | _FACTS | _SHOWN,
    "pages": {"ui", "charts"} | _FACTS | _SHOWN,
    "app": {"ui"},
    "serve": {"api", "ui"},
    "__main__": {"cli"},
}
LEAVES = {"common"}
#: Every writer checks who asks, wherever it stands.
WHO_ASKS = ("lib.services.actors.", "lib.services.rights.")
#: lib/ui opens the store; it sees nothing else of it.
OPENING = {"lib.store.engine", "lib.store.schema"}
STREAMLIT = {"app", "serve", "pages", "ui"}
#: Rooms that hold SQL. Those that only pass the store on name its type and tell when it does not answer.
QUERYING = {"entities", "store", "metrics", "topics", "ingest", "services"}
PASSING_ON = {"figures", "api", "cli", "ui"}
OF_THE_STORE = {"sqlalchemy.Engine", "sqlalchemy.engine.make_url", "sqlalchemy.exc.SQLAlchemyError"}

MOST_LINES = 400
#: Written once and never changed, so never split.
MIGRATIONS = "lib/store/migrations/versions/"


def room_of(path: Path, root: Path) -> str:
    inside = path.relative_to(root)
    return inside.parts[1].removesuffix(".py") if inside.parts[0] == "lib" else inside.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from lib.metrics import activity` reads a module of lib.metrics; `from lib import report` one of lib.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_allowed(room: str, name: str) -> bool:
    """Whether a file of this room may import this."""
    pieces = name.split(".")
    if pieces[0] == "streamlit":
        return room in STREAMLIT
    if pieces[0] == "sqlalchemy":
        return room in QUERYING or (room in PASSING_ON and name in OF_THE_STORE)
    writes = room in ("topics", "ingest") and name.startswith(WHO_ASKS)
    if pieces[0] != "lib" or len(pieces) < 2 or pieces[1] in LEAVES or writes:
        return True
    opening = room == "ui" and ".".join(pieces[:3]) in OPENING
    return pieces[1] in MAY_IMPORT[room] or opening


def violations(root: Path) -> list[str]:
    """Every import that goes against the arrows, as `file: import`."""
    files = [root / "app.py", *root.glob("serve.py"), *root.glob("pages/*.py"), *root.glob("lib/**/*.py")]
    return [
        f"{path.relative_to(root)}: {name}"
        for path in files
        if (room := room_of(path, root)) != "__init__"
        for name in imports(path)
        if not is_allowed(room, name)
    ]


def test_imports_follow_the_arrows() -> None:
    assert violations(ROOT) == []


def test_a_wrong_import_is_found(tmp_path: Path) -> None:
    wrong = {
        "app.py": "import streamlit",
        "pages/page.py": "import sqlalchemy\nfrom lib.store.tables import Country",
        "lib/charts/maps.py": "import streamlit\nfrom lib.ui import frame",
        "lib/metrics/figures.py": "from lib.store import tables\nfrom lib.ingest import load",
        "lib/services/views.py": "from sqlalchemy import insert\nfrom lib.cli import main",
        "lib/figures/one.py": "from sqlalchemy import Engine, select\nfrom lib.store.tables import Country",
        "lib/store/tables.py": "from lib.entities import call\nfrom lib.metrics import calls",
        "lib/api/routes.py": "import streamlit\nfrom lib.ui import frame",
        "lib/cli/undo.py": "from lib.common import formatting\nfrom lib.ui import frame",
        "lib/ui/frame.py": "from lib.store.engine import open_engine\nfrom lib.store.tables import Country",
    }
    for name, text in wrong.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert sorted(violations(tmp_path)) == [
        "lib/api/routes.py: lib.ui.frame",
        "lib/api/routes.py: streamlit",
        "lib/charts/maps.py: lib.ui.frame",
        "lib/charts/maps.py: streamlit",
        "lib/cli/undo.py: lib.ui.frame",
        "lib/figures/one.py: lib.store.tables.Country",
        "lib/figures/one.py: sqlalchemy.select",
        "lib/metrics/figures.py: lib.ingest.load",
        "lib/services/views.py: lib.cli.main",
        "lib/store/tables.py: lib.metrics.calls",
        "lib/ui/frame.py: lib.store.tables.Country",
        "pages/page.py: lib.store.tables.Country",
        "pages/page.py: sqlalchemy",
    ]


def test_every_room_has_a_rule() -> None:
    rooms = {room_of(path, ROOT) for path in ROOT.glob("lib/**/*.py")} - {"__init__"}
    assert rooms <= MAY_IMPORT.keys()


def test_files_stay_short() -> None:
    files = [path for folder in ("lib", "pages", "bench", "data", "tests") for path in ROOT.glob(f"{folder}/**/*.py")]
    lines = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    long = {name for name, count in lines.items() if count > MOST_LINES and not name.startswith(MIGRATIONS)}
    assert long == set()


def test_nothing_allows_html_from_data() -> None:
    for path in [*ROOT.glob("pages/*.py"), *ROOT.glob("lib/**/*.py")]:
        assert "unsafe_allow_html" not in path.read_text("utf-8"), path


def test_pages_hold_no_sql_and_no_arithmetic() -> None:
    for path in ROOT.glob("pages/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        sums = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
        assert sums == [], f"{path.name}, line {sums[0].lineno if sums else ''}"


#: Calls of Streamlit that take a message, heading or caption as Markdown, and files in which these texts are ours.
MARKDOWN = {"error", "warning", "info", "success", "toast", "header", "subheader", "title", "caption"}
OUR_TEXTS = {"frame.py", "tour.py", "period.py", "explanation.py"}


def is_plain(text: ast.expr) -> bool:
    """Whether a text holds nothing but what is written in the code, numbers and dates, and what plain() was given."""
    if isinstance(text, ast.JoinedStr):
        return all(is_plain(part.value) for part in text.values if isinstance(part, ast.FormattedValue))
    if isinstance(text, ast.IfExp):
        return is_plain(text.body) and is_plain(text.orelse)
    if isinstance(text, ast.BinOp):
        return is_plain(text.left) and is_plain(text.right)
    if isinstance(text, ast.Call):
        return ast.unparse(text.func).startswith(("formatting.", "len"))
    return isinstance(text, ast.Constant) or (isinstance(text, ast.Name) and text.id.isupper())


def test_no_message_takes_data_as_markdown() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(text)}"
        for path in [*(ROOT / "lib" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
        if path.name not in OUR_TEXTS
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in MARKDOWN
        for text in call.args[:1]
        if not is_plain(text)
    ]
    assert not found, "write formatting.plain(...)"


def test_plain_text_is_no_markup() -> None:
    hostile = "**a** [b](javascript:c) ![d](http://e.example) <i> :red[f] $g$ www.h.example 1. `i`\n\n# j\u202ek\0"
    assert plain(hostile) == (
        r"\*\*a\*\* \[b\](javascript\:c) !\[d\](http\://e.example) \<i> \:red\[f\] \$g\$ www\.h.example 1. \`i\` "
        "# j\N{REPLACEMENT CHARACTER}k\N{REPLACEMENT CHARACTER}"
    )
    assert [plain(begin) for begin in ("- a", "+ a", "12) a", "a -> b")] == [r"\- a", r"\+ a", r"12\) a", r"a \-> b"]
    assert plain("12.5 % of EUR 3 million (<5): ~all, since 2021-03-01.") == (
        "12.5 % of EUR 3 million (<5): ~all, since 2021-03-01."
    )
