"""Whether an event, a call or a newsletter shows in the reach of the weeks after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import pandas as pd

from lib.charts import reach as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, DAY, NUMBER, Column, no_rows
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.figures.reach import words
from lib.metrics.reach import effect, posts
from lib.metrics.scope import DAYS, YEARS, Scope

#: The choice of a day that is none of an event, a call or a newsletter.
OTHER_DAY: Final = "a day of my choice"
MOST_WEEKS: Final = 26
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


def _marks(ask: Ask, scope: Scope) -> dict[str, date]:
    """The day of each event, call and newsletter in the time of the channels' posts, by its name, the latest first."""
    dated = [channel for channel in words.chosen_channels(ask, scope) if channel.first_post and channel.last_post]
    if not dated:
        return {}
    first, last = min(channel.first for channel in dated), max(channel.last for channel in dated)
    found = ask(effect.marks, Scope(demonstration=scope.demonstration), first, last)
    return dict(zip(named(found), (day.date() for day in found["day"]), strict=True))


def named(marks: pd.DataFrame) -> list[str]:
    """Return what events, calls and newsletters are called in the choice of a day, no two the same.

    Args:
        marks: kind, id, name, day, all of a stretch of time in the order of lib.metrics.reach.effect.marks.
    """
    names: list[str] = []
    for row in marks.to_dict("records"):
        name = f"{formatting.long_date(row['day'])}, {row['kind']}: {row['name']}"
        names.append(f"{name} [{row['id']}]" if name in names else name)
    return names


def _offered(ask: Ask, scope: Scope) -> Mapping[str, str]:
    return {name: name for name in (*_marks(ask, scope), OTHER_DAY)}


def _default(ask: Ask, scope: Scope) -> str:
    """The latest that has eight weeks of posts after it, else a day of the reader's choice."""
    ends = [channel.last_post for channel in words.chosen_channels(ask, scope) if channel.last_post]
    newest = min(ends, default=date.min)
    return next((name for name, day in _marks(ask, scope).items() if day + timedelta(weeks=8) <= newest), OTHER_DAY)


def _default_day(ask: Ask, scope: Scope) -> str:
    """Half a year before the newest post, so that a link to the view shows the same tomorrow."""
    ends = [channel.last_post for channel in words.chosen_channels(ask, scope) if channel.last_post]
    newest = min(ends, default=date.today())
    return max(newest - timedelta(days=180), FIRST_DAY).isoformat()


def _as_day(word: str) -> str:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("write a day as 2021-03-01")
    return day.isoformat()


AROUND = Option("around", "Around", offered=_offered, default_of=_default)
DAY_CHOSEN = Option("day", "Day", default_of=_default_day, checked=_as_day, help=f"Holds with “{OTHER_DAY}”.")
WEEKS = Option("weeks", "Weeks", {str(count): str(count) for count in range(1, MOST_WEEKS + 1)}, "4")
COMPARED = words.of_measures(
    "compared", "Figure compared", {measure: words.MEASURES[measure] for measure in effect.MEASURES}
)
OPTIONS: Final = (AROUND, DAY_CHOSEN, WEEKS, COMPARED)


def _found(ask: Ask, scope: Scope, chosen: Chosen) -> tuple[effect.Comparison, Result]:
    """The comparison, and of how many posts is known what it needs; with the day in the context."""
    channels = words.chosen_channels(ask, scope)
    day = _marks(ask, scope).get(chosen[AROUND.name]) or date.fromisoformat(chosen[DAY_CHOSEN.name])
    measure = chosen[COMPARED.name]
    found = ask(effect.comparison, scope, channels, day, int(chosen[WEEKS.name]), measure)
    known = words.known_of(ask(posts.coverage, scope.without(*YEARS, *DAYS), channels), measure)
    return found, Result(pd.DataFrame(), known, {"day": day, "found": found})


def _why_not(answer: Answer) -> str:
    """Why nothing can be compared; empty where it can."""
    found: effect.Comparison = answer.context["found"]
    if found.reason:
        return found.reason
    if too_few := words.too_few(answer.coverage):
        return too_few
    return "" if found.weeks["value"].notna().any() else words.NOTHING


