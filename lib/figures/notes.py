"""Rules that several figures share, each written once."""

from __future__ import annotations

from typing import Final

CALL_YEAR: Final = (
    "The year of a call is the year in its name where it has one, else that of its opening, or of its first deadline "
    "where the opening is not known."
)
HEADLINE_YEAR: Final = (
    "Of the last year of the period, or without one of the newest complete year of which at least half of the kinds of "
    "things that happen on a day (calls, projects that begin, events) are recorded, of those that are recorded at all: "
    "the same year for all headlines."
)
WIDENING_LIST: Final = (
    "Widening countries are those of the framework programme in force at the call's date: Horizon 2020's list (15 "
    "Member States and 12 associated countries) before 2021, then Horizon Europe's (15 and 14). For a project without "
    "a dated call its own date counts; without any date it is Horizon Europe's list."
)
ACTIVE_PROGRAMMES: Final = (
    "A programme is active in a year when its first year is not later and its last year not earlier than that year. "
    "One that states no end, or whose first year is not known, is never counted as active; these are shown apart. A "
    "single competition is a call and no programme: it is shown apart, and ends with its year where it states no end."
)
#: What a sum of budgets leaves out, and what it adds up.
NOT_IN_BUDGETS: Final = (
    "Budgets of programmes that merely allow personalised medicine (PM) are never summed as money for PM, and single "
    "competitions are shown apart. Programmes without a published budget, or with a budget in another currency for "
    "which no rate is recorded, are counted as programmes but add no money."
)
KINDS_OF_BUDGETS: Final = (
    "What sources publish are appropriations, announced plans, budgets of calls or spending, of public and of private "
    "money: a sum adds these up, and says beside it which ones."
)
BUDGETS_OVER_DAYS: Final = (
    "Each budget is spread evenly over the days from 1 January of the programme's first year to 31 December of its "
    "last, in whole cents that add up to the budget; counted is what falls into the year. Programmes that state no end "
    "or no beginning are not in it."
)
