"""The parts of the page on reach: growth, lines over time, hours of the week, before and after, ranked posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import isnan
from typing import Any

import pandas as pd
import streamlit as st

from lib.charts import reach as charts
from lib.common import formatting
from lib.common.formatting import HARD
from lib.metrics import definitions, effect, posts, reach
from lib.metrics.coverage import Coverage, in_words
from lib.metrics.periods import Period
from lib.metrics.posts import Picked
from lib.metrics.reach import Channel, Step
from lib.metrics.report import of_days
from lib.metrics.scope import DAYS, YEARS
from lib.ui.ask import ask, today
from lib.ui.frame import (
    Column,
    Page,
    cards_in_rows,
    draw,
    draw_selectable,
    figure,
    narrow,
    offer_export,
    searched_for,
    show_list,
    show_table,
)

#: Names in the address; links made with them keep working, so they never change.
CHANNEL, MEASURE, STEP, MARKED, HOURS_BY, AROUND, DAY, WEEKS, COMPARED, DAILY, RANKED_BY, SEARCH = (
    "channel",
    "over-time",
    "step",
    "marked",
    "hours-by",
    "around",
    "day",
    "weeks",
    "compared",
    "daily",
    "ranked-by",
    "post-search",
)
#: Counts how often the selection was cleared: charts of a new name have nothing selected.
_CLEARED = "reach-cleared"
_NOTHING = "Nothing is known for these filters."
#: Posts that are shown; the export has all.
MOST_POSTS = 200
#: More marks of a kind than this would hide the lines.
_MOST_MARKS = 40

_LABELS = {
    "impressions": "Impressions",
    "engagements": "Engagements",
    "engagement_rate": "Engagement rate",
    "posts": "Posts",
    "followers": "Followers",
}
_MARKS = {"event": "Events", "call": "Calls", "newsletter": "Newsletters"}


def _unit(measure: str) -> str:
    return "share" if measure == "engagement_rate" else "count"


def _write(measure: str) -> Callable[[object], str]:
    return _rate if measure == "engagement_rate" else formatting.number


def _rate(value: object) -> str:
    return formatting.percent(value, 2)


def _mean(value: object) -> str:
    return formatting.number(value, 1)


def _bound(key: str) -> dict[str, Any]:
    return {"key": key, "bind": "query-params", "persist_state": "session"}


def narrowed(page: Page) -> Page:
    """The page narrowed to the channels that the reader chose; none means all."""
    labels = {channel.code: channel.label for channel in ask(reach.channels, page.scope.without("channels"))}
    codes = st.multiselect(
        "Channel",
        list(labels),
        format_func=lambda code: labels.get(code, code),
        placeholder="all",
        width=360,
        **_bound(CHANNEL),
    )
    page = narrow(page, channels=tuple(codes))
    # Posts belong to no country and to no programme: the figures say so where such filters are set.
    return replace(page, scope=page.scope.of("post"))


_GROWTH_COLUMNS = {
    "label": Column("Channel"),
    "figure": Column("Figure"),
    "value": Column("This period", formatting.number),
    "before": Column("Period before", formatting.number),
    "change_before": Column("Change (%)", formatting.percent),
    "year_ago": Column("Year before", formatting.number),
    "change_year_ago": Column("Change on the year (%)", formatting.percent),
    "note": Column("Note"),
}


def _known_of(covered: Mapping[str, Coverage], measure: str) -> tuple[Coverage, ...]:
    """Of how many posts is known what a figure needs; followers are not of posts."""
    if measure == "followers":
        return ()
    return (covered["posts"], *([covered[measure]] if measure != "posts" else []))


_AGAINST = {"change_before": "the period before", "change_year_ago": "the year before"}


def draw_growth(page: Page, chosen: tuple[Channel, ...], today: date) -> None:
    """The period's figures as cards, then their growth against the period before and the year before."""
    period = reach.growth_period(page.scope, chosen, today)
    if period is None:
        st.info(_NOTHING, icon=":material/filter_alt_off:")
        return
    grown = ask(reach.growth, page.scope, chosen, period)
    words = f"{formatting.long_date(period.first)} to {formatting.long_date(period.last)}"
    before, year_ago = period.before(), period.a_year_ago()
    st.markdown(f"**{words}**, with the change against the {(before.last - before.first).days + 1} days before.")
    covered = ask(posts.coverage, of_days(page.scope, period.first, period.last), chosen)
    _draw_cards(grown, covered)
    counted = grown[grown["figure"] != "engagement_rate"]
    table = counted.assign(figure=counted["figure"].map(_LABELS), note=counted["note"].replace("", None))
    with figure(
        f"Growth, {words}",
        table=table,
        columns=_GROWTH_COLUMNS,
        definition=(
            f"{definitions.REACH_GROWTH} Here: {_days_of(period)} against {_days_of(before)} and {_days_of(year_ago)}."
        ),
        entities=("post", "channel snapshot"),
        scope=page.scope,
        key="growth",
        coverage=(covered["posts"], covered["impressions"], covered["engagements"]),
        empty=""
        if table[[*_AGAINST]].notna().any(axis=None)
        else "Nothing to compare with: the table says of which channel nothing, or too little, was measured then.",
    ) as place:
        if place:
            bars = _growth_bars(table)
            draw(
                charts.growth_bars(bars, title="Change in %, against the time before", dark=page.dark),
                f"Growth, {words}: bars for each figure, against the period before and against the year before.",
                "growth-chart",
            )


