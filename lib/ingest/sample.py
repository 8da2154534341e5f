"""The sample: real public facts, and demonstration data that show every page full."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, select

from lib.entities.import_record import REFERENCE_DATA, ImportRecord
from lib.entities.registry import SCHEMAS
from lib.ingest.readers.source import SourceFile
from lib.ingest.reference import SAMPLE, load_reference
from lib.ingest.upload import Counts, prepare
from lib.services.actors import operator

DATA = Path(__file__).parents[2] / "data"
#: Folder of each dataset, and whether it is the demonstration data.
DATASETS = ((DATA / "facts", False), (DATA / "demonstration", True))


def load_sample(engine: Engine) -> dict[str, Counts]:
    """Load both datasets of the sample after the reference data that they refer to, each in one transaction; loading
    them again changes nothing.

    Returns:
        What was loaded, by entity.
    """
    counts = dict(load_reference(engine).counts)
    for folder, demonstration in DATASETS:
        paths = [folder / file_name(entity) for entity in SCHEMAS]
        files = [SourceFile.at(path) for path in paths if path.exists()]
        with prepare(engine, files, demonstration=demonstration) as ready:
            for entity, loaded in ready.load(operator(SAMPLE)).counts.items():
                counts[entity] = counts.get(entity, Counts()) + loaded
    return counts


def is_empty(engine: Engine) -> bool:
    """Return whether nothing but reference data was ever loaded into the store."""
    query = select(func.count()).select_from(ImportRecord).where(ImportRecord.imported_by != REFERENCE_DATA)
    with engine.connect() as connection:
        return connection.scalar(query) == 0


def file_name(entity: str) -> str:
    """Return the name of the file that holds an entity's rows, in the sample and among the templates."""
    return f"{entity.replace(' ', '_')}.csv"
