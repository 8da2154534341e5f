"""What figures on topics share: rules, choices, columns, and how a topic's numbers are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, EUR, NUMBER, SHARE, WEIGHTED, Column, decimals
from lib.figures.figure import Answer, Result
from lib.figures.narrowing import OF_PROGRAMME, PERIOD, PLACE
from lib.figures.options import Option
from lib.metrics import topics
from lib.metrics.choices import choices
from lib.metrics.coverage import Coverage
from lib.metrics.groupings import CATEGORIES
from lib.metrics.rates import with_share
from lib.metrics.scope import Scope
from lib.metrics.topics import projects as topic_projects

REVIEWED: Final = date(2026, 11, 30)
#: What narrows projects, and with them their topics: that of programmes, the period, places, and the outline on the
#: map. The grouping says what the topics are.
ANY_PLACE: Final = OF_PROGRAMME | PERIOD | {"grouping", "outline"}
TOPICS: Final = ANY_PLACE | PLACE
ENTITIES: Final = ("project", "participation", "organisation")
UNASSIGNED: Final = "unassigned"
NOTHING: Final = "No project that fits the filters has a topic."

MEASURE = Option(
    "topics-by",
    "Show by",
    {topics.PROJECTS: "number of projects", topics.MONEY: "money"},
    default=topics.PROJECTS,
)

# Rules ------------------------------------------------------------------------------------------------------------

PROJECTS_TEXT: Final = (
    "Projects that belong at least partly to the topic; a project with several topics counts in each. Weighted, each "
    "project counts by its weights, which add up to one. With countries chosen: projects with a participant from them."
)
MONEY_TEXT: Final = (
    "Money: funding of the projects, in EUR, divided by each project's weights in the topics, which add up to one; "
    "with countries chosen, the money of the participants from them."
)
MONEY_LEFT_OUT: Final = (
    "What fits no topic is unassigned, so topics and unassigned add up to the money of all projects, to the cent. "
    "Projects whose funding is not known add no money."
)
SHARES: Final = (
    "Shares are of all that has a topic: of the projects, weighted, or of their money. Of fewer than ten projects, or "
    "where the money of fewer than half of them is known, counts and amounts stand in place of a share."
)
FOUND_TEXT: Final = (
    "A found topic is a group of projects whose texts (acronym, title, summary, keywords) are alike in words and "
    "meaning. A project belongs to the topics of the projects most like it, by their likeness, in shares that add up "
    "to one. A project that is like no other has no topic."
)
TAXONOMY: Final = (
    "HRCS categories are those that a project's source reports. Where it reports none, and for the twelve PM topics, "
    "the terms of a published list are searched in acronym, title, summary and keywords, as whole words; terms in the "
    "title and among the keywords count three times. A project belongs to at most three categories, in proportion to "
    "their terms; those with less than 40% of the best one's are left out. Projects with hardly any term are "
    "unassigned."
)
STABILITY_TEXT: Final = (
    "Stability shows how many of a topic's projects stay together. Topics are computed ten more times, each time "
    "without another tenth of the projects and with everything else unchanged; each topic is compared with the new "
    "one that is most like it. Stability is the share of the projects in either that are in both, averaged over the "
    "ten: 1 if all stay together and no other joins them. Money and shares of a topic are rounded on screen to what "
    "this supports: one significant digit below 0.5, two below 0.9, otherwise three; files hold the exact values "
    "beside the stability. Totals are exact. The stability of topics that the secretariat merged or split is not "
    "known, and one digit is shown. Categories of fixed taxonomies have no stability."
)
#: What topics are, and to how many digits their numbers are shown.
WHAT_TOPICS_ARE: Final = (FOUND_TEXT, TAXONOMY, STABILITY_TEXT)


# Columns ----------------------------------------------------------------------------------------------------------


def write_stability(value: object) -> str:
    """Write `0.87`; "not known" where it is not."""
    return "not known" if pd.isna(value) else formatting.number(value, 2)  # type: ignore[call-overload]


def write_ratio(value: object) -> str:
    """Write `2.31`; "too few" where there are too few projects to say."""
    return "too few" if pd.isna(value) else formatting.number(value, 2)  # type: ignore[call-overload]


def _write_of_found(value: object, is_found: object) -> str:
    return write_stability(value) if is_found else formatting.number(value, 2)


def euro_column(name: str, header: str) -> Column:
    """Return money of topics, shown to the digits that the topic's stability supports."""
    return Column(name, header, EUR, write_by=("digits", formatting.rounded_euro))