def _days_of(period: Period) -> str:
    return f"{formatting.short_date(period.first)} to {formatting.short_date(period.last)}"


def _draw_cards(grown: pd.DataFrame, covered: Mapping[str, Coverage]) -> None:
    together = grown["channel"] == ("" if (grown["channel"] == "").any() else grown["channel"].iloc[0])
    cards = pd.concat([grown[together & (grown["figure"] != "followers")], grown[grown["figure"] == "followers"]])
    with cards_in_rows("reach"):
        for place, row in enumerate(cards.to_dict("records")):
            name = _LABELS[row["figure"]]
            label = f"{name}, {row['label']}" if row["figure"] == "followers" else name
            with st.container(border=True, gap="xsmall", key=f"card-reach-{place}"):
                st.metric(
                    label,
                    _told(row, "value", "no data"),
                    delta=_change_in_words(row),
                    delta_color="off",
                    delta_arrow=_arrow(row["change_before"]),
                    help=definitions.REACH_GROWTH,
                )
                if row["figure"] not in ("followers", "posts"):
                    known = covered[row["figure"]]
                    st.caption(f"known of {formatting.counts_of(known.known, known.of)} posts")


def _told(row: Mapping[Any, Any], column: str, missing: str) -> str:
    """A value on a card, or what stands in its place."""
    if isinstance(row[f"{column}_words"], str):
        return str(row[f"{column}_words"])
    return missing if pd.isna(row[column]) else _write_short(row["figure"])(row[column])


def _write_short(measure: str) -> Callable[[object], str]:
    return _rate if measure == "engagement_rate" else formatting.short_number


def _arrow(change: float) -> Any:
    return "off" if pd.isna(change) or change == 0 else "up" if change > 0 else "down"


def _change_in_words(row: Mapping[Any, Any]) -> str:
    change = row["change_before"]
    if pd.isna(change):
        return f"before: {_told(row, 'before', 'no data')}"
    sign = "+" if change > 0 else "−" if change < 0 else ""
    unit = "points" if row["figure"] == "engagement_rate" else "%"
    return f"{sign}{formatting.number(abs(change) * 100, 2 if unit == 'points' else 1)}{HARD}{unit}"


def _growth_bars(table: pd.DataFrame) -> pd.DataFrame:
    """figure (with its channel), against, change: those of all chosen together, and each channel's followers."""
    followers = table["figure"] == _LABELS["followers"]
    together = table["channel"] == ("" if (table["channel"] == "").any() else table["channel"].iloc[0])
    shown = table[together | followers]
    names = shown["figure"].mask(shown["figure"] == _LABELS["followers"], shown["figure"] + ", " + shown["label"])
    return pd.concat(
        [
            pd.DataFrame({"figure": names, "against": words, "change": shown[change]})
            for change, words in _AGAINST.items()
        ]
    )


