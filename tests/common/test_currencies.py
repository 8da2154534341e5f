"""Every currency of ISO 4217 is read in cells and in headers alike, and one that several share is asked about."""

from __future__ import annotations

import re

import pytest

from lib.common.currencies import CODES, SHARED_SIGNS, SIGNS, currency_in_header, names_currency, scale_in_header
from lib.entities.fields import Kind
from lib.ingest.matching import Match, mappings_of, propose
from lib.ingest.parsing.inference import Evidence
from lib.ingest.parsing.notation import Notation
from lib.ingest.problem_codes import Code
from lib.ingest.problems import ParseError
from lib.ingest.tables import Derived

#: The codes in force, list one of ISO 4217, without those of metals, funds of accounts, tests and nothing.
IN_FORCE = re.findall(
    "[A-Z]{3}",
    """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
VUV WST XAF XCD XOF XPF YER ZAR ZMW
""",
)


def notation_of(cells: list[str]) -> Notation:
    evidence = Evidence(Kind.NUMBER)
    evidence.add(cells)
    found = evidence.infer()
    assert isinstance(found, Notation)
    return found


@pytest.mark.parametrize("code", IN_FORCE)
def test_every_currency_is_read_in_cells(code: str) -> None:
    for cells in ([f"{code} 1,234.50", "7"], [f"1,234.50 {code}", "7"]):
        notation = notation_of(cells)
        assert notation.currency == code
        assert [notation.plain(cell) for cell in cells] == ["1234.5", "7"]


@pytest.mark.parametrize("code", IN_FORCE)
def test_every_currency_is_read_in_headers(code: str) -> None:
    header = ("Project ID", "Title", f"Funding ({code})")
    match = Match("project", {"project_id": header[0], "title": header[1], "funding_original": header[2]})
    stated = mappings_of(match)[0].columns["currency"]
    assert isinstance(stated, Derived)
    assert stated.derive() == code
    proposed = propose(header, [["P1", "A title", "1000"], ["P2", "Another title", "2000"]], "project")
    assert proposed.columns["funding_eur" if code == "EUR" else "funding_original"] == header[2]


@pytest.mark.parametrize(("sign", "code"), SIGNS.items())
def test_every_sign_is_read_in_cells(sign: str, code: str) -> None:
    assert notation_of([f"5.5 {sign}"]).currency == code
    assert code in CODES


@pytest.mark.parametrize("sign", SHARED_SIGNS)
def test_a_sign_of_several_currencies_is_refused(sign: str) -> None:
    with pytest.raises(ParseError) as refused:
        Notation(Kind.NUMBER, decimal=".").plain(f"5 {sign}")
    assert refused.value.expected.code == Code.SHARED_CURRENCY_SIGN


@pytest.mark.parametrize(
    ("word", "header", "code"),
    [
        ("chf", "funding_chf", "CHF"),
        ("Euro", "Betrag in Euro", "EUR"),
        ("€", "Budget €", "EUR"),
        ("US$", "Budget US$", "USD"),
        ("C$", "Budget (C$)", "CAD"),
        ("JPY", "TOTAL COST JPY", "JPY"),
        # Words, and no currencies.
        ("all", "Budget of all partners", ""),
        ("ALL", "BUDGET OF ALL PARTNERS", ""),
        ("TOP", "TOP UP", ""),
        ("fr", "title_fr", ""),
        ("ft", "size in ft", ""),
        ("dem", "Titel nach dem Antrag", ""),
        ("mur", "mur", ""),
    ],
)
def test_words_of_headers(word: str, header: str, code: str) -> None:
    assert currency_in_header(word, header) == code


@pytest.mark.parametrize(
    ("header", "power"),
    [
        ("Budget (k EUR)", 3),
        ("Budget k€", 3),
        ("TEUR", 3),
        ("Budget [T €]", 3),
        ("Funding in thousands of euros", 3),
        ("Betrag in Tsd. CHF", 3),
        ("Importe (miles de euros)", 3),
        ("Budget in 1.000 EUR", 3),
        ("Amount (£'000)", 3),
        ("USD (m)", 6),
        ("M EUR", 6),
        ("€m", 6),
        ("Funding (in millions)", 6),
        ("Fördersumme in Mio. EUR", 6),
        ("Mrd. Euro", 9),
        ("budget_eur", 0),
        ("Budget EUR", 0),
        ("EUR M12", 0),
        ("Amount in EUR 2024", 0),
        ("Team budget", 0),
        ("Kosten (EUR)", 0),
    ],
)
def test_thousands_and_millions_in_headers(header: str, power: int) -> None:
    assert scale_in_header(header) == power


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("budget_project", False),
        ("Amount", False),
        ("Budget €", True),
        ("TEUR", True),
        ("kCHF", True),
        ("sum_eur", True),
    ],
)
def test_headers_that_name_a_currency(header: str, names: bool) -> None:
    assert names_currency(header) == names
