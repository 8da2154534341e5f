"""The sample: real public facts, and demonstration data that show every page full."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, select

from lib.entities.import_record import ImportRecord
from lib.entities.registry import SCHEMAS
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload import Counts, prepare
from lib.services.actors import operator

DATA = Path(__file__).parents[2] / "data"
#: Folder of each dataset, and whether it is the demonstration data. Facts come first: countries are among them.
DATASETS = ((DATA / "facts", False), (DATA / "demonstration", True))


def load_sample(engine: Engine) -> dict[str, Counts]:
    """Load both datasets of the sample, each in one transaction; loading them again changes nothing.

    Returns:
        What was loaded, by entity.
    """
    counts: dict[str, Counts] = {}
    for folder, demonstration in DATASETS:
        paths = [folder / file_name(entity) for entity in SCHEMAS]
        files = [SourceFile.at(path) for path in paths if path.exists()]
        with prepare(engine, files, demonstration=demonstration) as ready:
            for entity, loaded in ready.load(operator("sample data")).counts.items():
                counts[entity] = counts.get(entity, Counts()) + loaded
    return counts


def is_empty(engine: Engine) -> bool:
    """Return whether no file was ever loaded into the store."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(ImportRecord)) == 0


def file_name(entity: str) -> str:
    """Return the name of the file that holds an entity's rows, in the sample and among the templates."""
    return f"{entity.replace(' ', '_')}.csv"
