"""The cards of the Overview: a figure, how it moved, and the way to the page behind it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib import style
from lib.metrics.filters import Filters, without_effect
from lib.metrics.overview import FIGURES
from lib.style import HARD
from lib.ui.filters import ENTITY, YEAR
from lib.ui.frame import cards_in_rows

_WRITE = {"EUR": style.short_euro, "share": style.percent, "count": style.short_number}
#: The page behind a figure; figures that have none of their own yet lead to their records.
_BEHIND = {
    "programmes": ("pages/programmes.py", "Programmes", None),
    "committed": ("pages/programmes.py", "Programmes", None),
    "countries": ("pages/programmes.py", "Programmes", None),
    "calls": ("pages/calls.py", "Calls", None),
    "success_rate": ("pages/calls.py", "Call outcomes", None),
    "projects": ("pages/records.py", "Projects", "project"),
    "participations": ("pages/records.py", "Participations", "participation"),
    "events": ("pages/events.py", "Events", None),
    "attendance": ("pages/events.py", "Events", None),
    "reach": ("pages/reach.py", "Reach", None),
}


def draw_cards(headlines: pd.DataFrame, filters: Filters, today: date) -> None:
    """Every headline as a card, each with a link to the rows behind it: the filters, and the figure's year."""
    year = int(headlines["year"].iloc[0])
    so_far = " so far" if year == today.year else ""
    st.markdown(f"**Figures of {year}{so_far}**, with the change against {year - 1}.")
    with cards_in_rows("headlines"):
        for name, row in headlines.iterrows():
            with st.container(border=True, key=f"card-{name}", gap="xsmall"):
                _card(str(name), row, filters)


def _card(name: str, row: pd.Series[Any], filters: Filters) -> None:
    write = _WRITE[row["unit"]]
    value = row["words"] or ("no data" if pd.isna(row["value"]) else write(row["value"]))
    st.metric(
        row["label"],
        value,
        delta=_change(row),
        delta_color="off",
        delta_arrow=_arrow(row["change"]),
        help=FIGURES[name].definition,
    )
    idle = without_effect(filters, FIGURES[name].narrowed(filters).narrowed)
    if idle:
        st.caption(f"not by {', '.join(idle)}")
    target, label, entity = _BEHIND[name] if name != "awarded" else _behind_awarded(filters)
    st.page_link(
        target,
        label=label,
        icon=":material/arrow_forward:",
        # The other filters stay in the address by themselves.
        query_params={YEAR: str(row["year"]), **({ENTITY: entity.capitalize()} if entity else {})},
    )


def _behind_awarded(filters: Filters) -> tuple[str, str, str]:
    """With countries or funders chosen, their own money is summed; else that of whole projects."""
    if filters.by_place or filters.funders:
        return ("pages/records.py", "Funding", "funding")
    return ("pages/records.py", "Projects", "project")


def _arrow(change: float) -> Literal["up", "down", "off"]:
    if pd.isna(change) or change == 0:
        return "off"
    return "up" if change > 0 else "down"


def _change(row: pd.Series[Any]) -> str:
    before = int(row["year"]) - 1
    if row["before_small"]:
        return f"{before}: not shown"
    if pd.isna(row["change"]):
        if row["before_words"]:
            return f"{before}: {row['before_words']}"
        return f"{before}: no data" if pd.isna(row["before"]) else f"{before}: {_WRITE[row['unit']](row['before'])}"
    if not row["change"]:
        return f"as in {before}"
    sign = "+" if row["change"] > 0 else "−"
    size = abs(row["change"])
    moved = f"{style.number(size * 100, 1)} points" if row["unit"] == "share" else _WRITE[row["unit"]](size)
    return f"{sign}{HARD}{moved}"
