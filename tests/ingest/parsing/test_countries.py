"""Countries as people write them."""

from __future__ import annotations

import contextlib
import re

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as some

from lib.common.countries import UnknownCountryError, country_code
from lib.entities.fields import Kind
from lib.ingest.parsing.notation import Notation
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError

WRITTEN = {
    "AT": ["AT", "aut", "Austria", "Österreich", "OSTERREICH", "Oesterreich", "Autriche", "Rakousko"],
    "BA": ["Bosnia", "Bosnia and Herzegovina", "Bosnia & Herzegovina", "Bosnien und Herzegowina"],
    "BG": ["България", "Bulgarie"],
    "CH": ["CHE", "Schweiz", "Suisse", "Svizzera", "Switzerland"],
    "CI": ["Ivory Coast", "Côte d'Ivoire", "COTE D’IVOIRE"],
    "CV": ["Cape Verde", "Cabo Verde"],
    "CZ": ["Czech Republic", "Czechia", "Česko", "Tschechien"],
    "DE": [
        "Deutschland",
        "Germany (DE)",
        "Germany [DEU]",
        "DE - Germany",
        "Germany – DE",
        "DE: Allemagne",
        " germany ",
    ],
    "DK": ["Danmark", "Daenemark", "Dánia"],
    "EE": ["Eesti", "Viro"],
    "ES": ["España", "ESPANA", "Spain", "Hispaania"],
    "FI": ["Suomi", "Finland"],
    "GB": ["UK", "U.K.", "GBR", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland", "Royaume-Uni"],
    "GR": ["EL", "GR", "Greece", "Ελλάδα", "Hellas"],
    "GW": ["Guinea-Bissau"],
    "HK": ["Hong Kong", "Hong Kong SAR", "Hong Kong SAR China"],
    "HR": ["Hrvatska", "Kroatien"],
    "HU": ["Magyarország"],
    "IE": ["Eire", "Éire", "Republic of Ireland", "Ireland"],
    "IR": ["Iran", "Iran, Islamic Republic of", "Iran (Islamic Republic of)"],
    "KR": ["Republic of Korea", "South Korea", "Korea, Republic of", "Korea (KR)"],
    "MD": ["Moldova", "Republic of Moldova", "Moldova, Republic of"],
    "MK": ["Macedonia", "North Macedonia", "FYROM", "Nordmazedonien"],
    "MT": ["MT", "mt", "MLT", "Malta"],
    "NL": ["The Netherlands", "Netherlands", "Netherlands (Kingdom of the)", "Holland", "Pays-Bas", "Nederland"],
    "PL": ["Polska", "Poľsko"],
    "PS": ["Palestine"],
    "PT": ["Portugal"],
    "RO": ["România", "Romania"],
    "RU": ["Russia", "Russian Federation"],
    "SK": ["Slovak Republic", "Slovensko"],
    "SZ": ["Swaziland", "Eswatini"],
    "TR": ["Türkiye", "Turkey", "Turkiye", "Türkei"],
    "TW": ["Taiwan", "Taiwan, Province of China"],
    "US": ["US", "U.S.", "USA", "U.S.A.", "United States", "United States of America", "Estados Unidos"],
    "VN": ["Viet Nam", "Vietnam"],
    "XK": ["XK", "XKX", "Kosovo"],
}


@pytest.mark.parametrize(("code", "written"), [(code, name) for code, names in WRITTEN.items() for name in names])
def test_a_country_is_read(code: str, written: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize("cell", ["Congo", "Kongo", "Korea", "Corea"])
def test_a_name_of_two_countries_is_not_guessed(cell: str) -> None:
    with pytest.raises(UnknownCountryError, match=r"such as Malta or MT"):
        country_code(cell)


@pytest.mark.parametrize(("cell", "code"), [("Congo (CD)", "CD"), ("Congo - CG", "CG"), ("KP: Korea", "KP")])
def test_its_code_says_which_of_two_countries_is_meant(cell: str, code: str) -> None:
    assert country_code(cell) == code


@pytest.mark.parametrize(
    "cell", ["", "-", "??", "Germany (FR)", "FR - Germany", "Germania Magna", "XX", "EU", "Europe", "YUG", "49", "()"]
)
def test_what_is_no_country_is_refused(cell: str) -> None:
    with pytest.raises(UnknownCountryError):
        country_code(cell)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "el", "mt"])
def test_cldrs_names_give_their_codes(language: str) -> None:
    names = {
        code: name
        for code, name in Locale(language).territories.items()
        if re.fullmatch("AD|B[EGR]|C[AHLNY]|[F-T]R", code)
    }
    assert len(names) > 10
    assert {code: country_code(name) for code, name in names.items()} == {code: code for code in names}


@settings(deadline=None)  # the first example loads Babel's names
@given(some.text() | some.from_regex(r"[A-Za-z(\[ -]{1,90}[)\] -]{0,40}"))
def test_any_text_is_read_or_refused(cell: str) -> None:
    with contextlib.suppress(UnknownCountryError):
        assert re.fullmatch("[A-Z]{2}", country_code(cell))


@pytest.mark.parametrize(
    ("cell", "code"), [("276", "DE"), ("008", "AL"), ("DEU", "DE"), ("Ghana", "GH"), ("Viet Nam", "VN")]
)
def test_codes_and_countries_of_the_world(cell: str, code: str) -> None:
    assert country_code(cell) == code


@pytest.mark.parametrize(
    ("cell", "code", "near"),
    [
        ("Germny", Code.NOT_A_COUNTRY, "Germany (DE)"),
        ("Belgium (Flanders)", Code.NOT_A_COUNTRY, "Belgium (BE)"),
        ("Flanders", Code.NOT_A_COUNTRY, "Belgium (BE)"),
        ("somewhere", Code.NOT_A_COUNTRY, ""),
        ("DE, FR", Code.SEVERAL_COUNTRIES, ""),
        ("Germany/France", Code.SEVERAL_COUNTRIES, ""),
        ("EU", Code.EUROPE_NO_COUNTRY, ""),
    ],
)
def test_what_is_no_country_comes_with_the_nearest(cell: str, code: Code, near: str) -> None:
    with pytest.raises(ParseError) as refused:
        Notation(Kind.COUNTRY).plain(cell)
    assert (refused.value.expected.code, refused.value.near) == (code, near)
