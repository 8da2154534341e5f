"""Of a chosen country, or two: its partners, and their projects."""

from __future__ import annotations

from lib.charts import plots
from lib.common import formatting
from lib.figures.asking import Ask
from lib.figures.collaboration import words
from lib.figures.collaboration.pairs import MOST_BARS, REVIEWED, known_countries
from lib.figures.columns import CODE, COUNT, DATASET, DAY, EUR, Column
from lib.figures.comparison import MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.metrics import collaboration
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope


def _countries(ask: Ask, scope: Scope) -> dict[str, str]:
    found = ask(collaboration.countries_in_order, Scope(demonstration=scope.demonstration))
    return dict(zip(found["iso2"], found["country"], strict=True))


def _partners(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    found = ask(collaboration.pairs, scope.without("together"))
    iso2 = scope.together[0] if scope.together else ""
    name = _countries(ask, scope).get(iso2, "the country")
    return Result(collaboration.partners(found, iso2), (known_countries(ask, scope),), {"name": name})


def _sentence_of_partners(answer: Answer) -> str:
    shared = answer.frame[answer.frame["projects"] > 0]
    if not answer.scope.together:
        return "No country is chosen."
    if shared.empty:
        return f"{answer.context['name']} shares no project that fits the filters."
    first = shared.iloc[0]
    return (
        f"{answer.context['name']} works with {formatting.counted(len(shared), 'country', 'countries')}, most often "
        f"with {first['country']}: {formatting.counted(int(first['projects']), 'project')}."
    )


def _draw_partners(answer: Answer, look: Look) -> Chart | None:
    bars = answer.frame[answer.frame["projects"] > 0].head(MOST_BARS)
    if bars.empty:
        return None
    title = f"Projects that {answer.context['name']} shares (number)"
    return plots.ranked_bars(
        bars,
        measure="projects",
        name="country",
        title=title,
        unit="count",
        dark=look.dark,
        home=answer.home_name,
    )


PARTNERS = Figure(
    id="collaboration.partners",
    title="Partners of a country",
    title_of=lambda answer: f"Partners of {answer.context['name']}",
    question="With whom does my country work?",
    unit="projects",
    definition=Definition(
        counts=f"Of the chosen country with each other one. {words.SHARED}",
        of=words.STRENGTH,
        left_out=words.SHARED_LEFT_OUT,
        why="Where a country has its partners, and where it would find more.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    options=(MY_COUNTRY,),
    compute=_partners,
    columns=(
        Column("iso2", "Code", CODE, shown=False),
        Column("country", "Partner"),
        *words.AGAINST_CHANCE,
        Column("projects_partner", "Projects of the partner", COUNT),
    ),
    sentence=_sentence_of_partners,
    chart=_draw_partners,
    empty="The country shares no project that fits the filters.",
)


def _projects(ask: Ask, scope: Scope, _chosen: Chosen) -> Result:
    listed, _ = ask(collaboration.shared_projects, scope)
    named = _countries(ask, scope)
    names = " and ".join(named.get(code, code) for code in scope.together)
    with_page = listed.assign(page=listed["project_id"].map(project_page).astype("object"))
    known = int(listed["funding_eur"].notna().sum())
    return Result(with_page, (Coverage("projects with known funding", known, len(listed)),), {"names": names})


def _title_of_projects(answer: Answer) -> str:
    names = answer.context["names"]
    return f"Projects with {names}" if names else "Projects"


SHARED_PROJECTS = Figure(
    id="collaboration.shared_projects",
    title="Projects of a country, or of a pair",
    title_of=_title_of_projects,
    question="In which projects do the two countries work together?",
    unit="projects",
    definition=Definition(
        counts="Projects in which each of the chosen countries has at least one partner, the latest first.",
        left_out="Participations without a known country are left out.",
        why="The projects behind a number, each with the way to its own page.",
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    compute=_projects,
    columns=(
        OPEN_PROJECT,
        Column("project_id", "Identifier", CODE, shown=False),
        Column("acronym", "Acronym"),
        Column("title", "Title"),
        Column("call", "Call"),
        Column("start_date", "Start", DAY),
        Column("end_date", "End", DAY),
        Column("countries", "Countries", COUNT),
        Column("funding_eur", "Funding (EUR)", EUR),
        DATASET,
    ),
    sentence=lambda answer: (
        f"{formatting.counted(len(answer.frame), 'project')}"
        + (f" with {answer.context['names']}." if answer.context["names"] else " fit the filters.")
    ),
)