_OVER_TIME_COLUMNS = {
    "label": Column("Channel"),
    "stretch": Column("When"),
    "first": Column("From", formatting.short_date),
    "last": Column("To", formatting.short_date),
    "posts": Column("Posts", formatting.number),
    "impressions": Column("Impressions", formatting.number),
    "engagements": Column("Engagements", formatting.number),
    "engagement_rate": Column("Engagement rate", _rate, words="engagement_rate_words"),
    "followers": Column("Followers", formatting.number),
    "known": Column("Measured"),
}


def draw_over_time(page: Page, chosen: tuple[Channel, ...], days: Period | None) -> tuple[tuple[date, date, str], ...]:
    """A figure of each channel over time, with what happened. Returns what was clicked, as Picked has it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.selectbox("Figure", list(_LABELS), format_func=_LABELS.__getitem__, width=220, **_bound(MEASURE))
        asked = st.selectbox("Shown by", ["automatic", *reach.STEPS], width=160, **_bound(STEP))
        kinds = st.multiselect(
            "Mark on the line",
            list(_MARKS),
            default=["event"],
            format_func=lambda kind: _MARKS.get(kind, kind),
            placeholder="nothing",
            width=360,
            **_bound(MARKED),
        )
    step = _step(asked, days)
    values = ask(reach.over_time, page.scope, chosen, step, days) if days else _nothing(_OVER_TIME_COLUMNS)
    name = _LABELS[measure]
    title = f"{name} by {step} and channel"
    known = bool(len(values)) and values[measure].notna().any()
    with figure(
        title,
        table=values,
        columns=_OVER_TIME_COLUMNS,
        definition=f"{definitions.REACH_OVER_TIME} {definitions.REACH_MARKS}",
        entities=("post", "channel snapshot", "event", "call", "output"),
        scope=page.scope,
        key="over-time",
        coverage=_known_of(ask(posts.coverage, page.scope, chosen), measure),
        empty="" if known else _NOTHING,
    ) as place:
        if not place or not days:
            return ()
        marked, left_out = _marked(page, kinds, days)
        clicked = draw_selectable(
            charts.lines_with_marks(
                values.assign(value=values[measure]),
                marked,
                name=name,
                title=f"{name}, {_days_of(days)}",
                unit=_unit(measure),
                dark=page.dark,
            ),
            f"{title}: a line for each of {', '.join(channel.label for channel in chosen)}, with a gap where nothing "
            f"was measured, and {formatting.counted(len(marked), 'rule')} for what happened.",
            f"over-time-chart-{_times_cleared()}",
            charts.STRETCH,
            ("channel", "since"),
        )
        _say_what_is_missing(values, chosen, days, left_out)
        if len(marked):
            _list_marks(marked)
    return _stretches(values, clicked)


def _step(asked: str, days: Period | None) -> Step:
    return next((step for step in reach.STEPS if step == asked), reach.step_for(days) if days else "week")


def _nothing(columns: dict[str, Column]) -> pd.DataFrame:
    words = [column.words for column in columns.values() if column.words]
    return pd.DataFrame({name: pd.Series(dtype="object") for name in (*columns, *words)})


def _marked(page: Page, kinds: Sequence[str], days: Period) -> tuple[pd.DataFrame, int]:
    """The latest marks of the chosen kinds, and how many were left out."""
    every = ask(effect.marks, page.scope, days.first, days.last)
    wanted = every[every["kind"].isin(kinds)]
    shown = wanted.groupby("kind").head(_MOST_MARKS)
    return shown, len(wanted) - len(shown)


def _say_what_is_missing(values: pd.DataFrame, chosen: Sequence[Channel], days: Period, left_out: int) -> None:
    later = [channel for channel in chosen if channel.first > days.first]
    told = [
        f"{channel.label}: no account before {formatting.long_date(channel.first)}, so no data." for channel in later
    ]
    parts = values[values["stretch"].str.endswith("(in part)")].drop_duplicates("stretch")
    told += [
        f"{row['stretch']}: {formatting.short_date(row['first'])} to {formatting.short_date(row['last'])}."
        for row in parts.to_dict("records")
    ]
    if left_out:
        told.append(f"Only the latest {_MOST_MARKS} marks of a kind are drawn; {formatting.number(left_out)} are not.")
    st.caption(" ".join([*told, "Click a point to list its posts below; click beside it to let go."]))


def _list_marks(marked: pd.DataFrame) -> None:
    with st.expander(f"What is marked: {len(marked)}"):
        show_list(
            marked.assign(kind=marked["kind"].str.capitalize()),
            {"day": Column("Day", formatting.short_date), "kind": Column("Marked"), "name": Column("Name")},
            alt="Events, calls and newsletters marked on the line",
            key="marks",
        )


def _stretches(values: pd.DataFrame, clicked: list[dict[str, Any]]) -> tuple[tuple[date, date, str], ...]:
    wanted = {(mark.get("channel"), mark.get("since")) for mark in clicked}
    rows = zip(values["channel"], values["first"], values["last"], strict=True)
    return tuple(
        (first.date(), last.date(), channel)
        for channel, first, last in rows
        if (channel, first.strftime("%Y-%m-%d")) in wanted
    )


_HOURS = {"impressions_per_post": "Mean impressions per post", "engagement_rate": "Engagement rate"}


def draw_hours(page: Page, chosen: tuple[Channel, ...]) -> tuple[tuple[int, int], ...]:
    """Posts by day of the week and hour. Returns the cells that were clicked, as Picked has them."""
    name = st.segmented_control(
        "Shade by",
        list(_HOURS.values()),
        default=_HOURS["impressions_per_post"],
        required=True,
        **_bound(HOURS_BY),
    )
    measure = next(column for column, label in _HOURS.items() if label == name)
    found = ask(posts.heat_map, page.scope, chosen)
    known = ask(posts.coverage, page.scope, chosen)[f"{measure} by hour"]
    best = ask(posts.best_hour, page.scope, chosen, measure) if known.is_enough else None
    cells = found.cells.assign(
        value=found.cells[measure],
        measured=found.cells["seen_posts" if measure == "impressions_per_post" else "rated_posts"],
        day=found.cells["weekday"].map(lambda number: posts.WEEKDAYS[number]),
        time=found.cells["hour"].map(lambda hour: f"{hour:02d}:00"),
    )
    untimed = formatting.counted(found.without_time, "post")
    title = f"{name} by day of the week and hour (UTC)"
    with figure(
        title,
        table=cells,
        columns={
            "day": Column("Day"),
            "time": Column("From (UTC)"),
            "posts": Column("Posts", formatting.number),
            "measured": Column("Posts with figures", formatting.number),
            "value": Column(name, _mean)
            if measure == "impressions_per_post"
            else Column(name, _rate, words="engagement_rate_words"),
        },
        definition=f"{definitions.HEAT_MAP} Here: {untimed}.",
        entities=("post",),
        scope=page.scope,
        key="hours",
        coverage=known,
        empty="Nothing is known of the hours of posts."
        if not len(cells) or cells["value"].isna().all()
        else ""
        if known.is_enough
        else f"Known of too few posts to compare hours: {known.words}. The table holds what is known.",
    ) as place:
        if not place:
            return ()
        _say_best_hour(best, measure)
        clicked = draw_selectable(
            charts.hours_of_week(
                cells.assign(posts=cells["measured"]),
                fewest=posts.FEWEST_POSTS,
                name=name,
                title="Number of posts in each cell; shade by their mean"
                if measure == "impressions_per_post"
                else "Number of posts in each cell; shade by their rate",
                unit=_unit(measure),
                dark=page.dark,
            ),
            f"{title}: a cell for each day and hour with posts, shaded by the figure, with the number of posts.",
            f"hours-chart-{_times_cleared()}",
            charts.HOUR,
            ("weekday", "hour"),
        )
        told = "Times are in UTC. Click a cell to list its posts below."
        st.caption(f"{told} {untimed} without a time of day in no cell." if found.without_time else told)
    return tuple((int(mark["weekday"]), int(mark["hour"])) for mark in clicked if len(mark) == 2)


def _say_best_hour(best: posts.BestHour | None, measure: str) -> None:
    """The best cell, and whether it may well be chance."""
    if best is None:
        st.text(f"No hour has {posts.FEWEST_POSTS} posts or more, so none is called the best.")
        return
    value = f"{_mean(best.value)} impressions per post" if measure == "impressions_per_post" else _rate(best.value)
    hour = f"{posts.WEEKDAYS[best.weekday]}, {best.hour:02d}:00 to {best.hour:02d}:59 UTC"
    told = f"Highest: {hour}, {value} ({formatting.counted(best.posts, 'post')})."
    if best.by_chance is None:
        st.text(f"{told} How often chance gives one as high is not reckoned for so many posts.")
        return
    verdict = (
        "so this hour may well be no better than others."
        if best.by_chance > posts.SIGNIFICANT
        else "so this is hardly chance; it does not show what causes it."
    )
    share = formatting.percent(best.by_chance, 0 if best.by_chance >= 0.01 else 1)
    st.text(f"{told} An hour as high comes about by chance in {share} of shuffles, {verdict}")


_OTHER_DAY = "a day of my choice"
_MOST_WEEKS = 26


def draw_comparison(page: Page, chosen: tuple[Channel, ...]) -> None:
    """The weeks before and after an event, a call, a newsletter or a day, before the spread of ordinary weeks."""
    st.header("Before and after", anchor=False)
    st.markdown("Does an event, a call or a newsletter show in the weeks after it, or is it what weeks do anyway?")
    day, weeks, measure = _choose_comparison(page, chosen)
    name = _LABELS[measure]
    found = ask(effect.comparison, page.scope, chosen, day, weeks, measure)
    known = _known_of(ask(posts.coverage, page.scope.without(*YEARS, *DAYS), chosen), measure)
    too_little = [covered for covered in known if covered.of and not covered.is_enough]
    title = f"{name} of the {formatting.counted(weeks, 'week')} before and from {formatting.long_date(day)}"
    rows = found.weeks.assign(
        when=[f"{-week} before" if week < 0 else f"{week + 1} from the day on" for week in found.weeks["week"]]
    )
    with figure(
        title,
        table=rows,
        columns={
            "when": Column("Week"),
            "first": Column("From", formatting.short_date),
            "value": Column(name, _write(measure)),
        },
        definition=definitions.BEFORE_AND_AFTER,
        entities=("post", "event", "call", "output"),
        scope=page.scope,
        key="before-after",
        coverage=known,
        empty=found.reason
        or (f"Known of too few posts to compare: {too_little[0].words}." if too_little else "")
        or ("" if rows["value"].notna().any() else _NOTHING),
    ) as place:
        if not place:
            return
        _say_verdict(found, measure)
        draw(
            charts.week_line(
                found.weeks,
                found.ordinary_weeks,
                name=f"{name} a week",
                title=f"{name} a week; grey: the middle 90 % and the middle half of all other weeks",
                unit=_unit(measure),
                dark=page.dark,
            ),
            f"{title}: a line over weeks, with the day as a dashed rule and the spread of all other weeks as bands.",
            "before-after-chart",
        )
        if found.changes and not pd.isna(found.change):
            draw(
                charts.spread_of_changes(
                    found.change,
                    found.changes,
                    found.ordinary_changes,
                    name=f"{name[0].lower()}{name[1:]} a week"
                    if measure != "engagement_rate"
                    else "the engagement rate",
                    title=f"This change (diamond) among {formatting.number(len(found.changes))} others of the same "
                    "length",
                    unit=_unit(measure),
                    dark=page.dark,
                ),
                f"The change of {name} as a diamond among the changes around all other days, which are thin lines.",
                "spread-chart",
            )
        _show_comparison(found, measure)


def _choose_comparison(page: Page, chosen: tuple[Channel, ...]) -> tuple[date, int, str]:
    """The day to compare around, the number of weeks, and the figure."""
    options, days = _days_to_compare(page, chosen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        around = st.selectbox("Around", options, index=_default(options, days, chosen), width=460, **_bound(AROUND))
        if around in days:
            day = days[around]
        else:
            day = st.date_input(
                "Day",
                value=today() - timedelta(days=180),
                min_value=date(1990, 1, 1),
                max_value=date(2100, 12, 31),
                format="DD/MM/YYYY",
                width=150,
                **_bound(DAY),
            )
        weeks = st.number_input("Weeks", min_value=1, max_value=_MOST_WEEKS, value=4, width=130, **_bound(WEEKS))
        measure = st.selectbox(
            "Figure compared", effect.MEASURES, format_func=_LABELS.__getitem__, width=220, **_bound(COMPARED)
        )
    return day, int(weeks or 4), measure


def _days_to_compare(page: Page, chosen: Sequence[Channel]) -> tuple[list[str], dict[str, date]]:
    """What can be chosen, the latest first, and the day of each."""
    dated = [channel for channel in chosen if channel.first_post and channel.last_post]
    if not dated:
        return [_OTHER_DAY], {}
    first = min(channel.first for channel in dated)
    last = max(channel.last for channel in dated)
    days: dict[str, date] = {}
    for row in ask(effect.marks, page.scope, first, last).to_dict("records"):
        name = f"{formatting.long_date(row['day'])}, {row['kind']}: {row['name']}"
        # The address holds the name, so no two are the same.
        days[f"{name} [{row['id']}]" if name in days else name] = row["day"].date()
    return [*days, _OTHER_DAY], days


def _default(options: Sequence[str], days: dict[str, date], chosen: Sequence[Channel]) -> int:
    """The latest that has eight weeks of posts after it, else a day of the reader's choice."""
    newest = min((channel.last_post for channel in chosen if channel.last_post), default=date.min)
    for place, option in enumerate(options):
        if option in days and days[option] + timedelta(weeks=8) <= newest:
            return place
    return len(options) - 1


