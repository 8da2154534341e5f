"""The cards of the Overview: a figure, how it moved, and the way to the page behind it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.common.formatting import HARD
from lib.metrics import programmes
from lib.metrics.coverage import Coverage
from lib.metrics.overview import FIGURES
from lib.metrics.scope import Scope, without_effect
from lib.ui.filters import ENTITY, YEAR
from lib.ui.frame import cards_in_rows

_WRITE = {"EUR": formatting.short_euro, "share": formatting.percent, "count": formatting.short_number}
#: The page behind a figure; figures that have none of their own yet lead to their records.
_BEHIND = {
    "programmes": ("pages/programmes.py", "Programmes", None),
    "committed": ("pages/programmes.py", "Programmes", None),
    "budgets_over_days": ("pages/programmes.py", "Programmes", None),
    "budgets_by_start": ("pages/programmes.py", "Programmes", None),
    "countries": ("pages/programmes.py", "Programmes", None),
    "calls": ("pages/calls.py", "Calls", None),
    "success_rate": ("pages/calls.py", "Call outcomes", None),
    "projects": ("pages/records.py", "Projects", "project"),
    "participations": ("pages/records.py", "Participations", "participation"),
    "events": ("pages/events.py", "Events", None),
    "attendance": ("pages/events.py", "Events", None),
    "reach": ("pages/reach.py", "Reach", None),
}
_AWARDED = ("awarded", "awarded_over_days")


def draw_cards(headlines: pd.DataFrame, covered: dict[str, Coverage], scope: Scope, today: date) -> None:
    """Every headline as a card, each with a link to the rows behind it: the filters, and the figure's year."""
    st.markdown(
        "Each figure is of "
        + (f"**{scope.last_year}**" if scope.last_year is not None else "the **newest year that has facts**")
        + ", with the change against the year before; of a year under way, against the same days of the year before. "
        "There is no change where the two years do not stand on the same base."
    )
    way = st.segmented_control(
        "Money by year",
        [programmes.OVER_DAYS, programmes.BY_START],
        default=programmes.OVER_DAYS,
        required=True,
        key="money-by",
        bind="query-params",
        persist_state="session",
    )
    with cards_in_rows("headlines"):
        for name, row in headlines[headlines["money"].isin(["", way])].iterrows():
            with st.container(border=True, key=f"card-{name}", gap="xsmall"):
                _card(str(name), row, scope)
    undated = [
        f"{formatting.number(told.of - told.known)} of {formatting.number(told.of)} {things}"
        for figure, things in _UNDATED.items()
        if not (told := covered[figure]).is_whole
    ]
    if undated:
        st.caption(f"In no figure by year, since their years are not known: {'; '.join(undated)}.")


#: Figures of which the coverage tells of how many things the year is known, and what these are.
_UNDATED = {
    "programmes": "programmes (first or last year)",
    "calls": "calls",
    "projects": "projects (first day)",
    "awarded_over_days": "projects (first day, last day or funding), in what is spread over the days",
    "events": "events",
}


def _card(name: str, row: pd.Series[Any], scope: Scope) -> None:
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
    st.caption(_base(name, row))
    idle = without_effect(scope, FIGURES[name].narrowed(scope).narrowed)
    if idle:
        st.caption(f"not by {', '.join(idle)}")
    target, label, entity = _behind_awarded(scope) if name in _AWARDED else _BEHIND[name]
    st.page_link(
        target,
        label=label,
        icon=":material/arrow_forward:",
        # The other filters stay in the address by themselves.
        query_params={YEAR: str(row["year"]), **({ENTITY: entity.capitalize()} if entity else {})},
    )


def _under_way(row: pd.Series[Any]) -> bool:
    return not pd.isna(row["until"])


def _base(name: str, row: pd.Series[Any]) -> str:
    """Of which year the value is and what it rests on: `2024; 2 of 4 projects`; of a share, its counts and interval."""
    parts = [f"{row['year']}{' so far' if _under_way(row) else ''}{', ' if row['money'] else ''}{row['money']}"]
    if not pd.isna(row["trials"]) and not row["words"]:
        parts.append(f"{formatting.number(row['successes'])} of {formatting.number(row['trials'])}")
        parts.append(f"95 %: {formatting.percent(row['low'])} to {formatting.percent(row['high'])}")
    if not pd.isna(row["of"]):
        parts.append(f"{formatting.number(row['known'])} of {formatting.number(row['of'])} {FIGURES[name].things}")
    if not pd.isna(row["before_of"]) and pd.isna(row["change"]):
        parts.append(
            f"{row['year'] - 1}: {formatting.number(row['before_known'])} of {formatting.number(row['before_of'])}"
        )
    return "; ".join(parts)


def _behind_awarded(scope: Scope) -> tuple[str, str, str]:
    """With countries or funders chosen, their own money is summed; else that of whole projects."""
    if scope.by_place or scope.funders:
        return ("pages/records.py", "Funding", "funding")
    return ("pages/records.py", "Projects", "project")


def _arrow(change: float) -> Literal["up", "down", "off"]:
    if pd.isna(change) or change == 0:
        return "off"
    return "up" if change > 0 else "down"


def _change(row: pd.Series[Any]) -> str:
    before = f"{int(row['year']) - 1}{' by then' if _under_way(row) else ''}"
    if row["before_small"]:
        return f"{before}: not shown"
    if pd.isna(row["change"]):
        if row["before_words"]:
            return f"{before}: {row['before_words']}"
        if pd.isna(row["before"]):
            return f"{before}: no data"
        return f"{before}: {_WRITE[row['unit']](row['before'])}"
    if not row["change"]:
        return f"as in {before}"
    sign = "+" if row["change"] > 0 else "−"
    size = abs(row["change"])
    moved = f"{formatting.number(size * 100, 1)} points" if row["unit"] == "share" else _WRITE[row["unit"]](size)
    return f"{sign}{HARD}{moved} on {before}"
