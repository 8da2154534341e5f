"""Charts of events and of who came to them.

A bar reaches to the least number of people that it can be, and its faint end to the most: see lib.metrics.suppression.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.charts.classes import classify
from lib.charts.labels import names_axis, room_for, stands_out, values_at_ends
from lib.charts.theme import categories, finish, ink_on, muted, ramp, spread, text_colour
from lib.common import formatting

REGISTERED, ATTENDED = "Registered", "Attended"
#: Columns of numbers of people by the names that readers see.
_BOTH = {"registered": REGISTERED, "attended": ATTENDED}
_COUNT = alt.Axis(format=",.0f", tickCount=5, tickMinStep=1)
#: On top where a chart is so long that it is scrolled.
_COUNT_ON_TOP = alt.Axis(format=",.0f", tickCount=5, tickMinStep=1, orient="top")
_FAINT = 0.35
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _long(values: pd.DataFrame, columns: Mapping[str, str], keep: Sequence[str]) -> pd.DataFrame:
    """A row a number of people that is known: the columns `keep`, measure, least, most, description (as readers see
    it)."""
    parts = [
        pd.DataFrame(
            {
                **{name: values[name] for name in keep},
                "measure": label,
                "least": values[column].astype("Float64"),
                "most": values[f"{column}_most"].astype("Float64"),
                "description": [
                    words if isinstance(words, str) else formatting.number(number)
                    for words, number in zip(values[f"{column}_words"], values[column], strict=True)
                ],
            }
        )
        for column, label in columns.items()
    ]
    long = pd.concat(parts, ignore_index=True)
    long = long[long["least"].notna()]
    return long.assign(
        least=long["least"].astype(float),
        most=long["most"].astype(float),
    )


def _measures(dark: bool, names: Sequence[str], *, legend: bool = False) -> alt.Color:
    # Attended is always in the first colour.
    colours = list(categories(dark))
    order = colours[:2][::-1] if REGISTERED in names else colours[: len(names)]
    return alt.Color(
        "measure:N",
        title=None,
        sort=list(names),
        scale=alt.Scale(domain=list(names), range=order),
        legend=alt.Legend(orient="top", symbolOpacity=1) if legend else None,
    )


def _tooltip(label: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{label}:N", title=title),
        alt.Tooltip("measure:N", title="Persons"),
        alt.Tooltip("description:N", title="Number"),
    ]


def attendance_by_event(events: pd.DataFrame, *, title: str, dark: bool, picked: Sequence[str] = ()) -> alt.LayerChart:
    """Registered and attended of single events, the name of each above its bars.

    Args:
        events: key, name, start_date, attended and registered as in lib.metrics.suppression; rows without either
            are left to the table view.
        title: what is shown.
        dark: drawn on a dark ground.
        picked: keys of events that were picked; the others are faint.
    """
    known = events[events["attended"].notna() | events["registered"].notna()].reset_index(drop=True)
    labels = [_two_lines(row) for row in known.to_dict("records")]
    lines = 1 + any("\n" in label for label in labels)
    # A short name stands on the lower of two lines, next to its bars.
    labels = [label if label.count("\n") + 1 == lines else f"\n{label}" for label in labels]
    known = known.assign(place=range(len(known)), label=labels)
    data = _long(known, _BOTH, ["key", "place", "name"])
    data = _with_words(data.assign(faint=bool(picked) & ~data["key"].isin(list(picked))), with_measure=True)
    scale = room_for(data["words"])
    place = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    head = _LINE * lines
    rows = alt.Chart(data).encode(y=place, tooltip=_tooltip("name", "Event"))
    bars = rows.encode(
        color=_measures(dark, (REGISTERED, ATTENDED)),
        opacity=alt.condition("datum.faint", alt.value(_FAINT), alt.value(1)),
    )
    shifts = {REGISTERED: -_BAR / 2, ATTENDED: _BAR / 2}
    shown = [measure for measure in shifts if (data["measure"] == measure).any()]
    layers = {
        measure: bars.transform_filter(f"datum.measure === '{measure}'").mark_bar(
            height=_BAR - 1,
            yOffset=head / 2 + shifts[measure],
            cornerRadiusEnd=2,
        )
        for measure in shown
    }
    numbers = [
        rows.transform_filter(f"datum.measure === '{measure}'")
        .mark_text(align="left", dx=4, dy=head / 2 + shifts[measure], color=text_colour(dark))
        .encode(x="most:Q", text="words:N")
        for measure in shown
    ]
    x = alt.X("least:Q", title="Persons", axis=_COUNT_ON_TOP, scale=scale, stack=None)
    solid = [layer.encode(x=x) for layer in layers.values()]
    open_ended = data[data["most"] > data["least"]]
    ends = [
        layer.properties(data=open_ended).encode(x="least:Q", x2="most:Q", opacity=alt.value(_FAINT))
        for measure, layer in layers.items()
        if (open_ended["measure"] == measure).any()
    ]
    names = (
        alt.Chart(known[["place", "label"]])
        .mark_text(
            align="left",
            baseline="top",
            dy=-(2 * _BAR + head) / 2,
            lineBreak="\n",
            lineHeight=_LINE,
            limit=alt.ExprRef("width"),
            color=text_colour(dark),
        )
        .encode(y=place, x=alt.value(0), text="label:N")
    )
    height = len(known) * (2 * _BAR + head + _GAP)
    return _layered([*solid, *ends, *numbers, names], title, height, dark)


#: Pixels of a row: each of the two bars, a line of the name above them, and the gap to the next row.
_BAR, _LINE, _GAP = 13, 14, 10
#: Characters to a line of a name, on a telephone.
_NAME_WIDTH = 46


def _two_lines(event: Mapping[Any, Any]) -> str:
    when = "date not known" if pd.isna(event["start_date"]) else formatting.short_date(event["start_date"])
    # A line breaks at hard spaces too where they are plain ones.
    name = f"{event['name']}, {when}"
    return "\n".join(textwrap.wrap(name, _NAME_WIDTH, max_lines=2, placeholder=" …"))


def _layered(layers: Sequence[alt.Chart], title: str, height: float, dark: bool) -> alt.LayerChart:
    together = alt.layer(*layers)
    assert isinstance(together, alt.LayerChart)
    finished = finish(together.properties(height=height), title, dark)
    assert isinstance(finished, alt.LayerChart)
    return finished


def attendance_bars(
    values: pd.DataFrame,
    *,
    name: str,
    title: str,
    label: str,
    dark: bool,
    only_attended: bool = False,
    ranked: bool = True,
    home: str = "",
) -> alt.LayerChart:
    """Registered and attended, a row for each of a few names.

    Args:
        values: the column `name`, attended and registered as in lib.metrics.suppression.
        name: column of the names.
        title: what is shown.
        label: what the names are, for the tooltip.
        dark: drawn on a dark ground.
        only_attended: leave registered to the table view.
        ranked: the largest attendance first; else in the order of the names.
        home: the name that stands out.
    """
    measures = {"attended": ATTENDED} if only_attended else _BOTH
    data = _long(values.assign(**{name: values[name].fillna("not known")}), measures, [name])
    by_size = values.sort_values("attended", ascending=False, na_position="last")
    order = list((by_size if ranked else values.sort_values(name))[name].fillna("not known"))
    own = [home] if home in order else []
    data = _with_words(data, with_measure=not only_attended)
    y = alt.Y(f"{name}:N", sort=order, title=None, axis=names_axis(own, limit=150))
    base = alt.Chart(data).encode(y=y, tooltip=_tooltip(name, label))
    if only_attended:
        coloured = base.encode(color=stands_out(own, dark, name))
    else:
        names = list(measures.values())
        base = base.encode(yOffset=alt.YOffset("measure:N", sort=names))
        coloured = base.encode(color=_measures(dark, names))
    rows = data[name].nunique()
    scale = room_for(data["words"])
    bars = _solid_and_faint(coloured, data, "x", _COUNT_ON_TOP if only_attended else _COUNT, scale)
    return _layered(
        [*bars, values_at_ends(base, "most", "words", dark)],
        title,
        rows * (20 if only_attended else 32),
        dark,
    )


def _with_words(data: pd.DataFrame, *, with_measure: bool) -> pd.DataFrame:
    """Return rows of `_long` with `words`, as they stand at the end of a bar: `42`, or `42 registered`."""
    words = data["description"].astype("str")
    if with_measure:
        words += " " + data["measure"].str.lower()
    return data.assign(words=words.astype("object"))


def _solid_and_faint(
    base: alt.Chart, data: pd.DataFrame, along: str, counts: alt.Axis = _COUNT, scale: Any = alt.Undefined
) -> list[alt.Chart]:
    """Bars to the least number, and faint ends to the most where there are any."""
    axis = {"x": alt.X, "y": alt.Y}[along]
    solid = base.mark_bar(cornerRadiusEnd=2).encode(
        **{along: axis("least:Q", title="Persons", axis=counts, scale=scale, stack=None)}
    )
    open_ended = data[data["most"] > data["least"]]
    if open_ended.empty:
        return [solid]
    faint = (
        base.properties(data=open_ended)
        .mark_bar(opacity=_FAINT)
        .encode(**{along: axis("least:Q", title="Persons"), f"{along}2": "most:Q"})
    )
    return [solid, faint]


def people_over_years(values: pd.DataFrame, *, columns: Mapping[str, str], title: str, dark: bool) -> alt.LayerChart:
    """Numbers of people beside each other, year by year.

    Args:
        values: year, and for each of `columns` the number as in lib.metrics.suppression.
        columns: names that readers see by column, in order.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    names = list(columns.values())
    data = _long(values.assign(year=values["year"].astype("Int64").astype("str")), columns, ["year"])
    years = values["year"].dropna().astype(int)
    every = [str(year) for year in range(years.min(), years.max() + 1)] if len(years) else []
    base = alt.Chart(data).encode(
        x=alt.X(
            "year:O",
            title="Year",
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
            scale=alt.Scale(domain=every, paddingInner=0.25),
        ),
        xOffset=alt.XOffset("measure:N", sort=names),
        color=_measures(dark, names, legend=True),
        tooltip=_tooltip("year", "Year"),
    )
    return _layered(_solid_and_faint(base, data, "y"), title, 260, dark)


