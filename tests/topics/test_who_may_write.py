"""Whatever changes topics asks who it is for, and refuses readers before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.rights import Role
from lib.topics import compute, corrections, placement, taxonomy_assignment
from tests.ingest.dumps import everything

#: Every function of lib.topics that writes, and whether it keeps a name on record.
WRITERS: dict[str, tuple[Callable[[Engine, Actor], Any], bool]] = {
    "compute topics": (lambda engine, actor: compute.compute_topics(engine, False, actor, 5), True),
    "update topics": (lambda engine, actor: placement.place_projects(engine, False, actor), False),
    "assign": (taxonomy_assignment.assign, False),
    "rename": (lambda engine, actor: corrections.rename(engine, 1, "A name", actor), True),
    "merge": (lambda engine, actor: corrections.merge(engine, 1, 2, actor), True),
    "pin": (lambda engine, actor: corrections.pin(engine, "731366", 1, actor), True),
    "exclude": (lambda engine, actor: corrections.exclude_term(engine, False, "consortium", actor), True),
    "split": (lambda engine, actor: corrections.split(engine, 1, actor), True),
    "undo": (lambda engine, actor: corrections.undo(engine, 1, actor), True),
}


@pytest.mark.engines("sqlite")
def test_readers_change_nothing(own_sample_engine: Engine) -> None:
    before = everything(own_sample_engine)
    for name, (write, names) in WRITERS.items():
        with pytest.raises(NotPermittedError, match="Only the Secretariat"):
            write(own_sample_engine, Actor("Ada", Role.READER))
        if names:
            with pytest.raises(NotPermittedError, match="your name"):
                write(own_sample_engine, operator(" "))
        assert everything(own_sample_engine) == before, name
