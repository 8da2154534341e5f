"""Topics against countries and funders: who specialises in what."""

from __future__ import annotations

import pandas as pd

from lib.charts import topics as charts
from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.columns import CODE, RATIO, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.figures.topics import words
from lib.metrics import topics
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

MANY = Option("how-many", "Countries and funders in the heat maps", {"12": "12", "24": "24", "40": "40"}, default="24")
SPECIALISATION: Definition = Definition(
    counts=(
        "Specialisation: a topic's share in the country (or funder) divided by its share in all countries (or funders) "
        "together: 1 is the same as everywhere, 2 twice as much."
    ),
    of=(
        "Both shares count projects in the same way: a project of five countries counts once in each of them, and five "
        f"times in the share of all. By number of projects or by money. {words.PROJECTS_TEXT} {words.MONEY_TEXT}"
    ),
    left_out=(
        "Projects without a topic, or without a known country (or funder), count in neither. Specialisation is shown "
        "where at least 3 projects would be expected from the share of all: with fewer, even none at all could be "
        f"chance. {words.MONEY_LEFT_OUT}"
    ),
    why="Shows who does more of a topic than others do, whatever their size.",
    notes=words.WHAT_TOPICS_ARE,
)
SPECIALISED = Column("specialisation", "Specialisation (1: as everywhere)", RATIO, write=words.write_ratio)
#: What a share there is of; shares by money are never replaced by counts.
_SHARE = words.share_column("share", "Share there", "share_words", ("weighted", "weighted_of"))
_OF = (
    *words.TOPIC,
    words.PROJECTS,
    words.IN_PARTS,
    words.MONEY,
    _SHARE,
    words.share_column("overall", "Share of all"),
    SPECIALISED,
    words.OF_PROJECTS,
)


def with_shares(cells: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the cells of `by_country` or `by_funder` with weighted_of and share_words, which replaces a share of
    few."""
    weights = cells.groupby("key")["weighted"].transform("sum")
    counted = words.counts_where_few(
        cells["weighted"], weights if measure == topics.PROJECTS else weights * float("nan")
    )
    return cells.assign(weighted_of=weights, share_words=counted, share=cells["share"].where(counted.isna()))


def _result(
    ask: Ask, scope: Scope, chosen: Chosen, cells: pd.DataFrame, what: str, keys: dict[str, str], coverage: Coverage
) -> Result:
    measure = chosen[words.MEASURE.name]
    found = ask(topics.by_topic, scope.grouping, scope)
    rows = words.named(with_shares(cells, measure), words.topics_of(ask, scope)).rename(columns=keys)
    empty = words.no_money(found, measure) if len(cells) else _NONE.format(what)
    order = list(words.in_order(found, measure)["category"])
    return words.result(rows, (coverage,), empty, cells=cells, order=order, what=what)


_NONE = "No {} are known for the projects with a topic that fit the filters."


def _sentence(answer: Answer) -> str:
    if words.empty_of(answer):
        return words.empty_of(answer)
    cells = answer.context["cells"]
    known = cells[cells["specialisation"].notna()]
    if known.empty:
        return f"The {answer.context['what']} have too few projects to say in which topics they specialise."
    most = known.loc[known["specialisation"].idxmax()]
    return (
        f"{most['name']} specialises most, in “{most['category']}”: its share there is "
        f"{formatting.number(most['specialisation'], 1)} times its share in all {answer.context['what']}."
    )


def _draw(answer: Answer, look: Look) -> Chart | None:
    if words.empty_of(answer):
        return None
    cells, names = answer.context["cells"], _names(answer)
    by = "money" if words.is_money(answer) else "projects"
    return charts.specialisation(
        cells,
        order=[name for name in answer.context["order"] if (cells["category"] == name).any()],
        names=names,
        title=f"Share of each topic there, against all {by}",
        dark=look.dark,
        home=[comparison.name_in(cells, answer.home, code="key", name="name")],
    )


def _names(answer: Answer) -> list[str]:
    """Return those with the most projects, in the order of the table: countries by protocol, funders by number of
    projects."""
    cells = answer.context["cells"]
    most = cells.groupby("key", sort=False)["weighted"].sum().nlargest(int(answer.chosen[MANY.name])).index
    return list(dict.fromkeys(cells.loc[cells["key"].isin(most), "name"]))


def _caption(answer: Answer) -> str:
    return (
        f"The {len(_names(answer))} {answer.context['what']} with the most projects. Cells in which too few projects "
        "are expected are empty: even none at all could be chance."
    )


def _by_country(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    cells = ask(topics.by_country, scope.grouping, scope, chosen[words.MEASURE.name])
    keys = {"key": "iso2", "name": "country"}
    return _result(ask, scope, chosen, cells, "countries", keys, ask(topics.with_country, scope))


BY_COUNTRY = Figure(
    id="topics.by_country",
    title="Topics and countries",
    question="In which topics does a country do more than others?",
    unit="times the share in all countries",
    definition=SPECIALISATION,
    reviewed=words.REVIEWED,
    entities=(*words.ENTITIES, "funding"),
    narrowed_by=words.TOPICS,
    options=(words.MEASURE, MANY, comparison.MY_COUNTRY),
    compute=_by_country,
    columns=(Column("iso2", "Code", CODE, shown=False), Column("country", "Country"), *_OF),
    sentence=_sentence,
    finding=_sentence,
    chart=_draw,
    caption=_caption,
    empty=words.empty_of,
)


def _by_funder(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    cells = ask(topics.by_funder, scope.grouping, scope, chosen[words.MEASURE.name])
    keys = {"key": "funder_id", "name": "funder"}
    return _result(ask, scope, chosen, cells, "funders", keys, ask(topics.with_funder, scope))


BY_FUNDER = Figure(
    id="topics.by_funder",
    title="Topics and funders",
    question="In which topics does a funder do more than others?",
    unit="times the share in all funders",
    definition=SPECIALISATION,
    reviewed=words.REVIEWED,
    entities=(*words.ENTITIES, "funding"),
    narrowed_by=words.TOPICS,
    options=(words.MEASURE, MANY),
    compute=_by_funder,
    columns=(Column("funder_id", "Identifier of the funder", CODE, shown=False), Column("funder", "Funder"), *_OF),
    sentence=_sentence,
    finding=_sentence,
    chart=_draw,
    caption=_caption,
    empty=words.empty_of,
)
