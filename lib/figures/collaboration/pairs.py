"""Pairs of countries: who works with whom, more than by chance, and hardly at all."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.charts import pairs as charts
from lib.charts.map_pictures import arcs_picture
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.collaboration import words
from lib.figures.columns import NUMBER, Column, decimals
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen, Option
from lib.metrics import collaboration
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

#: Arcs on the map, and bars; more cannot be distinguished.
MOST_ARCS, MOST_BARS = 60, 25
#: Pairs that a finding names; of more it says how many.
_MOST_NAMED = 2
REVIEWED = date(2026, 11, 30)


def known_countries(ask: Ask, scope: Scope) -> Coverage:
    """Return for how many projects a country is known, in all places: what chance is computed from."""
    one, _ = ask(collaboration.covered, scope.any_place().without("together"))
    return one


def all_pairs(ask: Ask, scope: Scope) -> pd.DataFrame:
    """Return the pairs of the scope: see lib.metrics.collaboration; with countries picked, those that hold them."""
    found = ask(collaboration.pairs, scope.without("together"))
    return collaboration.pairs_with(found, scope.together)


def names_of(found: pd.DataFrame) -> dict[str, str]:
    """Return names of the pairs' countries by code."""
    sides = [zip(found[side], found[f"country_{side}"], strict=True) for side in ("a", "b")]
    return {str(code): str(name) for side in sides for code, name in side}


def _home_name(answer: Answer) -> str:
    """Return what the rows call my country; empty where no pair of theirs holds it."""
    return names_of(answer.frame).get(answer.home, "")


def _most_shared(found: pd.DataFrame) -> str:
    """Return the pair with the most shared projects, as a sentence."""
    first = collaboration.strongest(found, "projects").head(1)
    if first.empty:
        return words.NOTHING
    pair = first.iloc[0]
    together = formatting.counted(int(pair["projects"]), "project")
    return (
        f"{pair['country_a']} and {pair['country_b']} share the most projects: {together} "
        f"of {formatting.number(pair['all_projects'])}."
    )


def beyond_chance(found: pd.DataFrame) -> str:
    """Name the pairs that share more projects than chance would give, or say that none does, as a finding."""
    compared = collaboration.compared(found)
    if not compared.pairs:
        return "Too few projects are known to tell any pair of countries from chance"
    tested = f"{formatting.counted(compared.pairs, 'pair')} of countries tested"
    if not compared.more:
        fewer = f"; {formatting.number(compared.fewer)} less often" if compared.fewer else ""
        often = "more often" if compared.fewer else "more or less often"
        return f"Of {tested}, none works together {often} than chance would have it{fewer}"
    holding = found[found["holds"] & (found["strength"] > 1)].sort_values("strength", ascending=False, kind="stable")
    named = [f"{row['country_a']} and {row['country_b']}" for row in holding.head(_MOST_NAMED).to_dict("records")]
    others = compared.more - len(named)
    more = f" and {formatting.counted(others, 'other pair')}" if others else ""
    return f"{'; '.join(named)}{more} work together more often than by chance, of {tested}"


SIZE = Option("matrix-size", "Countries in the matrix", {"12": "12", "24": "24", "40": "40"}, default="24")


