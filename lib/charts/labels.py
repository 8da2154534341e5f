"""Words in a chart: names at the axis, values at the ends of bars, names at the ends of lines; and my country, which
stands out while all others stay as they are."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.theme import accent, muted, text_colour

#: Pixels that a letter takes on average, and those between a mark and its words.
_LETTER, _GAP = 6.8, 6
#: Characters to a line of a name at the end of a line, and pixels from one line of it to the next.
_NAME_WIDTH, _LINE = 16, 14


def names_axis(home: Collection[str] = (), *, limit: int = 160) -> alt.Axis:
    """Return an axis with a name beside each row, that of my country in bold.

    Args:
        home: names that stand out.
        limit: pixels of the longest name.
    """
    return alt.Axis(
        labelLimit=limit,
        labelOverlap=False,
        ticks=False,
        domain=False,
        labelPadding=4,
        labelFontWeight=weight(home),
    )


def weight(bold: Collection[str] | Collection[int]) -> Any:
    """Return how heavy the labels of an axis are: bold where they are among these, such as my country."""
    if not bold:
        return "normal"
    return {
        "condition": {"test": f"indexof({json.dumps(sorted(bold))}, datum.value) >= 0", "value": "bold"},
        "value": "normal",
    }


def years_axis(headline: int | None) -> alt.Axis:
    """Return an axis of years, the year of headlines in bold."""
    bold = weight([] if headline is None else [headline])
    return alt.Axis(labelAngle=0, labelOverlap=True, labelFontWeight=bold)


def stands_out(home: Collection[str], dark: bool, field: str) -> Any:
    """Return the colour of marks of one kind: where my country is among them, it has it and the others are grey.

    Args:
        home: values of `field` that stand out.
        dark: drawn on a dark ground.
        field: of the names of the marks.
    """
    if not home:
        return alt.value(accent(dark))
    return alt.condition(
        alt.FieldOneOfPredicate(field=field, oneOf=sorted(home)), alt.value(accent(dark)), alt.value(muted(dark))
    )


def bold_apart(rows: pd.DataFrame, of_home: pd.Series[bool]) -> list[tuple[pd.DataFrame, Any]]:
    """Return rows in two parts, those of my country last, each with how heavy its letters are; no part is empty."""
    parts = ((rows[~of_home], "normal"), (rows[of_home], "bold"))
    return [(part, thickness) for part, thickness in parts if len(part)]


def room_for(texts: Iterable[str]) -> alt.Scale:
    """Return a scale from left to right that leaves room for the longest of some texts at its right end."""
    return alt.Scale(rangeMax=alt.ExprRef(f"width - {_right_of(texts)}"))


def _right_of(texts: Iterable[str]) -> str:
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    # On a telephone the marks keep most of the room.
    return f"min({round(longest * _LETTER) + _GAP}, width * 0.4)"


def values_at_ends(bars: alt.Chart, x: str, text: str, dark: bool) -> alt.Chart:
    """Return the layer that writes values at the ends of bars.

    Args:
        bars: encoded but for their mark, as the bars are.
        x: field of the values.
        text: field of the values in words.
        dark: drawn on a dark ground.
    """
    words: alt.Chart = bars.mark_text(align="left", dx=4, color=text_colour(dark))
    return words.encode(x=f"{x}:Q", text=f"{text}:N", color=alt.value(text_colour(dark)))


def names_of_lines(names: Iterable[str]) -> dict[str, str]:
    """Return names as they stand at the ends of lines, in a few short lines of their own."""
    return {name: "\n".join(textwrap.wrap(name, _NAME_WIDTH)) for name in names}


def names_at_ends(
    points: alt.Chart,
    data: pd.DataFrame,
    *,
    y: str,
    series: str,
    colours: Mapping[str, str],
    height: float,
    dark: bool,
    home: str = "",
    top: float | None = None,
) -> list[alt.Chart]:
    """Return layers that write each line's name beside its last point, in its colour; names move apart up or down.

    Args:
        points: encoded with x and y, and nothing else; x leaves `room_for` the names.
        data: a row a point, in the order of x; rows without a value are no points.
        y, series: fields.
        colours: by series.
        height: of the marks, in pixels.
        dark: drawn on a dark ground.
        home: the series of my country, which is in bold.
        top: of y, which begins at zero; by default `top_of` the data.
    """
    known = data[data[y].notna()]
    if known.empty:
        return []
    labels = names_of_lines(colours)
    top = top_of(data[y]) if top is None else top
    ends = known.groupby(series, sort=False).tail(1)
    ends = ends.assign(_at=[height * (1 - value / top) for value in ends[y]]).sort_values("_at", kind="stable")
    names = [str(name) for name in ends[series]]
    halves = [_LINE * (labels[name].count("\n") + 1) / 2 for name in names]
    places = _apart(list(ends["_at"]), halves, height)
    return [
        points.properties(data=ends.iloc[[row]].drop(columns="_at").assign(_name=labels[name]))
        .mark_text(
            align="left",
            baseline="middle",
            dx=_GAP + 2,
            dy=place - float(ends["_at"].iloc[row]),
            lineBreak="\n",
            lineHeight=_LINE,
            fontWeight="bold" if name == home else "normal",
            # Grey is enough for a line, and too faint for letters.
            color=text_colour(dark) if colours[name] == muted(dark) else colours[name],
        )
        .encode(text="_name:N")
        for row, (name, place) in enumerate(zip(names, places, strict=True))
    ]


def top_of(values: pd.Series[float]) -> float:
    """Return where the y of a chart of lines ends: a little above the largest value, and never at zero."""
    largest = values.max(skipna=True)
    return 1.0 if pd.isna(largest) or largest <= 0 else float(largest) * 1.05


def _apart(places: Sequence[float], halves: Sequence[float], height: float) -> list[float]:
    """Return places in rising order that leave each its half above and below, as near as may be to those given."""
    moved: list[float] = []
    for place, half in zip(places, halves, strict=True):
        least = moved[-1] + halves[len(moved) - 1] + half if moved else half
        moved.append(max(place, least))
    # Back up from below, where they were pushed beyond the chart.
    most = height
    for number in range(len(moved) - 1, -1, -1):
        moved[number] = min(moved[number], most - halves[number])
        most = moved[number] - halves[number]
    return moved
