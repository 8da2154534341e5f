"""Charts of pairs of countries: the matrix, and shares over years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.classes import classify
from lib.charts.labels import (
    names_axis,
    room_for,
    stands_out,
    values_at_ends,
    weight,
)
from lib.charts.theme import (
    LEAST,
    accent,
    categories,
    finish,
    ink_on,
    legend_of_squares,
    muted,
    no_data,
    ramp,
    text_colour,
)
from lib.common import formatting

#: Classes of strength of the pairs that differ from chance, with their lower edge.
_STRENGTH = (
    ("less than half as often as by chance", 0.0),
    ("less often than by chance", 0.5),
    ("more often than by chance", 1.0),
    ("twice as often or more", 2.0),
)
#: Orange below 1, blue above, distinguishable by any eye; nearly the ground in the middle.
DIVERGING = {
    False: ("#b35806", "#f1a340", "#c9c9c9", "#5ea3d0", "#0b4a86"),
    True: ("#ffb347", "#a8641a", "#6d737c", "#2f73b5", "#9dcaee"),
}
FEW, CHANCE, NONE = "not tested: fewer than 5 by chance", "may well be chance", "no shared project"
#: Pixels of a cell that its number needs.
_NUMBER = 19


@dataclass(frozen=True)
class _Shade:
    """Labels of the legend in order, with their colours."""

    labels: tuple[str, ...]
    colours: tuple[str, ...]


def matrix(
    pairs: pd.DataFrame,
    *,
    codes: Sequence[str],
    names: dict[str, str],
    measure: str,
    chosen: Sequence[str],
    title: str,
    dark: bool,
    home: str = "",
) -> alt.Chart | alt.LayerChart:
    """Draw countries against countries, each pair as two cells.

    Args:
        pairs: as collaboration.pairs gives them.
        codes: countries to draw, in the order of rows and columns.
        names: readers' names of the countries by code.
        measure: projects or strength.
        chosen: codes of the chosen country or pair, drawn with a border.
        title: what is shown.
        dark: drawn on a dark ground.
        home: code of the country whose row and column are named in bold.
    """
    cells = _cells(pairs, codes)
    cells, shade = _by_strength(cells, dark) if measure == "strength" else _by_number(cells, dark)
    order = [names[code] for code in codes]
    marked = set(chosen)
    cells = cells.assign(
        chosen=[bool(marked) and marked <= {a, b} for a, b in zip(cells["a"], cells["b"], strict=True)]
    )
    inks = {
        label: text_colour(dark) if colour == "transparent" else ink_on(colour)
        for label, colour in zip(shade.labels, shade.colours, strict=True)
    }
    cells = cells.assign(ink=cells["class"].map(inks).astype("object"))
    strong = alt.condition("datum.chosen", alt.value(text_colour(dark)), alt.value("transparent"))
    axis = alt.Axis(
        labelLimit=120,
        labelOverlap=False,
        labelFontSize=LEAST,
        labelFontWeight=weight([names[home]] if home in names else []),
        ticks=False,
        domain=False,
    )
    base = alt.Chart(cells).encode(
        x=alt.X(
            "column:N",
            sort=order,
            title=None,
            scale=alt.Scale(domain=order, paddingInner=0.06),
            axis=alt.Axis(**{**axis.to_dict(), "orient": "top", "labelAngle": -90}),
        ),
        y=alt.Y("row:N", sort=order, title=None, scale=alt.Scale(domain=order, paddingInner=0.06), axis=axis),
    )
    # Where a cell has no room for its number, as on a telephone, it is left to the table.
    roomy = alt.ExprRef(f"width > {_NUMBER * len(order)} ? 1 : 0")
    numbers = base.mark_text(fontSize=LEAST, opacity=roomy).encode(
        text=alt.Text("projects:Q", format=",.0f"), color=alt.Color("ink:N", scale=None)
    )
    rects = base.mark_rect(strokeWidth=1.5).encode(
        color=alt.Color(
            "class:N",
            title="Shared projects, from" if measure == "projects" else "Shared projects, in colour if tested",
            sort=list(shade.labels),
            scale=alt.Scale(domain=list(shade.labels), range=list(shade.colours)),
            legend=legend_of_squares(dark, 250),
        ),
        stroke=strong,
        tooltip=[
            alt.Tooltip("pair:N", title="Countries"),
            alt.Tooltip("projects:Q", title="Shared projects", format=",.0f"),
            alt.Tooltip("expected:Q", title="By chance", format=",.1f"),
            alt.Tooltip("ratio:N", title="Strength (95%)"),
            alt.Tooltip("adjusted:N", title="Adjusted p"),
        ],
    )
    height = max(_NUMBER * len(codes), 60)
    return finish(alt.LayerChart(layer=[rects, numbers], height=height), title, dark)


def _cells(pairs: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return both cells of each pair among the codes, in words too: the columns of _CELL."""
    drawn = pairs[pairs["a"].isin(codes) & pairs["b"].isin(codes)]
    halves = [
        drawn.assign(row=drawn[f"country_{row}"], column=drawn[f"country_{column}"])
        for row, column in (("a", "b"), ("b", "a"))
    ]
    both = pd.concat(halves, ignore_index=True)
    # Lists of text: of an empty frame, added columns would be numbers.
    names = list(zip(both["row"], both["column"], strict=True))
    ratio = [ratio_in_words(row) for row in both.to_dict("records")]
    texts = {
        "pair": [f"{one} and {other}" for one, other in names],
        "ratio": ratio,
        "adjusted": [formatting.p_value(p) for p in both["p_adjusted"]],
    }
    return both.assign(**{name: pd.Series(values, dtype="object") for name, values in texts.items()})[_CELL].copy()