_VERDICTS: Final = {
    "within": "Within the ordinary range: such a change is what weeks do anyway.",
    "above": "Above the ordinary range. That alone does not show what caused it.",
    "below": "Below the ordinary range. That alone does not show what caused it.",
    "unknown": "Too few other weeks are known to say what is ordinary.",
}


def _sentence(answer: Answer) -> str:
    reason = _why_not(answer)
    if reason:
        return reason
    found: effect.Comparison = answer.context["found"]
    write = words.write(answer.chosen[COMPARED.name])
    said = [write(value) if pd.notna(value) else "not known" for value in (found.before, found.after)]
    text = f"{_VERDICTS[found.verdict]} An average week before: {said[0]}. An average week after: {said[1]}."
    if found.verdict == "unknown":
        return text
    return (
        f"{text} Of {formatting.counted(len(found.changes), 'other stretch', 'other stretches')} of the same length, "
        f"{formatting.number(found.as_large)} changed at least as much, up or down."
    )


def _finding(answer: Answer) -> str:
    if _why_not(answer):
        return answer.title
    found: effect.Comparison = answer.context["found"]
    write = words.write(answer.chosen[COMPARED.name])
    before, after = (write(value) if pd.notna(value) else "not known" for value in (found.before, found.after))
    said = {"unknown": "what is ordinary is not known", "within": "within the ordinary range"}
    verdict = said.get(found.verdict, f"{found.verdict} the ordinary range")
    return f"From {before} in an average week before to {after} after: {verdict}"


def _name(answer: Answer) -> str:
    return words.MEASURES[answer.chosen[COMPARED.name]]


def _title(answer: Answer) -> str:
    weeks = formatting.counted(int(answer.chosen[WEEKS.name]), "week")
    return f"{_name(answer)} of the {weeks} before and from {formatting.long_date(answer.context['day'])}"


_DEFINITION: Final = Definition(
    counts=(
        "An average week from the day on against an average week of those before the day (engagement rate: engagements "
        "divided by impressions, sums over sums of the weeks), over the chosen channels together."
    ),
    of=(
        "Ordinary: the same difference around every other day, a week apart, whose weeks do not touch those shown; the "
        "band holds the middle 90 % of them, the darker one the middle half. With fewer than 20 other stretches "
        "nothing is said."
    ),
    left_out=(
        "Engagement rates of fewer than ten impressions are left out. Only the time in which the posts of every chosen "
        "channel are known is used, whatever the period of the page."
    ),
    why=(
        "A change within the band is what weeks do anyway, and even one outside it does not show what caused it: one "
        "in ten ordinary changes lies outside."
    ),
    notes=(words.POSTS_KNOWN,),
)


# Week by week -----------------------------------------------------------------------------------------------------