_VERDICTS = {
    "within": "Within the ordinary range: such a change is what weeks do anyway.",
    "above": "Above the ordinary range. That alone does not show what caused it.",
    "below": "Below the ordinary range. That alone does not show what caused it.",
    "unknown": "Too few other weeks are known to say what is ordinary.",
}


def _say_verdict(found: effect.Comparison, measure: str) -> None:
    icon = {"within": ":material/horizontal_rule:", "unknown": ":material/help:"}
    st.info(f"**{_VERDICTS[found.verdict]}**", icon=icon.get(found.verdict, ":material/trending_flat:"))
    write = _write(measure)
    text = f"An average week before: {write(found.before)}. An average week after: {write(found.after)}."
    if found.verdict != "unknown":
        text += (
            f" Of {formatting.counted(len(found.changes), 'other stretch', 'other stretches')} of the same length, "
            f"{formatting.number(found.as_large)} changed at least as much, up or down."
        )
    st.text(text)


def _show_comparison(found: effect.Comparison, measure: str) -> None:
    """The same in figures: what changed, and what is ordinary."""
    write = _write(measure)
    ordinary = found.ordinary_changes
    rows = [
        ("An average week before", write(found.before)),
        ("An average week after", write(found.after)),
        ("Change", _signed(found.change, measure)),
        ("Ordinary change, middle 90 %", f"{_signed(ordinary[0.05], measure)} to {_signed(ordinary[0.95], measure)}"),
        ("Ordinary change, middle half", f"{_signed(ordinary[0.25], measure)} to {_signed(ordinary[0.75], measure)}"),
        ("Other stretches compared with", formatting.number(len(found.changes))),
    ]
    show_list(
        pd.DataFrame(rows, columns=["what", "value"]),
        {"what": Column("What"), "value": Column("Value")},
        alt="Change and ordinary range in figures",
        key="before-after-figures",
    )


