"""Work on topics that takes a while: computing them, placing projects, correcting. One job per user at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Engine

from lib.common import formatting
from lib.common.progress import Progress
from lib.metrics.topics import FOUND
from lib.metrics.topics import projects as topic_projects
from lib.services.actors import Actor, NotPermittedError
from lib.services.rights import CORRECT_TOPICS
from lib.topics import compute, corrections, placement, queries, taxonomy_assignment
from lib.ui.ask import ask, engine
from lib.ui.jobs import Job, JobCancelledError, draw_progress
from lib.ui.who import page_actor, your_name

_LOG = logging.getLogger(__name__)
_JOB, _OUTCOME, _DRAFT = "topics-job", "topics-outcome", "topics-draft"

#: What a job does: given the store, who asks and a progress callback, it returns a sentence for the user, or topics
#: that were found anew, for the user to take or not.
Work = Callable[[Engine, Actor, Progress], str | compute.Draft]


def begin(work: Work, by: str = "") -> None:
    """Start a job; the page shows its progress.

    Args:
        work: what is to be done.
        by: the name that is kept on record.
    """
    # Who asks is settled now: the page may have been drawn before a role was taken away.
    st.session_state[_JOB] = Job(partial(work, engine(), page_actor(by)))


def is_busy() -> bool:
    """Whether a job of this user is running."""
    return _JOB in st.session_state


def show_state(grouping: str, demonstration: bool) -> bool:
    """Show the outcome of the last job, and of a dataset without topics how to get them.

    Returns:
        Whether there is something to show for the grouping.
    """
    projects = ask(topic_projects.count, demonstration)
    if is_busy():
        _wait()
    if outcome := st.session_state.pop(_OUTCOME, None):
        worked, sentence = outcome
        with st.container(border=True, horizontal=True, key="topics-outcome"):
            st.badge("done" if worked else "not done", color="green" if worked else "orange")
            st.text(sentence)
    latest = ask(queries.get_latest_run, demonstration)
    if latest is None:
        _offer_first_run(projects, demonstration)
        return grouping != FOUND and ask(taxonomy_assignment.is_current)
    waiting = len(ask(placement.find_unplaced, demonstration))
    if waiting or not ask(taxonomy_assignment.is_current):
        _offer_update(waiting, demonstration)
    st.caption(
        f"Topics last computed on {formatting.long_date(latest['made_at'])} from "
        f"{formatting.counted(latest['projects'], 'project')}, of which {formatting.number(latest['unassigned'])} "
        "fit no topic. The stability of a topic shows how reliable it is."
    )
    return True


def _offer_first_run(projects: int, demonstration: bool) -> None:
    both = ask(queries.get_last_combined_run)
    state = (
        f"Topics were last computed on {formatting.long_date(both)}, for facts and demonstration data together. They "
        "belong to neither dataset, so they are no longer shown; their names and corrections are kept for new topics "
        f"of {formatting.counted(projects, 'project')}."
        if both is not None
        else f"Topics of {formatting.counted(projects, 'project')} have not been computed yet."
    )
    with st.container(border=True, key="topics-first-run"):
        st.info(
            formatting.plain(
                f"{state} It takes between a few seconds and a minute; you can keep using the pages meanwhile."
            ),
            icon=":material/bubble_chart:",
        )
        if not page_actor().may(CORRECT_TOPICS):
            return
        by = your_name()
        st.button(
            "Compute topics",
            type="primary",
            disabled=not by or is_busy(),
            help=None if by else "Enter your name first; it is recorded with the topics.",
            on_click=begin,
            args=(partial(compute_all, demonstration=demonstration), by),
            icon=":material/search:",
        )


def _offer_update(waiting: int, demonstration: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="topics-update"):
        reason = (
            f"{formatting.counted(waiting, 'project')} added or changed since topics were computed. " if waiting else ""
        )
        st.text(f"{reason}The figures below do not include recent changes until topics are updated.")
        if page_actor().may(CORRECT_TOPICS):
            st.button(
                "Update topics",
                disabled=is_busy(),
                on_click=begin,
                args=(partial(update, demonstration=demonstration),),
                icon=":material/update:",
            )


def compute_all(store: Engine, actor: Actor, progress: Progress, demonstration: bool) -> str:
    """Assign all projects to the taxonomies, then compute the topics of a dataset."""
    progress(0.0, "Assigning projects to taxonomies")
    taxonomy_assignment.assign(store, actor, lambda _share, what: progress(0.0, what))
    return _in_words(compute.compute_topics(store, demonstration, actor, None, progress))


def begin_draft(demonstration: bool, k: int | None, by: str) -> None:
    """Start searching for topics anew, for the user to compare with those that are there."""
    drop_draft()

    def work(store: Engine, actor: Actor, progress: Progress) -> compute.Draft:
        return compute.draft_topics(store, demonstration, actor, k, progress, anew=True)

    begin(work, by)


def get_draft(demonstration: bool) -> compute.Draft | None:
    """Return the topics of a dataset that were found anew and are neither taken nor dropped."""
    draft: compute.Draft | None = st.session_state.get(_DRAFT)
    return draft if draft is not None and draft.demonstration == demonstration else None


def drop_draft() -> None:
    """Keep the topics that are there."""
    st.session_state.pop(_DRAFT, None)


def take_draft(store: Engine, actor: Actor, progress: Progress, draft: compute.Draft) -> str:
    """Save topics that were found anew."""
    progress(0.5, "Saving")
    return _in_words(compute.save_topics(store, draft, actor))


def _in_words(found: compute.Computation) -> str:
    return (
        f"{formatting.counted(len(found.topics), 'topic')} in {formatting.counted(found.projects, 'project')}; "
        f"{formatting.counted(found.unassigned, 'project fits', 'projects fit')} none of them."
    )


def update(store: Engine, actor: Actor, progress: Progress, demonstration: bool) -> str:
    """Assign changed projects to the taxonomies, and place projects of a dataset that are not placed yet."""
    assigned = taxonomy_assignment.assign(store, actor, progress)
    placed = placement.place_projects(store, demonstration, actor, progress)
    reassigned = formatting.counted(assigned.changed, "project")
    return f"{formatting.counted(placed, 'project')} placed, {reassigned} assigned to taxonomies."


def correct(make: Callable[..., Any], done: str, *args: Any) -> Work:
    """Make a correction a job: `make`, of lib.topics.corrections, is called with the store, `args` and who asks."""

    def work(store: Engine, actor: Actor, progress: Progress) -> str:
        progress(0.1, "Applying the correction")
        make(store, *args, actor)
        return done

    return work


@st.fragment(run_every=0.4)
def _wait() -> None:
    job: Job[str | compute.Draft] | None = st.session_state.get(_JOB)
    if job is None:
        return
    if job.done:
        del st.session_state[_JOB]
        outcome = _outcome(job)
        st.session_state.pop(_DRAFT, None)
        if isinstance(outcome, compute.Draft):
            st.session_state[_DRAFT] = outcome
            outcome = True, "Topics were found anew. Nothing has changed yet: compare them below, for the secretariat."
        st.session_state[_OUTCOME] = outcome
        st.rerun()
    draw_progress(job.what, job.share)
    st.button("Cancel", on_click=job.cancel, icon=":material/cancel:", key="topics-cancel")


def _outcome(job: Job[str | compute.Draft]) -> tuple[bool, str] | compute.Draft:
    try:
        found = job.result()
        return found if isinstance(found, compute.Draft) else (True, found)
    except (compute.TopicsError, corrections.CorrectionError, NotPermittedError) as reason:
        return False, str(reason)
    except JobCancelledError:
        return False, "Cancelled; the topics have not been changed."
    except Exception:  # noqa: BLE001  # whatever it is, the user must learn that the topics have not been changed
        _LOG.exception("work on topics failed")
        return False, "Something went wrong; the topics have not been changed. Details are in the server's log."
