"""Terms where they stand: below what uses them, and all of them in a dialog."""

from __future__ import annotations

import streamlit as st

from lib.common.glossary import TERMS, Term, terms_in
from lib.figures.definition import Definition


def explain_terms(text: str) -> None:
    """Explain the terms that a text uses, below it."""
    if found := terms_in(text):
        st.markdown("Terms:\n" + "\n".join(f"- {_in_markdown(term)}" for term in found))


def with_terms(label: str, definition: Definition, text: str) -> str:
    """Return a text of help with the terms of a single number below it: of its label, and of what is counted."""
    found = terms_in(f"{label} {definition.counts} {definition.of}")
    return "\n\n".join([text, *map(_in_markdown, found)])


def offer() -> None:
    """Offer all terms, in a dialog."""
    if st.button("Glossary", icon=":material/dictionary:", type="tertiary", key="glossary"):
        _show_all()


@st.dialog("Glossary", width="large")
def _show_all() -> None:
    sought = st.text_input("Find a term", key="glossary-sought", placeholder="such as interval")
    found = terms_in(sought) or [
        term for term in TERMS if sought.casefold() in f"{term.name} {term.explanation}".casefold()
    ]
    if not found:
        st.text("No term has this in its name or explanation.")
    for term in found:
        st.markdown(_in_markdown(term))


def _in_markdown(term: Term) -> str:
    return f"**{term.name}**: {term.explanation} *Source: {term.source}.*"
