"""What the Overview follows: of each thing its name, its unit, how it is computed and what narrows it.

Each has a card, which says how it stands, and a line over the years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lib.figures import notes
from lib.figures.columns import COUNT, EUR, SHARE, Kind
from lib.figures.definition import Definition
from lib.figures.narrowing import OF_PROGRAMME, PLACE
from lib.metrics.programmes import BY_START, OVER_DAYS
from lib.metrics.scope import YEARS


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A thing that the Overview follows.

    Attributes:
        name: of its measure in lib.metrics.overview, and of its figures.
        label: as its card says.
        kind: what its values are.
        question: on how it stands.
        change: on how it moves over the years.
        definition: how it is computed.
        entities: whose rows it is made of.
        narrowed_by: names of the attributes of Scope that narrow it.
        things: what its base counts, in the plural; empty where it has none.
        money: the way in which it counts money by year; empty where there is one way only.
    """

    name: str
    label: str
    kind: Kind
    question: str
    change: str
    definition: Definition
    entities: tuple[str, ...]
    narrowed_by: frozenset[str]
    things: str = ""
    money: str = ""

    @property
    def title(self) -> str:
        """The label, with the way in which money is counted by year."""
        return f"{self.label}, {self.money}" if self.money else self.label


_PERIOD: Final = frozenset(YEARS)
_ROWS: Final = PLACE | OF_PROGRAMME | _PERIOD
_DEDICATED: Final = "programmes dedicated to PM"
_BUDGETS: Final = "Published budgets, in EUR, of the programmes dedicated to personalised medicine (PM)."
_IN_PROJECTS: Final = (
    "A project with partners in five countries counts once in each country's number and once in the total."
)

