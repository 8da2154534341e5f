"""What a page says where the store holds nothing to show: what is missing, how it comes in, and the demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

import streamlit as st

from lib.common import formatting
from lib.common.formatting import list_names
from lib.entities.registry import ENTITIES, EXPORTED, SCHEMAS
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.sample import file_name
from lib.metrics.presence import OUTCOME_BY_COUNTRY, absent, entity_of
from lib.metrics.scope_names import DATASET, DEMONSTRATION
from lib.services.rights import LOAD_FILES
from lib.ui.ask import ask
from lib.ui.bar import choices_of
from lib.ui.parts import gathered
from lib.ui.upload.templates import offer_workbooks, workbook_of
from lib.ui.who import page_actor

#: What is missing, in words.
WORDS = {
    **{name: entity.plural for name, entity in ENTITIES.items() if name in (*EXPORTED, *SCHEMAS)},
    OUTCOME_BY_COUNTRY: "outcomes of calls by country",
}
_OF_PERSONS = (
    "Zoom webinar",
    "Zoom meeting",
    "Webex attendance",
    "Teams attendance",
    "pretix attendees",
    "Eventbrite attendees",
    "Indico registrations",
    "EUSurvey contributions",
    "Microsoft Forms answers",
    "Google Forms answers",
)
_CORDIS = ("CORDIS organisations", "CORDIS projects (older layout)")
#: Formats of other systems by which rows come in, beside our own templates.
COME_IN = {
    "organisation": _CORDIS,
    "project": ("CORDIS projects", "CORDIS projects (older layout)"),
    "call": ("CORDIS projects", "CORDIS projects (older layout)"),
    "field of science": ("CORDIS fields of science",),
    "participation": _CORDIS,
    "funding": _CORDIS,
    "attendance": _OF_PERSONS,
    "post": ("X posts", "LinkedIn posts", "LinkedIn top posts"),
    "channel snapshot": (
        "X daily figures",
        "LinkedIn daily figures",
        "LinkedIn daily engagement",
        "LinkedIn new followers",
        "LinkedIn visitors",
        "Google Analytics days",
    ),
}
#: What the page being drawn has already explained in full, and in which of its places.
_explained: ContextVar[dict[str, str] | None] = gathered("explained", None)


@contextmanager
def explaining_once() -> Iterator[None]:
    """Explain each kind of missing data in full only once while a page is drawn."""
    token = _explained.set({})
    try:
        yield
    finally:
        _explained.reset(token)


def whole_page(needs: Sequence[str], demonstration: bool) -> bool:
    """Whether a page has nothing to show, since a dataset holds none of what it needs; then that stands there.

    A page of many kinds of rows leads to the first steps, where all of them are listed.
    """
    if ask(absent, tuple(needs), demonstration) != tuple(needs):
        return False
    st.markdown("**Nothing loaded yet.**")
    if len(needs) <= _FEW:
        say(needs, demonstration, key="page")
        return True
    with st.container(border=True, key="missing-page"):
        wanted = list_names([WORDS[need] for need in needs], most=len(needs))
        st.markdown(f"This page shows {wanted}. Load any of these, and it fills.")
        if page_actor().may(LOAD_FILES):
            offer_workbooks(0, there=False, key="page")
        _lead_on(needs, demonstration, "page")
    return True


#: Kinds of rows that are explained one by one.
_FEW = 4


def say(needs: Sequence[str], demonstration: bool, key: str) -> bool:
    """Say which of the needs the dataset holds nothing of, and how it would come in. Returns whether there are any.

    Args:
        needs: see lib.metrics.presence.absent.
        demonstration: which dataset is shown.
        key: name of the place on the page.
    """
    lacking = ask(absent, tuple(dict.fromkeys(needs)), demonstration)
    if not lacking:
        return False
    explained = _explained.get()
    new = [need for need in lacking if explained is None or explained.get(need, key) == key]
    where = "in the demonstration data" if demonstration else "among the facts"
    sentence = f"There are no {' and no '.join(WORDS[need] for need in lacking)} {where}"
    if not new:
        st.caption(formatting.plain(f"{sentence}; how to load them is explained above."))
        return True
    if explained is not None:
        explained.update(dict.fromkeys(new, key))
    with st.container(border=True, key=f"missing-{key}"):
        st.markdown(f"**{sentence}.**")
        st.markdown("\n".join(f"- {_way(need)}" for need in new))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _offer_templates(new, key)
        _lead_on(lacking, demonstration, key)
    return True


def _lead_on(lacking: Sequence[str], demonstration: bool, key: str) -> None:
    """Lead to where files are loaded, and to the demonstration data where these have what is lacking."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if page_actor().may(LOAD_FILES):
            st.page_link("pages/upload.py", label="Upload a file", icon=":material/upload_file:")
            st.page_link("pages/first_steps.py", label="First steps", icon=":material/flag:")
        if not demonstration and choices_of(False).has_demonstration and _is_shown_by_demonstration(lacking):
            st.button(
                "Show it with demonstration data",
                on_click=_show_demonstration,
                icon=":material/science:",
                key=f"demonstration-{key}",
                help="Made up, and marked so; choose facts in the bar to come back.",
            )


def _way(need: str) -> str:
    """Explain how rows are loaded: from files of other systems, or with our own template."""
    named = [f"**{label}**" for label in formats_of(entity_of(need))]
    more = ", a row for each call and country" if need == OUTCOME_BY_COUNTRY else ""
    ways = [*named, f"our own template **{file_name(template_of(need))}**, as CSV or XLSX{more}"]
    what = WORDS[need]
    return f"{what[:1].upper()}{what[1:]} can be loaded from: {'; '.join(ways)}."


def formats_of(entity: str) -> list[str]:
    """Return what readers call the formats of other systems by which an entity's rows come in."""
    return [FORMATS[name].label for name in COME_IN.get(entity, ())]


def template_of(need: str) -> str:
    """Return the entity whose template has the columns of what is missing."""
    entity = entity_of(need)
    return ENTITIES[entity].in_file_of or entity


def _offer_templates(needs: Sequence[str], key: str) -> None:
    for entity in dict.fromkeys(template_of(need) for need in needs):
        st.download_button(
            f"Template: {entity}",
            partial(workbook_of, entity),
            file_name(entity).replace(".csv", ".xlsx"),
            icon=":material/download:",
            on_click="ignore",
            key=f"template-{entity}-{key}",
        )


def _is_shown_by_demonstration(lacking: Sequence[str]) -> bool:
    return ask(absent, tuple(lacking), True) != tuple(lacking)


def _show_demonstration() -> None:
    """Show the same page with the demonstration data."""
    st.session_state[DATASET] = DEMONSTRATION
    # The whole page, also where the button stands in a part of it.
    st.rerun()
