"""Small stores for tests, made the way users make them: by loading files."""

from __future__ import annotations

from sqlalchemy import Engine

from lib.ingest.load import ImportResult, load_file
from lib.ingest.read import SourceFile


def load(engine: Engine, entity: str, text: str, *, illustrative: bool = False) -> ImportResult:
    """Load CSV text as a file of an entity, in a transaction of its own."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        file = SourceFile(f"{entity}.csv", text.encode())
        return load_file(connection, file, entity=entity, illustrative=illustrative, imported_by="tests")
