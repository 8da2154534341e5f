"""Who uses the page, the way to sign in and out, and the name of whoever changes something."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.common import formatting
from lib.services.access import without_login
from lib.services.actors import AT_THE_MACHINE, Actor
from lib.services.providers import login_is_set_up
from lib.services.sessions import COOKIE, actor_behind_proxy, actor_of
from lib.ui.ask import engine

#: The setting of Streamlit that names the headers in which a proxy says who somebody is.
_OF_PROXY = "server.trustedUserHeaders"


def page_actor(by: str = "") -> Actor:
    """Return whoever uses the page now: asked anew at each run and click, so that a role that was taken away is gone.

    Args:
        by: the name that they gave, where nobody signs in.
    """
    found = st.context.ip_address
    # Tests of pages have no browser, and no address.
    address = found if isinstance(found, str) else ""
    if login_is_set_up():
        return actor_of(engine(), st.context.cookies.to_dict().get(COOKIE, ""), address)
    if st.get_option(_OF_PROXY):
        return actor_behind_proxy(
            engine(), {str(name): value for name, value in st.user.to_dict().items() if isinstance(value, str)}, address
        )
    return replace(without_login(st.get_option("server.address"), st.context.headers, by), address=address)


def say_who() -> None:
    """Say on pages of the Secretariat that whoever sits at the machine may do all, where nobody signs in."""
    if page_actor().id == AT_THE_MACHINE:
        st.caption("No login is set up: whoever uses this machine has all rights here.")


def draw_login(path: str, query: str) -> None:
    """Draw the way to sign in, or who is signed in and the way out; nothing where nobody signs in.

    Args:
        path: of the page that is drawn, to come back to.
        query: parameters of its address.
    """
    if not login_is_set_up():
        return
    actor = page_actor()
    if actor.id:
        st.text(f"{actor.name}\n{actor.id.replace(':', ': ', 1)}")
        st.caption(formatting.plain(f"Signed in as {actor.role}"))
        st.html('<a href="login/out">Sign out</a>')
    else:
        back = urlencode({"next": f"/{path}" + (f"?{query}" if query else "")})
        st.html(f'<a href="login/?{escape(back)}">Sign in</a>')


def your_name(place: DeltaGenerator | None = None, key: str = "your-name") -> str:
    """Return the name that is kept on record: of whoever is signed in, else as it is asked for here.

    It has no blanks around it, and is empty where there is none.
    """
    if login_is_set_up() or st.get_option(_OF_PROXY):
        return page_actor().name
    draw = st.text_input if place is None else place.text_input
    given = draw("Your name, for the record", key=key, max_chars=80, persist_state="session")
    return (given or "").strip()
