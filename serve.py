"""The app as it is served: the pages of app.py, and the addresses for programs beside them in the same process."""

import gc
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App

from lib.api.guard import Guard
from lib.api.login import login_routes
from lib.api.page_headers import WithPageHeaders, inline_scripts
from lib.api.routes import routes
from lib.api.served_head import WithHead
from lib.api.store import the_store
from lib.api.visits import RememberVisits
from lib.ui import frame, pages
from lib.ui.preloads import preloads
from lib.ui.style import STYLE

# Else the first page after a start would be drawn twice, first with Streamlit's own menu: see `chosen` in
# lib/ui/bar.py.
PagesManager.uses_pages_directory = False
# After every run of a page, and again and again while rows are read, Python looks through all that it holds for what
# can be forgotten. What was loaded by now stays for good: left out, that takes a fifth of the time.
gc.freeze()
titles = pages.titles()
in_pages = inline_scripts((Path(st.__file__).parent / "static" / "index.html").read_text("utf-8"))
app = App(
    "app.py",
    routes=[*login_routes(the_store), *routes()],
    middleware=[
        Middleware(WithPageHeaders, scripts=[*in_pages, frame.CLOSING]),
        Middleware(
            Guard,
            bound_to=st.get_option("server.address"),
            of_proxy=st.get_option("server.trustedUserHeaders"),
        ),
        Middleware(RememberVisits, paths=titles.keys()),
        Middleware(WithHead, titles=titles, elements=STYLE + preloads()),
    ],
)