def _signed(value: float, measure: str) -> str:
    if isnan(value):
        return formatting.MISSING
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if measure == "engagement_rate":
        return f"{sign}{formatting.number(abs(value) * 100, 2)}{HARD}points"
    return f"{sign}{formatting.number(abs(value))}"


def draw_daily_figures(page: Page, chosen: tuple[Channel, ...], days: Period | None) -> None:
    """Page views and other figures that channels report by the day, where there are any."""
    if not days:
        return
    step = reach.step_for(days)
    values = ask(reach.daily_figures, page.scope, chosen, step, days)
    there = [name for name in reach.DAILY if len(values) and values[name].notna().any()]
    if not there:
        return
    measure = st.selectbox(
        "Reported by the channel", there, format_func=reach.DAILY.__getitem__, width=320, **_bound(DAILY)
    )
    name = reach.DAILY[measure]
    title = f"{name}: mean of the days measured, by {step}"
    with figure(
        title,
        table=values,
        columns={
            "label": Column("Channel"),
            "stretch": Column("When"),
            "first": Column("From", formatting.short_date),
            "last": Column("To", formatting.short_date),
            measure: Column(f"{name}, a day", _mean),
            f"{measure}_days": Column("Days measured", formatting.number),
        },
        definition=definitions.DAILY_FIGURES,
        entities=("channel snapshot",),
        scope=page.scope,
        key="daily",
    ) as place:
        if place:
            draw(
                charts.lines_with_marks(
                    values.assign(value=values[measure]),
                    pd.DataFrame({"kind": [], "name": [], "day": []}),
                    name=f"{name}, a day",
                    title=f"{name} a day, {_days_of(days)}",
                    unit="mean",
                    dark=page.dark,
                ),
                f"{title}: a line for each channel, with a gap where no day was measured.",
                "daily-chart",
            )