_CELL = [
    "row",
    "column",
    "pair",
    "projects",
    "expected",
    "strength",
    "holds",
    "ratio",
    "adjusted",
    "a",
    "b",
]


def ratio_in_words(pair: Mapping[Any, Any]) -> str:
    """Return `1.62 times chance (1.10 to 2.21)`, or "few"."""
    if pd.isna(pair["strength"]):
        return "few"
    low, high = (formatting.number(pair[f"strength_{end}"], 2) for end in ("low", "high"))
    return f"{formatting.number(pair['strength'], 2)} times chance ({low} to {high})"


def _by_strength(cells: pd.DataFrame, dark: bool) -> tuple[pd.DataFrame, _Shade]:
    labels = tuple(label for label, _ in _STRENGTH)
    below, little_below, middle, little_above, above = DIVERGING[dark]

    def place(strength: Any, holds: bool) -> str:
        if pd.isna(strength):
            return FEW
        return next(label for label, edge in reversed(_STRENGTH) if strength >= edge) if holds else CHANCE

    classes = [place(strength, holds) for strength, holds in zip(cells["strength"], cells["holds"], strict=True)]
    return (
        cells.assign(**{"class": pd.Series(classes, index=cells.index, dtype="object")}),
        _Shade((*labels, CHANCE, FEW), (below, little_below, little_above, above, middle, "transparent")),
    )


