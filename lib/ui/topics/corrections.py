"""What the secretariat can do: compute topics again, see what the last run changed, and correct topics."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import Column
from lib.metrics.topics import projects as topic_projects
from lib.topics import compute, corrections, queries
from lib.ui.ask import ask
from lib.ui.tables import show_list
from lib.ui.topics import work
from lib.ui.who import your_name

_KINDS = {
    "rename": "Give a topic another name",
    "merge": "Merge a topic into another",
    "split": "Split a topic",
    "pin": "Pin a project to a topic",
    "exclude": "Exclude a term",
}
_LISTED = (
    Column("correction_id", "Number"),
    Column("what", "Correction"),
    Column("made_at", "Made on (UTC)", write=formatting.short_date),
    Column("made_by", "By"),
    Column("state", "State"),
)
_CHANGES = (Column("what", "Change"), Column("topic", "Topic"), Column("other", "Split from or merged into"))
_PROPOSALS = (
    Column("k", "Number of topics", write=formatting.number),
    Column("stability", "Stability (0 to 1)", write=lambda value: formatting.number(value, 2)),
    Column("coherence", "Coherence", write=lambda value: formatting.number(value, 2)),
    Column("score", "Score", write=lambda value: formatting.number(value, 2)),
)


def show_secretariat(demonstration: bool) -> None:
    """Show everything that changes a dataset's found topics, in an expander that is closed at first."""
    latest = ask(queries.get_latest_run, demonstration)
    if latest is None:
        return
    with st.expander("For the secretariat: compute topics again, and correct them", icon=":material/edit:"):
        by = your_name()
        if not by:
            st.text("Enter your name first; it is recorded with every change made here.")
        if work.is_busy():
            st.text("Topics are being updated; the progress is shown at the top of the page.")
        ready = bool(by) and not work.is_busy()
        _draw_recompute(by, ready, demonstration)
        _draw_run(latest)
        _draw_correct(by, ready, demonstration)
        _draw_list(by, ready, demonstration)


