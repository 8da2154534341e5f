"""What stands around every page: its head, the mark on demonstration data, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from lib.common import formatting
from lib.common.version import version
from lib.figures.figure import Figure
from lib.metrics.choices import Choices
from lib.metrics.scope import Scope
from lib.metrics.scope_names import FilterError
from lib.metrics.scope_values import searched
from lib.metrics.sources import last_loaded
from lib.services.actors import Actor
from lib.services.rights import OF_PAGES
from lib.ui import bar, exports, jump, links, missing, pages
from lib.ui.ask import answer, ask, fixed_version
from lib.ui.style import colours_of
from lib.ui.who import draw_login, page_actor, say_who


@dataclass(frozen=True)
class Page:
    """What a page has read before it draws anything."""

    scope: Scope
    choices: Choices
    dark: bool
    #: ISO code of my country, which figures highlight; empty where none is chosen.
    home: str = ""


def offered(actor: Actor) -> Mapping[str, Sequence[pages.Entry]]:
    """The pages that are there for whoever uses the dashboard, by section; no empty one."""
    there = {
        section: [page for page in listed if actor.may(OF_PAGES[page.name])]
        for section, listed in pages.SECTIONS.items()
    }
    return {section: listed for section, listed in there.items() if listed}


def serve() -> None:
    """Draw the navigation and the bar, then the page that was asked for."""
    listed = offered(page_actor())
    entries = {
        section: [
            st.Page(
                one.file,
                title=one.title,
                icon=f":material/{one.icon}:",
                default=not one.path,
                # A link to a page that is not for everybody finds it, and says for whom it is.
                visibility="visible" if one in listed.get(section, ()) else "hidden",
            )
            for one in of_section
        ]
        for section, of_section in pages.SECTIONS.items()
    }
    # All of them: a page behind "View more" is not found.
    page = st.navigation(entries, expanded=True)
    st.set_page_config(page_title=f"{page.title} · ICPerMed dashboard")
    # A telephone's menu lies over the page, and goes as soon as something else than it is pressed.
    with st.container(key="unseen"):
        st.html(f'<script data-page="{page.url_path}">{CLOSING}</script>', unsafe_allow_javascript=True)
    links.at_page(page.url_path)
    jump.follow()
    st.session_state[_OF_SECRETARIAT] = page in entries[pages.SECRETARIAT]
    with fixed_version(), missing.explaining_once(), exports.showing() as views:
        bar.draw(page.url_path)
        with st.sidebar:
            draw_login(page.url_path, links.view_query())
            st.caption(f"Version {version()}")
        right = OF_PAGES[page.url_path or pages.FIRST]
        if page_actor().may(right):
            page.run()
        else:
            st.title(page.title, anchor=False)
            st.info(f"Only {right.holders} may {right.action}.", icon=":material/lock:")
            if not page_actor().id:
                draw_login(page.url_path, links.view_query())
        if views:
            jump.draw()
            with st.container(horizontal=True, gap="small"):
                exports.offer_report(page.title, views)
                links.offer(_subject(views), st.session_state[_LINKED])


#: Run once a page is opened; the name of the page makes it another script. Browsers run no other that we draw.
CLOSING: Final = """
if (window.innerWidth < 768) {
  document.querySelector('[data-testid="stMain"]')?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
}
"""
#: What programs get that follow the link of the page that is being drawn.
_LINKED = "page-linked-to"


def narrow(page: Page, **choices: Any) -> Page:
    """Return the page narrowed by choices of its own, names and values of `Scope`, as programs get it too."""
    page = replace(page, scope=replace(page.scope, **choices))
    link_to(page.scope)
    return page


def searched_for(text: str | None) -> str:
    """Return the text to search for; where it cannot be searched for, the page says so, and it is empty."""
    try:
        return searched(text or "")
    except FilterError as error:
        st.warning(formatting.plain(error))
        return ""


def link_to(scope: Scope) -> None:
    """What programs get that follow the page's link: where the page shows all of one thing, that thing."""
    st.session_state[_LINKED] = scope


_OF_SECRETARIAT = "page-is-of-secretariat"


def _subject(shown: exports.Shown) -> str:
    """The data set that a page is about: the first of its figures."""
    return next((entity for figure, _ in shown.values() for entity in figure.entities), "project")


def begin(title: str, purpose: str, *, shows_figures: bool = True, covers: Figure | None = None) -> Page:
    """Draw the head of a page in one line; where it shows figures, with the mark on demonstration data.

    Args:
        title: of the page.
        purpose: what the page is for, which stands beside the pointer.
        shows_figures: whether it does; then the head says when their data were loaded.
        covers: the figure whose coverage the head states, as the one that tells most of what the page rests on.
    """
    read = bar.chosen()
    dark = st.context.theme.type == "dark"
    if theme := st.context.theme.type:
        st.html(colours_of(theme))
    with st.container(horizontal=True, vertical_alignment="bottom", key="page-head"):
        st.title(title, anchor=False, help=purpose)
        if shows_figures and (loaded := ask(last_loaded, read.scope.demonstration)) is not None:
            known = answer(covers, read.scope).coverage[-1:] if covers else ()
            about = [f"updated {formatting.long_date(loaded)}", *(one.in_things for one in known if one.of)]
            st.caption(" · ".join(about))
    if read.not_offered:
        st.text(f"Left out, as it is not among the choices: {', '.join(read.not_offered)}.")
    if st.session_state[_OF_SECRETARIAT]:
        say_who()
    page = Page(read.scope, read.choices, dark, read.home)
    return of_dataset(page, read.scope.demonstration) if shows_figures else narrow(page)


def of_dataset(page: Page, demonstration: bool) -> Page:
    """The page with the figures of one dataset; those of demonstration data under a mark, which stays at the top of the
    window while the page moves below it."""
    if demonstration:
        with st.container(key="demonstration-mark"):
            st.warning("**Demonstration data**: everything on this page is made up.", icon=":material/science:")
    return narrow(page, demonstration=demonstration)
