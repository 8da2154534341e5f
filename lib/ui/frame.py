"""What stands around every page: its head, the mark on demonstration data, and what it is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lib.common.version import version
from lib.metrics.choices import Choices
from lib.metrics.scope import Scope
from lib.metrics.scope_names import FilterError
from lib.metrics.scope_values import searched
from lib.services.actors import is_read_only
from lib.ui import exports, links, missing
from lib.ui import filters as filter_bar
from lib.ui.ask import fixed_version


@dataclass(frozen=True)
class Page:
    """What a page has read before it draws anything."""

    scope: Scope
    choices: Choices
    dark: bool


#: The section of the pages on which the Secretariat works. They show more of lists of persons than others may see.
SECRETARIAT = "Secretariat"
#: The pages of the dashboard by section.
Sections = Mapping[str, Sequence[Any]]


def offered(sections: Sections) -> Sections:
    """The pages that this dashboard has: all, or where it is for readers alone, those that change nothing."""
    return {section: pages for section, pages in sections.items() if not (is_read_only() and section == SECRETARIAT)}


def serve(sections: Sections) -> None:
    """Draw the navigation and the filters, then the page that was asked for."""
    shown = offered(sections)
    # All of them: a page behind "View more" is not found.
    page = st.navigation(shown, expanded=True)
    st.set_page_config(page_title=f"{page.title} · ICPerMed dashboard")
    links.at_page(page.url_path)
    st.session_state[_TITLES] = {one.url_path: one.title for pages in shown.values() for one in pages}
    with fixed_version(), missing.explaining_once(), exports.showing() as views:
        filter_bar.draw(page.url_path)
        st.sidebar.caption(f"Version {version()}")
        page.run()
        if views:
            with st.container(horizontal=True, gap="small"):
                exports.offer_report(page.title, views)
                links.offer(_subject(views), st.session_state[_LINKED])


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
        st.warning(str(error))
        return ""


def link_to(scope: Scope) -> None:
    """What programs get that follow the page's link: where the page shows all of one thing, that thing."""
    st.session_state[_LINKED] = scope


def titles() -> dict[str, str]:
    """The titles of all pages by their path; the first page's is empty."""
    of_pages: dict[str, str] = st.session_state[_TITLES]
    return of_pages


_TITLES = "titles-of-pages"


def _subject(shown: exports.Shown) -> str:
    """The data set that a page is about: the first of its figures."""
    return next((entity for answer, _ in shown for entity in answer.figure.entities), "project")


def begin(title: str, purpose: str, *, shows_figures: bool = True) -> Page:
    """Draw the head of a page; where it shows figures, with the mark on demonstration data."""
    read = filter_bar.chosen()
    dark = st.context.theme.type == "dark"
    st.html(f"{_STYLE}{_OF_THEME.get(st.context.theme.type or '', _OF_UNKNOWN_THEME)}")
    st.title(title, anchor=False)
    st.markdown(purpose)
    if read.not_offered:
        st.text(f"Left out, as it is not among the choices: {', '.join(read.not_offered)}.")
    page = Page(read.scope, read.choices, dark)
    return of_dataset(page, read.scope.demonstration) if shows_figures else narrow(page)


def of_dataset(page: Page, demonstration: bool) -> Page:
    """The page with the figures of one dataset; those of demonstration data under a mark, which stays at the top of the
    window while the page moves below it."""
    if demonstration:
        with st.container(key="demonstration-mark"):
            st.warning("**Demonstration data**: everything on this page is made up.", icon=":material/science:")
    return narrow(page, demonstration=demonstration)


#: Streamlit's own download of a table writes formulas as they are; our exports do not. Cards share the width evenly,
#: two to a row on a telephone, where a figure such as "EUR 60.6 million" needs a smaller letter. Captions are less
#: faint than Streamlit's.
_STYLE = """<style>
[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }
[data-testid="stCaptionContainer"] { opacity: 0.8; }
[class*="st-key-cards-"] { align-items: stretch; }
[class*="st-key-cards-"] > * { flex: 1 1 11.5rem; }
[data-testid="stLayoutWrapper"]:has(> .st-key-demonstration-mark) { position: sticky; top: 3.75rem; z-index: 99; }
.st-key-demonstration-mark { backdrop-filter: blur(1rem); }
.st-key-demonstration-mark [data-testid="stAlertContainer"] { padding: 0.35rem 0.9rem; }
.st-key-cards-totals > *, .st-key-cards-topic > * { flex-basis: 15rem; }
@media (max-width: 640px) {
  [class*="st-key-cards-"] > * { flex-basis: 9rem; }
  [class*="st-key-cards-"] [data-testid="stMetricValue"] { font-size: 1.05rem; }
}
</style>"""

#: Streamlit writes white on a chip's colour, and draws tabs and switches in the same colour on the ground. No colour
#: has 4.5:1 to both on a ground that is not black, so the dark theme's chips are written in the ground's colour.
_DARK_CHIPS = """
[data-testid="stMultiSelectTagsContainer"] [data-tag], [data-testid="stMultiSelectTagsContainer"] [data-tag] * {
  color: #10151c;
}
"""
#: Streamlit's own grey for captions has 4.15:1 on white.
_LIGHT_CAPTIONS = '[data-testid="stCaptionContainer"] { opacity: 0.8; }'
_OF_THEME = {"dark": f"<style>{_DARK_CHIPS}</style>", "light": f"<style>{_LIGHT_CAPTIONS}</style>"}
#: A page may be drawn before the browser has reported its theme, which then is what the system's is.
_OF_UNKNOWN_THEME = (
    f"<style>@media (prefers-color-scheme: dark) {{ {_DARK_CHIPS} }}"
    f"@media (prefers-color-scheme: light) {{ {_LIGHT_CAPTIONS} }}</style>"
)
