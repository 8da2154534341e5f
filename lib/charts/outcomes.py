"""Charts of calls: bars, intervals and spreads under the names they belong to, and rates over years.

Names stand above their marks, over the whole width: calls and funders have long names, and a telephone has no room for
them beside a bar.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence

import altair as alt
import pandas as pd

from lib.charts.labels import bold_apart, room_for, stands_out, values_at_ends
from lib.charts.theme import accent, categories, finish, muted, text_colour

#: Pixels of a line of text or of a bar, and of the bar in it.
_LINE, _BAR = 16, 11
#: Characters to a line of a name, alone or beside a figure; a second line ends in an ellipsis where that is too short.
_ALONE, _BESIDE, _BESIDE_DOT = 46, 30, 40
_TITLE = {"count": "Number", "share": "Share", "EUR": "EUR million", "days": "Days"}
_FORMAT = {"count": ",.0f", "share": ".0%", "EUR": ",.1~f", "days": ",.0f"}


def bars_under_names(
    values: pd.DataFrame,
    *,
    kinds: Sequence[str],
    unit: str,
    title: str,
    dark: bool,
    clickable: bool = False,
    chosen: Collection[str] = (),
    home: Collection[str] = (),
) -> alt.Chart | alt.LayerChart:
    """Draw for each name a bar of each kind, with its figure written at its end, and its kind where there are several.

    Args:
        values: a row a bar, those of a name together: key (of the name), name, kind, value (EUR, number or share; NaN
            where nothing is known), description (the figure as text, or why there is none).
        kinds: in the order of the bars; at most as many as there are colours.
        unit: count, share or EUR.
        title: what is shown.
        dark: drawn on a dark ground.
        clickable: all lines of a name take clicks and taps, as its marks do.
        chosen: keys that were picked; their names are in colour.
        home: keys of my country, whose names are in bold.
    """
    data = values.assign(value=values["value"].astype("float64") / (1e6 if unit == "EUR" else 1))
    rows, lines = _placed(data, kinds, _ALONE)
    several = len(kinds) > 1
    rows = rows.assign(at=rows["value"].fillna(0), words=rows["description"])
    if several:
        rows = rows.assign(words=rows["kind"].astype("str") + ": " + rows["description"].astype("str"))
    scale = room_for(rows["words"])
    longest = data["value"].max(skipna=True)
    scale.domain = [0, 1.0 if pd.isna(longest) or longest <= 0 else float(longest)]
    x = alt.X(
        "value:Q",
        title=_TITLE[unit],
        scale=scale,
        stack=None,
        axis=alt.Axis(format=_FORMAT[unit], tickCount=4, tickMinStep=1 if unit == "count" else alt.Undefined),
    )
    place = _place(lines)
    bars = (
        alt.Chart(rows)
        .mark_bar(height=_BAR, cornerRadiusEnd=2)
        .encode(
            y=place,
            x=x,
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=list(kinds), range=list(categories(dark))),
                legend=None,
            ),
            tooltip=_tooltip(),
        )
    )
    figures = values_at_ends(alt.Chart(rows).encode(y=place), "at", "words", dark)
    layers = [bars, figures, *_names(rows, lines, chosen, home, dark)]
    if clickable:
        layers.append(_targets(rows, lines))
    return finish(_over(layers).properties(height=_LINE * lines), title, dark)


def intervals_under_names(
    values: pd.DataFrame,
    *,
    average: float,
    title: str,
    dark: bool,
    clickable: bool = False,
    chosen: Collection[str] = (),
    home: Collection[str] = (),
) -> alt.Chart | alt.LayerChart:
    """Draw for each name a rate as a dot on its interval, and a stroke at the average of all.

    Args:
        values: key, name, rate, low, high (shares; rate is NaN where there are too few for a percentage,
            all three where nothing is known), description (the figure as text).
        average: a share, NaN where not known.
        title: what is shown.
        dark: drawn on a dark ground.
        clickable: all lines of a name take clicks and taps, as its marks do.
        chosen: keys that were picked; their names are in colour.
        home: keys of my country: its mark is in colour and its name in bold.
    """
    rows, lines = _placed(values.assign(kind=""), ("",), _BESIDE)
    place = _place(lines)
    top = rows["high"].max(skipna=True)
    x = alt.X(
        "low:Q",
        title=[
            "Share, with its 95% interval",
            *([] if pd.isna(average) else [f"stroke: {title[:1].lower()}{title[1:]}"]),
        ],
        scale=alt.Scale(domain=[0, min(1.0, 0.05 if pd.isna(top) else float(top) * 1.05)], nice=False),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    base = alt.Chart(rows).encode(y=place, tooltip=_tooltip())
    colour = stands_out(set(home) & set(rows["key"]), dark, "key")
    ranges = base.mark_bar(height=5, cornerRadius=2, opacity=0.45).encode(x=x, x2="high:Q", color=colour)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(x=alt.X("rate:Q"), color=colour)
    layers = [ranges, dots, _figures_beside_names(rows, lines, dark), *_names(rows, lines, chosen, home, dark)]
    if not pd.isna(average):
        # On the lines of the intervals alone, so that it never runs through a name or a figure.
        everywhere = alt.Chart(rows.assign(average=average)).mark_tick(color=muted(dark), thickness=2, size=_LINE)
        layers.insert(0, everywhere.encode(y=place, x=alt.X("average:Q")))
    if clickable:
        layers.append(_targets(rows, lines))
    return finish(_over(layers).properties(height=_LINE * lines), title, dark)


def intervals_of_two(
    values: pd.DataFrame,
    *,
    kinds: Sequence[str],
    title: str,
    dark: bool,
    clickable: bool = False,
    chosen: Collection[str] = (),
) -> alt.Chart | alt.LayerChart:
    """Draw for each name a rate on its interval of each kind; the first kind stands out, and its line is named.

    Args:
        values: key, name, kind, rate, low, high (shares), description (the figure as text).
        kinds: my country, and what it is compared with.
        title: what is shown.
        dark: drawn on a dark ground.
        clickable: all lines of a name take clicks and taps, as its marks do.
        chosen: keys that were picked; their names are in colour.
    """
    rows, lines = _placed(values, kinds, _ALONE)
    rows = rows.assign(words=rows["kind"].astype("str") + ": " + rows["description"].astype("str"))
    scale = room_for(rows["words"])
    scale.domain = [0, min(1.0, float(rows["high"].max()) * 1.02)]
    x = alt.X("low:Q", title="Share, with its 95% interval", scale=scale, axis=alt.Axis(format=".0%", tickCount=4))
    base = alt.Chart(rows).encode(y=_place(lines), tooltip=_tooltip())
    colour = stands_out(kinds[:1], dark, "kind")
    ranges = base.mark_bar(height=5, cornerRadius=2, opacity=0.45).encode(x=x, x2="high:Q", color=colour)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(x=alt.X("rate:Q"), color=colour)
    figures = values_at_ends(alt.Chart(rows).encode(y=_place(lines)), "high", "words", dark)
    layers = [ranges, dots, figures, *_names(rows, lines, chosen, (), dark)]
    if clickable:
        layers.append(_targets(rows, lines))
    return finish(_over(layers).properties(height=_LINE * lines), title, dark)


def spreads_under_names(values: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw for each name a box from the first to the third quarter with a stroke at the median, whiskers to the
    extremes.

    Args:
        values: key, name, shortest, quarter, median, three_quarters, longest (days), description (the median as text).
        title: what is shown.
        dark: drawn on a dark ground.
    """
    rows, lines = _placed(values.assign(kind=""), ("",), _BESIDE)
    base = alt.Chart(rows).encode(y=_place(lines), tooltip=_tooltip())
    x = alt.X("shortest:Q", title="Days", scale=alt.Scale(zero=True), axis=alt.Axis(format=",.0f", tickCount=5))
    whiskers = base.mark_rule(color=muted(dark), size=1.5).encode(x=x, x2="longest:Q")
    boxes = base.mark_bar(height=_BAR, color=accent(dark), opacity=0.45).encode(
        x=alt.X("quarter:Q"), x2="three_quarters:Q"
    )
    medians = base.mark_tick(color=text_colour(dark), thickness=3, size=_BAR + 3).encode(x=alt.X("median:Q"))
    layers = (whiskers, boxes, medians, _figures_beside_names(rows, lines, dark), *_names(rows, lines, (), (), dark))
    return finish(_over(layers).properties(height=_LINE * lines), title, dark)


