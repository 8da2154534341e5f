"""The rows of two organisations that become those of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, exists, func, insert, literal, or_, select, update

from lib.entities.call_commitment import CallCommitment
from lib.entities.event import Event
from lib.entities.funding import Funding
from lib.entities.membership import Membership
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.entities.published_figure import PublishedFigure
from lib.entities.registry import SCHEMAS
from lib.entities.schema import Target
from lib.ingest.deletion import keep_rows
from lib.ingest.staging.tables import matching, table_of

_TARGETS: dict[str, Target] = {target.entity: target for schema in SCHEMAS.values() for target in schema.targets}
#: Rows that are looked up by their number at a time.
_BATCH = 500


class MergeError(ValueError):
    """The two organisations cannot be merged; the message says why, and what would have to be done first."""


@dataclass(frozen=True)
class AddedMoney:
    """Money that both organisations have in one place.

    Attributes:
        entity: funding or call commitment.
        place: key of the project or call.
        funder: who pays; None where nobody is named.
        amounts: in EUR, of each row; None where it is not known.
        total: their sum in EUR.
    """

    entity: str
    place: str
    funder: str | None
    amounts: tuple[Decimal | None, ...]
    total: Decimal | None


class Merging:
    """The rows of two organisations, while they become those of one."""

    def __init__(self, connection: Connection, kept: str, gone: str, import_id: int) -> None:
        self._connection = connection
        self._kept, self._gone, self._import_id = kept, gone, import_id
        #: Rows that named the one that goes, by entity.
        self.rows: dict[str, int] = {}
        self.added: list[AddedMoney] = []
        #: Rows that are gone, since those of the two are one or have another key.
        self.deleted = 0

    def move_rows(self) -> None:
        """Let every row that names the one name the other."""
        self._add_participants()
        self._move_funding()
        gone = table_of(Participation).c.organisation == self._gone
        self.remove("participation", gone)
        self._move_commitments()
        self._move_memberships()
        figures = table_of(PublishedFigure)
        self._rename(
            "published figure",
            and_(figures.c.subject == "organisation", figures.c.subject_id == self._gone),
            "subject_id",
        )
        self._rename("programme", table_of(Programme).c.funder == self._gone, "funder")
        self._rename("event", table_of(Event).c.organiser == self._gone, "organiser")

    # One row or several

    def keep(self, entity: str, which: ColumnElement[bool]) -> None:
        """Copy rows, with their lists, to where undoing finds them."""
        target = _TARGETS[entity]
        stored = table_of(target.model)
        keep_rows(self._connection, stored, which, self._import_id)
        for child in target.children:
            listed = table_of(child.model)
            parents = select(stored.c[target.key[0]]).where(which)
            keep_rows(self._connection, listed, listed.c[target.key[0]].in_(parents), self._import_id)

    def remove(self, entity: str, which: ColumnElement[bool]) -> None:
        """Delete rows that undoing puts back."""
        self.keep(entity, which)
        self._delete(entity, which)

    def _delete(self, entity: str, which: ColumnElement[bool]) -> None:
        deleting = delete(table_of(_TARGETS[entity].model)).where(which)
        self.deleted += self._connection.execute(deleting).rowcount

    def _rename(self, entity: str, which: ColumnElement[bool], column: str) -> None:
        """Put the key of the one that stays in place of the other's."""
        self.keep(entity, which)
        stored = table_of(_TARGETS[entity].model)
        values = {column: self._kept, "import_id": self._import_id}
        self._count(entity, self._connection.execute(update(stored).where(which).values(values)).rowcount)

    def _count(self, entity: str, rows: int) -> None:
        if rows:
            self.rows[entity] = self.rows.get(entity, 0) + rows

    # Participants and their money

    def _add_participants(self) -> None:
        """Let the one that stays take part where the other does; where both do, they are one participant."""
        t = table_of(Participation)
        mine, other = t.alias("mine"), t.alias("other")
        both = self._connection.execute(
            select(
                t.c.project_id, t.c.role, t.c.country, other.c.role.label("other_role"), other.c.country.label("seat")
            )
            .join(other, other.c.project_id == t.c.project_id)
            .where(t.c.organisation == self._kept, other.c.organisation == self._gone)
        ).all()
        for row in both:
            role = "coordinator" if "coordinator" in (row.role, row.other_role) else row.role
            country = row.country or row.seat
            if (role, country) != (row.role, row.country):
                which = and_(t.c.project_id == row.project_id, t.c.organisation == self._kept)
                self.keep("participation", which)
                values = {"role": role, "country": country, "import_id": self._import_id}
                self._connection.execute(update(t).where(which).values(values))
        names = [column.name for column in t.columns]
        new = {"organisation": literal(self._kept), "import_id": literal(self._import_id)}
        there = exists(select(1).where(mine.c.project_id == other.c.project_id, mine.c.organisation == self._kept))
        columns: list[Any] = [new.get(name, other.c[name]) for name in names]
        rows = select(*columns).where(other.c.organisation == self._gone, ~there)
        moved = self._connection.execute(
            insert(t).from_select(names, rows).execution_options(preserve_rowcount=True)
        ).rowcount
        self._count("participation", moved + len(both))

    def _move_funding(self) -> None:
        t = table_of(Funding)
        organisation = case((t.c.organisation == self._gone, self._kept), else_=t.c.organisation)
        funder = case((t.c.funder == self._gone, self._kept), else_=t.c.funder)
        ours = [self._kept, self._gone]
        rows = (
            select(t.c.funding_id, t.c.project_id, organisation.label("organisation"), funder.label("funder"))
            .where(or_(t.c.organisation.in_(ours), t.c.funder.in_(ours)))
            .subquery()
        )
        key = (rows.c.project_id, rows.c.organisation, func.coalesce(rows.c.funder, ""))
        labelled: list[Any] = [part.label(f"key_{place}") for place, part in enumerate(key)]
        repeated = select(*labelled).group_by(*key).having(func.count() > 1).subquery()
        same = and_(*(part == repeated.c[f"key_{place}"] for place, part in enumerate(key)))
        found = select(t, rows.c.organisation.label("to_organisation"), rows.c.funder.label("to_funder"))
        found = found.join(rows, rows.c.funding_id == t.c.funding_id).join(repeated, same)
        found = found.order_by(*key, t.c.organisation != self._kept, t.c.funder == self._gone, t.c.funding_id)
        moving = or_(t.c.organisation == self._gone, t.c.funder == self._gone)
        clashing = [dict(row) for row in self._connection.execute(found).mappings()]
        self.keep("funding", moving)
        untouched = [row["funding_id"] for row in clashing if not self._is_of_gone(row)]
        for start in range(0, len(untouched), _BATCH):
            self.keep("funding", t.c.funding_id.in_(untouched[start : start + _BATCH]))
        self._count("funding", self._connection.scalar(select(func.count()).select_from(t).where(moving)) or 0)
        sums = {}
        for _, group in groupby(clashing, lambda row: (row["project_id"], row["to_organisation"], row["to_funder"])):
            alike = list(group)
            sums[alike[0]["funding_id"]] = self._sum("funding", "funding", alike, alike[0]["to_funder"])
            for row in alike[1:]:
                self._delete("funding", t.c.funding_id == row["funding_id"])
        values = {"organisation": organisation, "funder": funder, "import_id": self._import_id}
        self._connection.execute(update(t).where(moving).values(values))
        for number, added in sums.items():
            self._connection.execute(
                update(t).where(t.c.funding_id == number).values({**added, "import_id": self._import_id})
            )

    def _is_of_gone(self, row: Mapping[str, Any]) -> bool:
        return self._gone in (row["organisation"], row["funder"])

    def _move_commitments(self) -> None:
        t = table_of(CallCommitment)
        kept, gone = t.c.funder == self._kept, t.c.funder == self._gone
        theirs = {row["call_id"]: dict(row) for row in self._connection.execute(select(t).where(gone)).mappings()}
        mine = {row["call_id"]: dict(row) for row in self._connection.execute(select(t).where(kept)).mappings()}
        self._count("call commitment", len(theirs))
        self.keep("call commitment", gone)
        for call in sorted(theirs.keys() & mine.keys()):
            of_call = t.c.call_id == call
            self.keep("call commitment", and_(kept, of_call))
            added = self._sum("call commitment", "committed", [mine[call], theirs[call]], self._kept)
            self._delete("call commitment", and_(gone, of_call))
            values = {**added, "import_id": self._import_id}
            self._connection.execute(update(t).where(kept, of_call).values(values))
        values = {"funder": self._kept, "import_id": self._import_id}
        self._connection.execute(update(t).where(gone).values(values))

    def _move_memberships(self) -> None:
        """Let memberships name the one that stays; one that says the same of both says it once."""
        t = table_of(Membership)
        other = t.alias("other")
        key = [name for name in _TARGETS["membership"].key if name != "organisation"]
        said = exists(select(1).select_from(other).where(matching(t, other, key), other.c.organisation == self._kept))
        twice = list(self._connection.scalars(select(t.c.membership_id).where(t.c.organisation == self._gone, said)))
        self._count("membership", len(twice))
        self.remove("membership", t.c.membership_id.in_(twice))
        self._rename("membership", t.c.organisation == self._gone, "organisation")

    def _sum(self, entity: str, amount: str, rows: Sequence[Mapping[str, Any]], funder: str | None) -> dict[str, Any]:
        """Add the amounts of rows up. Returns the columns of their sum."""
        euro, original = f"{amount}_eur", f"{amount}_original"
        place = rows[0][_TARGETS[entity].key[0]]
        filled = [row for row in rows if row[euro] is not None or row[original] is not None]
        unknown = sorted({str(row["currency"]) for row in filled if row[euro] is None})
        if unknown and len(filled) > 1:
            raise MergeError(
                f"Both have money in {place}, and an amount in {', '.join(unknown)} has no rate, so that the two "
                "cannot be added. Load it with a rate first."
            )
        total = sum((row[euro] for row in filled), Decimal(0)) if filled and not unknown else None
        if len(filled) > 1:
            self.added.append(AddedMoney(entity, place, funder, tuple(row[euro] for row in filled), total))
        money = (
            {name: filled[0][name] for name in (original, "currency", "eur_rate", "eur_rate_date")} if filled else {}
        )
        if len(filled) > 1:
            in_one = len({row["currency"] for row in filled}) == 1 and all(row[original] is not None for row in filled)
            of_one_rate = in_one and len({(row["eur_rate"], row["eur_rate_date"]) for row in filled}) == 1
            money |= {} if of_one_rate else {"eur_rate": None, "eur_rate_date": None}
            money[original] = sum((row[original] for row in filled), Decimal(0)) if in_one else None
            money |= {} if in_one else {"currency": "EUR"}
        return {euro: total, **money}
