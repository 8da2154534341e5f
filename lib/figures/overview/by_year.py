"""What the Overview follows, over the years."""

from __future__ import annotations

from datetime import date
from functools import partial

from lib.charts import plots
from lib.figures.asking import Ask
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.overview import words
from lib.figures.overview.cards import REVIEWED
from lib.figures.overview.subjects import SUBJECTS, Subject
from lib.metrics import overview
from lib.metrics.headline import headline_year
from lib.metrics.scope import Scope

_NOTHING = "Nothing is recorded for these filters and years."


def _compute(subject: Subject, ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    years = ask(overview.series, scope, subject.name, date.today())
    headline = ask(headline_year, scope.demonstration, date.today(), scope.first_year, scope.last_year)
    known = ask(overview.coverages, scope, (subject.name,))[subject.name]
    return Result(years, (known,), {"headline": headline})


def _sentence(subject: Subject, answer: Answer) -> str:
    known = answer.frame[answer.frame["value"].notna() | answer.frame["words"].notna()]
    if known.empty or not answer.frame["value"].any():
        return _NOTHING
    first, last = (
        f"{row['words'] or words.write(subject.kind, row['value'])} in {row['year']}"
        for row in (known.iloc[0], known.iloc[-1])
    )
    return f"{subject.title}: {last}." if first == last else f"{subject.title}: from {first} to {last}."


def _draw(subject: Subject, answer: Answer, look: Look) -> Chart | None:
    years = answer.frame
    if not years["value"].any():
        return None
    title = f"{subject.title}, {years['year'].min()} to {years['year'].max()}"
    unit = words.UNITS[subject.kind.name]
    return plots.line_over_years(years, title=title, unit=unit, dark=look.dark, headline=answer.context["headline"])


BY_YEAR: dict[str, Figure] = {
    subject.name: Figure(
        id=f"overview.{subject.name}_by_year",
        title=subject.title if subject.money else f"{subject.title}, by year",
        question=subject.change,
        unit=subject.kind.unit or "number",
        definition=subject.definition,
        reviewed=REVIEWED,
        entities=subject.entities,
        narrowed_by=subject.narrowed_by,
        compute=partial(_compute, subject),
        columns=words.value_columns(subject),
        sentence=partial(_sentence, subject),
        chart=partial(_draw, subject),
        empty=_NOTHING,
    )
    for subject in SUBJECTS
}