def _times_cleared() -> int:
    return int(st.session_state.setdefault(_CLEARED, 0))


def _clear() -> None:
    st.session_state[_CLEARED] = _times_cleared() + 1


def _moment(value: Any) -> str:
    """`14 Mar 2024, 09:30`; without a time where only the day is known."""
    if pd.isna(value):
        return formatting.MISSING
    day = formatting.short_date(value)
    return day if value == value.normalize() else f"{day}, {value:%H:%M}"


_POST_COLUMNS = {
    "label": Column("Channel"),
    "published_at": Column("Published (UTC)", _moment),
    "impressions": Column("Impressions", formatting.number),
    "engagements": Column("Engagements", formatting.number),
    "engagement_rate": Column("Engagement rate", _rate, words="engagement_rate_words"),
    "text": Column("Text"),
    "url": Column("Post", link=True),
    "likes": Column("Likes", formatting.number),
    "comments": Column("Comments", formatting.number),
    "shares": Column("Shares", formatting.number),
    "clicks": Column("Clicks", formatting.number),
    "part": Column("Dataset"),
}


def draw_posts(page: Page, chosen: tuple[Channel, ...], picked: Picked) -> None:
    """The posts of the period, ranked and searched, and narrowed to what was clicked in the charts."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox(
            "Ranked by", list(posts.RANKINGS), format_func=posts.RANKINGS.__getitem__, width=220, **_bound(RANKED_BY)
        )
        search = st.text_input("Search posts", placeholder="text of the post", width=320, **_bound(SEARCH))
    words = _in_words(picked, chosen) if picked else ""
    if picked:
        with st.container(horizontal=True, vertical_alignment="center", key="reach-picked"):
            st.text(f"Only those clicked above: {words}.")
            st.button("Clear the selection", on_click=_clear, icon=":material/close:")
    scope = replace(page.scope, search=searched_for(search))
    found = ask(posts.ranked_posts, scope, chosen, by, picked, MOST_POSTS)
    known = ask(posts.coverage, page.scope, chosen)
    covered = (*_known_of(known, "posts"), *(_known_of(known, by)[1:] if by in known else ()))
    st.caption(f"Covers {in_words(covered)}.")
    if by in known and known[by].of and not known[by].is_enough:
        st.caption("Of too few posts is the figure known for a ranking of all: the first are those of the known ones.")
    st.caption(
        f"{formatting.counted(found.total, 'post')} fit{'s' if found.total == 1 else ''}. {definitions.RANKED_POSTS}"
    )
    if found.total > len(found.rows):
        st.caption(f"The first {formatting.number(len(found.rows))} are shown; the export has all.")
    show_table(found.rows, _POST_COLUMNS, alt="Posts, ranked", key="ranked-posts")
    offer_export(
        found.rows,
        _POST_COLUMNS,
        "posts",
        scope,
        "ranked-posts",
        definitions.RANKED_POSTS,
        ("post",),
        whole=lambda: ask(posts.ranked_posts, scope, chosen, by, picked, None).rows,
        besides={"clicked in the charts": words} if words else {},
        coverage=covered,
    )


def _in_words(picked: Picked, chosen: Sequence[Channel]) -> str:
    labels = {channel.code: channel.label for channel in chosen}
    words = [
        f"{labels[channel]} from {formatting.long_date(first)} to {formatting.long_date(last)}"
        for first, last, channel in picked.stretches
    ]
    words += [f"{posts.WEEKDAYS[day]} {hour:02d}:00 to {hour:02d}:59 UTC" for day, hour in picked.hours]
    return "; ".join(words)
