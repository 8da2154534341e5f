"""Cards of the Overview: how each thing stands in its newest year, and how it moved against the year before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures import notes
from lib.figures.asking import Ask
from lib.figures.columns import CHANGE, COUNT, DAY, SHARE, Column
from lib.figures.figure import Answer, Card, Figure, Result
from lib.figures.options import Chosen
from lib.figures.overview import words
from lib.figures.overview.subjects import SUBJECTS, Subject
from lib.metrics import overview
from lib.metrics.scope import Scope

REVIEWED: Final = date(2026, 11, 30)
#: A line of fewer years shows no trend.
_FEWEST_YEARS: Final = 4


def _together(subject: Subject) -> tuple[str, ...]:
    """Return measures that are asked for together: those of the same source that the same choices narrow."""
    source = overview.MEASURES[subject.name].source
    return tuple(
        one.name
        for one in SUBJECTS
        if overview.MEASURES[one.name].source is source and one.narrowed_by == subject.narrowed_by
    )


def _compute(subject: Subject, ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    names = _together(subject)
    found = ask(overview.headlines, scope, date.today(), names)
    row = found.loc[[subject.name]].reset_index(drop=True)
    written = row["words"].astype("object")
    covered = ask(overview.coverages, scope, names)[subject.name]
    trend = _trend(ask, scope, subject, int(row["year"].iloc[0]))
    return Result(row.assign(words=written.where(written != "", None)), (covered,), {"trend": trend})


def _trend(ask: Ask, scope: Scope, subject: Subject, year: int) -> tuple[float, ...]:
    """Return the values of the ten years to a complete year, as far back as each is known; none where few are."""
    if year >= date.today().year:
        return ()
    period = replace(scope, first_year=year - 9, last_year=year)
    values = [float(value) for value in ask(overview.series, period, subject.name, date.today())["value"]]
    first = max((place + 1 for place, value in enumerate(values) if pd.isna(value)), default=0)
    return tuple(values[first:]) if len(values) - first >= _FEWEST_YEARS else ()


def _row(answer: Answer) -> dict[str, Any]:
    return {str(name): value for name, value in answer.frame.iloc[0].to_dict().items()}


def _is_under_way(row: dict[str, Any]) -> bool:
    return not pd.isna(row["until"])


def _value(subject: Subject, row: dict[str, Any], missing: str) -> str:
    return row["words"] or words.write(subject.kind, row["value"], missing)


def _interval(subject: Subject, row: dict[str, Any]) -> list[str]:
    """Write a share's counts and interval, unless they already replace the share."""
    if pd.isna(row["trials"]) or row["words"]:
        return []
    return [
        f"{formatting.number(row['successes'])} of {formatting.number(row['trials'])}",
        f"95{HARD}%: {formatting.percent(row['low'])} to {formatting.percent(row['high'])}",
    ]


def _known(subject: Subject, row: dict[str, Any]) -> list[str]:
    """Write for how many things the value is known, and that of the year before where the two cannot be compared."""
    parts = []
    if not pd.isna(row["of"]):
        parts.append(f"{formatting.number(row['known'])} of {formatting.number(row['of'])} {subject.things}")
    if not pd.isna(row["before_of"]) and pd.isna(row["change"]):
        before = f"{formatting.number(row['before_known'])} of {formatting.number(row['before_of'])}"
        parts.append(f"{row['year'] - 1}: {before}")
    return parts


def _year(subject: Subject, row: dict[str, Any]) -> str:
    """Write `2026 so far, spread over the days`."""
    return f"{row['year']}{' so far' if _is_under_way(row) else ''}{', ' if subject.money else ''}{subject.money}"


def _change(subject: Subject, row: dict[str, Any], missing: str) -> str:
    """Write `+3 on 2024`, or the value of the year before where the two years cannot be compared."""
    before = f"{int(row['year']) - 1}{' by then' if _is_under_way(row) else ''}"
    if row["before_small"]:
        return f"{before}: not shown"
    if pd.isna(row["change"]):
        return f"{before}: {row['before_words'] or words.write(subject.kind, row['before'], missing)}"
    if not row["change"]:
        return f"as in {before}"
    sign, size = "+" if row["change"] > 0 else "−", abs(row["change"])
    moved = f"{formatting.number(size * 100, 1)} points" if subject.kind is SHARE else words.write(subject.kind, size)
    return f"{sign}{HARD}{moved} on {before}"


def _card(subject: Subject, answer: Answer) -> Card:
    row = _row(answer)
    return Card(
        _value(subject, row, "no data"),
        "; ".join([_year(subject, row), *_interval(subject, row), *_known(subject, row)]),
        _change(subject, row, "no data"),
        subject.label,
        answer.context["trend"],
    )


def _sentence(subject: Subject, answer: Answer) -> str:
    row = _row(answer)
    base = "; ".join([*_interval(subject, row), *_known(subject, row)])
    value = _value(subject, row, "not known")
    change = _change(subject, row, "not known")
    return f"{subject.label}, {_year(subject, row)}: {value}{f' ({base})' if base else ''}; {change}."


def _columns(subject: Subject) -> tuple[Column, ...]:
    measure = overview.MEASURES[subject.name]
    interval = (Column("low", "95% from", SHARE), Column("high", "95% to", SHARE)) if measure.trials else ()
    before = (
        (
            Column("before_known", "The year before, known of", COUNT),
            Column("before_of", "The year before, of", COUNT),
        )
        if measure.base
        else ()
    )
    return (
        *words.value_columns(subject),
        *interval,
        Column("until", "Counted up to", DAY),
        Column("before", "The year before", subject.kind),
        *before,
        Column("change", "Change", CHANGE if subject.kind is SHARE else subject.kind),
    )


_RULE: Final = (
    f"{notes.HEADLINE_YEAR} It is set against the year before. Of a year under way, what happens on days is counted "
    "up to today, and compared with the year before up to the same day. There is no change where the two years do not "
    "stand on the same base."
)

CARDS: dict[str, Figure] = {
    subject.name: Figure(
        id=f"overview.{subject.name}",
        title=subject.title,
        question=subject.question,
        unit=subject.kind.unit or "number",
        definition=replace(subject.definition, notes=(*subject.definition.notes, _RULE)),
        reviewed=REVIEWED,
        entities=subject.entities,
        narrowed_by=subject.narrowed_by,
        compute=partial(_compute, subject),
        columns=_columns(subject),
        sentence=partial(_sentence, subject),
        card=partial(_card, subject),
    )
    for subject in SUBJECTS
}
