"""The search box: find the projects most like a sentence or a pasted abstract."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.export.about import About
from lib.export.frames import of_frame
from lib.figures.columns import DATASET, DAY, EUR, NUMBER, Column, decimals, for_programs
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.figures.project.words import SIMILAR
from lib.metrics import project
from lib.metrics.scope_words import in_sentences
from lib.metrics.topics import projects as topic_projects
from lib.topics.search import Found, cut_excerpt, search
from lib.ui import exports
from lib.ui.ask import ask, text_index
from lib.ui.frame import Page
from lib.ui.tables import show_table

_MOST_FOUND, _MOST_MARKED, _EXCERPT = 20, 5, 420
_COLUMNS = (
    OPEN_PROJECT,
    Column("acronym", "Acronym"),
    Column("title", "Title"),
    Column("likeness", "Likeness (0 to 1)", NUMBER, write=decimals(2)),
    Column("terms", "Matching words"),
    Column("words", "By words", NUMBER, write=decimals(2)),
    Column("meaning", "By meaning", NUMBER, write=decimals(2)),
    Column("call", "Call"),
    Column("start_date", "Start", DAY),
    Column("funding_eur", "Funding (EUR)", EUR),
    DATASET,
    Column("project_id", "Identifier"),
)
#: Pieces of text become text nodes and mark elements, never HTML.
_MARKS = """export default function (component) {
  const list = component.parentElement.querySelector("ol");
  list.replaceChildren(...component.data.map((entry) => {
    const item = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = entry.name;
    const words = document.createElement("p");
    words.append(...entry.pieces.map(([text, shared]) => {
      const piece = document.createElement(shared ? "mark" : "span");
      piece.textContent = text;
      return piece;
    }));
    item.append(name, words);
    return item;
  }));
}"""
_MARKS_CSS = """
ol { margin: 0; padding-left: 1.3rem; font-family: var(--st-font); color: var(--st-text-color); font-size: 0.9rem; }
p { margin: 0.15rem 0 0.7rem; overflow-wrap: anywhere; }
mark { padding: 0 0.12em; border-radius: 0.2em; color: inherit; background: transparent; font-weight: 700;
  box-shadow: inset 0 -0.5em 0 color-mix(in srgb, var(--st-primary-color) 35%, transparent); }
"""


def show_search(page: Page) -> None:
    """Show the search box and the projects it finds.

    It is no figure with an address of its own: a pasted abstract may be a confidential proposal, and addresses are kept
    in histories and logs.
    """
    with st.container(border=True, key="topics-search"):
        st.header("Find projects like a text", anchor=False)
        text = st.text_area(
            "A sentence, or a pasted abstract",
            key="search-text",
            height=110,
            placeholder="for example: liquid biopsies to choose the therapy of children with leukaemia",
            help="In English, or with German, French, Spanish or Italian terms of the field. The text stays in this "
            "session: it is neither stored nor put in the address.",
            persist_state="session",
        )
        st.button("Search", icon=":material/search:", type="primary", key="search-go")
        if not (text or "").strip():
            return
        index = text_index(page.scope.demonstration)
        among = ask(topic_projects.fitting, page.scope)
        if len(among) < len(index.project_ids):
            st.text(f"Only the {formatting.counted(len(among), 'project')} that fit the filters are searched.")
        _show_found(page, search(index, text, _MOST_FOUND, among))


def _show_found(page: Page, found: Found) -> None:
    for translated in found.translated:
        st.text(f"“{translated.words}” ({translated.language}) is searched as “{translated.english}”.")
    if found.unknown:
        st.text(f"Words found in no project: {', '.join(found.unknown)}.")
    for note in found.notes:
        st.info(formatting.plain(note), icon=":material/search_off:")
    if found.projects.empty:
        return
    named = ask(project.listed, tuple(found.projects["project_id"]))
    listed = found.projects.merge(named, on="project_id")
    listed = listed.assign(page=listed["project_id"].map(project_page).astype("object"))
    show_table(listed, _COLUMNS, alt="Projects most like the text", key="search-found", whole=True)
    st.caption(
        "To check for double funding, paste a proposal's abstract and read the first projects. A high likeness means "
        "that texts are alike, not that the same work is funded twice; a low one does not rule it out."
    )
    _show_marked(listed.head(_MOST_MARKED))
    with st.expander("How is this computed?"):
        st.markdown(SIMILAR)
    _offer(page, listed)


def _offer(page: Page, listed: pd.DataFrame) -> None:
    """Offer files with the projects found, which do not contain the text."""
    headers = {column.name: column.header for column in for_programs(_COLUMNS)}
    title, scope = "projects like a text", page.scope
    about = About(title, in_sentences(scope, page.choices), SIMILAR, demonstration=scope.demonstration)
    exports.offer_table(
        title, lambda: of_frame(formatting.at_precision(listed), headers), lambda: about, scope, "search-found"
    )


def _show_marked(listed: pd.DataFrame) -> None:
    texts = ask(topic_projects.texts, tuple(listed["project_id"]))
    entries = [
        {
            "name": row["project_id"] if pd.isna(row["acronym"]) else row["acronym"],
            "pieces": cut_excerpt(texts[row["project_id"]], row["keys"], _EXCERPT),
        }
        for row in listed.to_dict("records")
    ]
    st.text(
        f"The first {len(entries)}, with the matching words highlighted:"
        if len(entries) > 1
        else "The matching words in its text:"
    )
    mount = st.components.v2.component("marked_texts", html="<ol></ol>", css=_MARKS_CSS, js=_MARKS)
    mount(key="search-marked", data=entries)