def dots_before_ranges(
    values: pd.DataFrame, *, unit: str, axis: str, title: str, dark: bool, clickable: bool = False
) -> alt.Chart | alt.LayerChart:
    """Draw for each name a value as a dot before the range of ordinary values; those that stand out are in colour.

    Args:
        values: key, name, value, low, high (ends of the range; NaN where it is not known), stands_out (bool),
            description (the value as text).
        unit: count or share of changes around 0, or times of something typical, around 1.
        axis: title of the axis.
        title: what is shown.
        dark: drawn on a dark ground.
        clickable: all lines of a name take clicks and taps, as its marks do.
    """
    rows, lines = _placed(values.assign(kind=""), ("",), _BESIDE_DOT)
    place = _place(lines)
    form, middle, label = {
        "count": ("+,.0f", 0.0, "datum.value ? datum.label : '0'"),
        "share": ("+.1%", 0.0, "datum.value ? datum.label : '0'"),
        "times": (",~f", 1.0, "datum.label"),
    }[unit]
    base = alt.Chart(rows).encode(y=place, tooltip=_tooltip())
    x = alt.X(
        "low:Q",
        title=axis,
        axis=alt.Axis(format=form, tickCount=5, labelExpr=label),
        scale=alt.Scale(nice=False, padding=8),
    )
    ranges = base.mark_bar(height=_BAR, cornerRadius=2, color=muted(dark), opacity=0.35)
    ticks = alt.Chart(rows.assign(middle=middle)).mark_tick(color=muted(dark), thickness=2, size=_LINE)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("value:Q"),
        color=alt.condition("datum.stands_out", alt.value(categories(dark)[1]), alt.value(text_colour(dark))),
    )
    layers = [ranges.encode(x=x, x2="high:Q"), ticks.encode(y=place, x=alt.X("middle:Q")), dots]
    layers += [_figures_beside_names(rows, lines, dark), *_names(rows, lines, (), (), dark)]
    if clickable:
        layers.append(_targets(rows, lines))
    return finish(_over(layers).properties(height=_LINE * lines), title, dark)


