"""What files name and the store does not have by that identifier: taken for a row that it has, or created."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.common import formatting
from lib.ingest.staging.creation import CREATED
from lib.ingest.staging.references import Choices, UnknownName
from lib.ingest.upload import Report
from lib.ui.upload.desk import Desk, check_again

#: Names that are asked about one by one; more can only be created together.
_MOST_ASKED = 20
_CREATE, _LEAVE = "Create it", "Leave it as an error"


def draw_unknown(desk: Desk, report: Report) -> None:
    """Ask what the unknown names mean, and read the files again with the answers."""
    organisations = [unknown for unknown in report.unknown if unknown.entity == CREATED]
    projects = [unknown for unknown in report.unknown if unknown.entity != CREATED]
    count, alike = len(organisations), len(projects)
    if organisations:
        said = f"{formatting.counted(count, 'organisation is', 'organisations are')} not known yet."
        _draw(desk, CREATED, said, organisations, may_create_all=count > _MOST_ASKED)
    if projects:
        said = f"{formatting.counted(alike, 'project has', 'projects have')} the title of one that the store has."
        _draw(desk, projects[0].entity, said, projects[:_MOST_ASKED])


def _draw(desk: Desk, entity: str, said: str, unknown: Sequence[UnknownName], *, may_create_all: bool = False) -> None:
    with st.container(border=True, key=f"unknown-{entity}"):
        st.text(said)
        if may_create_all:
            label, choices = f"Create these {formatting.number(len(unknown))}", Choices(frozenset({entity}))
            _list_names(unknown)
        else:
            meant = {named.name: _ask(named, place) for place, named in enumerate(unknown)}
            label, choices = "Read the files again with these answers", Choices(meant={entity: _answered(meant)})
        key = f"create-unknown-{entity}"
        st.button(label, on_click=_choose, args=(desk, choices), key=key, icon=":material/add_business:")


def _ask(unknown: UnknownName, place: int) -> str:
    near = {str(named): named.key for named in unknown.near}
    where = f", {unknown.country}" if unknown.country else ""
    # A label would be read as Markdown.
    st.text(f"{unknown.name}{where}, in {formatting.counted(unknown.rows, 'row')}")
    # Where something similar is known, it may be a slip: nothing is created without a look.
    options = [_LEAVE, *near, _CREATE] if near else [_CREATE, _LEAVE]
    key = f"unknown-{place}-{unknown.name}"
    chosen = st.selectbox(f"What {unknown.entity} {place + 1} is", options, key=key, label_visibility="collapsed")
    return near.get(chosen, chosen)


def _answered(meant: dict[str, str]) -> dict[str, str]:
    return {name: "" if key == _CREATE else key for name, key in meant.items() if key != _LEAVE}


def _list_names(unknown: Sequence[UnknownName]) -> None:
    named = [f"{u.name} ({u.country})" if u.country else u.name for u in unknown[:_MOST_ASKED]]
    st.text(f"{', '.join(named)} and {formatting.number(len(unknown) - _MOST_ASKED)} more")


def _choose(desk: Desk, choices: Choices) -> None:
    before = desk.answers.choices
    meant = {
        entity: {**before.meant.get(entity, {}), **choices.meant.get(entity, {})}
        for entity in (*before.meant, *choices.meant)
    }
    check_again(desk, replace(desk.answers, choices=Choices(before.create | choices.create, meant, before.same)))