def calendar(months: pd.DataFrame, *, title: str, dark: bool) -> alt.LayerChart:
    """How many events began in each month: years down, months across.

    Args:
        months: year, month (1 to 12), events.
        title: what is shown.
        dark: drawn on a dark ground.
    """
    data = pd.DataFrame(
        {
            "year": months["year"].astype(int).astype(str),
            "month": [_MONTHS[int(month) - 1] for month in months["month"]],
            "events": months["events"].astype(int),
        }
    )
    years = months["year"].astype(int)
    every = [str(year) for year in range(years.min(), years.max() + 1)]
    classes = classify(data["events"].astype("float64"), len(ramp(dark)))
    shades = spread(ramp(dark), len(classes.edges))
    places = [classes.place(events) or 0 for events in data["events"]]
    data = data.assign(shade=[shades[place] for place in places], ink=[ink_on(shades[place]) for place in places])
    base = alt.Chart(data).encode(
        x=alt.X(
            "month:O",
            title=None,
            sort=list(_MONTHS),
            scale=alt.Scale(domain=list(_MONTHS)),
            axis=alt.Axis(orient="top", labelAngle=0, labelOverlap=False, labelFlush=False, labelPadding=4),
        ),
        y=alt.Y("year:O", title=None, scale=alt.Scale(domain=every)),
        tooltip=[
            alt.Tooltip("year:O", title="Year"),
            alt.Tooltip("month:O", title="Month"),
            alt.Tooltip("events:Q", title="Events"),
        ],
    )
    squares = base.mark_rect(cornerRadius=2).encode(color=alt.Color("shade:N", scale=None))
    numbers = base.mark_text().encode(text="events:Q", color=alt.Color("ink:N", scale=None))
    return _layered([squares, numbers], title, 24 * len(every), dark)


