"""The third view of a figure: its answer in full, how it is computed, who answers for that, and its source files."""

from __future__ import annotations

import streamlit as st

from lib.common import formatting
from lib.figures.columns import COUNT, DATASET, DAY, Column
from lib.figures.figure import Answer
from lib.metrics.sources import source_files
from lib.ui import tables
from lib.ui.ask import ask
from lib.ui.glossary import explain_terms
from lib.ui.kept import replay
from lib.ui.keys import kept_as

_SOURCE_FILES = (
    Column("entity", "Data set"),
    Column("file_name", "File"),
    Column("imported_at", "Loaded on", DAY, write=formatting.long_date),
    Column("rows_read", "Rows", COUNT),
    DATASET,
)


def explain(answer: Answer, key: str) -> None:
    """Show how the figure is computed, who answers for that, and which files it comes from."""
    replay(f"explanation {kept_as(answer)} {answer.idle}", lambda: _draw_explanation(answer, key))


def define(answer: Answer) -> None:
    """Say how the figure is computed, why it matters, and who answers for that."""
    figure, definition = answer.figure, answer.figure.definition
    st.markdown(f"**{figure.question}**")
    for head, text in (
        ("What is counted", definition.counts),
        ("Of what", definition.of),
        ("Left out", " ".join(part for part in (definition.left_out, answer.not_narrowed_by) if part)),
        ("Rules", " ".join(definition.notes)),
        ("Why it matters", definition.why),
    ):
        if text:
            st.markdown(f"{head}: {text}")
    st.caption(f"Definition: {figure.owner}, reviewed on {formatting.long_date(figure.reviewed)}. Unit: {figure.unit}.")


def _draw_explanation(answer: Answer, key: str) -> None:
    figure = answer.figure
    st.text(answer.sentence)
    define(answer)
    explain_terms(f"{answer.title} {figure.definition.text}")
    files = ask(source_files, figure.entities, answer.scope)
    if files.empty:
        st.markdown("No file was loaded for it yet.")
        return
    st.markdown("Source files, the newest first:")
    tables.show_table(files, _SOURCE_FILES, alt="Files that the figures come from", key=f"sources-{key}", whole=True)
