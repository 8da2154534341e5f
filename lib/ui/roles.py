"""The page on roles: who has which, and the way to give and take them away."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.figures.columns import Column
from lib.services.actors import NotPermittedError
from lib.services.rights import ROLES, Role
from lib.services.roles import EMAIL, SUBJECT, Grant, RoleError, give_role, list_roles, take_role
from lib.ui.ask import engine
from lib.ui.tables import show_list
from lib.ui.who import page_actor, your_name

_DONE, _REFUSED = "roles-done", "roles-refused"
_COLUMNS = (
    Column("provider", "Provider of logins"),
    Column("claim", "What it tells"),
    Column("value", "Value"),
    Column("role", "Role"),
    Column("organisations", "Speaks for"),
    Column("given_at", "Since (UTC)", write=formatting.short_date),
    Column("given_by", "Given by"),
)


def draw_roles() -> None:
    """Draw what each role is, the roles that were given, and the forms to give and take one away."""
    if done := st.session_state.pop(_DONE, ""):
        st.success(formatting.plain(done), icon=":material/check:")
    if refused := st.session_state.pop(_REFUSED, ""):
        st.error(formatting.plain(refused), icon=":material/block:")
    about = pd.DataFrame([(role, text) for role, text in ROLES.items()], columns=["role", "about"])
    show_list(about, (Column("role", "Role"), Column("about", "What it is")), alt="The roles", key="roles-about")
    st.header("Roles that were given", anchor=False)
    given = list_roles(engine(), page_actor())
    by = your_name(key="roles-by")
    if given.empty:
        st.info("No role was given yet: everybody who signs in is a reader.", icon=":material/badge:")
    else:
        shown = given.assign(organisations=[", ".join(one) or formatting.MISSING for one in given["organisations"]])
        show_list(shown, _COLUMNS, alt="Roles that were given", key="roles-given")
        _draw_taking(given, by)
    _draw_giving(by)


def _draw_taking(given: pd.DataFrame, by: str) -> None:
    rows = given.to_dict("records")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "Role to take away",
            range(len(rows)),
            index=None,
            format_func=lambda one: f"{rows[one]['claim']} {rows[one]['value']}: {rows[one]['role']}",
            key="roles-to-take",
            width=420,
        )
        st.button(
            "Take it away",
            disabled=place is None or not by,
            on_click=_take,
            args=(rows[place] if place is not None else {}, by),
            icon=":material/person_remove:",
        )


def _take(row: dict[str, str], by: str) -> None:
    try:
        take_role(engine(), row["provider"], row["claim"], row["value"], page_actor(by))
    except (RoleError, NotPermittedError) as error:
        st.session_state[_REFUSED] = str(error)
    else:
        st.session_state[_DONE] = "The role is taken away, also on pages that are open."


def _draw_giving(by: str) -> None:
    st.header("Give a role", anchor=False)
    st.text(
        f"To one person by “{SUBJECT}”, which the sidebar shows them, or by “{EMAIL}”, where the provider has "
        "checked the address; to all of a group by what the provider calls groups."
    )
    left, middle, right = st.columns(3)
    provider = left.text_input("Provider of logins", key="roles-provider", max_chars=60) or ""
    claim = middle.text_input("What it tells", SUBJECT, key="roles-claim", max_chars=60) or ""
    value = right.text_input("Value", key="roles-value", max_chars=300) or ""
    role = left.selectbox("Role", [role for role in Role if role is not Role.READER], key="roles-role")
    organisations = middle.text_input(
        "Organisations, for funders", key="roles-organisations", placeholder="identifiers, divided by commas"
    )
    st.button(
        "Give the role",
        type="primary",
        disabled=not (provider.strip() and claim.strip() and value.strip() and by),
        on_click=_give,
        args=(Grant(provider, claim, value, role, tuple((organisations or "").split(","))), by),
        icon=":material/badge:",
    )


def _give(grant: Grant, by: str) -> None:
    try:
        give_role(engine(), grant, page_actor(by))
    except (RoleError, NotPermittedError) as error:
        st.session_state[_REFUSED] = str(error)
    else:
        st.session_state[_DONE] = "The role is given."
