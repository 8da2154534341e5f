"""Sources that were saved under a name: fetched on a button of the page Upload, or by `icpermed-dashboard refresh`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, Row, delete, func, insert, select, update

from lib.common.clock import utc_now
from lib.entities.registry import SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.readers.source import SourceFile
from lib.ingest.upload.answers import Answers
from lib.services.actors import Actor
from lib.services.rights import KEEP_SOURCES, LOAD_FILES
from lib.services.sources import kept
from lib.services.sources.allowed import SourceError, check_allowed
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import SavedSource

MOST_CHARACTERS = 120


@dataclass(frozen=True)
class Source:
    """A source that comes again.

    Attributes:
        name: as its users know it; no other source has it.
        address: https address, or path of a file or folder on the server.
        answers: what holds for its files each time, with what they hold.
        demonstration: whether their rows are made up.
        loaded_at: when its files were last loaded, in UTC; None where they never were.
        loaded_sha256: of the files that were loaded then.
    """

    name: str
    address: str
    answers: Answers
    demonstration: bool = False
    loaded_at: datetime | None = None
    loaded_sha256: str | None = None

    def is_unchanged(self, files: Sequence[SourceFile]) -> bool:
        """Return whether these very files were loaded last."""
        return self.loaded_sha256 == _digest(files)


def save_source(engine: Engine, source: Source, actor: Actor) -> None:
    """Save a source under its name, upper and lower case alike.

    Raises:
        SourceError: the name is empty, too long or taken, or nothing may be fetched from the address.
        NotPermittedError: a reader asks, or somebody without a name.
    """
    actor.check_on_record(KEEP_SOURCES, "save a source")
    name, address = " ".join(source.name.split()), source.address.strip()
    wanted = source.answers.wanted
    if not name or len(name) > MOST_CHARACTERS:
        raise SourceError(f"Give the source a name of 1 to {MOST_CHARACTERS} characters.")
    if wanted is not None and wanted not in SCHEMAS and wanted not in FORMATS:
        raise SourceError(f"{wanted} is neither an entity nor a format; known are {', '.join([*SCHEMAS, *FORMATS])}.")
    check_allowed(address)
    row = {
        "name": name,
        "address": address,
        "wanted": wanted,
        "demonstration": source.demonstration,
        "given": kept.as_json(source.answers),
        "saved_at": utc_now(),
        "saved_by": actor.name.strip(),
    }
    with engine.connect() as connection, write_transaction(connection):
        if connection.execute(select(1).where(_named(name))).first():
            raise SourceError(f"Another source is called “{name}” already; choose another name.")
        connection.execute(insert(SavedSource), row)
        record(connection, actor, "save a source", name, after={"address": address})


def forget_source(engine: Engine, name: str, actor: Actor) -> None:
    """Forget a source; what was loaded from it stays. One that is not there is forgotten already.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
    """
    actor.check_on_record(KEEP_SOURCES, "forget a source")
    with engine.connect() as connection, write_transaction(connection):
        address = connection.scalar(select(SavedSource.address).where(_named(name)))
        if address is not None:
            connection.execute(delete(SavedSource).where(_named(name)))
            record(connection, actor, "forget a source", name, before={"address": address})


def list_sources(engine: Engine, actor: Actor) -> list[Source]:
    """List every source by name.

    Raises:
        NotPermittedError: a reader asks: addresses say where the Secretariat keeps its files.
    """
    actor.check(KEEP_SOURCES, "see sources")
    query = select(SavedSource.__table__).order_by(func.lower(SavedSource.name))
    with engine.connect() as connection:
        return [_source(row) for row in connection.execute(query)]


def find_source(engine: Engine, name: str, actor: Actor) -> Source:
    """Return the source of a name, upper and lower case alike.

    Raises:
        SourceError: there is none.
        NotPermittedError: a reader asks.
    """
    sources = list_sources(engine, actor)
    found = next((source for source in sources if source.name.casefold() == name.strip().casefold()), None)
    if found is None:
        known = ", ".join(source.name for source in sources) or "none"
        raise SourceError(f"There is no source {name!r}; saved are: {known}.")
    return found


def note_load(engine: Engine, name: str, files: Sequence[SourceFile], answers: Answers, actor: Actor) -> None:
    """Note that files of a source were loaded; what their owner answered holds the next time too.

    Raises:
        NotPermittedError: a reader asks, or somebody without a name.
    """
    actor.check_on_record(LOAD_FILES)
    values = {"loaded_at": utc_now(), "loaded_sha256": _digest(files), "given": kept.as_json(answers)}
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(update(SavedSource).where(_named(name)).values(values))
        record(connection, actor, "load files of a source", name)


def _named(name: str) -> ColumnElement[bool]:
    return func.lower(SavedSource.name) == name.strip().lower()


def _source(row: Row[tuple[object, ...]]) -> Source:
    found = row._mapping
    return Source(
        found["name"],
        found["address"],
        kept.from_json(found["wanted"], found["given"]),
        found["demonstration"],
        found["loaded_at"],
        found["loaded_sha256"],
    )


def _digest(files: Sequence[SourceFile]) -> str:
    """Return a hash of the names and contents of files."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        digest.update(f"{file.name}\0{file.sha256}\n".encode())
    return digest.hexdigest()