def share_column(name: str, header: str, words: str = "", instead: tuple[str, ...] = ()) -> Column:
    """Return a share of topics, shown to the digits that the topic's stability supports."""
    write_by = ("digits", formatting.rounded_percent)
    return Column(name, header, SHARE, words=words, instead=instead, write_by=write_by)


TOPIC = (Column("topic", "Topic"), Column("topic_code", "Topic in addresses", CODE, shown=False))
PROJECTS = Column("projects", "Projects", COUNT)
#: Weights are shown with one decimal.
IN_PARTS = Column("weighted", "Projects (weighted)", WEIGHTED, write=decimals(1))
MONEY = euro_column("money_eur", "Money (EUR)")
#: What a share of the projects and one of the money are of.
OF_PROJECTS = Column("weighted_of", "Of projects (weighted)", WEIGHTED, shown=False)
OF_MONEY = Column("money_of_eur", "Of money (EUR)", EUR, shown=False)
PROJECTS_SHARE = share_column("projects_share", "Share of projects", "projects_words", ("weighted", "weighted_of"))
MONEY_SHARE = share_column("money_share", "Share of money", "money_words", ("money_eur", "money_of_eur"))
SUMS = (PROJECTS, IN_PARTS, PROJECTS_SHARE, MONEY, MONEY_SHARE, OF_PROJECTS, OF_MONEY)
STABILITY = Column("stability", "Stability (0 to 1)", NUMBER, write_by=("is_found", _write_of_found))


# Topics of a grouping ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Topics:
    """The topics of a grouping, whatever is narrowed.

    Attributes:
        codes: what addresses call each topic.
        colours: number in the palette of each topic: found topics keep theirs, categories are in order.
        stabilities: of found topics, NaN where not known; empty for other groupings.
    """

    codes: Mapping[str, str]
    colours: Mapping[str, int]
    stabilities: Mapping[str, float]

    def digits(self, topic: object) -> int | None:
        """Return to how many digits the topic's money and shares are shown; None for all."""
        return topics.digits(self.stabilities[str(topic)]) if topic in self.stabilities else None


def topics_of(ask: Ask, scope: Scope) -> Topics:
    """Return the topics of the scope's grouping."""
    stabilities = ask(topics.stabilities, scope.grouping, scope.demonstration)
    if scope.grouping != topics.FOUND:
        names = CATEGORIES[scope.grouping]
        return Topics({name: name for name in names}, {name: place for place, name in enumerate(names)}, stabilities)
    codes = ask(choices, date.today().year, scope.demonstration).topics[topics.FOUND]
    listed = ask(topic_projects.described, scope.demonstration)
    colours = {str(row["label"]): int(row["colour"]) for row in listed.to_dict("records")}
    return Topics(codes, colours, stabilities)


def named(rows: pd.DataFrame, known: Topics) -> pd.DataFrame:
    """Return rows with a category, for the columns of TOPIC and those that are rounded.

    Returns:
        The rows with topic, topic_code (missing where unassigned), digits (missing for all), is_found.
    """
    return rows.assign(
        topic=rows["category"].fillna(UNASSIGNED).astype("object"),
        topic_code=rows["category"].map(known.codes).astype("object"),
        digits=rows["category"].map(known.digits).astype("Int64"),
        is_found=rows["category"].isin(list(known.stabilities)),
    )


# Shares of few ----------------------------------------------------------------------------------------------------

#: Enough digits for any amount.
_EXACT = 17