def _by_number(cells: pd.DataFrame, dark: bool) -> tuple[pd.DataFrame, _Shade]:
    shared = cells.loc[cells["projects"] > 0, "projects"].astype("float64")
    colours = ramp(dark)
    classes = classify(shared, len(colours))
    # Whole numbers: an edge of 2.4 projects begins at 3.
    labels = tuple(dict.fromkeys(formatting.number(-(-edge // 1)) for edge in classes.edges))
    step = (len(colours) - 1) / max(1, len(labels) - 1)
    edges = [-(-edge // 1) for edge in classes.edges]

    def place(value: float) -> str:
        below = [edge for edge in edges if edge <= value]
        return NONE if value == 0 else formatting.number(below[-1] if below else edges[0])

    return (
        cells.assign(**{"class": pd.Series(map(place, cells["projects"]), index=cells.index, dtype="object")}),
        _Shade((*labels, NONE), (*(colours[round(n * step)] for n in range(len(labels))), no_data(dark))),
    )


def _pair_names(pairs: pd.DataFrame) -> pd.Series[str]:
    names = [f"{one} – {other}" for one, other in zip(pairs["country_a"], pairs["country_b"], strict=True)]
    return pd.Series(names, index=pairs.index, dtype="object")


def ranked_pairs(
    pairs: pd.DataFrame, *, measure: str, title: str, dark: bool, home: str = ""
) -> alt.Chart | alt.LayerChart:
    """Draw pairs as bars, by strength with their 95% intervals, in the order of their rows.

    Args:
        pairs: country_a, country_b, projects, expected, strength, strength_low, strength_high.
        measure: projects or strength.
        title: what is shown.
        dark: drawn on a dark ground.
        home: the country whose pairs stand out.
    """
    data = pairs.assign(pair=_pair_names(pairs))[["pair", *_PAIR_DATA]]
    own = _pairs_of(data, home)
    digits = 0 if measure == "projects" else 2
    data = data.assign(words=[formatting.number(value, digits) for value in data[measure]])
    base = alt.Chart(data).encode(
        y=alt.Y("pair:N", sort=None, title=None, axis=names_axis(own, limit=170)), tooltip=_PAIR_TOLD
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X(
            f"{measure}:Q",
            title="Shared projects" if measure == "projects" else "Times chance",
            axis=alt.Axis(tickCount=5, tickMinStep=1 if measure == "projects" else alt.Undefined),
            scale=room_for(data["words"]),
        ),
        color=stands_out(own, dark, "pair"),
    )
    if measure == "projects":
        layered = bars + values_at_ends(base, measure, "words", dark)
        return finish(layered.properties(height=20 * len(data)), title, dark)
    intervals = base.mark_rule(color=text_colour(dark), strokeWidth=1.5).encode(
        x="strength_low:Q", x2="strength_high:Q"
    )
    # Beyond the interval, which would run through it.
    layered = bars + intervals + values_at_ends(base, "strength_high", "words", dark)
    return finish(layered.properties(height=20 * len(data)), title, dark)


def _pairs_of(data: pd.DataFrame, home: str) -> list[str]:
    """Return the names of the pairs that hold a country."""
    return list(data.loc[(data["country_a"] == home) | (data["country_b"] == home), "pair"])


_PAIR_DATA = ["country_a", "country_b", "projects", "expected", "strength", "strength_low", "strength_high"]


def found_and_expected(pairs: pd.DataFrame, *, title: str, dark: bool, home: str = "") -> alt.Chart | alt.LayerChart:
    """Draw shared projects as bars, what chance would give as a tick. The arguments are those of `ranked_pairs`."""
    data = pairs.assign(pair=_pair_names(pairs))[["pair", *_PAIR_DATA]]
    own = _pairs_of(data, home)
    data = data.assign(
        words=[
            f"{formatting.number(found)}, by chance {formatting.number(expected, 1)}"
            for found, expected in zip(data["projects"], data["expected"], strict=True)
        ],
        end=data[["projects", "expected"]].max(axis=1),
    )
    base = alt.Chart(data).encode(
        y=alt.Y("pair:N", sort=None, title=None, axis=names_axis(own, limit=170)), tooltip=_PAIR_TOLD
    )
    layered = _beside_chance(
        base, data, "Shared projects; tick: by chance", "expected", stands_out(own, dark, "pair"), dark
    )
    return finish(layered, title, dark)


def _beside_chance(
    base: alt.Chart, data: pd.DataFrame, axis: str, by_chance: str, colour: Any, dark: bool
) -> alt.LayerChart:
    """Draw shared projects as bars with a tick for what chance would give, and what is said of them at their ends.

    Args:
        base: encoded with y and what a pointer is told.
        data: its rows: projects, words, end (where the words stand), and the column of `by_chance`.
        axis: what the bars show.
        by_chance: column of the ticks.
        colour: of the bars.
        dark: drawn on a dark ground.
    """
    bars = base.mark_bar(cornerRadiusEnd=2, height=11).encode(
        x=alt.X(
            "projects:Q",
            title=axis,
            axis=alt.Axis(tickCount=5, tickMinStep=1),
            scale=room_for(data["words"]),
            stack=None,
        ),
        color=colour,
    )
    ticks = base.mark_tick(color=categories(dark)[1], thickness=3, height=16).encode(x=f"{by_chance}:Q")
    layered: alt.LayerChart = bars + ticks + values_at_ends(base, "end", "words", dark)
    return layered.properties(height=22 * len(data))


def partners(rows: pd.DataFrame, *, title: str, dark: bool) -> alt.Chart | alt.LayerChart:
    """Draw a country's shared projects with each partner as bars, what chance would give as a tick.

    Args:
        rows: country, projects, expected, strength (NaN where it was not tested), holds (whether it differs from
            chance: in colour, the others grey).
        title: what is shown.
        dark: drawn on a dark ground.
    """
    tested = rows["strength"].notna()
    data = rows[["country", "projects", "expected"]].assign(
        holds=rows["holds"].astype("bool"),
        chance=rows["expected"].where(tested),
        words=[
            f"{formatting.number(row['projects'])}; {ratio_in_words(row).replace(' times chance', '')}"
            if pd.notna(row["strength"])
            else formatting.number(row["projects"])
            for row in rows.to_dict("records")
        ],
        end=rows[["projects", "expected"]].max(axis=1).where(tested, rows["projects"]),
    )
    base = alt.Chart(data).encode(
        y=alt.Y("country:N", sort=list(data["country"]), title=None, axis=names_axis()),
        tooltip=[
            alt.Tooltip("country:N", title="Partner"),
            alt.Tooltip("words:N", title="Shared projects"),
            alt.Tooltip("expected:Q", title="By chance", format=",.1f"),
        ],
    )
    colour = alt.condition("datum.holds", alt.value(accent(dark)), alt.value(muted(dark)))
    layered = _beside_chance(base, data, "Shared projects; if tested, times chance (95%)", "chance", colour, dark)
    return finish(layered, title, dark)


_PAIR_TOLD = [
    alt.Tooltip("pair:N", title="Countries"),
    alt.Tooltip("projects:Q", title="Shared projects", format=",.0f"),
    alt.Tooltip("expected:Q", title="By chance", format=",.1f"),
    alt.Tooltip("strength:Q", title="Times chance", format=".2f"),
    alt.Tooltip("strength_low:Q", title="95% from", format=".2f"),
    alt.Tooltip("strength_high:Q", title="95% to", format=".2f"),
]
