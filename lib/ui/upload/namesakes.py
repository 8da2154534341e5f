"""Persons of a list who bear the name of somebody on another one: the same person, or different ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from lib.common import formatting
from lib.ingest.staging.namesakes import MOST_ASKED, PERSONS, Namesake
from lib.ingest.upload import Report
from lib.ui.upload.desk import Desk, check_again

#: Persons that are asked about one by one at once.
_MOST_SHOWN = 20
_UNSAID, _DIFFERENT, _SAME = "Not said: count both", "Different persons", "The same person"


def draw_namesakes(desk: Desk, report: Report) -> None:
    """Ask who of a list is whom of another one, and read the files again with the answers."""
    namesakes = report.namesakes
    if not namesakes:
        return
    count, more = len(namesakes), " or more" if len(namesakes) == MOST_ASKED else ""
    with st.container(border=True, key="namesakes"):
        st.text(
            f"{formatting.counted(count, 'person bears', 'persons bear')}{more} the name of somebody whom another list "
            "of the event knows by another address, or several do. Nothing tells whether it is the same person: look "
            "at these rows of your files. Names and addresses are not kept."
        )
        said = {named.person: _ask(named, place) for place, named in enumerate(namesakes[:_MOST_SHOWN])}
        if count > _MOST_SHOWN:
            st.text(f"{formatting.number(count - _MOST_SHOWN)} more can be answered together.")
        with st.container(horizontal=True):
            label = "Read the files again with these answers"
            st.button(label, on_click=_choose, args=(desk, said), key="namesakes-said", icon=":material/person_check:")
            same = {named.person: named.others[0].key for named in namesakes if len(named.others) == 1}
            st.button("All are the same persons", on_click=_choose, args=(desk, same, PERSONS), key="namesakes-same")
            different = {named.person: "" for named in namesakes}
            st.button("All are different persons", on_click=_choose, args=(desk, different), key="namesakes-different")


def _ask(named: Namesake, place: int) -> str | None:
    """Ask who somebody is. Returns the key of the other one, "" for another person, None for no answer."""
    where = [f"row {formatting.number(other.row)} of {other.where}" for other in named.others]
    st.text(f"Row {formatting.number(named.row)} of {named.where}, and {' and '.join(where)}")
    if len(where) == 1:
        same = {_SAME: named.others[0].key}
    else:
        same = {f"{_SAME} as {row}": other.key for row, other in zip(where, named.others, strict=True)}
    answers: dict[str, str | None] = {_UNSAID: None, **same, _DIFFERENT: ""}
    key = f"namesake-{place}-{named.person}"
    index = list(answers.values()).index(named.answer) if named.answer in answers.values() else 0
    chosen = st.selectbox(f"Who person {place + 1} is", list(answers), index, key=key, label_visibility="collapsed")
    return answers[chosen]


def _choose(desk: Desk, said: Mapping[str, str | None], all_of: str = "") -> None:
    choices = desk.answers.choices
    before = {person: key for person, key in choices.meant.get(PERSONS, {}).items() if person not in said}
    meant = {**choices.meant, PERSONS: before | {person: key for person, key in said.items() if key is not None}}
    same = choices.same | {all_of} if all_of else choices.same - {PERSONS}
    check_again(desk, replace(desk.answers, choices=replace(choices, meant=meant, same=same)))
