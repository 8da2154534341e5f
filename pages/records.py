"""The rows behind the figures, with the file each came from; one of them with all that it holds, or to be entered."""

import streamlit as st

from lib.entities.registry import LISTED
from lib.metrics import records
from lib.metrics.record import read_record
from lib.ui import frame
from lib.ui.ask import ask
from lib.ui.bar import ENTITY
from lib.ui.records import chosen, form, listing, persons, row, sums

page = frame.begin(
    "Records",
    "The rows behind every figure, and the file and row that each came from.",
    shows_figures=False,
)
entity = st.selectbox(
    "Data set",
    LISTED,
    format_func=str.capitalize,
    key=ENTITY,
    bind="query-params",
    persist_state="session",
    on_change=chosen.close,
)
key = chosen.row(entity)
record = ask(read_record, entity, key) if key else None
demonstration = record.demonstration if record else records.is_demonstration(entity, page.scope)
page = listing.searched(frame.of_dataset(page, demonstration))
chosen.draw_done()
if chosen.doing() in (chosen.ADDING, chosen.CHANGING):
    form.draw_form(entity, key, demonstration)
elif record and chosen.doing() == chosen.COUNTING:
    sums.draw_sums(record)
elif record and chosen.doing() == chosen.LISTING:
    persons.draw_persons(record)
elif record:
    row.draw_row(record)
else:
    listing.draw_list(entity, page.scope, is_lost=bool(chosen.is_asked_for()))
