"""Persons of a list who bear the name of somebody whom another list of the event knows by another address.

They may be one person with two addresses, or two of one name: nothing tells which, so the owner of the files is asked.
What is said is kept by pseudonyms, until the import that brought it is undone: of two addresses for every event, of a
name alone for the event of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    null,
    select,
    union,
    update,
)

from lib.common.clock import utc_now
from lib.common.formatting import counted
from lib.entities.import_record import ImportRecord
from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, Problem, expect
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.references import Choices
from lib.ingest.staging.stage import Stage
from lib.store.datasets import of_dataset
from lib.store.housekeeping_tables import PersonAnswer

#: The entity of lists of persons, by which choices name what was said of them.
PERSONS = "attendance"
#: Persons that are asked about one by one.
MOST_ASKED = 200
_EVENT, _KEY, _ALIAS = "event_id", "attendee", "alias"
#: In place of an event: what was said holds for every one.
_EVERY = ""
#: Times that an answer leads on to another one: A is B, and B is C.
_LONGEST_CHAIN = 5


@dataclass(frozen=True)
class Bearer:
    """Somebody who bears a name, as another list knows them.

    Args:
        key: the pseudonym.
        where: the list: a table of the upload, or an earlier import.
        row: number of the row there.
    """

    key: str
    where: str
    row: int


@dataclass(frozen=True)
class Namesake:
    """Somebody on a list of whom nothing tells whether another list has them by another address.

    Args:
        person: the pseudonym.
        where, row: the table and the row that has them first.
        others: those who bear the name in other lists.
        answer: the key of the one who they are; "" for another person; None where nobody has said it.
    """

    person: str
    where: str
    row: int
    others: tuple[Bearer, ...]
    answer: str | None


class _Pair(NamedTuple):
    event: str
    mine: str
    row: int
    theirs: str
    mine_alias: str
    their_alias: str | None
    import_id: int | None
    source: int | None
    their_row: int


class Namesakes:
    """Asks about the namesakes of an upload, and gives persons the keys of those who they are said to be.

    Attributes:
        asked: the first ones that nothing tells, with what was said of them in this upload.
    """

    def __init__(self, choices: Choices, is_demonstration: Callable[[Stage], bool], where: Sequence[str]) -> None:
        self.asked: list[Namesake] = []
        self._meant = choices.meant.get(PERSONS, {})
        self._same, self._different = PERSONS in choices.same, PERSONS in choices.create
        self._is_demonstration = is_demonstration
        self._where = where
        #: What was said: event, person, other, and whether they are the same.
        self._said: dict[tuple[str, str, str], bool] = {}

    def recall(self, stage: Stage, stored: FromClause) -> None:
        """Give persons who were said to be somebody with another address, at whatever event, the key of that one."""
        t, answer, again = stage.table, PersonAnswer, stage.table.alias("again")
        is_stored = exists(select(1).where(stored.c[_EVENT] == t.c[_EVENT], stored.c[_KEY] == t.c[_KEY]))
        conditions = [answer.event_id == _EVERY, answer.same, self._of_dataset(stage), ~is_stored]
        if stage.mapping.repeats is None:
            # Two rows of one person would be a mistake of the file.
            there = select(1).where(again.c[_EVENT] == t.c[_EVENT], again.c[_KEY] == answer.other)
            conditions.append(~exists(there))
        found = (
            select(t.c[_EVENT], t.c[_KEY], answer.other, t.c[_ALIAS])
            .join(answer, answer.attendee == t.c[_KEY])
            .where(*conditions)
            .distinct()
        )
        for _ in range(_LONGEST_CHAIN):
            if not _give(stage, [tuple(row) for row in stage.connection.execute(found)]):
                break

    def settle(
        self, stage: Stage, stored: FromClause, earlier: Mapping[int, FromClause], problems: ProblemTable
    ) -> None:
        """Give persons the keys of the namesakes who they are said to be, and ask about the others.

        Args:
            stage: rows of attendance.
            stored: those of the store.
            earlier: by number of its table, those of the upload that were settled before.
            problems: receives how many persons nothing is said of.
        """
        given: list[tuple[str, str, str, str | None]] = []
        unsaid: dict[str, tuple[int, int]] = {}
        before = self._remembered(stage)
        asked: dict[str, tuple[int, list[_Pair]]] = {}
        for (event, mine), group in groupby(_pairs(stage, stored, earlier), key=lambda pair: (pair.event, pair.mine)):
            pairs = list({pair.theirs: pair for pair in group}.values())
            said = [before.get((of, *sorted((mine, pair.theirs)))) for pair in pairs for of in [_of(event, pair)]]
            known = [pair for pair, same in zip(pairs, said, strict=True) if same]
            open_pairs = [pair for pair, same in zip(pairs, said, strict=True) if same is None]
            if known:
                given.append(_gift(known[0]))
                continue
            if not open_pairs:
                continue
            answer = self._answer(mine, open_pairs)
            if answer:
                meant = next(pair for pair in open_pairs if pair.theirs == answer)
                given.append(_gift(meant))
                self._said[_of(event, meant), mine, answer] = True
            elif answer == "":
                self._said |= {(_of(event, pair), mine, pair.theirs): False for pair in open_pairs}
            elif mine != open_pairs[0].mine_alias:
                first, persons = unsaid.get(event, (open_pairs[0].row, 0))
                unsaid[event] = min(first, open_pairs[0].row), persons + 1
            if mine in asked or len(asked) < MOST_ASKED:
                asked.setdefault(mine, (open_pairs[0].row, []))[1].extend(open_pairs)
        persons = _give(stage, given)
        if persons:
            is_said = "is said to be somebody whom another list knows by another address"
            stage.read_as.append(counted(persons, f"person {is_said}", f"persons {is_said.replace('is', 'are', 1)}"))
        self.asked += self._described(stage, asked)
        found = [Problem(row, "", "", expect(Code.NAMESAKES, persons=count), WARNING) for row, count in unsaid.values()]
        problems.add(stage.source, found)

    def remember(self, connection: Connection, by: str, upload_id: int) -> None:
        """Keep what was said, in the transaction that loads the files."""
        for event, person, other in self._said:
            alike = (PersonAnswer.event_id == event, PersonAnswer.attendee == person, PersonAnswer.other == other)
            connection.execute(delete(PersonAnswer).where(*alike))
        kept = {"saved_at": utc_now(), "saved_by": by, "import_id": upload_id}
        rows = [
            {"event_id": event, "attendee": person, "other": other, "same": same, **kept}
            for (event, person, other), same in self._said.items()
        ]
        if rows:
            connection.execute(insert(PersonAnswer), rows)

    def _answer(self, mine: str, pairs: Sequence[_Pair]) -> str | None:
        """Return what was said of somebody: who they are, "" for another person; None for nothing."""
        answer = self._meant.get(mine)
        if answer is not None and answer in ("", *(pair.theirs for pair in pairs)):
            return answer
        if self._same and len(pairs) == 1:
            return pairs[0].theirs
        return "" if self._different else None

    def _of_dataset(self, stage: Stage) -> ColumnElement[bool]:
        return of_dataset(PersonAnswer.import_id, self._is_demonstration(stage))

    def _remembered(self, stage: Stage) -> dict[tuple[str, ...], bool]:
        """Return what was said of persons of a stage: by event and both pseudonyms in order, whether they are one."""
        answer, found = PersonAnswer, {}
        for mine in (answer.attendee, answer.other):
            query = select(answer.event_id, answer.attendee, answer.other, answer.same).where(
                mine.in_(select(stage.table.c[_KEY])), self._of_dataset(stage)
            )
            for event, *both, same in stage.connection.execute(query):
                found[event, *sorted(both)] = bool(same)
        return found

    def _described(self, stage: Stage, asked: Mapping[str, tuple[int, list[_Pair]]]) -> Iterator[Namesake]:
        numbers = {pair.import_id for _, pairs in asked.values() for pair in pairs}
        query = select(ImportRecord.import_id, ImportRecord.file_name, ImportRecord.sheet)
        rows = stage.connection.execute(query.where(ImportRecord.import_id.in_(numbers - {None}))) if numbers else ()
        named = {number: f"{file} / {sheet}" if sheet else file for number, file, sheet in rows}
        for mine, (row, pairs) in asked.items():
            others = {
                pair.theirs: Bearer(
                    pair.theirs,
                    f"{named[pair.import_id]}, import {pair.import_id}"
                    if pair.import_id in named
                    else self._where[pair.source or 0],
                    pair.their_row,
                )
                for pair in pairs
            }
            yield Namesake(mine, self._where[stage.source], row, tuple(others.values()), self._answer(mine, pairs))


def forget_answers_of(connection: Connection, imports: Iterable[int]) -> None:
    """Forget what these imports brought of who is who, in the transaction that undoes them."""
    connection.execute(delete(PersonAnswer).where(PersonAnswer.import_id.in_(list(imports))))


def _of(event: str, pair: _Pair) -> str:
    """Return for which event an answer holds: one on a name alone for that event, as anybody may bear it elsewhere."""
    is_by_name = pair.mine == pair.mine_alias or pair.theirs in (pair.their_alias, pair.mine_alias)
    return event if is_by_name else _EVERY


def _gift(pair: _Pair) -> tuple[str, str, str, str | None]:
    """Return which row gets which key: it keeps the alias of the one who it is, but an address is joined to a name."""
    is_by_name = pair.their_alias in (None, pair.theirs)
    return pair.event, pair.mine, pair.theirs, pair.mine if is_by_name else pair.their_alias


def _give(stage: Stage, gifts: Sequence[tuple[Any, ...]]) -> int:
    """Give persons other keys and aliases: event, key, new key, alias. Returns how many."""
    t = stage.table
    if gifts:
        stage.connection.execute(
            update(t)
            .where(t.c[_EVENT] == bindparam("of_event"), t.c[_KEY] == bindparam("mine"))
            .values({_KEY: bindparam("theirs"), _ALIAS: bindparam("other_alias")}),
            [dict(zip(("of_event", "mine", "theirs", "other_alias"), gift, strict=True)) for gift in gifts],
        )
    return len(gifts)


def _pairs(stage: Stage, stored: FromClause, earlier: Mapping[int, FromClause]) -> Iterator[_Pair]:
    """Find persons whom no other list has by their key, with those who bear their name there, in order."""
    t, known = stage.table, [stored, *earlier.values()]
    nowhere = [~exists(select(1).where(other.c[_EVENT] == t.c[_EVENT], other.c[_KEY] == t.c[_KEY])) for other in known]
    selects = []
    for source, others in ((None, stored), *earlier.items()):
        o = others.alias("others").c
        where = (
            (o.import_id, null().cast(Integer), o.source_row)
            if source is None
            else (null().cast(Integer), literal(source), o.row)
        )
        columns = (t.c[_EVENT], t.c[_KEY], t.c.row, o[_KEY], t.c[_ALIAS], o[_ALIAS], *where)
        labels = [column.label(name) for column, name in zip(columns, _Pair._fields, strict=True)]
        for name in (o[_ALIAS], o[_KEY]):
            selects.append(
                select(*labels).where(o[_EVENT] == t.c[_EVENT], name == t.c[_ALIAS], o[_KEY] != t.c[_KEY], *nowhere)
            )
    found = union(*selects).subquery()
    query = select(found).order_by(found.c.event, found.c.mine, found.c.row, found.c.theirs, found.c.their_row)
    yield from map(_Pair._make, stage.connection.execute(query).all())
