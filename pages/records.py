"""The rows behind the figures, with the file each came from."""

import streamlit as st

from lib.common import formatting
from lib.entities.registry import LISTED
from lib.metrics import records
from lib.ui import frame, missing, record_views
from lib.ui.ask import ask
from lib.ui.filters import ENTITY

page = frame.begin(
    "Records",
    "The rows behind every figure, and the file and row that each came from.",
    shows_figures=False,
)
entity = st.selectbox(
    "Data set", LISTED, format_func=str.capitalize, key=ENTITY, bind="query-params", persist_state="session"
)
page = record_views.searched(frame.of_dataset(page, records.is_demonstration(entity, page.scope)))
number = record_views.page_number(entity, page.scope)
found = ask(records.record_page, entity, page.scope, number, record_views.PAGE_SIZE)
if found.total:
    st.markdown(f"**{formatting.number(found.total)}** rows fit.")
    record_views.say_without_effect(entity, page.scope)
    record_views.draw_page(found, entity)
    record_views.offer_rows(entity, page.scope, found)
elif not missing.whole_page((entity,), page.scope.demonstration):
    record_views.say_without_effect(entity, page.scope)
    st.info("No rows fit the filters.", icon=":material/filter_alt_off:")