def counts_where_few(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    """Return counts such as `1.5 of 7` where there are too few trials for a percentage; else missing."""
    words: pd.Series[Any] = with_share(pd.DataFrame({"part": part, "whole": whole}), "part", "whole", "share")[
        "share_words"
    ]
    return words


def with_counts(found: pd.DataFrame, known: Topics, by: pd.Series[Any] | None = None) -> pd.DataFrame:
    """Replace shares of too few projects by counts.

    Args:
        found: rows of `by_topic` or `by_year`.
        known: the topics of the grouping.
        by: the year of each row, where a share is of its year.

    Returns:
        The rows as `named` has them, with weighted_of and money_of_eur (what shares are of; missing where
        unassigned), projects_words and money_words (in place of a share; else missing).
    """
    assigned = found["category"].notna()

    def whole(column: str) -> pd.Series[Any]:
        values = found[column].where(assigned)
        if by is None:
            return pd.Series(float(values.sum()), index=found.index)
        return values.groupby(by).transform("sum")

    projects = counts_where_few(found["weighted"].where(assigned), whole("weighted"))
    few = (whole("weighted_with_money") < formatting.FEWEST_TRIALS) | (not topics.with_money(found).is_enough)
    few &= assigned & found["money_eur"].notna()
    amounts = zip(found["category"], found["money_eur"], whole("money_eur"), few, strict=True)
    money = [
        formatting.euro_of(formatting.significant(some, known.digits(topic) or _EXACT), every) if is_few else None
        for topic, some, every, is_few in amounts
    ]
    money_words = pd.Series(money, index=found.index, dtype="object")
    return named(found, known).assign(
        weighted_of=whole("weighted").where(assigned).astype("float64"),
        money_of_eur=whole("money_eur").where(assigned).astype("float64"),
        projects_words=projects,
        money_words=money_words,
        projects_share=found["projects_share"].where(projects.isna()),
        money_share=found["money_share"].where(money_words.isna()),
    )


# By the chosen measure --------------------------------------------------------------------------------------------


def is_money(answer: Answer) -> bool:
    """Whether topics are shown by their money."""
    return answer.chosen[MEASURE.name] == topics.MONEY


def in_order(found: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the assigned rows of `by_topic`, the largest by a measure first."""
    column = "projects" if measure == topics.PROJECTS else "money_eur"
    assigned = found[found["category"].notna()]
    return assigned.sort_values([column, "category"], ascending=[False, True], na_position="last")


def coverage_of(found: pd.DataFrame, measure: str) -> tuple[Coverage, ...]:
    """Return for how many projects it is known what is shown by topic."""
    money = (topics.with_money(found),) if measure == topics.MONEY else ()
    return (topics.with_topic(found), *money)


def dated_coverage(years: pd.DataFrame, found: pd.DataFrame, measure: str) -> tuple[Coverage, ...]:
    """Return the same for what is shown by year: rows of `by_year` and of `by_topic`."""
    return (topics.with_date(years, found), *coverage_of(found, measure)[1:])


def no_money(found: pd.DataFrame, measure: str) -> str:
    """Return why topics are not ranked or compared by money, where it is known for too few projects; else empty."""
    coverage = topics.with_money(found)
    if measure != topics.MONEY or coverage.is_enough:
        return ""
    return f"Known: {coverage.words}. Too few to rank or compare topics by money; the table lists what is known."


# Written ----------------------------------------------------------------------------------------------------------


def write_money(row: Any) -> str:
    """Write a topic's money: exact, or to the digits that its stability supports; the row as `named` has it."""
    if pd.isna(row["money_eur"]):
        return "no data"
    if pd.isna(row["digits"]):
        return formatting.short_euro(row["money_eur"])
    return f"about {formatting.rounded_euro(row['money_eur'], int(row['digits']))}"


def write_share(row: Any, share: str) -> str:
    """Write a topic's share of the "projects" or the "money", likewise; the row as `with_counts` has it."""
    words, value = row[f"{share}_words"], row[f"{share}_share"]
    if not pd.isna(words):
        return str(words)
    if pd.isna(value):
        return "no data"
    if pd.isna(row["digits"]):
        return formatting.percent(value)
    return f"about {formatting.rounded_percent(value, int(row['digits']))}"


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def empty_of(answer: Answer) -> str:
    """Return why there is nothing to draw, as a computation says it in its context."""
    return str(answer.context["empty"])


def result(frame: pd.DataFrame, coverage: tuple[Coverage, ...], empty: str, **context: Any) -> Result:
    """Return a result with the reason for there being nothing to draw; empty where there is something."""
    return Result(frame.reset_index(drop=True), coverage, {"empty": empty, **context})


def listed(labels: Iterable[str], most: int = 2) -> str:
    """Write labels of topics in quotes, the first ones only, with how many more there are."""
    every = list(labels)
    named = ", ".join(f"“{label}”" for label in every[:most])
    return named if len(every) <= most else f"{named} and {len(every) - most} more"
