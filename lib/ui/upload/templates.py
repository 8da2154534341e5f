"""Templates to download, alone and in one workbook, and what belongs into their columns."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.common.formatting import number
from lib.entities.registry import SCHEMAS
from lib.export.templates import MOST_CHOICES, Names, names_of, template_csv, template_xlsx, templates_xlsx
from lib.figures.columns import Column
from lib.metrics.templates import IN_WORKBOOK, MOST_ROWS, rows_to_edit, rows_to_refer_to
from lib.ui.ask import ask, engine
from lib.ui.tables import show_list

_MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_templates() -> None:
    """Draw the choice of templates, and the guide to the chosen one."""
    with st.expander("Templates to fill in"):
        st.page_link("pages/first_steps.py", label="All in one workbook: First steps", icon=":material/flag:")
        entity = st.selectbox("Template for", list(SCHEMAS), format_func=str.capitalize, key="template")
        with st.container(horizontal=True):
            for label, make, ending, media in (
                ("As a workbook", workbook_of, "xlsx", _MEDIA),
                ("As CSV", template_csv, "csv", "text/csv"),
            ):
                st.download_button(
                    label,
                    partial(make, entity),
                    f"{entity.replace(' ', '_')}.{ending}",
                    media,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"template-{ending}",
                )
        needed = {field.name: "yes" if field.required else "no" for field in SCHEMAS[entity].fields}
        guide = pd.DataFrame(
            [{"column": field.name, "guide": field.guide} for field in SCHEMAS[entity].fields], dtype=object
        )
        guide["needed"] = guide["column"].map(needed)
        columns = (Column("column", "Column"), Column("needed", "Needed"), Column("guide", "What belongs there"))
        show_list(guide, columns, alt=f"Columns of the template for {entity}", key="template-guide")


def workbook_of(entity: str) -> bytes:
    """Return the template of an entity as a workbook, with what the store holds to choose from."""
    return template_xlsx(entity, _names())


def offer_workbooks(rows: int, *, there: bool, key: str) -> None:
    """Offer all templates in one workbook: empty, and filled with the facts of the store.

    Args:
        rows: how many facts that would be.
        there: whether there are any.
        key: name of the place on the page.
    """
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Workbook of all templates, empty",
            lambda: templates_xlsx(IN_WORKBOOK, _names()),
            "templates.xlsx",
            _MEDIA,
            icon=":material/download:",
            on_click="ignore",
            key=f"workbook-empty-{key}",
        )
        if there:
            st.download_button(
                "Workbook filled with the facts",
                lambda: templates_xlsx(IN_WORKBOOK, _names(), partial(rows_to_edit, engine())),
                "facts to edit.xlsx",
                _MEDIA,
                icon=":material/download:",
                on_click="ignore",
                disabled=rows > MOST_ROWS,
                key=f"workbook-filled-{key}",
                help="Rows of attendance are persons and stay in the store: their sheet is empty.",
            )
    if rows > MOST_ROWS:
        st.caption(
            formatting.plain(
                f"The store holds {number(rows)} rows of facts, and a workbook to edit has at most "
                f"{number(MOST_ROWS)}: export single data sets on the page Records, edit and upload these."
            )
        )


def _names() -> Names:
    return names_of(ask(rows_to_refer_to, MOST_CHOICES))
