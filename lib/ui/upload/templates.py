"""Templates to download, and what belongs into their columns."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from lib.entities.registry import SCHEMAS
from lib.export.templates import template_csv, template_xlsx
from lib.figures.columns import Column
from lib.ui.tables import show_list


def draw_templates() -> None:
    """Draw the choice of templates, and the guide to the chosen one."""
    with st.expander("Templates to fill in"):
        entity = st.selectbox("Template for", list(SCHEMAS), format_func=str.capitalize, key="template")
        with st.container(horizontal=True):
            for label, make, ending, media in (
                ("As a workbook", template_xlsx, "xlsx", "application/octet-stream"),
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
