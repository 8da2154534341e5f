"""What the Overview says of calls: which part of its proposals the newest one funds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from lib.common import formatting
from lib.figures import comparison
from lib.figures.asking import Ask
from lib.figures.calls import words
from lib.figures.columns import CODE, COUNT, SHARE, Column
from lib.figures.comparison import COMPARISON
from lib.figures.definition import Definition
from lib.figures.figure import Answer, Figure, Result
from lib.figures.narrowing import ALL_CALLS
from lib.figures.options import Chosen
from lib.figures.overview.findings.words import HOME, REVIEWED, one_row, row_of
from lib.metrics.calls import outcomes
from lib.metrics.scope import Scope

_RATE = ("successes", "trials", "rate", "rate_words", "rate_low", "rate_high")
_NO_RATE = dict.fromkeys(_RATE)


def _rate_of(rows: pd.DataFrame, call: str) -> dict[str, Any]:
    """Return the overall rate of a call; empty where it is not known."""
    own = words.of_rate(rows[rows["call_id"] == call], "overall")
    known = own[own["rate_low"].notna()]
    return {name: known.iloc[0][name] for name in _RATE} if len(known) else dict(_NO_RATE)


def _newest_call(ask: Ask, scope: Scope, chosen: Chosen) -> Result:
    rows = ask(outcomes.by_call, scope)
    published = rows[rows["overall_low"].notna()]
    call = str(published["call_id"].iloc[0]) if len(published) else ""
    home, peers = comparison.home(chosen), comparison.peers(ask, chosen)
    own, others = dict(_NO_RATE), dict(_NO_RATE)
    if call and home:
        own = _rate_of(ask(outcomes.by_call, replace(scope, countries=(home,))), call)
        others = _rate_of(ask(outcomes.by_call, replace(scope, countries=peers)), call) if peers else others
    values = {
        "call_id": call or None,
        "call": published["call"].iloc[0] if call else None,
        **_rate_of(rows, call),
        **{f"home_{name}": value for name, value in own.items()},
        **{f"others_{name}": value for name, value in others.items()},
    }
    covered = words.published_by(rows, ["overall_low"], "both numbers of this rate")
    group = comparison.SAID[chosen[comparison.COMPARE_WITH.name]]
    frame = one_row(ask, scope, chosen, values)
    numbers = [f"{of}{name}" for of in ("", "home_", "others_") for name in _RATE if name != "rate_words"]
    return Result(frame.astype(dict.fromkeys(numbers, "Float64")), (covered,), {"group": group})


def _rate_in_words(row: Mapping[str, Any], of: str) -> str:
    """Write `20.0 % (13.6 to 28.4)`; the counts alone below ten."""
    rate = {name: row[f"{of}{name}"] for name in _RATE}
    if pd.isna(rate["rate"]):
        return words.write_rate(rate)
    low, high = (formatting.number(rate[name] * 100, 1) for name in ("rate_low", "rate_high"))
    return f"{words.write_rate(rate)} ({low} to {high})"


def _say_newest_call(answer: Answer) -> str:
    row = row_of(answer)
    if pd.isna(row["call"]):
        return "Which part of its proposals the newest call funded is not known."
    counts = formatting.counts_of(row["successes"], row["trials"])
    text = f"{row['call']} funded {counts} eligible pre-proposals"
    if pd.notna(row["rate"]):
        text += f", {_rate_in_words(row, '')}"
    if pd.notna(row["home"]):
        if pd.isna(row["home_trials"]):
            text += f"; how many with {row['home_country']} is not published"
        else:
            counts = formatting.counts_of(row["home_successes"], row["home_trials"])
            share = f", {_rate_in_words(row, 'home_')}" if pd.notna(row["home_rate"]) else ""
            text += f"; with {row['home_country']} {counts}{share}"
            if pd.notna(row["others_trials"]):
                text += f"; {answer.context['group']} {_rate_in_words(row, 'others_')}"
    return f"{text}."


def _columns_of_rate(of: str, said: str) -> tuple[Column, ...]:
    return (
        Column(f"{of}successes", f"{said}projects funded", COUNT),
        Column(f"{of}trials", f"{said}of eligible pre-proposals", COUNT),
        Column(
            f"{of}rate",
            f"{said}success rate",
            SHARE,
            words=f"{of}rate_words",
            instead=(f"{of}successes", f"{of}trials"),
        ),
        Column(f"{of}rate_low", f"{said}95% from", SHARE),
        Column(f"{of}rate_high", f"{said}95% to", SHARE),
    )


NEWEST_CALL = Figure(
    id="overview.newest_call",
    title="Success rate of the newest call",
    question="Which part of the proposals did the newest call fund?",
    unit="share of proposals",
    definition=Definition(
        counts=(
            "Projects that the newest call with a published outcome funds; of my country, those with a partner there."
        ),
        of=(
            "Divided by its eligible pre-proposals. The others are the countries that mine is compared with, sums over "
            "sums of the outcomes that the call publishes for them; a proposal counts once for each country."
        ),
        left_out="Calls that do not publish both numbers.",
        why="What applicants last could expect.",
        notes=(words.INTERVAL,),
    ),
    reviewed=REVIEWED,
    entities=("call", "call outcome"),
    narrowed_by=ALL_CALLS,
    options=COMPARISON,
    compute=_newest_call,
    columns=(
        Column("call_id", "Identifier", CODE, shown=False),
        Column("call", "Call"),
        *_columns_of_rate("", "All: "),
        *HOME,
        *_columns_of_rate("home_", "My country: "),
        *_columns_of_rate("others_", "The others: "),
    ),
    sentence=_say_newest_call,
)
