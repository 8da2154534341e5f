"""The way from a sentence to its figure: the tab or page is opened, and the window moves to the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

#: Names the open tab of a page, in the address too.
TAB = "tab"
_KEY = "jump"
#: The targets of the links of the page that is drawn, the one that was followed, and where the window moves next.
_TARGETS, _FOLLOWED, _NEXT = "jump-targets", "jump-followed", "jump-next"

#: Links lead to their figure where they stand; the server opens its tab or page first where that is needed. A figure
#: may come later than the page, and what stands above it may grow: for some seconds the window stays with it, unless
#: its reader goes elsewhere. An address may name a figure, too.
_SCRIPT = """export default function (component) {
  const { data, setTriggerValue } = component;
  const kept = (window.figureJump ??= { moved: 0 });
  const move = (key) => {
    const left = new AbortController();
    for (const way of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      document.addEventListener(way, () => left.abort(), { signal: left.signal, passive: true });
    }
    let until = Date.now() + 10000;
    let found = false;
    const look = () => {
      const head = document.getElementById(key);
      if (head) {
        if (!found) until = Date.now() + 2500;
        found = true;
        head.scrollIntoView({ block: "start" });
        if (document.activeElement !== head) head.focus({ preventScroll: true });
      }
      if (Date.now() > until) left.abort();
      if (!left.signal.aborted) setTimeout(look, 100);
    };
    look();
  };
  document.removeEventListener("click", kept.follow);
  kept.follow = (event) => {
    const link = event.target.closest?.("a[data-finding]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const key = link.hash.slice(1);
    if (document.getElementById(key)) move(key);
    else setTriggerValue("followed", link.dataset.finding);
  };
  document.addEventListener("click", kept.follow);
  if (data.number > kept.moved) {
    kept.moved = data.number;
    move(data.key);
  } else if (!kept.opened && location.hash.length > 1) {
    move(decodeURIComponent(location.hash.slice(1)));
  }
  kept.opened = true;
}"""


@dataclass(frozen=True)
class Target:
    """Where a link leads: a figure by its key, its page (empty: the same) and its tab (empty: none)."""

    key: str
    page: str = ""
    tab: str = ""


def remember(target: Target) -> str:
    """Return the name under which the browser says that a link was followed."""
    targets: dict[str, Target] = st.session_state.setdefault(_TARGETS, {})
    name = "|".join((target.page, target.tab, target.key))
    targets[name] = target
    return name


def follow() -> None:
    """Open the page or the tab of the link that was followed, if one was. Called before a page is drawn."""
    target: Target | None = st.session_state.pop(_FOLLOWED, None)
    if target is None:
        return
    number = st.session_state.get(_NEXT, {"number": 0})["number"] + 1
    st.session_state[_NEXT] = {"key": target.key, "number": number}
    if target.page:
        st.switch_page(target.page, query_params={TAB: target.tab} if target.tab else None)
    elif target.tab:
        st.session_state[TAB] = target.tab


def draw() -> None:
    """Draw what moves the window; nothing of it is seen."""
    mount = st.components.v2.component("jump", js=_SCRIPT)
    mount(key=_KEY, data=st.session_state.get(_NEXT, {"key": "", "number": 0}), on_followed_change=_note)


def _note() -> None:
    followed: Any = st.session_state[_KEY].get("followed")
    target = st.session_state.get(_TARGETS, {}).get(followed)
    if target is not None:
        st.session_state[_FOLLOWED] = target
