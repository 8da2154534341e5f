"""Categories of the Health Research Classification System as funders write them: official names, codes, percents.

The names and codes are those of hrcsonline.net; the store keeps the 21 health categories and the 8 groups of research
activities.
"""

from __future__ import annotations

import re

from lib.common.folding import fold_word
from lib.entities.project import HEALTH_CATEGORIES, RESEARCH_ACTIVITIES

#: The official name of each group of research activities, in their order, and how many codes it has: 1.1 to 1.5 ...
_GROUPS = (
    ("Underpinning Research", 5),
    ("Aetiology", 6),
    ("Prevention of Disease and Conditions, and Promotion of Well-Being", 4),
    ("Detection, Screening and Diagnosis", 5),
    ("Development of Treatments and Therapeutic Interventions", 9),
    ("Evaluation of Treatments and Therapeutic Interventions", 9),
    ("Management of Diseases and Conditions", 4),
    ("Health and Social Care Services Research", 5),
)
#: Health categories as they are shortened, or were called in earlier editions.
_SHORTER = {
    "cancer": "Cancer and neoplasms",
    "generic": "Generic health relevance",
    "inflammatory and immune": "Inflammatory and immune system",
    "reproductive health": "Reproductive health and childbirth",
    "disputed aetiology": "Disputed aetiology and other",
    "other": "Disputed aetiology and other",
}
#: "6", "6.1", "6.1 Pharmaceuticals", "HRCS 6.1".
_CODE = re.compile(r"(?:hrcs |ra ?)?([1-8])(?:\.([1-9]))?(?:[ .:–-]+[^\W\d_].*)?")
_NUMBER = r"(?P<{}>[0-9]{{1,3}}(?:[.,][0-9]+)?)"
#: "Blood:40", "Blood: 40 %", "Blood (40 %)", "Blood 40%", "40 % Blood".
_WITH_PERCENT = re.compile(
    rf"{_NUMBER.format('before')} ?% (?:of )?(?P<last>\S.*)"
    rf"|(?P<first>.*?\S) ?(?:[:=] ?{_NUMBER.format('after')} ?%?|[-–(]? ?{_NUMBER.format('shown')} ?% ?\)?)"
)
_SEPARATORS = re.compile(r"[;|\n]")


def items_of(cell: str) -> list[tuple[str, str]]:
    """Split a cell into names of categories, each with its percent in plain notation or ""."""
    items = [item.strip() for item in _SEPARATORS.split(cell) if item.strip()]
    if len(items) == 1 and "," in items[0]:
        # Official names have commas, too.
        parts = [part.strip() for part in re.split(r", ", items[0]) if part.strip()]
        items = parts if all(map(_is_known, parts)) else items
    return [_with_percent(item) for item in items]


def _with_percent(item: str) -> tuple[str, str]:
    found = _WITH_PERCENT.fullmatch(item)
    if found is None:
        return item.removesuffix(":").strip(), ""
    percent = found["before"] or found["after"] or found["shown"]
    return (found["last"] or found["first"]).strip(), percent.replace(",", ".")


def _is_known(item: str) -> bool:
    name, _ = _with_percent(item)
    return official_name(name) is not None


def official_name(name: str) -> str | None:
    """Return the category that a name or a code stands for, as the store has it; None where it stands for none."""
    folded = " ".join(fold_word(name).split())
    for number, (group, _) in enumerate(_GROUPS):
        if folded in (fold_word(group), fold_word(RESEARCH_ACTIVITIES[number])):
            return RESEARCH_ACTIVITIES[number]
    return _SHORTER.get(folded) or _HEALTH.get(folded) or group_of_code(name)


def group_of_code(name: str) -> str | None:
    """Return the group of research activities of a code such as "6.1"; None for what is no code."""
    found = _CODE.fullmatch(" ".join(fold_word(name).split()))
    if found is None or int(found[2] or 1) > _GROUPS[int(found[1]) - 1][1]:
        return None
    return RESEARCH_ACTIVITIES[int(found[1]) - 1]


_HEALTH = {fold_word(category): category for category in HEALTH_CATEGORIES}
