"""The cards of the Overview: a figure, how it moved, and the way to the page behind it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib import style
from lib.metrics.overview import FIGURES
from lib.style import HARD
from lib.ui.filters import ENTITY

_WRITE = {"EUR": style.short_euro, "share": style.percent, "count": style.short_number}
#: The page behind a figure; figures that have none of their own yet lead to their records.
_BEHIND = {
    "programmes": ("pages/programmes.py", "Programmes", None),
    "committed": ("pages/programmes.py", "Programmes", None),
    "countries": ("pages/programmes.py", "Programmes", None),
    "calls": ("pages/records.py", "Calls", "call"),
    "success_rate": ("pages/records.py", "Call outcomes", "call outcome"),
    "projects": ("pages/records.py", "Projects", "project"),
    "awarded": ("pages/records.py", "Funding", "funding"),
    "participations": ("pages/records.py", "Participations", "participation"),
    "events": ("pages/records.py", "Events", "event"),
    "attendance": ("pages/records.py", "Events", "event"),
    "reach": ("pages/records.py", "Posts", "post"),
}


def draw_cards(headlines: pd.DataFrame, today: date) -> None:
    """Every headline as a card, each with a link that keeps the filters."""
    year = int(headlines["year"].iloc[0])
    so_far = " so far" if year == today.year else ""
    st.markdown(f"**Figures of {year}{so_far}**, with the change against {year - 1}.")
    with st.container(horizontal=True, gap="small"):
        for name, row in headlines.iterrows():
            with st.container(border=True, width=190, key=f"card-{name}", gap="xsmall"):
                _card(str(name), row)


def _card(name: str, row: pd.Series[Any]) -> None:
    write = _WRITE[row["unit"]]
    value = "<5" if row["small"] else "no data" if pd.isna(row["value"]) else write(row["value"])
    st.metric(
        row["label"],
        value,
        delta=_change(row),
        delta_color="off",
        delta_arrow=_arrow(row["change"]),
        help=FIGURES[name].definition,
    )
    target, label, entity = _BEHIND[name]
    st.page_link(
        target,
        label=label,
        icon=":material/arrow_forward:",
        # The filters stay in the address by themselves.
        query_params={ENTITY: entity.capitalize()} if entity else None,
    )


def _arrow(change: float) -> Literal["up", "down", "off"]:
    if pd.isna(change) or change == 0:
        return "off"
    return "up" if change > 0 else "down"


def _change(row: pd.Series[Any]) -> str:
    before = int(row["year"]) - 1
    if pd.isna(row["change"]):
        return f"{before}: no data" if pd.isna(row["before"]) else f"{before}: {_WRITE[row['unit']](row['before'])}"
    if not row["change"]:
        return f"as in {before}"
    sign = "+" if row["change"] > 0 else "−"
    size = abs(row["change"])
    moved = f"{style.number(size * 100, 1)} points" if row["unit"] == "share" else _WRITE[row["unit"]](size)
    return f"{sign}{HARD}{moved}"