def _matrix(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = all_pairs(ask, scope)
    comparable = found[(found["projects"] > 0) | (found["expected"] >= collaboration.FEWEST_EXPECTED)]
    return Result(comparable.reset_index(drop=True), (known_countries(ask, scope),), {"pairs": found})


def _title_of_matrix(answer: Answer) -> str:
    by = "by number" if answer.chosen[words.MEASURE.name] == "projects" else "beyond chance"
    return f"Who works with whom, {by}"


def _sentence_of_matrix(answer: Answer) -> str:
    found = answer.context["pairs"]
    if answer.chosen[words.MEASURE.name] == "strength":
        return collaboration.compared(found).words
    return _most_shared(found)


def _draw_matrix(answer: Answer, look: Look) -> Chart | None:
    found, measure = answer.context["pairs"], answer.chosen[words.MEASURE.name]
    if not found["projects"].any():
        return None
    return charts.matrix(
        found,
        codes=_in_matrix(answer, look.picked),
        names=names_of(found),
        measure=measure,
        chosen=look.picked,
        title=f"{answer.title} (projects)" if measure == "projects" else answer.title,
        dark=look.dark,
        home=answer.home,
    )


def _in_matrix(answer: Answer, picked: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = answer.context["pairs"]
    also = [*picked, answer.home] if answer.home in names_of(found) else list(picked)
    return collaboration.clustered(found, collaboration.busiest(found, int(answer.chosen[SIZE.name]), also))


def _caption_of_matrix(answer: Answer) -> str:
    shown = formatting.counted(len(_in_matrix(answer)), "country", "countries")
    return (
        f"{shown}: those of the filters and those picked, then those with the most projects. Those that share more "
        "projects than chance would give stand near each other; a place in the order proves nothing by itself."
    )


MATRIX = Figure(
    id="collaboration.matrix",
    title="Who works with whom",
    title_of=_title_of_matrix,
    question="Which countries work together in projects, and which more often than chance would have it?",
    unit="projects, or times chance",
    definition=Definition(
        counts=words.SHARED,
        of=words.STRENGTH,
        left_out=words.SHARED_LEFT_OUT,
        why="Shows who has partners and who lacks them; what may well be chance is not coloured as a finding.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PROJECTS,
    options=(words.MEASURE, SIZE, MY_COUNTRY),
    compute=_matrix,
    columns=words.OF_PAIR,
    sentence=_sentence_of_matrix,
    finding=lambda answer: (
        beyond_chance(answer.context["pairs"])
        if answer.chosen[words.MEASURE.name] == "strength"
        else _sentence_of_matrix(answer).rstrip(".")
    ),
    chart=_draw_matrix,
    caption=_caption_of_matrix,
    empty=words.NOTHING,
)


def _map(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    strongest = collaboration.strongest(all_pairs(ask, scope), "projects")
    return Result(strongest, (known_countries(ask, scope),))


def arcs_of(answer: Answer) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the arcs that are drawn and the dots at their ends: a, b, name_a, name_b, value; iso2, name, value."""
    shown = answer.frame.head(MOST_ARCS)
    named = {"country_a": "name_a", "country_b": "name_b", "projects": "value"}
    return shown.rename(columns=named), collaboration.ends(shown)


def _draw_map(answer: Answer, _look: Look) -> Chart | None:
    arcs, dots = arcs_of(answer)
    unit = "The wider a line and the larger a dot, the more"
    return arcs_picture(arcs, dots, unit=unit, view="Europe", home=answer.home)


def _caption_of_map(answer: Answer) -> str:
    shown = formatting.counted(min(len(answer.frame), MOST_ARCS), "pair")
    return f"{shown} with the most shared projects; the wider an arc, the more. Dots: the countries' own projects."


MAP = Figure(
    id="collaboration.map",
    title="Shared projects, on the map",
    question="Which countries are joined by the most projects?",
    unit="projects",
    definition=Definition(
        counts=words.SHARED,
        left_out=words.SHARED_LEFT_OUT,
        why="Large countries take part in many projects and so share many: strength shows what exceeds chance.",
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    options=(MY_COUNTRY,),
    compute=_map,
    columns=words.OF_PAIR,
    sentence=lambda answer: _most_shared(answer.frame),
    finding=lambda answer: _most_shared(answer.frame).rstrip("."),
    chart=_draw_map,
    caption=_caption_of_map,
    empty=words.NOTHING,
)


def _ranked(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = all_pairs(ask, scope)
    ranked = collaboration.strongest(found, chosen[words.MEASURE.name])
    return Result(ranked, (known_countries(ask, scope),), {"compared": collaboration.compared(found)})


def _unit_of_rank(answer: Answer) -> str:
    return "shared projects" if answer.chosen[words.MEASURE.name] == "projects" else "strength (1: chance)"


def _sentence_of_rank(answer: Answer) -> str:
    if answer.chosen[words.MEASURE.name] == "projects":
        return _most_shared(answer.frame)
    if answer.frame.empty:
        return str(answer.context["compared"].words)
    first = answer.frame.iloc[0]
    return (
        f"{first['country_a']} and {first['country_b']} work together {formatting.number(first['strength'], 2)} times "
        f"as often as by chance (95 % interval {formatting.number(first['strength_low'], 2)} to "
        f"{formatting.number(first['strength_high'], 2)})."
    )


def _draw_ranked(answer: Answer, look: Look) -> Chart | None:
    bars = answer.frame.head(MOST_BARS)
    title = f"{_unit_of_rank(answer).capitalize()} of {formatting.counted(len(bars), 'pair')}"
    return charts.ranked_pairs(
        bars,
        measure=answer.chosen[words.MEASURE.name],
        title=title,
        dark=look.dark,
        home=_home_name(answer),
    )


RANKED_PAIRS = Figure(
    id="collaboration.ranked_pairs",
    title="Pairs ranked",
    title_of=lambda answer: f"Pairs ranked by {_unit_of_rank(answer)}",
    question="Which pairs of countries work together most?",
    unit="projects, or times chance",
    definition=Definition(
        counts=words.SHARED,
        of=words.STRENGTH,
        left_out=f"{words.SHARED_LEFT_OUT} By strength, pairs that may well be chance are not ranked.",
        why="A rank by number favours large countries; one by strength does not.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    options=(words.MEASURE, MY_COUNTRY),
    compute=_ranked,
    columns=words.OF_PAIR,
    sentence=_sentence_of_rank,
    finding=lambda answer: _sentence_of_rank(answer).rstrip("."),
    chart=_draw_ranked,
    empty="No pair can be ranked for these filters: none shares a project, or none differs from chance.",
)
HARDLY_TEXT = (
    "Pairs that share at most half of the projects that chance would give them, where that may not well be chance "
    "itself (adjusted p at most 0.05), ranked by the number of projects that are missing to what it would give."
)


def _hardly(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = all_pairs(ask, scope)
    context = {"compared": collaboration.compared(found)}
    return Result(collaboration.hardly(found), (known_countries(ask, scope),), context)


def _sentence_of_hardly(answer: Answer) -> str:
    if answer.frame.empty:
        return f"No pair is known to work together less than by chance. {answer.context['compared'].words}"
    first = answer.frame.iloc[0]
    return (
        f"{first['country_a']} and {first['country_b']} share {formatting.counted(int(first['projects']), 'project')} "
        f"where chance would give {formatting.number(first['expected'], 1)}."
    )


def _draw_hardly(answer: Answer, look: Look) -> Chart | None:
    bars = answer.frame.head(MOST_BARS)
    title = "Shared projects, and by chance (number)"
    return charts.found_and_expected(bars, title=title, dark=look.dark, home=_home_name(answer))


HARDLY = Figure(
    id="collaboration.hardly",
    title="Countries that hardly work together",
    question="Which countries hardly work together, though both take part in many projects?",
    unit="projects",
    definition=Definition(
        counts=HARDLY_TEXT,
        of=words.STRENGTH,
        left_out=words.SHARED_LEFT_OUT,
        why="Where a joint call could bring partners together who seldom meet.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    options=(MY_COUNTRY,),
    compute=_hardly,
    columns=(
        *words.THE_TWO,
        *words.AGAINST_CHANCE,
        Column("missed", "Fewer than by chance", NUMBER, write=decimals(1)),
    ),
    sentence=_sentence_of_hardly,
    chart=_draw_hardly,
    empty="No pair is known to work together less than chance would have it.",
)
