"""What peers take part in and a country does not, or much less."""

from __future__ import annotations

import pandas as pd

from lib.charts import topics as charts
from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, RATIO, WEIGHTED, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, countries
from lib.figures.topics import words
from lib.figures.topics.trends import UNCLEAR
from lib.metrics import topics
from lib.metrics.scope import Scope

_NOBODY = "These countries take part in no project with a topic that fits the filters."


def _against_peers(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    ours = comparison.home(chosen)
    if not ours:
        nothing = ask(topics.against_peers, scope.grouping, scope, "", ())
        return words.result(_rows(ask, scope, nothing), (), "No country is chosen.", found=nothing)
    name = countries(ask, scope)[ours]
    group = comparison.SAID[chosen[comparison.COMPARE_WITH.name]]
    found = ask(topics.against_peers, scope.grouping, scope, ours, comparison.peers(ask, chosen))
    base = found["own_weighted"].sum()
    empty = "" if len(found) else _NOBODY
    if len(found) and base < formatting.FEWEST_TRIALS:
        empty = (
            f"{name} takes part in {formatting.weighted(base)} projects with a topic: too few to say what is missing. "
            "The table lists the counts."
        )
    coverage = (ask(topics.with_country, scope),)
    return words.result(_rows(ask, scope, found), coverage, empty, found=found, name=name, group=group)


def _rows(ask: Ask, scope: Scope, found: pd.DataFrame) -> pd.DataFrame:
    rows = words.named(found, words.topics_of(ask, scope))
    for side in ("own", "peers"):
        whole = found[f"{side}_weighted"] * 0 + found[f"{side}_weighted"].sum()
        counted = words.counts_where_few(found[f"{side}_weighted"], whole)
        share = found[f"{side}_share"].where(counted.isna())
        rows = rows.assign(
            **{f"{side}_words": counted, f"{side}_share": share, f"{side}_weighted_of": whole.astype("float64")}
        )
    return rows


def _sentence(answer: Answer) -> str:
    if words.empty_of(answer):
        return words.empty_of(answer)
    gaps = answer.frame["gap"].value_counts()
    few = int(gaps.get(topics.FEW_HERE, 0))
    too_few = f"; {few} have too few projects to say" if few else ""
    return (
        f"{answer.context['name']} against {answer.context['group']}: {int(gaps.get(topics.NOT_HERE, 0))} topics are "
        f"there and not here, {int(gaps.get(topics.LESS_HERE, 0))} have a much smaller share here than there{too_few}."
    )


def _finding(answer: Answer) -> str:
    """Name the topics that peers work on and the country does not; else say that none is missing."""
    if words.empty_of(answer):
        return words.empty_of(answer)
    name, group = answer.context["name"], answer.context["group"]
    missing = answer.frame.loc[answer.frame["gap"] == topics.NOT_HERE, "topic"]
    if len(missing):
        return f"Not in {name}, compared with {group}: {words.listed(missing)}."
    less = answer.frame.loc[answer.frame["gap"] == topics.LESS_HERE, "topic"]
    if len(less):
        return f"Much less in {name}, compared with {group}: {words.listed(less)}."
    return f"{name} takes part in every topic, compared with {group}, as far as their numbers can tell."


def _draw(answer: Answer, look: Look) -> Chart | None:
    if words.empty_of(answer):
        return None
    found = answer.context["found"]
    is_gap = found["gap"].isin([topics.NOT_HERE, topics.LESS_HERE])
    return charts.two_shares(
        found.assign(
            first=found["own_share"].fillna(0.0),
            second=found["peers_share"],
            group=found["gap"].where(is_gap, UNCLEAR),
            description=found["gap"].replace("", "no clear gap"),
        ),
        kinds=("here", "there"),
        groups=(topics.NOT_HERE, topics.LESS_HERE, UNCLEAR),
        title="Share of projects, here and there",
        dark=look.dark,
    )


AGAINST_PEERS = Figure(
    id="topics.against_peers",
    title="Topics here and there",
    question="What do our peers fund that we do not?",
    unit="share of projects",
    definition=Definition(
        counts=(
            "Topics of projects with a participant from the chosen countries, beside those of the country: not here, "
            "where it takes part in no project; much less than there, where the topic's share is at most half of "
            "theirs. Shares are of the projects with a topic, weighted; of fewer than ten, counts stand in their place."
        ),
        left_out=(
            "Either is shown only where their share would give the country at least 3 projects: with fewer, none at "
            "all could be chance. Topics in which no peer takes part are left out. Neighbours are countries with a "
            "common land border, overseas parts included."
        ),
        why="Where a country could join what others work on already.",
        notes=words.WHAT_TOPICS_ARE,
    ),
    reviewed=words.REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.ANY_PLACE,
    options=comparison.COMPARISON,
    compute=_against_peers,
    columns=(
        *words.TOPIC,
        Column("gap", "Here"),
        Column("own_projects", "Projects here", COUNT),
        words.share_column("own_share", "Share here", "own_words", ("own_weighted", "own_weighted_of")),
        words.euro_column("own_money_eur", "Money here (EUR)"),
        Column("peers_projects", "Projects there", COUNT),
        words.share_column("peers_share", "Share there", "peers_words", ("peers_weighted", "peers_weighted_of")),
        words.euro_column("peers_money_eur", "Money there (EUR)"),
        Column("ratio", "Share here / there", RATIO, write=words.write_ratio),
        Column("names", "Who takes part there"),
        Column("own_weighted", "Projects here (weighted)", WEIGHTED, shown=False),
        Column("own_weighted_of", "Of projects here (weighted)", WEIGHTED, shown=False),
        Column("peers_weighted", "Projects there (weighted)", WEIGHTED, shown=False),
        Column("peers_weighted_of", "Of projects there (weighted)", WEIGHTED, shown=False),
    ),
    sentence=_sentence,
    finding=_finding,
    chart=_draw,
    empty=words.empty_of,
)
