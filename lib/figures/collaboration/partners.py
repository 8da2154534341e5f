"""Of a chosen country, or two: its partners, and their projects."""

from __future__ import annotations

from lib.charts import pairs as charts
from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.collaboration import words
from lib.figures.collaboration.pairs import MOST_BARS, REVIEWED, known_countries
from lib.figures.columns import CODE, COUNT, DATASET, DAY, EUR, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Chart, Figure, Look, Result
from lib.figures.options import Chosen
from lib.figures.pages import OPEN_PROJECT, project_page
from lib.metrics import collaboration
from lib.metrics.coverage import Coverage
from lib.metrics.scope import Scope

#: Partners that a finding names; of more it says how many.
_MOST_NAMED = 2
_NO_COUNTRY = "Choose my country, or a country above, to see its partners."


def _countries(ask: Ask, scope: Scope) -> dict[str, str]:
    found = ask(collaboration.countries_in_order, Scope(demonstration=scope.demonstration))
    return dict(zip(found["iso2"], found["country"], strict=True))


def _partners(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = ask(collaboration.pairs, scope.without("together"))
    iso2 = scope.together[0] if scope.together else comparison.home(chosen)
    name = _countries(ask, scope).get(iso2, "the country")
    rows = collaboration.partners(found, iso2)
    return Result(rows, (known_countries(ask, scope),), {"iso2": iso2, "name": name})


def _sentence_of_partners(answer: Answer) -> str:
    shared, name = answer.frame[answer.frame["projects"] > 0], answer.context["name"]
    if not answer.context["iso2"]:
        return "No country is chosen."
    if shared.empty:
        return f"{name} shares no project that fits the filters."
    first = shared.iloc[0]
    most = formatting.counted(int(first["projects"]), "project")
    count = formatting.counted(len(shared), "country", "countries")
    return f"{name} works with {count}, most often with {first['country']}: {most}. {_say_tested(answer)}."


def _say_tested(answer: Answer) -> str:
    """Name the partners that differ from chance, the strongest first, or say that none does."""
    tested = answer.frame[answer.frame["strength"].notna()]
    if tested.empty:
        return "Too few projects are known to test any of its partners against chance"
    of = formatting.counted(len(tested), "tested partner")
    holding = tested[tested["holds"]].sort_values("strength", ascending=False, kind="stable")
    if holding.empty:
        return f"Of its {of}, none differs from chance"
    named = [
        f"{row['country']} ({formatting.number(row['strength'], 2)} times)"
        for row in holding.head(_MOST_NAMED).to_dict("records")
    ]
    more = len(holding) - len(named)
    others = f" and {formatting.number(more)} more" if more else ""
    differ = "differs" if len(holding) == 1 else "differ"
    return f"{', '.join(named)}{others} {differ} from chance, of its {of}"


def _find_partners(answer: Answer) -> str:
    shared, name = answer.frame[answer.frame["projects"] > 0], answer.context["name"]
    if shared.empty:
        return _sentence_of_partners(answer).rstrip(".")
    tested, first = _say_tested(answer), shared.iloc[0]
    most = f"{name} shares the most projects with {first['country']}, {formatting.number(first['projects'])}"
    return f"{most}; {tested[0].lower()}{tested[1:]}" if tested.startswith(("Of its", "Too")) else f"{most}; {tested}"


def _draw_partners(answer: Answer, look: Look) -> Chart | None:
    bars = answer.frame[answer.frame["projects"] > 0].head(MOST_BARS)
    if bars.empty:
        return None
    title = f"Projects that {answer.context['name']} shares (number)"
    return charts.partners(bars, title=title, dark=look.dark)


PARTNERS = Figure(
    id="collaboration.partners",
    title="Partners of a country",
    title_of=lambda answer: f"Partners of {answer.context['name']}",
    question="With whom does my country work?",
    unit="projects",
    definition=Definition(
        counts=f"Of the chosen country, else of my country, with each other one. {words.SHARED}",
        of=words.STRENGTH,
        left_out=words.SHARED_LEFT_OUT,
        why="Where a country has its partners, and where it would find more.",
        notes=(words.CHANCE,),
    ),
    reviewed=REVIEWED,
    entities=words.ENTITIES,
    narrowed_by=words.PICKED,
    options=(comparison.MY_COUNTRY,),
    compute=_partners,
    columns=(
        Column("iso2", "Code", CODE, shown=False),
        Column("country", "Partner"),
        *words.AGAINST_CHANCE,
        Column("projects_partner", "Projects of the partner", COUNT),
    ),
    sentence=_sentence_of_partners,
    finding=_find_partners,
    chart=_draw_partners,
    caption=lambda _answer: "The stroke is what chance would give; in colour: tested, and differs from it.",
    empty=lambda answer: _NO_COUNTRY if not answer.context["iso2"] else "It shares no project that fits the filters.",
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
