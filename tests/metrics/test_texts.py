"""Texts are searched without regard to capitals and accents, alike on each engine."""

from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy import Engine, literal, select

from lib.common.folding import fold, plain_name
from lib.metrics import records
from lib.metrics.scope import Scope
from lib.metrics.texts import begins, equals, folded, holds
from tests.rows import load

pytestmark = pytest.mark.engines

#: What is written, and what it is found as.
SAME = {
    "Österreich": ["österreich", "ÖSTERREICH", "osterreich", "O\u0308sterreich"],
    "Straße": ["STRASSE", "strasse", "STRAẞE"],
    "Łódź": ["łódź", "LODZ", "ŁÓDŹ", "lodz"],
    "Tromsø": ["TROMSØ", "tromso"],
    "İstanbul": ["istanbul", "ISTANBUL"],
    "Diyarbakır": ["DIYARBAKIR", "diyarbakir"],
    "Ελλάδα": ["ΕΛΛΑΔΑ", "ελλαδα"],
    "Σίσυφος": ["ΣΙΣΥΦΟΣ", "σισυφοσ"],
    "София": ["СОФИЯ", "софия"],
    "Йошкар-Ола": ["йошкар-ола", "ЙОШКАР-ОЛА"],
    "Đà Nẵng": ["da nang", "ĐÀ NẴNG"],
    "Ærø œuvre": ["AERO OEUVRE", "ærø œuvre"],
    "Città ﬁn Ⅳ": ["citta fin iv", "CITTÀ FIN IV"],
    "Հայաստան": ["ՀԱՅԱՍՏԱՆ"],
    "100 % _x_ \\ / '": ["100 % _X_ \\ / '"],
}


@pytest.mark.parametrize("written", SAME)
def test_texts_are_compared_as_one(written: str) -> None:
    assert {fold(other) for other in SAME[written]} == {fold(written)}


def test_other_texts_stay_apart() -> None:
    assert fold("Malta") != fold("Malte")
    assert fold("и") != fold("n")
    assert plain_name("  The\u00a0 Netherlands ") == "the netherlands"


def test_each_engine_compares_texts_as_python_does(engine: Engine) -> None:
    """Every character of the Basic Multilingual Plane that Unicode has had for long, in pieces of a thousand."""
    signs = [chr(code) for code in range(1, 0x10000) if not 0xD800 <= code <= 0xDFFF]
    known = [sign for sign in signs if unicodedata.category(sign) not in ("Cn", "Co")]
    with engine.connect() as connection:
        for start in range(0, len(known), 1000):
            # Blanks between them, so that no two are put together.
            text = " ".join(known[start : start + 1000])
            assert connection.scalar(select(folded(literal(text)))) == fold(text), hex(ord(known[start]))
        assert connection.scalar(select(folded(literal("PLAIN Ascii")))) == "plain ascii"
        assert connection.scalar(select(folded(literal(None)))) is None


@pytest.mark.parametrize("written", SAME)
def test_each_engine_finds_texts(engine: Engine, written: str) -> None:
    with engine.connect() as connection:
        for asked in (written, *SAME[written]):
            for condition in (holds, begins, equals):
                assert connection.scalar(select(condition(literal(written), asked))), (condition.__name__, asked)
            assert connection.scalar(select(holds(literal(f"- {written} -"), asked)))
            assert not connection.scalar(select(begins(literal(f"- {written}"), asked)))
            assert not connection.scalar(select(equals(literal(f"{written}!"), asked)))


def test_rows_are_found_by_what_readers_see(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nTR,TUR,Türkiye\n")
    load(engine, "organisation", "organisation_id,name,country\nA,Überlingen Ltd,TR\nB,Other,\n")
    for asked, found in (("turkiye", ["A"]), ("TÜRKIYE", ["A"]), ("uberlingen", ["A"]), ("%", []), ("er", ["A", "B"])):
        rows = records.record_page(engine, "organisation", Scope(search=asked), 0, 10).rows
        assert list(rows["organisation_id"]) == found, asked
