"""Two organisations that are one: their rows are put together under one of them, and taken apart again by undoing it.

A merge is an import without a file: it is listed among the imports, and lib.ingest.undo undoes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from lib.common.clock import utc_now
from lib.entities.import_record import ImportRecord
from lib.entities.organisation import Organisation
from lib.ingest.staging.names import MERGE
from lib.ingest.staging.tables import table_of
from lib.services.actors import Actor
from lib.services.merged_rows import AddedMoney, MergeError, Merging
from lib.services.rights import MERGE_ORGANISATIONS
from lib.store.audit import record
from lib.store.engine import write_transaction
from lib.store.summaries import refresh_summaries

#: Columns of the organisation that stays which are filled from the one that goes, where they are empty.
_FILLED = ("short_name", "country", "region", "type", "ror_id", "role", "url")


@dataclass(frozen=True)
class Merge:
    """What a merge does, or did.

    Attributes:
        kept, gone: keys of the organisation that stays, and of the one that goes.
        rows: rows that name the one that goes, by entity.
        filled: columns of the one that stays that were empty, with what the other has.
        added: money that both have in the same place, with its sum.
        import_id: number of the merge among the imports; None where it was only looked at.
    """

    kept: str
    gone: str
    rows: Mapping[str, int]
    filled: Mapping[str, str]
    added: tuple[AddedMoney, ...] = ()
    import_id: int | None = None


class _LookedAtError(Exception):
    """Ends a transaction that was only to show what it would do."""


def preview_merge(engine: Engine, kept: str, gone: str, actor: Actor) -> Merge:
    """Find out what a merge would do: it is made, and rolled back. See `merge_organisations`."""
    actor.check_on_record(MERGE_ORGANISATIONS)
    found: Merge | None = None
    try:
        with engine.connect() as connection, write_transaction(connection):
            found = _merge(connection, kept, gone, actor.name, "")
            raise _LookedAtError
    except _LookedAtError:
        assert found is not None
        return Merge(found.kept, found.gone, found.rows, found.filled, found.added)


def merge_organisations(engine: Engine, kept: str, gone: str, actor: Actor, reason: str) -> Merge:
    """Merge two organisations, in one transaction.

    Every row that names the one that goes names the other from then on. Where both take part in one project, they are
    one participant, coordinator if either was; money of one funder to both, and what both committed to one call, is
    added up to the cent. Files that name the one that is gone mean the other.

    Args:
        engine: the store.
        kept: key of the organisation that stays.
        gone: key of the one that goes.
        actor: who merges them; their name is kept on record.
        reason: why they are one; kept on record.

    Raises:
        NotPermittedError: the actor may not change the store.
        MergeError: there are no two such organisations of one dataset, no reason, or amounts that cannot be added.
    """
    actor.check_on_record(MERGE_ORGANISATIONS)
    if not reason.strip():
        raise MergeError("Say why the two are one; it is kept on record.")
    with engine.connect() as connection, write_transaction(connection):
        merged = _merge(connection, kept, gone, actor.name, reason.strip())
        refresh_summaries(connection)
        record(connection, actor, MERGE_ORGANISATIONS.action, f"{gone} into {kept}, import {merged.import_id}")
    return merged


def _merge(connection: Connection, kept: str, gone: str, by: str, reason: str) -> Merge:
    stays, goes, demonstration = _found(connection, kept, gone)
    import_id = _record(connection, stays, goes, by, reason, demonstration)
    merging = Merging(connection, kept, gone, import_id)
    merging.move_rows()
    filled = {name: goes[name] for name in _FILLED if goes[name] is not None and stays[name] is None}
    organisation = table_of(Organisation)
    if filled:
        merging.keep("organisation", organisation.c.organisation_id == kept)
        connection.execute(
            update(organisation)
            .where(organisation.c.organisation_id == kept)
            .values({**filled, "import_id": import_id})
        )
    merging.remove("organisation", organisation.c.organisation_id == gone)
    merge = Merge(kept, gone, merging.rows, filled, tuple(merging.added), import_id)
    changed = sum(merging.rows.values()) + 1
    connection.execute(
        update(ImportRecord)
        .where(ImportRecord.import_id == import_id)
        .values(upload_id=import_id, rows_read=changed, rows_changed=changed, rows_deleted=merging.deleted)
    )
    return merge


def _found(connection: Connection, kept: str, gone: str) -> tuple[Mapping[str, Any], Mapping[str, Any], bool]:
    """Read both organisations, and whether they are demonstration data."""
    if kept == gone:
        raise MergeError("Choose two organisations.")
    query = (
        select(*table_of(Organisation).columns, ImportRecord.demonstration)
        .join(ImportRecord, ImportRecord.import_id == Organisation.import_id)
        .where(Organisation.organisation_id.in_([kept, gone]))
    )
    found = {row["organisation_id"]: dict(row) for row in connection.execute(query).mappings()}
    for key in (kept, gone):
        if key not in found:
            raise MergeError(f"There is no organisation {key}.")
    if found[kept]["demonstration"] != found[gone]["demonstration"]:
        raise MergeError("One is a fact and the other demonstration data: the two are never mixed.")
    return found[kept], found[gone], bool(found[kept]["demonstration"])


def _record(
    connection: Connection, stays: Mapping[str, Any], goes: Mapping[str, Any], by: str, reason: str, demonstration: bool
) -> int:
    """Write the record of a merge among the imports. Returns its number."""
    kept, gone = stays["organisation_id"], goes["organisation_id"]
    names = [goes[name] for name in ("name", "short_name", "ror_id") if goes[name]]
    inserted = connection.execute(
        insert(ImportRecord).values(
            file_name=f"Merge of {gone} into {kept}",
            sha256=hashlib.sha256(f"{gone}\n{kept}".encode()).hexdigest(),
            size_bytes=0,
            file_format=MERGE,
            entity="organisation",
            imported_at=utc_now(),
            imported_by=by,
            rows_read=0,
            rows_new=0,
            rows_changed=0,
            rows_same=0,
            demonstration=demonstration,
            options={
                "how it was read": [f"{gone}, {goes['name']}, is {kept}, {stays['name']}", f"reason: {reason}"],
                "kept": kept,
                "gone": gone,
                "names": names,
            },
        )
    ).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])
