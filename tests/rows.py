"""Small stores for tests, made the way users make them: by loading files."""

from __future__ import annotations

from sqlalchemy import Engine

from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Counts, Loaded, prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import operator


def load(engine: Engine, entity: str, content: str, *, demonstration: bool = False, by: str = "tests") -> Counts:
    """Load CSV text as a file of an entity. Returns what became of its rows."""
    return upload(engine, entity, content, demonstration=demonstration, by=by).counts[entity]


def upload(engine: Engine, entity: str, content: str, *, demonstration: bool = False, by: str = "tests") -> Loaded:
    """Load CSV text as a file of an entity. Returns the whole result."""
    file = SourceFile(f"{entity}.csv", content.encode())
    with prepare(engine, [file], Answers(entity), demonstration=demonstration) as ready:
        return ready.load(operator(by))
