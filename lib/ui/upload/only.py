"""Which projects of a large file are wanted, such as those on personalised medicine in all of CORDIS."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from lib.ingest.parsing.only import PM
from lib.ui.upload.desk import Checked, Desk, check_again


def draw_only(desk: Desk, checked: Checked) -> None:
    """Draw what chooses projects, for files that hold any."""
    if not any(mapping.entity == "project" for found in checked.prepared.found for mapping in found.mappings):
        return
    only = desk.answers.given.only
    with st.expander("Load only some of these projects", expanded=any(only.values())), st.form("upload-only"):
        is_pm = st.checkbox(
            "Those on personalised medicine",
            value=PM in only.get("term", ()),
            help="Projects whose acronym, title, summary or keywords speak of personalised, precision or stratified "
            "medicine, of pharmacogenomics or companion diagnostics, in five languages.",
        )
        terms = st.text_input("Those that speak of", _shown(only.get("term", frozenset()) - {PM}), help=_SEPARATED)
        left, right = st.columns(2)
        bases = left.text_input("Legal basis begins with", _shown(only.get("legal-basis")), placeholder="HORIZON.2.1")
        topics = right.text_input(
            "Topic of the call begins with", _shown(only.get("topic")), placeholder="HORIZON-HLTH"
        )
        projects = st.text_area("Identifiers of projects", _shown(only.get("project")), help=_SEPARATED)
        if st.form_submit_button("Read the files again", icon=":material/filter_alt:"):
            chosen = {
                "term": _words(terms) | ({PM} if is_pm else set()),
                "legal-basis": _words(bases),
                "topic": _words(topics),
                "project": _words(projects),
            }
            given = replace(desk.answers.given, only={name: words for name, words in chosen.items() if words})
            check_again(desk, replace(desk.answers, given=given))
            st.rerun()


_SEPARATED = "Several with semicolons or in lines of their own."


def _shown(words: frozenset[str] | None) -> str:
    return "; ".join(sorted(words or ()))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in (piece.strip() for piece in re.split(r"[;\n]", text)) if word)