def events_by_host(
    hosts: pd.DataFrame, *, title: str, dark: bool, ranked: bool = True, home: str = ""
) -> alt.LayerChart:
    """How many events each country hosted.

    Args:
        hosts: country, events.
        title: what is shown.
        dark: drawn on a dark ground.
        ranked: the most first; else by name.
        home: the country that stands out.
    """
    hosts = hosts if ranked else hosts.sort_values("country")
    data = pd.DataFrame({"country": hosts["country"], "events": hosts["events"].astype(int)})
    own = [home] if (data["country"] == home).any() else []
    data = data.assign(words=data["events"].map(formatting.number))
    base = alt.Chart(data).encode(
        y=alt.Y("country:N", sort=list(data["country"]), title=None, axis=names_axis(own, limit=150)),
        tooltip=[alt.Tooltip("country:N", title="Host country"), alt.Tooltip("events:Q", title="Events")],
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("events:Q", title="Events", axis=_COUNT, scale=room_for(data["words"]), stack=None),
        color=stands_out(own, dark, "country"),
    )
    return _layered([bars, values_at_ends(base, "events", "words", dark)], title, 20 * len(data), dark)


def standing_of_countries(
    values: pd.DataFrame, *, order: Sequence[str], title: str, dark: bool, home: str = ""
) -> alt.LayerChart:
    """Countries with how many attended from each, coloured and shaped by how they stand to the events.

    Args:
        values: country, standing, programmes, attended as in lib.metrics.suppression (missing: nobody registered).
        order: of the standings, in the legend.
        title: what is shown.
        dark: drawn on a dark ground.
        home: the country whose name is in bold.
    """
    absent = values["attended"].isna()
    data = pd.DataFrame(
        {
            "country": values["country"],
            "standing": values["standing"],
            "programmes": values["programmes"].astype(int),
            "least": values["attended"].astype("Float64").fillna(0).astype(float),
            "most": values["attended_most"].astype("Float64").fillna(0).astype(float),
            "description": [
                "nobody registered" if none else words if isinstance(words, str) else formatting.number(number)
                for none, words, number in zip(absent, values["attended_words"], values["attended"], strict=True)
            ],
        }
    )
    base = alt.Chart(data).encode(
        y=alt.Y(
            "country:N",
            sort=list(data["country"]),
            title=None,
            axis=names_axis([home], limit=150),
        ),
        tooltip=[
            alt.Tooltip("country:N", title="Country"),
            alt.Tooltip("description:N", title="Attended (persons)"),
            alt.Tooltip("programmes:Q", title="Programmes"),
            alt.Tooltip("standing:N", title="Standing"),
        ],
    )
    stems = base.mark_rule(color=muted(dark)).encode(x=alt.X("zero:Q"), x2="least:Q")
    spans = base.mark_rule(strokeWidth=4, opacity=_FAINT, color=muted(dark)).encode(x="least:Q", x2="most:Q")
    heads = base.mark_point(size=70, filled=True, opacity=1).encode(
        x=alt.X("least:Q", title="Persons who attended", axis=_COUNT_ON_TOP),
        color=alt.Color(
            "standing:N",
            title=None,
            scale=alt.Scale(domain=list(order), range=list(categories(dark)[: len(order)])),
            legend=alt.Legend(orient="top", columns=1, labelLimit=300),
        ),
        shape=alt.Shape(
            "standing:N", title=None, scale=alt.Scale(domain=list(order), range=["circle", "diamond", "square"])
        ),
    )
    return _layered([stems.transform_calculate(zero="0"), spans, heads], title, 20 * len(data), dark)
