"""What becomes of a broken file: refused with a reason, or loaded and undone."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, delete

from lib.common.folding import fold_header
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from lib.ingest.undo import undo
from lib.ingest.upload import NeedsInput, Prepared, RejectedError, prepare
from lib.ingest.upload.answers import Answers, InputRequest
from lib.services.actors import operator
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import ColumnMatch
from tests.ingest.dumps import HISTORY, csv_file, dump, load_files
from tests.ingest.fuzz.files import file_of, given
from tests.ingest.fuzz.odd_cells import Random
from tests.ingest.fuzz.samples import STORE

#: Seconds that a file may take. On a machine that is busy with other work it is asked again whether it hangs: a file
#: that was given less than half of that time of the processor goes on, up to six times.
LIMIT = 10
_HISTORY = (*HISTORY, "row_kept_aside", "column_match", "person_answer", "pseudonym_key")


class Hangs(BaseException):
    """A file took longer than it may. No exception of the kind that readers of damaged files catch."""


def answered(of: Random, needs: Sequence[InputRequest], answers: Answers) -> Answers:
    """The answers with some for what was asked."""
    constants, notations, matches = dict(answers.given.constants), dict(answers.given.notations), dict(answers.matches)
    known = {
        "event_id": "E1",
        "channel": "x",
        "level": "national",
        "role": "partner",
        "project_id": "J1",
        "call_id": "C1",
    }
    for need in needs:
        if need.match is not None:
            matches[need.where] = need.match
        elif need.name.startswith("encoding of "):
            constants[need.name] = of.choice(list(need.question.answers))
        elif need.question.examples:
            notations[fold_header(need.name)] = of.choice(list(need.question.answers))
        else:
            constants[need.name] = known.get(need.name, "O1")
    return Answers(answers.wanted, matches, given(constants, notations), answers.accept_proposals)


def prepared(engine: Engine, file: SourceFile, answers: Answers, of: Random) -> Prepared:
    """Prepare a file, answering up to three times what is asked."""
    for _ in range(3):
        try:
            return prepare(engine, [file], answers)
        except NeedsInput as asked:
            answers = answered(of, asked.requests, answers)
    return prepare(engine, [file], answers)


def outcome(engine: Engine, number: int) -> str:
    """What becomes of a file: unreadable, unanswered, rejected, loaded, no change.

    Raises:
        AssertionError: the store is not what it was.
        Hangs: it took longer than LIMIT.
    """
    file, answers = file_of(number)
    before = dump(engine, _HISTORY)
    said, ended = "", ""
    try:
        with at_most(LIMIT), prepared(engine, file, answers, Random(number)) as ready:
            ended = tried(engine, ready)
    except (UnreadableFileError, NeedsInput) as refused:
        said, ended = str(refused), "unanswered" if isinstance(refused, NeedsInput) else "unreadable"
    assert said or ended not in ("unreadable", "unanswered"), f"file {number} was refused without a reason"
    assert dump(engine, _HISTORY) == before, f"file {number} was {ended}, and the store is not what it was"
    forget_matches(engine)
    return ended


def tried(engine: Engine, ready: Prepared) -> str:
    """Load what was prepared, with the good rows alone where it is rejected, and take it back."""
    problems = None
    try:
        loaded = ready.load(operator("fuzz"))
    except RejectedError as rejected:
        problems = str(rejected)
        try:
            loaded = ready.load(operator("fuzz"), quarantine_bad_rows=True)
        except RejectedError:
            # No row is left without errors.
            ready.close()
            return "rejected"
    ready.close()
    assert problems is None or problems, "rejected without a reason"
    if loaded.upload_id is not None:
        undo(engine, loaded.upload_id, operator("fuzz"))
    return "rejected" if problems else "loaded" if loaded.upload_id else "no change"


def forget_matches(engine: Engine) -> None:
    """What becomes of a file must not depend on those before it."""
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(delete(ColumnMatch))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Hangs where the work inside takes longer; only in a process's main thread."""

    began, asked = time.process_time(), 0

    def stop(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked += 1
        if asked > 5 or time.process_time() - began > seconds / 2:
            raise Hangs
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        # In this order: an alarm on its way would set the next one, which nobody would be there for.
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fill(engine: Engine) -> None:
    load_files(engine, *(csv_file(entity, content) for entity, content in STORE.items()))
