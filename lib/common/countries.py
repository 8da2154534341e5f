"""Countries as people write them, to ISO 3166-1 codes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from lib.common.folding import LETTERS, without_accents

_WISH = "a country: its English name or its two-letter code, such as Malta or MT"
#: Languages whose names of countries are known: those of all EU countries, English among them, of their neighbours, and
#: of countries whose institutes take part in the consortium's projects.
_LANGUAGES = (
    "bg hr cs da nl en et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv "
    "ca nb is tr uk sq sr sr_Latn mk bs ka hy he ar zh ja ko ru"
)
#: Official names, and others that neither CLDR nor the variants below have.
_NAMES = Path(__file__).parents[2] / "data" / "reference" / "country_names.csv"
#: Territories that CLDR names and ISO 3166-1 does not list as countries. Kosovo's XK is kept: users have it.
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
#: Spellings that CLDR lacks, and the codes that the European Commission writes otherwise than ISO 3166-1.
#: Names that people give to two countries stand with both.
_VARIANTS = {
    "BA": ("Bosnia", "Bosnia-Herzegovina"),
    "BO": ("Bolivia (Plurinational State of)", "Bolivia, Plurinational State of"),
    "CD": (
        "Democratic Republic of the Congo",
        "Congo, Democratic Republic of the",
        "Congo (Democratic Republic of the)",
        "DR Congo",
        "Congo",
        "Kongo",
    ),
    "CG": ("Republic of the Congo", "Congo", "Kongo"),
    "CI": ("Ivory Coast",),
    "CN": ("People's Republic of China", "PR China"),
    "CZ": ("Czech Republic",),
    "FK": ("Falkland Islands (Malvinas)",),
    "GB": (
        "UK",
        "Great Britain",
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "United Kingdom of Great Britain and Northern Ireland",
    ),
    "GR": ("EL", "Hellas"),
    "HK": ("Hong Kong",),
    "IE": ("Republic of Ireland",),
    "IR": ("Iran, Islamic Republic of", "Iran (Islamic Republic of)", "Islamic Republic of Iran"),
    "KN": ("Saint Kitts and Nevis",),
    "KP": ("Korea, Democratic People's Republic of", "Democratic People's Republic of Korea", "Korea"),
    "KR": ("Republic of Korea", "Korea, Republic of", "Korea (Republic of)", "Korea, South", "Korea"),
    "LA": ("Lao People's Democratic Republic",),
    "MD": ("Republic of Moldova", "Moldova, Republic of", "Moldova (Republic of)"),
    "MK": (
        "Macedonia",
        "Republic of North Macedonia",
        "FYROM",
        "Former Yugoslav Republic of Macedonia",
        "Macedonia, the former Yugoslav Republic of",
    ),
    "MM": ("Burma",),
    "MO": ("Macao", "Macau"),
    "NL": ("Netherlands (Kingdom of the)", "Netherlands, Kingdom of the", "Kingdom of the Netherlands"),
    "PS": ("Palestine", "Palestine, State of", "State of Palestine", "Occupied Palestinian Territory"),
    "RU": ("Russian Federation",),
    "SK": ("Slovak Republic",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Republic of Türkiye"),
    "TW": ("Taiwan, Province of China", "Taiwan (Province of China)"),
    "TZ": ("Tanzania, United Republic of", "United Republic of Tanzania"),
    "US": ("United States of America",),
    "VA": ("Holy See", "Vatican"),
    "VC": ("Saint Vincent and the Grenadines",),
    "VE": ("Venezuela (Bolivarian Republic of)", "Venezuela, Bolivarian Republic of"),
    "XK": ("XKX",),
}
#: No country's name is longer.
_LONGEST = 100
_LETTERS = str.maketrans(LETTERS | {"&": " and "})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
#: "Germany (DE)", "Germany [DE]", "Germany - DE"; and the other way round.
_NAME_AND_CODE = re.compile(r"(?P<name>.*\S) *(?:[(\[](?P<code>[A-Za-z]{2,3})[)\]]|[-–:] *(?P<last>[A-Za-z]{2,3}))")
_CODE_AND_NAME = re.compile(r"(?P<code>[A-Za-z]{2,3}) *[-–:] *(?P<name>\S.*)")


#: Regions that fund or take part by themselves, and their countries, for proposals.
_REGIONS = {
    "BE": ("Flanders", "Wallonia", "Brussels", "Vlaanderen", "Wallonie"),
    "DE": ("Saxony", "Sachsen", "Bavaria", "Bayern", "Baden-Württemberg", "Hesse", "Hessen"),
    "ES": ("Catalonia", "Catalunya", "Cataluña", "Navarre", "Navarra", "Basque Country", "Andalusia", "Galicia"),
    "IT": ("Lombardy", "Lombardia", "Tuscany", "Toscana", "Veneto", "Piedmont", "Piemonte", "Sicily", "Sardinia"),
}
_EUROPE = frozenset({"eu", "europe", "europa", "europeanunion", "europaischeunion", "unioneuropeenne", "unioneuropea"})
_SEVERAL = re.compile(r"[,;/&+|]|\b(?:and|und|et|y|e)\b")
#: Letters of a name that may be a misspelt one, and from which likeness on it is proposed.
_SHORTEST, _ALIKE = 4, 80


class UnknownCountryError(ValueError):
    """A text names no country, or more than one; the message says what would be right.

    Attributes:
        near: the country that may be meant, such as "Germany (DE)"; "" where none is near.
        is_europe: the text names the European Union or Europe.
        is_several: the text names several countries.
    """

    def __init__(self, cell: str = "") -> None:
        super().__init__(_WISH)
        self.is_europe = _key(cell) in _EUROPE
        parts = [part for part in _SEVERAL.split(cell) if part.strip()] if len(cell) <= _LONGEST else []
        self.is_several = len(parts) > 1 and all(len(_meant(part)) == 1 for part in parts)
        self.near = "" if self.is_europe or self.is_several else _nearest(cell)


def country_code(cell: str) -> str:
    """ISO 3166-1 alpha-2 code of a country given by code or name, without regard to case, accents, dots and blanks.

    Names are known in the languages of the EU and of its neighbours, official names in English; a name and a code may
    stand together, as in "Germany (DE)". The codes of three letters and of three digits are known as well.

    Raises:
        UnknownCountryError: no country of that name, more than one, or a name and a code that contradict each other.
    """
    meant = _meant(cell) or _meant_by_both(cell.strip()) or _meant_by_number(cell.strip())
    # A name of two countries, such as Congo, is never guessed.
    if len(meant) != 1:
        raise UnknownCountryError(cell)
    return next(iter(meant))


def _meant_by_number(cell: str) -> frozenset[str]:
    return frozenset({_numbers()[cell]}) if cell in _numbers() else frozenset()


@cache
def _numbers() -> dict[str, str]:
    """The codes by the numbers of ISO 3166-1."""
    return {
        number: codes[0]
        for number, codes in get_global("territory_aliases").items()
        if number.isdecimal() and len(codes) == 1 and codes[0] in Locale("en").territories
    }


def _nearest(cell: str) -> str:
    """The country that a text may mean, with its code; "" where none is near."""
    key = _key(cell)
    if not _SHORTEST <= len(key) <= _LONGEST:
        return ""
    region = {_key(name): code for code, names in _REGIONS.items() for name in names}
    words = re.findall(r"[^()\[\],]+", cell)
    named = next((codes for word in words if len(codes := _meant(word)) == 1), None)
    code = next(iter(named)) if named else region.get(key)
    if code is None:
        alike = process.extractOne(key, _codes().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        found = _codes()[alike[0]] if alike else frozenset()
        code = next(iter(found)) if len(found) == 1 else None
    return f"{Locale('en').territories[code]} ({code})" if code else ""


def _meant(name: str) -> frozenset[str]:
    return _codes().get(_key(name), frozenset())


def _meant_by_both(cell: str) -> frozenset[str]:
    # No country's name is longer, and on a whole text the patterns would be slow.
    if len(cell) > _LONGEST:
        return frozenset()
    both = _NAME_AND_CODE.fullmatch(cell) or _CODE_AND_NAME.fullmatch(cell)
    if both is None:
        return frozenset()
    parts = both.groupdict()
    return _meant(parts["name"]) & _meant(parts["code"] or parts["last"])


def _key(name: str) -> str:
    """A name as names are compared: small letters only."""
    plain = without_accents(name.casefold().translate(_LETTERS)).strip().removeprefix("the ")
    return "".join(sign for sign in plain if sign.isalpha())


@cache
def _codes() -> dict[str, frozenset[str]]:
    """The codes that a name or a code stands for, by key. Made once, since it reads CLDR's files of 40 languages."""
    meant: dict[str, set[str]] = {}
    for name, code in _spellings():
        meant.setdefault(_key(name), set()).add(code)
    return {key: frozenset(codes) for key, codes in meant.items()}


def _spellings() -> Iterator[tuple[str, str]]:
    """Every known spelling of a country with its code."""
    named = {language: dict(Locale(language).territories) for language in _LANGUAGES.split()}
    codes = {code for code in named["en"] if len(code) == 2 and code.isalpha()} - _NOT_COUNTRIES
    yield from ((code, code) for code in codes)
    for longer, shorter in get_global("territory_aliases").items():
        # A former country that became several, such as YUG, stands for none of them.
        if len(longer) == 3 and longer.isalpha() and len(shorter) == 1 and shorter[0] in codes:
            yield longer, shorter[0]
    for language, names in named.items():
        for code in codes & names.keys():
            yield names[code], code
            if language == "de":
                yield names[code].casefold().translate(_UMLAUTS), code
    yield from ((name, code) for code, variants in _VARIANTS.items() for name in variants)
    with _NAMES.open(encoding="utf-8", newline="") as file:
        yield from ((row["name"], row["iso2"]) for row in csv.DictReader(file))
