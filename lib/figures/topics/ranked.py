"""Topics by projects or money: ranked, and over the years."""

from __future__ import annotations

import pandas as pd

from lib.charts import topics as charts
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import YEAR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.topics import words
from lib.metrics import topics
from lib.metrics.scope import Scope


def title_of(answer: Answer, rest: str) -> str:
    """Return `Projects by topic, ranked`, or `Money (EUR) …`."""
    return f"{'Money (EUR)' if words.is_money(answer) else 'Projects'} {rest}"


# Ranked -----------------------------------------------------------------------------------------------------------


def _ranked(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    measure = chosen[words.MEASURE.name]
    found = ask(topics.by_topic, scope.grouping, scope)
    known = words.topics_of(ask, scope)
    ordered = words.in_order(found, measure)
    rows = words.with_counts(pd.concat([ordered, found[found["category"].isna()]]), known)
    empty = words.no_money(found, measure) if len(ordered) else words.NOTHING
    return words.result(rows, words.coverage_of(found, measure), empty, colours=known.colours)


def _sentence_of_ranked(answer: Answer) -> str:
    if words.empty_of(answer):
        return words.empty_of(answer)
    first = words.rows_of(answer.frame)[0]
    if words.is_money(answer):
        return (
            f"“{first['topic']}” has the most money, {words.write_money(first)} of "
            f"{formatting.short_euro(first['money_of_eur'])} in all topics."
        )
    whole = formatting.weighted(first["weighted_of"])
    return (
        f"“{first['topic']}” has the most projects: {formatting.number(first['projects'])} of {whole} with a topic, "
        "some in part."
    )


def _draw_ranked(answer: Answer, look: Look) -> Chart | None:
    if words.empty_of(answer):
        return None
    is_money = words.is_money(answer)
    bars = answer.frame[answer.frame["category"].notna()]
    amounts = [
        words.write_money(row) if is_money else formatting.number(row["projects"]) for row in words.rows_of(bars)
    ]
    return charts.ranked(
        bars.assign(
            value=bars["money_eur" if is_money else "projects"],
            description=pd.Series(amounts, index=bars.index, dtype="object"),
        ),
        measure=answer.chosen[words.MEASURE.name],
        colours=answer.context["colours"],
        title="Money by topic (EUR million)" if is_money else "Projects by topic (number)",
        dark=look.dark,
    )


RANKED = Figure(
    id="topics.ranked",
    title="Topics, ranked",
    title_of=lambda answer: title_of(answer, "by topic, ranked"),
    question="What are the funded projects about?",
    unit="projects, or EUR",
    definition=Definition(
        counts=f"{words.PROJECTS_TEXT} {words.MONEY_TEXT}",
        of=words.SHARES,
        left_out=words.MONEY_LEFT_OUT,
        why="Shows where the funding is concentrated, and where little is funded.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    options=(words.MEASURE,),
    compute=_ranked,
    columns=(*words.TOPIC, *words.SUMS, words.STABILITY),
    sentence=_sentence_of_ranked,
    finding=_sentence_of_ranked,
    chart=_draw_ranked,
    caption=lambda _answer: "A project with several topics counts in each; its money is divided.",
    empty=words.empty_of,
)


# By year ----------------------------------------------------------------------------------------------------------

_NO_YEAR = "No project with a topic and a known first day fits the filters."


def _by_year(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    measure = chosen[words.MEASURE.name]
    found = ask(topics.by_topic, scope.grouping, scope)
    years = ask(topics.by_year, scope.grouping, scope)
    rows = words.with_counts(years, words.topics_of(ask, scope), years["year"])
    empty = "" if years["category"].notna().any() else _NO_YEAR
    order = list(words.in_order(found, measure)["category"])
    unknown = words.no_money(found, measure)
    return words.result(rows, words.dated_coverage(years, found, measure), empty, order=order, unknown=unknown)


def _sentence_of_years(answer: Answer) -> str:
    """Return the largest topic over the years."""
    if words.empty_of(answer):
        return _NO_YEAR
    first, last = answer.frame["year"].min(), answer.frame["year"].max()
    if answer.context["unknown"]:
        return f"From {first} to {last}. {answer.context['unknown']}"
    order = [name for name in answer.context["order"] if (answer.frame["category"] == name).any()]
    own = answer.frame[answer.frame["category"] == order[0]]
    column = "money_eur" if words.is_money(answer) else "projects"
    if own[column].isna().all():
        return f"From {first} to {last}; the money of the topics is not known."
    most = own.loc[own[column].idxmax()]
    amount = words.write_money(most) if words.is_money(answer) else formatting.counted(int(most["projects"]), "project")
    return f"From {first} to {last}; “{order[0]}”, the largest topic, had the most in {most['year']}: {amount}."


def _draw_years(answer: Answer, look: Look) -> Chart | None:
    if words.empty_of(answer):
        return None
    dated = answer.frame[answer.frame["category"].notna()]
    is_money = words.is_money(answer)
    return charts.over_years(
        dated.assign(value=dated["money_eur" if is_money else "projects"]),
        order=[name for name in answer.context["order"] if (dated["category"] == name).any()],
        measure=answer.chosen[words.MEASURE.name],
        title=f"{'Money' if is_money else 'Projects'} by year of the first day "
        f"({'EUR million' if is_money else 'number'})",
        dark=look.dark,
    )


BY_YEAR = Figure(
    id="topics.by_year",
    title="Topics by year",
    title_of=lambda answer: title_of(answer, "by topic and year"),
    question="How have the topics of the funded projects moved over the years?",
    unit="projects, or EUR",
    definition=Definition(
        counts=f"By the year of the project's first day. {words.PROJECTS_TEXT} {words.MONEY_TEXT}",
        of=f"{words.SHARES} Here of those of the year.",
        left_out=f"Projects without a known first day. {words.MONEY_LEFT_OUT}",
        why="Shows which topics come and go. Emerging and fading topics show whether that is more than chance.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.TOPICS,
    options=(words.MEASURE,),
    compute=_by_year,
    columns=(Column("year", "Year", YEAR), *words.TOPIC, *words.SUMS),
    sentence=_sentence_of_years,
    chart=_draw_years,
    empty=words.empty_of,
)