def _draw_recompute(by: str, ready: bool, demonstration: bool) -> None:
    st.header("Compute topics again", anchor=False)
    st.text("All topics stay, with their names, colours and corrections; projects move to the nearest of them.")
    st.button(
        "Compute again",
        disabled=not ready,
        on_click=work.begin,
        args=(partial(work.compute_all, demonstration=demonstration), by),
        icon=":material/refresh:",
    )
    st.header("Search for topics anew", anchor=False)
    st.text(
        "Without regard to the topics that are there, for when many projects came on subjects that none of them "
        "covers. You see what would change before anything does."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        k = st.number_input(
            "Number of topics", 2, 500, None, placeholder="chosen automatically", key="topics-number", width=260
        )
        st.button(
            "Search anew",
            disabled=not ready,
            on_click=work.begin_draft,
            args=(demonstration, k, by),
            icon=":material/travel_explore:",
        )
    draft = work.get_draft(demonstration)
    if draft is not None:
        _draw_comparison(draft, by, ready)


def _draw_comparison(draft: compute.Draft, by: str, ready: bool) -> None:
    """Draw what the topics that were found anew would change, and the choice between them and those that are there."""
    found = draft.comparison
    with st.container(border=True, key="topics-comparison"):
        st.text(
            f"{formatting.counted(len(draft.described), 'topic')} found anew, where there are "
            f"{formatting.number(found.topics)}. {formatting.number(found.kept)} of these continue, and "
            f"{formatting.number(found.stay)} of {formatting.counted(found.projects, 'project')} stay in their topic."
        )
        rows = [("would come", topic) for topic in found.added] + [("would end", topic) for topic in found.ended]
        if rows:
            table = pd.DataFrame(rows, columns=["what", "topic"], dtype="object")
            show_list(table, _CHANGES[:2], alt="What the topics found anew would change", key="topics-would-change")
        for why in found.resting:
            st.text(f"A correction would rest, because {why}.")
        with st.container(horizontal=True):
            st.button(
                "Keep what is there",
                type="primary",
                on_click=work.drop_draft,
                icon=":material/keep:",
                key="topics-keep",
            )
            st.button(
                "Take the new topics",
                disabled=not ready,
                on_click=work.begin,
                args=(partial(work.take_draft, draft=draft), by),
                icon=":material/swap_horiz:",
                key="topics-take",
            )


def _draw_run(latest: dict[str, Any]) -> None:
    st.header("Last computation", anchor=False)
    report = latest["report"]
    how = "number set by hand" if latest["by_hand"] else "number chosen by stability and coherence"
    if not report.get("anew", True):
        how = "those of the run before"
    st.text(
        f"{formatting.long_date(latest['made_at'])}, by {latest['made_by']}: "
        f"{formatting.counted(latest['topics'], 'topic')} "
        f"({how}) in {formatting.counted(latest['projects'], 'project')}; "
        f"{formatting.counted(latest['unassigned'], 'project fits', 'projects fit')} none."
    )
    for sentence in report["warnings"]:
        st.text(sentence)
    rows = [(kind, topic, None) for kind in ("appeared", "vanished") for topic in report[kind]]
    rows += [("split off", new, topic) for topic, new in report["split"]]
    rows += [("merged", topic, into) for topic, into in report["merged"]]
    if rows:
        table = pd.DataFrame(rows, columns=["what", "topic", "other"], dtype="object")
        show_list(table, _CHANGES, alt="What the last computation changed", key="topics-changes")
    else:
        st.text(f"All {formatting.counted(len(report['kept']), 'topic')} continue; none appeared, split or vanished.")
    if latest["proposals"]:
        proposals = pd.DataFrame(latest["proposals"])
        show_list(proposals, _PROPOSALS, alt="Numbers of topics that were compared", key="topics-proposals")


def _draw_correct(by: str, ready: bool, demonstration: bool) -> None:
    st.header("Correct topics", anchor=False)
    described = ask(topic_projects.described, demonstration)
    names = {int(row["topic_id"]): row["label"] for row in described.to_dict("records")}
    kind = st.selectbox("Correction", list(_KINDS), format_func=_KINDS.__getitem__, key="topics-correction")
    correction = _draw_form(kind, names, demonstration)
    st.button(
        "Apply correction",
        disabled=not ready or correction is None,
        on_click=work.begin,
        args=(correction, by),
        icon=":material/check:",
        key="topics-correct",
    )


def _draw_form(kind: str, names: dict[int, str], demonstration: bool) -> work.Work | None:
    """Draw the inputs of a correction. Returns the work, or None while an input is missing."""
    if kind == "exclude":
        word = st.text_input("Term", key="correct-term", placeholder="one word, such as consortium") or ""
        if not word.strip():
            return None
        done = "The term has been removed from all labels and lists."
        return work.correct(corrections.exclude_term, done, demonstration, word)
    topic = _choose_topic("Topic", names, "correct-topic")
    if kind == "rename":
        label = st.text_input("New name", key="correct-label", max_chars=80) or ""
        if topic is None or not label.strip():
            return None
        return work.correct(corrections.rename, "The topic has been renamed.", topic, label)
    if kind == "merge":
        into = _choose_topic("Merge into", names, "correct-into")
        if topic is None or into is None:
            return None
        return work.correct(corrections.merge, "The topics have been merged.", topic, into)
    if kind == "split":
        parts = st.number_input("Number of topics", 2, 6, 2, key="correct-parts", width=160)
        if topic is None:
            return None
        return work.correct(partial(corrections.split, parts=int(parts)), "The topic has been split.", topic)
    project = (st.text_input("Identifier of the project", key="correct-project") or "").strip()
    if topic is None or not project:
        return None
    return work.correct(corrections.pin, "The project has been pinned to the topic.", project, topic)


def _choose_topic(label: str, names: dict[int, str], key: str) -> int | None:
    chosen: int | None = st.selectbox(
        label, list(names), index=None, format_func=lambda topic: names.get(topic, str(topic)), key=key
    )
    return chosen


def _draw_list(by: str, ready: bool, demonstration: bool) -> None:
    st.header("Corrections", anchor=False)
    listed = ask(corrections.list_corrections, demonstration)
    if listed.empty:
        st.text("There are no corrections yet.")
        return
    described = ask(topic_projects.described, demonstration)
    names = dict(zip(described["topic_id"], described["label"], strict=True))
    table = listed.assign(
        what=[_in_words(row, names) for row in listed.to_dict("records")],
        state=[_state(row) for row in listed.to_dict("records")],
    )
    show_list(table, _LISTED, alt="All corrections, the newest first", key="topics-corrections")
    in_force = [int(number) for number in listed.loc[listed["undone_at"].isna(), "correction_id"]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox("Correction to undo", in_force, index=None, key="correct-back", width=260)
        st.button(
            "Undo correction",
            disabled=not ready or number is None,
            on_click=work.begin,
            args=(work.correct(corrections.undo, "The correction has been undone.", number), by),
            icon=":material/undo:",
        )


def _state(row: dict[Any, Any]) -> str:
    if not pd.isna(row["undone_at"]):
        return f"undone on {formatting.short_date(row['undone_at'])} by {row['undone_by']}"
    return "in force" if row["rests"] is None else f"rests, because {row['rests']}"


def _in_words(row: dict[Any, Any], names: dict[Any, Any]) -> str:
    topic, details = row["topic"], row["details"]
    if row["kind"] == "rename":
        return f"renamed to {details['label']}"
    if row["kind"] == "merge":
        return f"{topic} merged into {names.get(details['into'], 'a topic that no longer exists')}"
    if row["kind"] == "split":
        return f"{topic} split"
    if row["kind"] == "pin":
        return f"project {row['project_id']} pinned to {topic}"
    return f"term {details['term']} excluded"
