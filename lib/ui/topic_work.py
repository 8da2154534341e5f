"""Work on topics that takes a while: looking for them, placing projects, correcting. One job a user at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Engine

from lib.common import formatting
from lib.ingest.look import Progress
from lib.metrics import topic_projects
from lib.metrics.topics import FOUND
from lib.topics import compute, corrections, placement, queries, taxonomy_assignment
from lib.ui import missing
from lib.ui.ask import ask, engine
from lib.ui.jobs import Cancelled, Job
from lib.ui.reading import is_read_only
from lib.ui.who import your_name

_LOG = logging.getLogger(__name__)
_JOB, _OUTCOME = "topics-job", "topics-outcome"

#: What a job does: given the store and a progress, it returns a sentence for the reader.
Work = Callable[[Engine, Progress], str]


def begin(work: Work) -> None:
    """Start a job; the page shows how far it is."""
    store = engine()
    st.session_state[_JOB] = Job(partial(work, store))


def is_busy() -> bool:
    """Whether a job of this user is going on."""
    return _JOB in st.session_state


def draw_state(grouping: str, demonstration: bool) -> bool:
    """Draw what became of the last job, what is missing in the dataset, and the way to it. Returns whether there is
    something to show for the grouping."""
    projects = ask(topic_projects.count, demonstration)
    if is_busy():
        _wait()
    if outcome := st.session_state.pop(_OUTCOME, None):
        worked, sentence = outcome
        with st.container(border=True, horizontal=True, key="topics-outcome"):
            st.badge("done" if worked else "not done", color="green" if worked else "orange")
            st.text(sentence)
    if not projects:
        what = "demonstration data hold" if demonstration else "facts hold"
        st.info(f"Nothing is known of topics: the {what} no project yet.", icon=":material/bubble_chart:")
        missing.say(("project",), demonstration, "topics")
        return False
    latest = ask(queries.get_latest_run, demonstration)
    if latest is None:
        _offer_first_run(projects, demonstration)
        return grouping != FOUND and ask(taxonomy_assignment.is_current)
    waiting = len(ask(placement.find_unplaced, demonstration))
    if waiting or not ask(taxonomy_assignment.is_current):
        _offer_update(waiting, demonstration)
    st.caption(
        f"Found topics: looked for on {formatting.long_date(latest['made_at'])}, among "
        f"{formatting.counted(latest['projects'], 'project')}, of which "
        f"{formatting.number(latest['unassigned'])} fit none. How "
        "far each can be relied on is said by its stability."
    )
    return True


def _offer_first_run(projects: int, demonstration: bool) -> None:
    both = ask(queries.get_last_combined_run)
    told = (
        f"Topics were last looked for on {formatting.long_date(both)}, over facts and demonstration "
        "data together. They are "
        "the topics of neither, so they are shown no more; names and corrections are kept for those found anew, among "
        f"{formatting.counted(projects, 'project')}."
        if both is not None
        else f"No topics were looked for yet among {formatting.counted(projects, 'project')}."
    )
    with st.container(border=True, key="topics-first-run"):
        st.info(
            f"{told} It takes from seconds to a minute, and the pages stay as quick as they are.",
            icon=":material/bubble_chart:",
        )
        if is_read_only():
            return
        by = your_name()
        st.button(
            "Look for topics",
            type="primary",
            disabled=not by or is_busy(),
            help=None if by else "Write your name first; it is kept with the topics.",
            on_click=begin,
            args=(partial(look, demonstration=demonstration, by=by),),
            icon=":material/search:",
        )


def _offer_update(waiting: int, demonstration: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="topics-update"):
        told = (
            f"{formatting.counted(waiting, 'project')} came or changed since topics were looked for. "
            if waiting
            else ""
        )
        st.text(f"{told}The figures below are without what is new until it is brought up to date.")
        if not is_read_only():
            st.button(
                "Bring up to date",
                disabled=is_busy(),
                on_click=begin,
                args=(partial(update, demonstration=demonstration),),
                icon=":material/update:",
            )


def look(store: Engine, progress: Progress, demonstration: bool, by: str, k: int | None = None) -> str:
    """Read all projects through the lenses, then look for the topics of a dataset anew."""
    progress(0.0, "Reading the projects through the lenses")
    taxonomy_assignment.assign(store, lambda _share, what: progress(0.0, what))
    found = compute.compute_topics(store, demonstration, by, k, progress)
    return (
        f"{formatting.counted(len(found.topics), 'topic')} among {formatting.counted(found.projects, 'project')}; "
        f"{formatting.counted(found.unassigned, 'project fits', 'projects fit')} none of them."
    )


def update(store: Engine, progress: Progress, demonstration: bool) -> str:
    """Read what changed through the lenses, and place projects of a dataset that are not placed."""
    read = taxonomy_assignment.assign(store, progress)
    placed = placement.place_projects(store, demonstration, progress)
    newly_read = formatting.counted(read.changed, "project")
    return f"{formatting.counted(placed, 'project')} placed, {newly_read} read through the lenses."


def correct(make: Callable[..., Any], told: str, *args: Any) -> Work:
    """A correction as work: `make` is one of lib.topics.corrections, called with the store and `args`."""

    def work(store: Engine, progress: Progress) -> str:
        progress(0.1, "Making the correction")
        make(store, *args)
        return told

    return work


@st.fragment(run_every=0.4)
def _wait() -> None:
    job: Job[str] | None = st.session_state.get(_JOB)
    if job is None:
        return
    if job.done:
        del st.session_state[_JOB]
        st.session_state[_OUTCOME] = _outcome(job)
        st.rerun()
    st.progress(min(1.0, job.share or 0.0), text=job.what)
    st.button("Cancel", on_click=job.cancel, icon=":material/cancel:", key="topics-cancel")


def _outcome(job: Job[str]) -> tuple[bool, str]:
    try:
        return True, job.result()
    except (compute.TopicsError, corrections.CorrectionError) as reason:
        return False, str(reason)
    except Cancelled:
        return False, "Cancelled; the topics are as they were."
    except Exception:  # noqa: BLE001  # whatever it is, the user must learn that the topics are as they were
        _LOG.exception("work on topics failed")
        return False, "Something went wrong on our side; the topics are as they were. The server's log says more."
