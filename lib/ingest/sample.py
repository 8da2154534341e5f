"""The sample: real public facts, and illustrative rows that fill the pages beside them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, func, select

from lib.ingest.load import ImportResult, load_file
from lib.ingest.read import SourceFile
from lib.ingest.schemas import SCHEMAS
from lib.store.models import ImportRecord

DATA = Path(__file__).parents[2] / "data"
#: Folder of each part, and whether its rows are illustrative. Facts come first: the rest refers to them.
PARTS = ((DATA / "facts", False), (DATA / "illustrative", True))


def load_sample(engine: Engine) -> list[ImportResult]:
    """Load both parts of the sample in one transaction; loading it again changes nothing."""
    results = []
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for folder, illustrative in PARTS:
            for entity in SCHEMAS:
                path = folder / file_name(entity)
                if path.exists():
                    results.append(
                        load_file(
                            connection,
                            SourceFile.at(path),
                            entity=entity,
                            illustrative=illustrative,
                            imported_by="sample data",
                        )
                    )
    return results


def is_empty(engine: Engine) -> bool:
    """No file was ever loaded into the store."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(ImportRecord)) == 0


def file_name(entity: str) -> str:
    """Name of the file that holds an entity's rows, in the sample and among the templates."""
    return f"{entity.replace(' ', '_')}.csv"