def _placed(values: pd.DataFrame, kinds: Sequence[str], width: int) -> tuple[pd.DataFrame, int]:
    """Return the rows with the line each stands on, and how many lines there are in all.

    Added columns: line; top, bottom (first and last line of the name's part); of_name (the line that its name ends on);
    label (its name in one or two lines).
    """
    keys = list(dict.fromkeys(values["key"]))
    label = values["name"].map(lambda name: _two_lines(name, width))
    # A second line above the name also keeps its bars apart from those of the name before.
    above = 2 if label.str.contains("\n").any() or len(kinds) > 1 else 1
    if above == 2:
        # A name of one line stands on the second, next to its marks.
        label = label.where(label.str.contains("\n"), " \n" + label)
    height = above + len(kinds)
    top = values["key"].map({key: place * height for place, key in enumerate(keys)}).astype(int)
    of_name = top + above - 1
    line = of_name + 1 + values["kind"].map({kind: place for place, kind in enumerate(kinds)}).astype(int)
    placed = values.assign(line=line, top=top, bottom=top + height - 1, of_name=of_name, label=label)
    return placed, height * len(keys)


def _two_lines(name: str, width: int) -> str:
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder=" …"))


def _place(lines: int, field: str = "line") -> alt.Y:
    return alt.Y(f"{field}:O", axis=None, scale=alt.Scale(domain=list(range(lines)), paddingInner=0, paddingOuter=0))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title="Name"),
        alt.Tooltip("kind:N", title="What"),
        alt.Tooltip("description:N", title="Figure"),
    ]


def _names(
    rows: pd.DataFrame, lines: int, chosen: Collection[str], home: Collection[str], dark: bool
) -> list[alt.Chart]:
    names = rows.drop_duplicates("key")
    names = names.assign(strong=names["key"].isin(list(chosen)))
    return [
        alt.Chart(part)
        .mark_text(
            align="left", baseline="top", dy=-_LINE / 2 + 3, lineBreak="\n", lineHeight=_LINE, fontWeight=thickness
        )
        .encode(
            y=_place(lines, "top"),
            x=alt.value(0),
            text="label:N",
            color=alt.condition("datum.strong", alt.value(accent(dark)), alt.value(text_colour(dark))),
        )
        for part, thickness in bold_apart(names, names["key"].isin(list(home)))
    ]


def _over(layers: Sequence[alt.Chart]) -> alt.LayerChart:
    return alt.LayerChart(layer=list(layers))


def _figures_beside_names(rows: pd.DataFrame, lines: int, dark: bool) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_text(align="right", baseline="top", dy=-_LINE / 2 + 3, color=text_colour(dark))
        .encode(y=_place(lines, "of_name"), x=alt.value(alt.ExprRef("width")), text="description:N")
    )
    return chart


def _targets(rows: pd.DataFrame, lines: int) -> alt.Chart:
    """Return the layer that takes clicks and taps: all lines of a name over the whole width, and not just its bars."""
    # Of a name as a whole: a click beside its marks means none of its kinds.
    every = rows.drop_duplicates("key").drop(columns="kind")
    spans = [list(range(top, bottom + 1)) for top, bottom in zip(every["top"], every["bottom"], strict=True)]
    texts = (rows["kind"] + " " + rows["description"]).groupby(rows["key"]).agg(", ".join)
    every = every.assign(line=pd.Series(spans, index=every.index, dtype="object"), description=every["key"].map(texts))
    chart: alt.Chart = (
        alt.Chart(every.explode("line"))
        .mark_rect(opacity=0, cursor="pointer")
        .encode(
            y=_place(lines),
            x=alt.value(0),
            x2=alt.value(alt.ExprRef("width")),
            tooltip=[alt.Tooltip("name:N", title="Name"), alt.Tooltip("description:N", title="Figures")],
        )
    )
    return chart
