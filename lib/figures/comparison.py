"""My country, and the countries that it is compared with: choices that figures declare, and that narrow nothing.

The bar over every page asks for them, and hands them to each figure that declares them; so addresses, files and reports
of the figure carry them. A figure highlights the country (`Answer.home`); what it calls the average is that of the
others (`Answer.peers`), never with the country itself, and its labels say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from lib.figures.asking import Ask
from lib.figures.options import Chosen, Option, countries, split
from lib.metrics import country_groups

MY_COUNTRY: Final = Option(
    "my-country",
    "My country",
    offered=countries,
    help="It is highlighted; all others stay, and so do ranks and scales.",
)
#: The groups by their names in addresses.
GROUPS: Final = {
    "all": country_groups.OTHERS,
    "neighbours": country_groups.NEIGHBOURS,
    "eu27": country_groups.EU27,
    "eu14": country_groups.EU14,
    "eu13": country_groups.EU13,
    "widening": country_groups.WIDENING,
    "own": country_groups.OWN,
}
#: The groups as sentences name them: "Spain against …".
SAID: Final = {
    "all": "all others",
    "neighbours": "its neighbours",
    "eu27": "the other EU27",
    "eu14": "the other EU14",
    "eu13": "the other EU13",
    "widening": "the other widening countries",
    "own": "the group chosen",
}
COMPARE_WITH: Final = Option(
    "compare-with",
    "Compare with",
    values=GROUPS | {"own": "Own group"},
    default="all",
    help=(
        "My country itself is never among them. Neighbours have a common land border with it, overseas parts included. "
        "EU27: today's Member States; EU13: those that joined in 2004 or later; EU14: the others."
    ),
)
OWN_GROUP: Final = Option("own-group", "A group of countries of your own", offered=countries, several=True)
#: What a figure declares that compares my country with the others.
COMPARISON: Final = (MY_COUNTRY, COMPARE_WITH, OWN_GROUP)

#: What links of earlier days call MY_COUNTRY and COMPARE_WITH, and one of its values. Without a group, these links
#: compare with the neighbours.
_OUR_COUNTRY, _PEERS, _NEIGHBOURS = "our-country", "peers", "Neighbours (common land border)"
NAMES_OF_EARLIER_LINKS: Final = (_OUR_COUNTRY, _PEERS)


def home(chosen: Chosen) -> str:
    """Return the ISO code of my country; empty where none is chosen, or the figure does not declare it."""
    return chosen.get(MY_COUNTRY.name, "")


def name_in(rows: pd.DataFrame, iso2: str, code: str = "iso2", name: str = "country") -> str:
    """Return what rows call a country, as a chart of them names it; empty where it is not among them."""
    found = rows.loc[rows[code] == iso2, name] if iso2 else rows[name].head(0)
    return str(found.iloc[0]) if len(found) else ""


def peers(ask: Ask, chosen: Chosen) -> tuple[str, ...]:
    """Return the countries that my country is compared with, without itself; none where the figure compares none."""
    if COMPARE_WITH.name not in chosen:
        return ()
    own = split(chosen.get(OWN_GROUP.name, ""))
    group = GROUPS[chosen[COMPARE_WITH.name] or COMPARE_WITH.default]
    return ask(country_groups.compared_with, home(chosen), group, own)


def as_named_today(words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the parameters of an address with those of earlier days under today's names."""
    words = list(words)
    if not {*NAMES_OF_EARLIER_LINKS} & {name for name, _ in words}:
        return words
    today = {_OUR_COUNTRY: MY_COUNTRY.name, _PEERS: COMPARE_WITH.name}
    named = [(today.get(name, name), "neighbours" if value == _NEIGHBOURS else value) for name, value in words]
    if COMPARE_WITH.name not in dict(named):
        named.append((COMPARE_WITH.name, "neighbours"))
    return named
