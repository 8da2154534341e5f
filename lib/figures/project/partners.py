"""Who takes part in a project, and with whose money."""

from __future__ import annotations

from lib.charts.arcs import in_view
from lib.charts.map_pictures import arcs_picture
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, DATASET, EUR, FLAG, NUMBER, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.project import words
from lib.metrics import project
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

_ENTITIES = ("participation", "organisation")
_MONEY = (
    "Money belongs to a participant and a funder of the project, in EUR; a participant with two funders has two rows."
)


def _coverage(ask: Ask, scope: Scope) -> tuple[Coverage, ...]:
    known = words.known_of(ask, scope)
    money = ask(project.money, words.id_of(scope), scope.demonstration)
    return () if known is None else project.coverage(money, known["funding_eur"])


# By country -------------------------------------------------------------------------------------------------------


def _by_country(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    countries = project.by_country(ask(project.money, words.id_of(scope), scope.demonstration))
    rows = countries.rename(columns={"name": "country", "value": "funding_eur"})
    context = {"name": words.name_of(ask, scope), "countries": countries}
    return Result(rows.astype({"funding_eur": "float64", "coordinator": "bool"}), _coverage(ask, scope), context)


def _sentence_by_country(answer: Answer) -> str:
    rows, name = answer.frame, answer.context["name"]
    if rows.empty:
        return words.sentence(answer, f"No participant of “{name}” with a known country is recorded.")
    lead = rows[rows["coordinator"]]
    led = f", led from {lead['country'].iloc[0]}" if len(lead) else ""
    count = formatting.counted(len(rows), "country takes", "countries take")
    paid = rows[rows["funding_eur"].notna()]
    if paid.empty:
        return words.sentence(answer, f"{count} part in “{name}”{led}; the money of their participants is not known.")
    most = paid.sort_values("funding_eur", ascending=False, kind="stable").iloc[0]
    money = f"{most['country']} has the most money that is known, {formatting.short_euro(most['funding_eur'])}"
    return words.sentence(answer, f"{count} part in “{name}”{led}; {money}.")


def _draw(answer: Answer, _look: Look) -> Chart | None:
    countries = answer.context["countries"]
    return arcs_picture(
        project.arcs_from_coordinator(countries),
        countries,
        unit="The wider a line and the larger a dot, the more",
        view="Europe" if in_view(countries["iso2"], "Europe") else "World",
        home=answer.home,
    )


PARTNERS_BY_COUNTRY = Figure(
    id="project.partners_by_country",
    title="Partners and their money, by country",
    question="Which countries take part in the project, and with how much money?",
    unit="EUR",
    definition=Definition(
        counts=f"{_MONEY} By country: the sum over its participants.",
        left_out="Where no amount is known the country is drawn small, never as zero.",
        why="Who leads the project, and how its money is spread.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=_ENTITIES,
    narrowed_by=words.ONE,
    options=(MY_COUNTRY,),
    compute=_by_country,
    columns=(
        Column("iso2", "Code", CODE, shown=False),
        Column("country", "Country"),
        Column("coordinator", "Coordinates", FLAG),
        Column("participants", "Participants", COUNT),
        Column("funding_eur", "Funding (EUR)", EUR),
        Column("names", "Names"),
    ),
    sentence=_sentence_by_country,
    chart=_draw,
    caption=lambda _answer: "Arcs lead from the coordinator's country; dots and arcs are sized by the funding in EUR.",
    empty="No participant with a known country is recorded.",
)


# One by one -------------------------------------------------------------------------------------------------------


def _one_by_one(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    money = ask(project.money, words.id_of(scope), scope.demonstration)
    return Result(money, _coverage(ask, scope), {"name": words.name_of(ask, scope)})


def _sentence_one_by_one(answer: Answer) -> str:
    rows, name = answer.frame, answer.context["name"]
    if rows.empty:
        return words.sentence(answer, f"No participant of “{name}” is recorded.")
    count = formatting.counted(rows["participant"].nunique(), "participant")
    funders = rows["funder"].nunique()
    named = formatting.counted(funders, "funder is named", "funders are named") if funders else "no funder is named"
    return words.sentence(answer, f"“{name}” has {count} as far as recorded; {named}.")


PARTICIPANTS_AND_FUNDERS = Figure(
    id="project.participants_and_funders",
    title="Participants and their funders",
    question="Who takes part in the project, and who pays for whom?",
    unit="EUR",
    definition=Definition(
        counts=f"{_MONEY} The coordinator comes first.",
        left_out="Amounts and funders that are not published are missing, which is not zero.",
        why="Whom to ask, and who pays for what.",
        notes=(words.ONE_TEXT,),
    ),
    reviewed=words.REVIEWED,
    entities=(*_ENTITIES, "funding"),
    narrowed_by=words.ONE,
    compute=_one_by_one,
    columns=(
        Column("participant_id", "Identifier of the participant", CODE, shown=False),
        Column("participant", "Participant"),
        Column("iso2", "Code", CODE, shown=False),
        Column("country", "Country"),
        Column("role", "Role"),
        Column("type", "Kind of organisation"),
        Column("funder_id", "Identifier of the funder", CODE, shown=False),
        Column("funder", "Funder"),
        Column("funding_eur", "Funding (EUR)", EUR),
        Column("funding_original", "As published", NUMBER, write=formatting.number),
        Column("currency", "Currency"),
        DATASET,
    ),
    sentence=_sentence_one_by_one,
    empty="No participant is recorded.",
)
