"""What is new since a day: rows by data set, and headline figures then and now."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from lib.common import formatting
from lib.entities.registry import ENTITIES
from lib.figures.asking import Ask
from lib.figures.columns import CODE, COUNT, NUMBER, Column
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.options import Chosen, Option
from lib.metrics import changes
from lib.metrics.scope import Scope

_REVIEWED: Final = date(2026, 11, 30)


def _read_day(word: str) -> str:
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise ValueError("write a day as 2026-03-31") from None


def _last_day_of_loading(ask: Ask, scope: Scope) -> str:
    return (ask(changes.newest_import, scope.demonstration) or date.today()).isoformat()


SINCE: Final = Option(
    "since",
    "What is new since",
    default_of=_last_day_of_loading,
    checked=_read_day,
    help="From the beginning of this day (UTC). Without a day: since the day on which something was loaded last.",
)
_DAY_NOTE: Final = "A day begins at midnight UTC."


def _since(answer: Answer) -> str:
    return formatting.long_date(answer.chosen[SINCE.name])


# Rows -------------------------------------------------------------------------------------------------------------


def _changes(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = ask(changes.changes_since, scope.demonstration, date.fromisoformat(chosen[SINCE.name]))
    named = found.assign(data_set=[ENTITIES[entity].plural for entity in found["entity"]])
    return Result(named.astype({"data_set": "object"}))


#: What happened to rows, as a sentence says it.
_HAPPENED: Final = ("added", "changed", "removed", "undone")


def _say_changes(answer: Answer) -> str:
    rows, since = answer.frame, _since(answer)
    if rows.empty:
        return f"Nothing changed since {since}."
    totals = {name: int(rows[name].sum()) for name in (*_HAPPENED, "checked")}
    parts = [f"{formatting.number(totals[name])} {name}" for name in _HAPPENED if totals[name]]
    if parts:
        count, _, happened = parts[0].rpartition(" ")
        first = f"{count} row{'' if count == '1' else 's'} {happened}"
        most = rows.assign(all=rows[list(_HAPPENED)].sum(axis="columns")).nlargest(3, "all")
        named = formatting.list_names([str(name) for name in most.loc[most["all"] > 0, "data_set"]])
        return f"Since {since}: {formatting.list_names([first, *parts[1:]], most=4)}, most of them {named}."
    if totals["checked"]:
        checked = formatting.counted(totals["checked"], "row")
        return f"Since {since}, {checked} checked against the source; nothing else changed."
    return f"Since {since}, {formatting.counted(int(rows['imports'].sum()), 'file')} loaded that changed nothing shown."


CHANGES = Figure(
    id="overview.changes",
    title="What is new",
    title_of=lambda answer: f"What is new since {_since(answer)}",
    question="What changed since my last visit, or since the last meeting?",
    unit="rows",
    definition=Definition(
        counts=(
            "Added: rows that are new. Changed: rows that were there before and were replaced, by a file or by hand. "
            "Removed: rows that are no longer there, deleted by hand or in a merge. Undone: rows that imports had "
            "brought or changed which were undone since then. Checked: rows that say that they were checked against "
            "their source since. A row counts once in each."
        ),
        left_out=(
            "What was added and undone again since is in undone alone. Lists of attendance have no numbers of rows: "
            "they would give hidden numbers away. Countries are reference data. Of demonstration data that was removed "
            "nothing is recorded."
        ),
        why="Where a figure has moved, it may be the world that changed, or what is recorded of it.",
        notes=(_DAY_NOTE,),
    ),
    reviewed=_REVIEWED,
    entities=changes.FOLLOWED,
    narrowed_by=frozenset(),
    options=(SINCE,),
    compute=_changes,
    columns=(
        Column("entity", "Data set's name", CODE, shown=False),
        Column("data_set", "Data set"),
        Column("added", "Added", COUNT),
        Column("changed", "Changed", COUNT),
        Column("removed", "Removed", COUNT),
        Column("undone", "Undone", COUNT),
        Column("checked", "Checked against the source", COUNT),
        Column("imports", "Files loaded", COUNT),
    ),
    sentence=_say_changes,
    empty=lambda answer: f"Nothing changed since {_since(answer)}.",
)


# Headlines then and now -------------------------------------------------------------------------------------------

#: By the name of a quantity, what it is called.
_CALLED: Final = {
    "programmes": "Programmes recorded",
    "budgets": "Whole budgets dedicated to PM (EUR)",
    "calls": "Calls recorded",
    "eligible": "Eligible pre-proposals of calls that publish both numbers",
    "funded": "Projects that these calls funded",
    "projects": "Projects recorded",
    "funding": "Known funding of projects (EUR)",
    "participations": "Participations recorded",
    "events": "Events recorded",
    "outputs": "Outputs recorded",
    "posts": "Posts recorded",
}
assert _CALLED.keys() == changes.QUANTITIES.keys()
_MONEY: Final = ("budgets", "funding")


def _then_and_now(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    found = ask(changes.then_and_now, scope.demonstration, date.fromisoformat(chosen[SINCE.name]))
    called = found["name"].map(_CALLED).astype("object")
    difference = found["now"] - found["then"]
    return Result(found.assign(quantity=called, difference=difference))


def _write(value: Any, name: str) -> str:
    return formatting.short_euro(value) if name in _MONEY else formatting.number(value)


def _say_then_and_now(answer: Answer) -> str:
    rows, since = answer.frame, _since(answer)
    told = rows[rows["then"].notna()]
    if told.empty:
        return f"What was recorded before {since} cannot be told: nothing was loaded by then, or it was undone."
    moved = told[told["difference"] != 0]
    if moved.empty:
        return f"No headline figure moved since {since}."
    parts = [
        f"{row['quantity']} from {_write(row['then'], row['name'])} to {_write(row['now'], row['name'])}"
        for row in moved.head(3).to_dict("records")
    ]
    more = len(moved) - len(parts)
    return f"Since {since}: {'; '.join(parts)}{f'; and {more} more' if more else ''}."


def _write_by(value: object, name: Any) -> str:
    return _write(value, str(name))


def _say_what_cannot_be_told(answer: Answer) -> str:
    if answer.frame["then"].notna().all():
        return ""
    return (
        f"{formatting.MISSING}: cannot be told, since nothing was loaded before the day, or an import was undone since."
    )


THEN_AND_NOW = Figure(
    id="overview.then_and_now",
    title="Headlines then and now",
    title_of=lambda answer: f"Headlines at the beginning of {_since(answer)}, and now",
    question="How far did the headline figures move since then?",
    unit="number, or EUR",
    definition=Definition(
        counts=(
            "Each number over all rows of the dataset that the store held at the beginning of the day, as they were "
            "then, and over those that it holds now."
        ),
        left_out=(
            "What cannot be told: the store keeps rows that were replaced or deleted, but nothing of imports that were "
            "undone. Where an import from before the day was undone since, or nothing was loaded before it, there is "
            "no number of then. Programmes that merely allow personalised medicine (PM) and single competitions are in "
            "no sum of budgets."
        ),
        why="A headline moves because something happened, or because more is recorded: here is what is recorded.",
        notes=(_DAY_NOTE,),
    ),
    reviewed=_REVIEWED,
    entities=("programme", "call", "project", "participation", "event", "output", "post"),
    narrowed_by=frozenset(),
    options=(SINCE,),
    compute=_then_and_now,
    columns=(
        Column("name", "Name", CODE, shown=False),
        Column("quantity", "Figure"),
        Column("then", "Then", NUMBER, write_by=("name", _write_by)),
        Column("now", "Now", NUMBER, write_by=("name", _write_by)),
        Column("difference", "Difference", NUMBER, write_by=("name", _write_by)),
    ),
    sentence=_say_then_and_now,
    caption=_say_what_cannot_be_told,
)
