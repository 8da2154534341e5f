"""What is reported of files before they are loaded; nothing may be written on the way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, select

from lib.entities.base import Base
from lib.ingest.problems import ProblemGroup
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.tables import table_of
from lib.ingest.upload import NeedsInput, Report, prepare
from lib.ingest.upload.answers import Answers
from tests.ingest.dumps import everything, files_of

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\nGR,GRC,Greece\nDE,DEU,Germany\nGB,GBR,United Kingdom\n"
ORGANISATIONS = "organisation_id,name,country\nO1,One,MT\nO2,Two,LU\nEU-EC,European Commission,\n"
PARTICIPATION = "project_id,organisation,country,role,funder,funding_eur\n"
#: Rows that are looked at before all others are read.
FIRST_LOOK = 500


def report_on(engine: Engine, *files: SourceFile, answers: Answers | None = None) -> Report:
    """Report on files; preparing them must leave every byte of the store as it is."""
    before, bytes_before = everything(engine), files_of(engine)
    with prepare(engine, list(files), answers) as ready:
        report = ready.report
    assert everything(engine) == before
    assert files_of(engine) == bytes_before
    return report


def places(groups: Sequence[ProblemGroup]) -> list[tuple[str, int, str]]:
    """Table, row and column of the problems."""
    return sorted((group.where, row, group.column) for group in groups for row, _ in group.examples)


def only(groups: Sequence[ProblemGroup]) -> ProblemGroup:
    assert len(groups) == 1, groups
    return groups[0]


def rows(engine: Engine, model: type[Base], *columns: str) -> list[tuple[object, ...]]:
    table = table_of(model)
    with engine.connect() as connection:
        query = select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
        return [tuple(row) for row in connection.execute(query)]


def questions(engine: Engine, file: SourceFile, answers: Answers | None = None) -> dict[str, Sequence[str]]:
    """What is asked about a file, by column: the answers to choose from."""
    before = everything(engine)
    with pytest.raises(NeedsInput) as asked:
        prepare(engine, [file], answers)
    assert everything(engine) == before
    return {need.name: tuple(need.question.answers) for need in asked.value.requests}