SUBJECTS: Final = (
    Subject(
        name="programmes",
        label="Programmes active",
        kind=COUNT,
        question="How many programmes fund personalised medicine this year?",
        change="Do more programmes fund personalised medicine than before?",
        definition=Definition(
            counts="Programmes that are active in the year.",
            why="How much there is to apply to, whatever its size.",
            notes=(notes.ACTIVE_PROGRAMMES,),
        ),
        entities=("programme",),
        narrowed_by=_ROWS,
    ),
    Subject(
        name="committed",
        label="Whole active budgets",
        kind=EUR,
        question="How large are the programmes that run?",
        change="Do larger programmes run than before?",
        definition=Definition(
            counts=f"Whole budgets of the programmes active in the year, over all their years. {_BUDGETS}",
            left_out=notes.NOT_IN_BUDGETS,
            why="The size of what runs, not the money of one year.",
            notes=(notes.KINDS_OF_BUDGETS, notes.ACTIVE_PROGRAMMES),
        ),
        entities=("programme",),
        narrowed_by=_ROWS,
        things=_DEDICATED,
    ),
    Subject(
        name="budgets_over_days",
        label="Programme budgets",
        kind=EUR,
        question="How much of programmes' money falls into the year?",
        change="Does more of programmes' money fall into a year than before?",
        definition=Definition(
            counts=f"{notes.BUDGETS_OVER_DAYS} {_BUDGETS}",
            left_out=notes.NOT_IN_BUDGETS,
            why="The nearest to what is spent in a year, where only the budget of many years is published.",
            notes=(notes.KINDS_OF_BUDGETS,),
        ),
        entities=("programme",),
        narrowed_by=_ROWS,
        things=_DEDICATED,
        money=OVER_DAYS,
    ),
    Subject(
        name="budgets_by_start",
        label="Programme budgets",
        kind=EUR,
        question="How much money do the programmes have that began in the year?",
        change="Do programmes that begin have more money than before?",
        definition=Definition(
            counts=(
                "Whole budgets by the year the programme began in; programmes without a first year are not in it. "
                f"{_BUDGETS}"
            ),
            left_out=notes.NOT_IN_BUDGETS,
            why="What was decided anew in a year.",
            notes=(notes.KINDS_OF_BUDGETS,),
        ),
        entities=("programme",),
        narrowed_by=_ROWS,
        things=_DEDICATED,
        money=BY_START,
    ),
    Subject(
        name="countries",
        label="Countries",
        kind=COUNT,
        question="How many countries have an active programme?",
        change="Do more countries have an active programme than before?",
        definition=Definition(
            counts="Countries with at least one active national or regional programme.",
            left_out="European and international programmes belong to no country.",
            why="How widely personalised medicine is funded by countries of their own accord.",
            notes=(notes.ACTIVE_PROGRAMMES,),
        ),
        entities=("programme",),
        narrowed_by=_ROWS,
    ),
    Subject(
        name="calls",
        label="Calls",
        kind=COUNT,
        question="How many calls were there?",
        change="Are there more calls than before?",
        definition=Definition(
            counts="Calls by their year.",
            left_out="A call is open to several countries, so country filters do not apply.",
            why="How often there was something to apply to.",
            notes=(notes.CALL_YEAR,),
        ),
        entities=("call",),
        narrowed_by=OF_PROGRAMME | _PERIOD,
    ),
    Subject(
        name="success_rate",
        label="Call success rate",
        kind=SHARE,
        question="Which part of the proposals is funded?",
        change="Has it become harder to be funded?",
        definition=Definition(
            counts="Projects funded.",
            of=(
                "Divided by eligible pre-proposals, sums over sums, over the calls that publish both; never an average "
                "of rates. With countries chosen: the calls' outcomes of these countries."
            ),
            left_out="Calls that do not publish both numbers.",
            why=(
                "The interval is what the true rate may well be; below ten proposals, or where fewer than half of the "
                "calls publish both numbers, the counts stand in its place."
            ),
            notes=(notes.CALL_YEAR,),
        ),
        entities=("call", "call outcome"),
        narrowed_by=_ROWS,
        things="calls",
    ),
    Subject(
        name="projects",
        label="Projects begun",
        kind=COUNT,
        question="How many projects began?",
        change="Do more projects begin than before?",
        definition=Definition(
            counts=(
                "Projects by the year of their first day. With countries chosen: projects with at least one "
                "participant from them."
            ),
            left_out="Projects whose first day is not known.",
            why=_IN_PROJECTS,
        ),
        entities=("project", "participation"),
        narrowed_by=_ROWS,
    ),
    Subject(
        name="awarded",
        label="Awarded to projects",
        kind=EUR,
        question="How much money do the projects have that began in the year?",
        change="Do projects that begin have more money than before?",
        definition=Definition(
            counts=(
                "Whole funding of the projects that began in the year, in EUR, from all funders. With countries "
                "chosen: the money of the participants from them."
            ),
            left_out="Projects whose funding is not known add no money.",
            why="What was decided anew in a year.",
        ),
        entities=("project", "participation"),
        narrowed_by=_ROWS,
        things="projects",
        money=BY_START,
    ),
    Subject(
        name="awarded_over_days",
        label="Awarded to projects",
        kind=EUR,
        question="How much of projects' money falls into the year?",
        change="Does more of projects' money fall into a year than before?",
        definition=Definition(
            counts=(
                "Funding of projects, in EUR, from all funders, each spread evenly over the days from the project's "
                "first to its last, in whole cents that add up to the funding; what falls into the year. With "
                "countries chosen: the money of the participants from them."
            ),
            left_out="Projects without a known first and last day are not in it.",
            why="The nearest to what is spent in a year, where only the funding of many years is published.",
        ),
        entities=("project", "participation"),
        narrowed_by=_ROWS,
        things="projects",
        money=OVER_DAYS,
    ),
    Subject(
        name="participations",
        label="Participations",
        kind=COUNT,
        question="How many organisations take part in the projects that began?",
        change="Do more organisations take part than before?",
        definition=Definition(
            counts="Organisations' parts in projects, in any role, by the year of the project's first day.",
            left_out="Participations in projects whose first day is not known.",
            why="An organisation counts once for each project in which it takes part.",
        ),
        entities=("project", "participation"),
        narrowed_by=_ROWS,
    ),
    Subject(
        name="events",
        label="Events held",
        kind=COUNT,
        question="How many events were held?",
        change="Are more events held than before?",
        definition=Definition(
            counts="Events by the year of their first day; with countries chosen, the country that hosted the event.",
            left_out="Events whose date is not known.",
            why="What the consortium did to bring people together.",
        ),
        entities=("event",),
        narrowed_by=PLACE | _PERIOD,
    ),
    Subject(
        name="attendance",
        label="Attendance",
        kind=COUNT,
        question="How many people came to the events?",
        change="Do more people come to the events than before?",
        definition=Definition(
            counts=(
                "People who attended: the attendance list where there is one, or the sums entered in its place, else "
                "the published number of people who attended, with ~ where its source calls it approximate."
            ),
            left_out="Online viewers are not attendees and are never added.",
            why=(
                "Fewer than five persons at an event are shown as <5; a sum with them in it says the least and the "
                "most that it can be."
            ),
        ),
        entities=("event", "attendance", "attendance sum", "published figure"),
        narrowed_by=PLACE | _PERIOD,
        things="events",
    ),
    Subject(
        name="reach",
        label="Reach (impressions)",
        kind=COUNT,
        question="How often were the posts shown?",
        change="Are posts shown more often than before?",
        definition=Definition(
            counts="Impressions summed over the posts of all channels in the year.",
            left_out="Country and programme filters do not apply to posts.",
            why="Unique reach is never added up. Nothing measured is shown as no data, not as zero.",
        ),
        entities=("post",),
        narrowed_by=_PERIOD,
        things="posts",
    ),
)