def _weeks(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found, compared = _found(ask, scope, chosen)
    when = [f"{-week} before" if week < 0 else f"{week + 1} from the day on" for week in found.weeks["week"]]
    rows = found.weeks.assign(
        when=pd.Series(when, index=found.weeks.index, dtype="object"), measure=chosen[COMPARED.name]
    )
    return Result(rows, compared.coverage, compared.context)


def _draw_weeks(answer: Answer, look: Look) -> Chart | None:
    if _why_not(answer):
        return None
    found: effect.Comparison = answer.context["found"]
    name = _name(answer)
    return charts.week_line(
        found.weeks,
        found.ordinary_weeks,
        name=f"{name} a week",
        title=f"{name} a week; grey: the middle 90 % and the middle half of all other weeks",
        unit=words.UNITS[answer.chosen[COMPARED.name]],
        dark=look.dark,
    )


BEFORE_AND_AFTER = Figure(
    id="reach.before_and_after",
    title="Reach before and after a day",
    title_of=_title,
    question="Does an event, a newsletter or a call show in the reach of the weeks after?",
    unit="of a week",
    definition=_DEFINITION,
    reviewed=date(2026, 11, 30),
    entities=("post", "event", "call", "output"),
    narrowed_by=frozenset({"channels"}),
    options=OPTIONS,
    compute=_weeks,
    columns=(
        Column("week", "Number of the week, −1 before the day", NUMBER, shown=False),
        Column("when", "Week"),
        Column("first", "From", DAY),
        Column("measure", "Figure", shown=False),
        words.measured_in("value", "Value"),
    ),
    sentence=_sentence,
    finding=_finding,
    chart=_draw_weeks,
    empty=_why_not,
)


# The change among others ------------------------------------------------------------------------------------------


def _change(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found, compared = _found(ask, scope, chosen)
    if found.reason:
        return Result(no_rows(_OF_CHANGE), compared.coverage, compared.context)
    ordinary, measure = found.ordinary_changes, chosen[COMPARED.name]
    middle = [(ordinary[0.05], ordinary[0.95]), (ordinary[0.25], ordinary[0.75])]
    missing = float("nan")
    rows = [
        ("An average week before", found.before, missing, missing),
        ("An average week after", found.after, missing, missing),
        ("Change", found.change, missing, missing),
        ("Ordinary change, middle 90 %", missing, *middle[0]),
        ("Ordinary change, middle half", missing, *middle[1]),
    ]
    made = pd.DataFrame(rows, columns=["what", "value", "least", "most"])
    change = words.write_difference(found.change, measure)
    ranges = [
        None if pd.isna(low) else " to ".join(words.write_difference(end, measure) for end in (low, high))
        for low, high in middle
    ]
    return Result(
        made.assign(
            value_words=pd.Series([None, None, change, *ranges], dtype="object"),
            measure=measure,
            compared_with=len(found.changes),
        ),
        compared.coverage,
        compared.context,
    )


def _draw_change(answer: Answer, look: Look) -> Chart | None:
    found: effect.Comparison = answer.context["found"]
    if _why_not(answer) or not found.changes or pd.isna(found.change):
        return None
    measure, name = answer.chosen[COMPARED.name], _name(answer)
    a_week = "the engagement rate" if measure == "engagement_rate" else f"{name[0].lower()}{name[1:]} a week"
    return charts.spread_of_changes(
        found.change,
        found.changes,
        found.ordinary_changes,
        name=a_week,
        title=f"This change (diamond) among {formatting.number(len(found.changes))} others of the same length",
        unit=words.UNITS[measure],
        dark=look.dark,
    )


def _sentence_of_change(answer: Answer) -> str:
    reason = _why_not(answer)
    if reason:
        return reason
    found: effect.Comparison = answer.context["found"]
    measure = answer.chosen[COMPARED.name]
    change = words.write_difference(found.change, measure) if pd.notna(found.change) else "not known"
    text = f"{_VERDICTS[found.verdict]} Change of an average week: {change}."
    if found.verdict == "unknown":
        return text
    low, high = (words.write_difference(found.ordinary_changes[share], measure) for share in (0.05, 0.95))
    others = formatting.counted(len(found.changes), "other stretch", "other stretches")
    return f"{text} The middle 90 % of {others} changed by {low} to {high}."


def _finding_of_change(answer: Answer) -> str:
    found: effect.Comparison = answer.context["found"]
    if _why_not(answer) or not found.changes:
        return answer.title
    others = formatting.counted(len(found.changes), "other stretch", "other stretches")
    return f"{formatting.number(found.as_large)} of {others} changed at least as much"


def _why_no_change(answer: Answer) -> str:
    return _why_not(answer) or "Nothing to compare the change with."


_OF_CHANGE: Final = (
    Column("what", "What"),
    Column("measure", "Figure", shown=False),
    Column(
        "value",
        "Value",
        NUMBER,
        words="value_words",
        instead=("value", "least", "most"),
        write_by=("measure", lambda value, measure: words.write(measure)(value)),
    ),
    Column("least", "From", NUMBER, shown=False),
    Column("most", "To", NUMBER, shown=False),
    Column("compared_with", "Other stretches compared with", COUNT),
)

CHANGE = Figure(
    id="reach.change",
    title="The change among others",
    title_of=lambda answer: f"Change of {_title(answer)[0].lower()}{_title(answer)[1:]}, among others",
    question="Is the change after an event more than weeks do anyway?",
    unit="difference of average weeks",
    definition=_DEFINITION,
    reviewed=date(2026, 11, 30),
    entities=("post", "event", "call", "output"),
    narrowed_by=frozenset({"channels"}),
    options=OPTIONS,
    compute=_change,
    columns=_OF_CHANGE,
    sentence=_sentence_of_change,
    finding=_finding_of_change,
    chart=_draw_change,
    empty=_why_no_change,
)
