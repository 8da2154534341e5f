"""What the Overview says of programmes: which end, what countries spend for their size, who has none."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from lib.common import formatting
from lib.common.formatting import HARD
from lib.figures import comparison, notes
from lib.figures.asking import Ask
from lib.figures.columns import COUNT, EUR, FLAG, NUMBER, YEAR, Column
from lib.figures.comparison import COMPARISON, MY_COUNTRY
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.narrowing import OF_PROGRAMME, PLACE
from lib.figures.options import Chosen
from lib.figures.overview.findings.words import HOME, REVIEWED, one_row, row_of, year_of
from lib.figures.programmes import words
from lib.metrics import membership, programmes
from lib.metrics.scope import YEARS, Scope

#: "By the end of" which year from now programmes are told to end.
_YEARS_AHEAD: Final = 2


# What ends --------------------------------------------------------------------------------------------------------


def _ending(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    today = date.today()
    until = today.year + _YEARS_AHEAD
    found = ask(programmes.ending, scope, today, until)
    home = found[found["iso2"] == comparison.home(chosen)]
    sums = {
        name: int(found[name].sum()) for name in ("ending", "dedicated", "with_budget", "running", "end_not_stated")
    }
    money = found["budget_eur"].sum(min_count=1)
    values = {"until": until, **sums, "budget_eur": money, "home_ending": int(home["ending"].sum())}
    covered = words.with_stated_end(sums["running"], sums["end_not_stated"])
    frame = one_row(ask, scope, chosen, values)
    frame["home_ending"] = frame["home_ending"].where(frame["home"].notna()).astype("Int64")
    return Result(frame, (covered,))


def _say_ending(answer: Answer) -> str:
    row = row_of(answer)
    if not row["running"]:
        return f"Which programmes end by {row['until']} is not known: none that states its end runs today."
    if not row["ending"]:
        return f"Of {formatting.counted(row['running'], 'running programme')}, none ends by {row['until']}."
    many = formatting.counted(row["ending"], "programme")
    money = formatting.short_euro(row["budget_eur"])
    if row["with_budget"] == row["ending"]:
        many += f" worth {money}"
    text = f"{many} {'ends' if row['ending'] == 1 else 'end'} by {row['until']}"
    if pd.notna(row["home"]):
        own = formatting.number(row["home_ending"]) if row["home_ending"] else "none"
        text += f", {own} of them in {row['home_country']}"
    if not row["with_budget"]:
        text += "; what they are worth is not known"
    elif row["with_budget"] < row["ending"]:
        known = (
            f"{formatting.number(row['with_budget'])} of known PM budget {'is' if row['with_budget'] == 1 else 'are'}"
        )
        text += f"; the {known} worth {money}"
    if more := row["end_not_stated"]:
        text += f"; {formatting.number(more)} more {'states' if more == 1 else 'state'} no end"
    return f"{text}."


ENDING = Figure(
    id="overview.ending",
    title="Programmes that end soon",
    question="Which money for personalised medicine runs out in the next two years?",
    unit="programmes",
    definition=Definition(
        counts=(
            "Programmes that run today and whose last year is at most two years from now. Their worth is the sum of "
            "the whole budgets of those that are dedicated to personalised medicine (PM)."
        ),
        left_out=(
            "Programmes that state no end, and single competitions. Programmes that merely allow PM, or whose budget "
            "is not known in EUR, are counted and add no money."
        ),
        why="Where programmes end and none is planned, funding may end.",
        notes=(notes.KINDS_OF_BUDGETS,),
    ),
    reviewed=REVIEWED,
    entities=("programme",),
    narrowed_by=PLACE | OF_PROGRAMME,
    options=(MY_COUNTRY,),
    compute=_ending,
    columns=(
        Column("until", "End by the end of", YEAR),
        Column("ending", "Programmes that end", COUNT),
        Column("dedicated", "Dedicated to PM", COUNT),
        Column("with_budget", "Of known budget", COUNT),
        Column("budget_eur", "Their budgets (EUR)", EUR),
        Column("running", "Running today, of stated end", COUNT),
        Column("end_not_stated", "Began, end not stated", COUNT),
        *HOME,
        Column("home_ending", "Of them in my country", COUNT),
    ),
    sentence=_say_ending,
)


# Money for each inhabitant ----------------------------------------------------------------------------------------


def _per_inhabitant(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    year = year_of(ask, scope)
    within = scope.in_year(year)
    found = ask(programmes.by_country, within)
    covered = ask(programmes.coverage, within)["spread"]
    known = found.assign(eur=found["eur_per_million"] / 1e6).dropna(subset=["eur"])
    home, peers = comparison.home(chosen), comparison.peers(ask, chosen)
    others = known[known["iso2"].isin(peers)]
    most = known.nlargest(1, "eur")
    values = {
        "year": year,
        "home_eur": known.loc[known["iso2"] == home, "eur"].max(),
        "others_median": others["eur"].median(),
        "others_known": len(others),
        "with_programme": int(found["iso2"].isin(peers).sum()),
        "most_eur": most["eur"].max(),
        "most_country": next(iter(most["country"]), None),
    }
    group = comparison.SAID[chosen[comparison.COMPARE_WITH.name]]
    return Result(one_row(ask, scope, chosen, values), (covered,), {"group": group, "enough": covered.is_enough})


def _per_head(value: object) -> str:
    text = formatting.number(value, 2)
    return text if text == formatting.MISSING else f"EUR{HARD}{text}"


def _say_per_inhabitant(answer: Answer) -> str:
    row, year = row_of(answer), answer.frame["year"].iloc[0]
    if not answer.context["enough"] or pd.isna(row["most_eur"]):
        return f"What countries spend for each inhabitant in {year} is known of too little to compare them."
    known = f"{formatting.number(row['others_known'])} of {formatting.number(row['with_programme'])} known"
    if pd.isna(row["home"]):
        return (
            f"{row['most_country']} has the largest PM budget for each inhabitant in {year}, "
            f"{_per_head(row['most_eur'])}; the median of countries with programmes is "
            f"{_per_head(row['others_median'])} ({known})."
        )
    own = "not known" if pd.isna(row["home_eur"]) else _per_head(row["home_eur"])
    if pd.isna(row["others_median"]):
        others = f"of {answer.context['group']} it is not known"
    else:
        others = f"the median of {answer.context['group']} is {_per_head(row['others_median'])} ({known})"
    return f"{row['home_country']}'s PM budget for each inhabitant in {year}: {own}; {others}."


PER_INHABITANT = Figure(
    id="overview.per_inhabitant",
    title="PM budget for each inhabitant",
    question="Does my country spend more on personalised medicine, for its size, than others?",
    unit="EUR",
    definition=Definition(
        counts=(
            "Budgets of the countries' programmes dedicated to personalised medicine (PM), spread over their days: "
            "what falls into the year, in EUR, divided by the country's inhabitants. The others' median is that of the "
            "countries that mine is compared with; without a country of mine it is that of all."
        ),
        left_out=f"Countries whose budgets are not known. {notes.NOT_IN_BUDGETS}",
        why="Large countries have large budgets; for each inhabitant they can be compared.",
        notes=(notes.HEADLINE_YEAR, notes.BUDGETS_OVER_DAYS, words.PER_MILLION),
    ),
    reviewed=REVIEWED,
    entities=("programme", "country"),
    narrowed_by=OF_PROGRAMME | {*YEARS},
    options=COMPARISON,
    compute=_per_inhabitant,
    columns=(
        Column("year", "Year", YEAR),
        *HOME,
        Column("home_eur", "EUR for each inhabitant of my country", NUMBER),
        Column("others_median", "Median of the others", NUMBER),
        Column("others_known", "Others of known budget", COUNT),
        Column("with_programme", "Others with a programme", COUNT),
        Column("most_country", "The most has"),
        Column("most_eur", "EUR for each inhabitant there", NUMBER),
    ),
    sentence=_say_per_inhabitant,
)


# Members without a programme --------------------------------------------------------------------------------------


def _members(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    year = year_of(ask, scope)
    members = ask(membership.members, scope.demonstration)
    without = ask(programmes.without_active_programme, scope, year)
    lacking = without[without["iso2"].isin(members)]
    home = comparison.home(chosen)
    values = {
        "year": year,
        "members": len(members),
        "without": len(lacking),
        "may_run": int((lacking["end_not_stated"] > 0).sum()),
        "home_without": bool((without["iso2"] == home).any()) if home else None,
    }
    frame = one_row(ask, scope, chosen, values)
    return Result(frame.astype({"home_without": "boolean"}))


def _say_members(answer: Answer) -> str:
    row = row_of(answer)
    if not row["members"]:
        return f"Which members have no programme active in {row['year']} is not known: no source says who is a member."
    few = row["without"] <= 1
    text = f"{formatting.number(row['without']) if row['without'] else 'None'} of "
    text += f"{formatting.counted(row['members'], 'recorded member')} {'has' if few else 'have'} no programme "
    text += f"recorded as active in {row['year']}"
    if row["may_run"]:
        text += f"; {formatting.number(row['may_run'])} may have one, which states no end"
    if pd.notna(row["home"]):
        text += f"; {row['home_country']} has {'none' if row['home_without'] else 'one or more'}"
    return f"{text}."


MEMBERS_WITHOUT = Figure(
    id="overview.members_without_programme",
    title="Members without an active programme",
    question="Which members have no active programme?",
    unit="countries",
    definition=Definition(
        counts="Members of ICPerMed, today, without a national or regional programme recorded as active in the year.",
        left_out=(
            "Countries of which no source says that they are members, and programmes that state no end: how many "
            "members have one that began is said beside the number."
        ),
        why=(
            "No programme is recorded as active; there may be one that nobody has recorded yet, or one of those that "
            "state no end."
        ),
        notes=(notes.HEADLINE_YEAR, notes.ACTIVE_PROGRAMMES),
    ),
    reviewed=REVIEWED,
    entities=("membership", "programme"),
    narrowed_by=OF_PROGRAMME | {*YEARS},
    options=(MY_COUNTRY,),
    compute=_members,
    columns=(
        Column("year", "Year", YEAR),
        Column("without", "Members without an active programme", COUNT),
        Column("members", "Members", COUNT),
        Column("may_run", "With one that states no end", COUNT),
        *HOME,
        Column("home_without", "My country has none", FLAG),
    ),
    sentence=_say_members,
)
