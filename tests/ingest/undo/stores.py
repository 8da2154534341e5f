"""Rows that imports build on, and undoing an import or seeing it refused."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lib.ingest.undo import UndoError, undo
from lib.ingest.upload import Loaded
from lib.services.actors import operator
from tests.ingest.dumps import everything

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\nGR,GRC,Greece\nDE,DEU,Germany\nGB,GBR,United Kingdom\n"
ORGANISATIONS = "organisation_id,name,country\nO1,One,MT\nO2,Two,LU\nEU-EC,European Commission,\n"
PARTICIPATION = "project_id,organisation,country,role,funder,funding_eur\n"


def numbered(loaded: Loaded) -> int:
    assert loaded.upload_id is not None
    return loaded.upload_id


def undo_upload(engine: Engine, loaded: Loaded) -> None:
    undo(engine, numbered(loaded), operator("tests"))


def blockers(engine: Engine, loaded: Loaded) -> str:
    """Why an import cannot be undone; nothing may have changed."""
    before = everything(engine)
    with pytest.raises(UndoError) as refused:
        undo_upload(engine, loaded)
    assert everything(engine) == before
    return str(refused.value)
