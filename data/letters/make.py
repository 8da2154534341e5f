"""Make pairs.csv: `python data/letters/make.py`, with the packages Babel, Faker and stopwordsiso installed."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import babel
import faker
import stopwordsiso

#: Languages with the locales of Faker that have their words.
LANGUAGES = {
    **{"bg": "bg_BG", "ca": "", "cs": "cs_CZ", "cy": "", "da": "da_DK", "de": "de_DE de_AT de_CH", "el": "el_GR el_CY"},
    **{"en": "en_US en_GB", "es": "es_ES es_MX es_CO es_AR es_CL", "et": "et_EE", "fi": "fi_FI"},
    **{"fr": "fr_FR fr_CH fr_CA fr_BE", "ga": "ga_IE", "hr": "hr_HR", "hu": "hu_HU", "is": "is_IS", "it": "it_IT"},
    **{"lt": "lt_LT", "lv": "lv_LV", "mt": "", "nb": "no_NO", "nl": "nl_NL nl_BE", "pl": "pl_PL"},
    **{"pt": "pt_PT pt_BR", "ro": "ro_RO", "sk": "sk_SK", "sl": "sl_SI", "sv": "sv_SE", "tr": "tr_TR", "uk": "uk_UA"},
}
_WORD = re.compile(r"[^\W\d_]+")
# Code pages have the Romanian letters with a cedilla in place of those with a comma.
_WITH_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")


def words_of(language: str, locales: Iterable[str]) -> set[str]:
    """Words of a language: names of countries, languages, currencies, units, persons and places; frequent words."""
    words = {word for text in _texts(babel.Locale(language)._data) for word in _WORD.findall(text)}
    words |= stopwordsiso.stopwords({"nb": "no"}.get(language, language))
    for locale in locales:
        for path in Path(faker.__file__).parent.glob(f"providers/*/{locale}/__init__.py"):
            texts = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
            words |= {
                word for text in texts if isinstance(text, str) and len(text) < 400 for word in _WORD.findall(text)
            }
    return {word.translate(_WITH_CEDILLA) for word in words if _WORD.fullmatch(word)}


def _texts(value: Any) -> Iterator[str]:
    """Names in the data of a locale."""
    named = ("territories", "languages", "currency_names", "scripts", "variants", "days", "months", "quarters", "eras")
    for name in (*named, "time_zones", "meta_zones", "unit_display_names", "unit_patterns"):
        yield from _strings(value.get(name, {}) if hasattr(value, "get") else value[name])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _strings(member)


def pairs_of(words: Iterable[str]) -> Counter[str]:
    """How often letters follow each other; ^ and $ are a word's begin and end."""
    counted: Counter[str] = Counter()
    for word in words:
        # Python makes two signs of the Turkish capital.
        small = "".join(letter if letter == "İ" else letter.lower() for letter in word)
        marked = f"^{small}$"
        counted.update(marked[place : place + 2] for place in range(len(marked) - 1))
    return counted


if __name__ == "__main__":
    with (Path(__file__).parent / "pairs.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["language", "pairs"])
        for language, locales in LANGUAGES.items():
            found = pairs_of(words_of(language, locales.split()))
            rows.writerow([language, " ".join(f"{pair}{count}" for pair, count in sorted(found.items()))])
