"""What a user is uploading, from the files to what became of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.common.progress import Progress
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from lib.ingest.staging.changes import Difference
from lib.ingest.upload import Loaded, NeedsInput, Prepared, RejectedError, StoreChangedError, prepare
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.failing import FailingRows
from lib.services.actors import NotPermittedError
from lib.services.rights import LOAD_FILES
from lib.services.sources.allowed import SourceError
from lib.services.sources.fetching import fetch
from lib.services.sources.saved import Source, note_load
from lib.ui.ask import engine
from lib.ui.jobs import Job, JobCancelledError
from lib.ui.who import page_actor

_LOG = logging.getLogger(__name__)
#: The files that the user is working on, those that are still being loaded meanwhile, and how often files were dropped.
DESK, BEHIND = "upload-desk", "uploads-behind"
ROUND = "upload-round"
#: The choice of what the files hold that leaves it to their content.
BY_ITSELF = "Recognise it from the content"
#: Changed and new rows of each entity that the page lists, and rows of each table that can be mended at once.
MOST_LISTED = 200
MOST_FAILING = 50


@dataclass(frozen=True)
class Checked:
    """Files that were read and checked.

    Attributes:
        prepared: what would be loaded.
        differences: the first ones to the store.
        failing: the first rows with errors that can be mended, by where their table is.
    """

    prepared: Prepared
    differences: list[Difference]
    failing: dict[str, FailingRows]


@dataclass(frozen=True)
class _Fetched:
    """Files that were fetched from a source."""

    files: tuple[SourceFile, ...]


@dataclass
class Desk:
    """What the user is working on: the files, their answers, and how far the work is."""

    key: tuple[object, ...]
    files: tuple[SourceFile, ...]
    answers: Answers
    demonstration: bool
    job: Job[Any] | None = None
    waiting: NeedsInput | None = None
    checked: Checked | None = None
    loaded: Loaded | None = None
    error: str = ""
    tries: int = 0
    is_loading: bool = False
    #: The source that the files come from; None for files that were dropped.
    source: Source | None = None
    #: Whether the store has changed in what the files would change, since the user saw the report.
    store_changed: bool = False

    @property
    def names(self) -> str:
        """Names of the files."""
        return ", ".join(file.name for file in self.files)

    def close(self) -> None:
        """Drop everything; nothing was written that is not loaded."""
        if self.job is not None:
            self.job.cancel()
            self.job.when_done(lambda result: result.prepared.close() if isinstance(result, Checked) else None)
            self.job = None
        if self.checked is not None:
            self.checked.prepared.close()
            self.checked = None


def desk_for(files: tuple[SourceFile, ...], ids: Sequence[str], wanted: str, demonstration: bool) -> Desk | None:
    """Return the desk for these files; a new one, with the work begun, where the files or the choices changed."""
    key = (tuple(ids), wanted, demonstration)
    desk: Desk | None = st.session_state.get(DESK)
    # Without files the desk stays: Streamlit forgets what was dropped when the page changes.
    if desk is not None and files and desk.key != key:
        if desk.is_loading:
            st.session_state.setdefault(BEHIND, []).append(desk)
        else:
            desk.close()
        desk = None
    if desk is None and files:
        answers = Answers(None if wanted == BY_ITSELF else wanted)
        desk = Desk(key, files, answers, demonstration)
        begin(desk)
    st.session_state[DESK] = desk
    return desk


def open_source(source: Source) -> None:
    """Fetch the files of a source, in the background, in place of what is on the desk."""
    discard()
    desk = Desk(("source", source.name), (), source.answers, source.demonstration, source=source)
    st.session_state[DESK] = desk
    begin(desk)


def begin(desk: Desk) -> None:
    """Read, check and compare the files, in the background; those of a source are fetched first."""
    store, files, answers, demonstration = engine(), desk.files, desk.answers, desk.demonstration
    desk.error, desk.waiting = "", None
    try:
        page_actor().check(LOAD_FILES)
    except NotPermittedError as refused:
        desk.error = str(refused)
        return
    desk.tries += 1
    if desk.source is not None and not files:
        address = desk.source.address
        desk.job = Job(lambda report: _Fetched(fetch(address)))
        return

    def work(report: Progress) -> Checked:
        prepared = prepare(store, files, answers, demonstration=demonstration, progress=report)
        return _checked(prepared)

    desk.job = Job(work)


def _checked(prepared: Prepared) -> Checked:
    try:
        return Checked(prepared, prepared.differences(MOST_LISTED), prepared.failing_rows(MOST_FAILING))
    except BaseException:
        prepared.close()
        raise


def check_again(desk: Desk, answers: Answers) -> None:
    """Read and check the files anew, with other answers."""
    desk.close()
    desk.answers = answers
    begin(desk)


def finish(desk: Desk, job: Job[Any]) -> None:
    """Put what came of a job on the desk."""
    desk.job = None
    try:
        result = job.result()
    except NeedsInput as unanswered:
        desk.waiting, desk.answers = unanswered, unanswered.inspection.answers
    except (UnreadableFileError, RejectedError, NotPermittedError, SourceError) as error:
        desk.error = str(error)
    except JobCancelledError:
        desk.error = "Cancelled; nothing was written."
    except Exception:  # noqa: BLE001  # whatever it is, the user must learn that the store is as it was
        _LOG.exception("an upload failed")
        desk.error = "Something went wrong on the server; nothing was written. See its log."
    else:
        if isinstance(result, _Fetched):
            desk.files = result.files
            begin(desk)
        elif isinstance(result, Checked):
            desk.store_changed, desk.is_loading = desk.is_loading, False
            desk.checked, desk.answers = result, result.prepared.answers
        else:
            desk.loaded = result


def load(desk: Desk, prepared: Prepared, by: str, quarantine_bad_rows: bool) -> None:
    """Load what was prepared, in the background; a second click on the button does nothing."""
    if desk.checked is None or desk.checked.prepared is not prepared:
        return

    store, actor, source = engine(), page_actor(by), desk.source

    def work(report: Progress) -> Loaded | Checked:
        try:
            loaded = prepared.load(actor, quarantine_bad_rows=quarantine_bad_rows, progress=report)
        except StoreChangedError:
            # It holds the new report, which is to be seen before these files are loaded.
            return _checked(prepared)
        except BaseException:
            prepared.close()
            raise
        prepared.close()
        if source is not None:
            note_load(store, source.name, desk.files, desk.answers, actor)
        return loaded

    desk.checked = None
    desk.tries += 1
    desk.is_loading = True
    desk.job = Job(work)
    _empty_drop()


def discard() -> None:
    """Drop the files, and make room for others; those that are being loaded are loaded to the end."""
    desk: Desk | None = st.session_state.get(DESK)
    if desk is not None and desk.is_loading and desk.job is not None:
        st.session_state.setdefault(BEHIND, []).append(desk)
    elif desk is not None:
        desk.close()
    st.session_state[DESK] = None
    _empty_drop()


def _empty_drop() -> None:
    """Empty the place where files are dropped: under a new key it is a new one."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
