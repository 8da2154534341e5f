"""Which of all events, calls and newsletters show in the reach of the weeks after them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from lib.charts import outcomes as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DAY, FLAG, NUMBER, P_VALUE, Column, no_rows
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.reach import effect, words
from lib.metrics.coverage import Coverage
from lib.metrics.reach import effects, posts
from lib.metrics.reach.effect import NO_TIME
from lib.metrics.scope import DAYS, YEARS, Scope

#: More than these cannot be told apart in a chart.
_MOST: Final = 50


def _effects(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    channels = words.chosen_channels(ask, scope)
    weeks, measure = int(chosen[effect.WEEKS.name]), chosen[effect.COMPARED.name]
    found = ask(effects.effects, scope, channels, weeks, measure)
    around = f"events, calls and newsletters with {formatting.counted(weeks, 'whole week')} of posts before and after"
    known = words.known_of(ask(posts.coverage, scope.without(*YEARS, *DAYS), channels), measure)
    coverage = (Coverage(around, len(found.rows), found.dated), *known)
    if found.rows.empty:
        return Result(no_rows(_OF_EFFECT), coverage, {"known": found.known})
    # In the order of lib.metrics.reach.effect.marks, so that names are those of the choice of one of them.
    dated = found.rows.sort_values(["day", "kind", "id"], ascending=[False, True, True])
    rows = dated.assign(key=effect.named(dated)).loc[found.rows.index]
    written = {name: [words.write_difference(one, measure) for one in rows[name]] for name in ("change", "low", "high")}
    ordinary = [
        None if low == formatting.MISSING else f"{low} to {high}"
        for low, high in zip(written["low"], written["high"], strict=True)
    ]
    made = rows.assign(
        measure=measure,
        change_words=pd.Series(written["change"], index=rows.index, dtype="object"),
        ordinary=pd.Series(ordinary, index=rows.index, dtype="object"),
        holds=rows["holds"].astype(bool),
    )
    return Result(made, coverage, {"known": found.known})


def _why_not(answer: Answer) -> str:
    """Why nothing can be compared; empty where it can."""
    known = answer.context["known"]
    if known is None:
        return NO_TIME
    around, *of_posts = answer.coverage
    if not around.of:
        return "No event, call or newsletter with a known day lies in the time of the posts and fits the filters."
    if not around.known:
        return f"Too few weeks of posts are known around each: {around.words}."
    if too_few := words.too_few(of_posts):
        return too_few
    return "" if answer.frame["p"].notna().any() else "Too few other weeks are known to say what is ordinary."


def _measure(answer: Answer) -> str:
    name = words.MEASURES[answer.chosen[effect.COMPARED.name]]
    return f"{name[0].lower()}{name[1:]}"


def _title(answer: Answer) -> str:
    weeks = formatting.counted(int(answer.chosen[effect.WEEKS.name]), "week")
    name = words.MEASURES[answer.chosen[effect.COMPARED.name]]
    return f"{name} of the {weeks} after each event, call and newsletter, against those before"


def _said(row: Mapping[Any, Any]) -> str:
    """`Info Day 2024 (27 July 2024): +5 000 a week, ordinary −3 900 to +4 200, adjusted p 0.012`."""
    day, adjusted = formatting.long_date(row["day"]), formatting.p_value(row["p_adjusted"])
    a_week = "" if row["measure"] == "engagement_rate" else " a week"
    return f"{row['name']} ({day}): {row['change_words']}{a_week}, ordinary {row['ordinary']}, adjusted p {adjusted}"


def _sentence(answer: Answer) -> str:
    reason = _why_not(answer)
    if reason:
        return reason
    tested = answer.frame[answer.frame["p"].notna()]
    shows = tested[tested["holds"]]
    count = formatting.number(len(tested))
    if shows.empty:
        return (
            f"Of {count} events, calls and newsletters none shows in {_measure(answer)} beyond ordinary weeks. The "
            f"least ordinary is {_said(tested.iloc[0].to_dict())}."
        )
    named = "; ".join(_said(row) for row in shows.head(3).to_dict("records"))
    more = f"; and {len(shows) - 3} more" if len(shows) > 3 else ""
    verb = "shows" if len(shows) == 1 else "show"
    return (
        f"{len(shows)} of {count} events, calls and newsletters {verb} in {_measure(answer)} beyond ordinary weeks, "
        f"which does not say what caused it: {named}{more}."
    )


def _finding(answer: Answer) -> str:
    if _why_not(answer):
        return answer.title
    tested = answer.frame[answer.frame["p"].notna()]
    shows = tested[tested["holds"]]
    measure = _measure(answer)
    if shows.empty:
        return f"Of {len(tested)} events, calls and newsletters none shows in {measure} beyond ordinary weeks"
    if len(shows) == 1:
        first = shows.iloc[0]
        return f"{first['name']} shows in {measure} beyond ordinary weeks: {first['change_words']}"
    return f"{len(shows)} of {len(tested)} events, calls and newsletters show in {measure} beyond ordinary weeks"


def _draw(answer: Answer, look: Look) -> Chart | None:
    if _why_not(answer):
        return None
    shown = answer.frame[answer.frame["change"].notna()].head(_MOST)
    measure = answer.chosen[effect.COMPARED.name]
    values = shown.assign(
        # The day first, since the end of a long name is left out.
        name=[f"{formatting.short_date(day)}: {name}" for name, day in zip(shown["name"], shown["day"], strict=True)],
        value=shown["change"],
        stands_out=shown["holds"],
        description=shown["change_words"],
    )
    return charts.dots_before_ranges(
        values[["key", "name", "value", "low", "high", "stands_out", "description"]],
        unit=words.UNITS[measure],
        axis=f"Change of {'the' if measure == 'engagement_rate' else 'a week’s'} {_measure(answer)}",
        title="Change (dot) before the middle 90 % of ordinary changes (grey); in colour where beyond chance",
        dark=look.dark,
        clickable=look.clickable,
    )


def _caption(answer: Answer) -> str:
    if len(answer.frame) <= _MOST:
        return ""
    return f"The {_MOST} least ordinary of {formatting.number(len(answer.frame))}; the table has all."


_OF_EFFECT: Final = (
    Column("key", "As the choice of one calls it", CODE, shown=False),
    Column("kind", "Kind"),
    Column("id", "Identifier", CODE, shown=False),
    Column("name", "Name"),
    Column("day", "Day", DAY),
    Column("measure", "Figure", shown=False),
    words.measured_in("before", "Average week before"),
    words.measured_in("after", "Average week after"),
    Column("change", "Change", NUMBER, write_by=("measure", words.write_difference)),
    Column("ordinary", "Ordinary change, middle 90 %"),
    Column("low", "Ordinary change from", NUMBER, shown=False),
    Column("high", "Ordinary change to", NUMBER, shown=False),
    Column("compared_with", "Other stretches compared with", COUNT, shown=False),
    Column("near", "Others in the same weeks", COUNT),
    Column("p", "p", P_VALUE),
    Column("p_adjusted", "p, adjusted", P_VALUE),
    Column("holds", "Beyond ordinary weeks", FLAG),
)

EFFECTS = Figure(
    id="reach.effects",
    title="Events, calls and newsletters, ranked by the reach of the weeks after them",
    title_of=_title,
    question="Which event, call or newsletter shows in the reach of the weeks after it?",
    unit="difference of average weeks",
    definition=Definition(
        counts=(
            "For each event (by its first day), call (by its opening) and newsletter of the period: an average week "
            "from its day on against an average week of those before, over the chosen channels together (engagement "
            "rate: engagements divided by impressions, sums over sums of the weeks)."
        ),
        of=(
            "Ordinary: the same difference around every other day, a week apart, whose weeks do not touch those "
            "compared; the grey bar holds the middle 90 % of them. p: the share of all days of the time, its own among "
            "them, around which the difference is at least as large, up or down. Since many are compared, p is "
            "adjusted (Benjamini and Hochberg); one shows beyond ordinary weeks where its adjusted p is at most 0.05."
        ),
        left_out=(
            "Those without a known day, and those without so many whole weeks of posts of every chosen channel before "
            "and after. With fewer than 20 other stretches nothing is called ordinary. Engagement rates of fewer than "
            "ten impressions are left out."
        ),
        why=(
            "Of many changes some are large by chance. And one that is more than chance may come from whatever else "
            "happened then: other events in the same weeks (the table counts them), a season, or more posts."
        ),
        notes=(words.POSTS_KNOWN,),
    ),
    reviewed=date(2026, 11, 30),
    entities=("post", "event", "call", "output"),
    narrowed_by=words.POSTS,
    options=(effect.WEEKS, effect.COMPARED),
    compute=_effects,
    columns=_OF_EFFECT,
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    ranked=lambda answer: answer.frame,
    caption=_caption,
    empty=_why_not,
)
