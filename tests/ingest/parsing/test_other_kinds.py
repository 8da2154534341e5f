"""Countries, yes and no, texts, and how a column is described."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lib.entities.fields import Kind
from lib.ingest.parsing.notation import Notation
from lib.ingest.problems import ParseError
from lib.ingest.readers.sheets import Cell
from tests.ingest.parsing.columns import plain, reading


def test_countries_are_read() -> None:
    assert plain(Kind.COUNTRY, ["Malta", "EL", "Congo", Decimal(5)]) == ["MT", "GR", "unfit", "unfit"]


@pytest.mark.parametrize(
    ("plainly", "cells"),
    [
        (
            "yes",
            [
                "yes",
                "Y",
                "ja",
                "J",
                "oui",
                "O",
                "sí",
                "sì",
                "sim",
                "TRUE",
                "wahr",
                "vrai",
                "1",
                Decimal(1),
                "x",
                "X",
                "✓",
            ],
        ),
        ("no", ["no", "N", "nein", "non", "não", "nee", "FALSE", "falsch", "faux", "0", Decimal(0), ""]),
        ("unfit", ["maybe", "2", Decimal("0.5"), date(2024, 3, 14)]),
    ],
)
def test_yes_and_no_are_read(plainly: str, cells: list[Cell]) -> None:
    assert plain(Kind.YES_NO, cells) == [plainly] * len(cells)


def test_text_stays_and_a_rounded_identifier_is_refused() -> None:
    cells: list[Cell] = [" a  b ", "1.234", Decimal(2**53), Decimal(2**53 + 2), date(2024, 3, 14), str(2**60)]
    assert plain(Kind.TEXT, cells) == ["a  b", "1.234", str(2**53), "unfit", "2024-03-14", str(2**60)]
    with pytest.raises(ParseError, match="the spreadsheet has rounded it"):
        Notation(Kind.TEXT).plain(Decimal(2**60))


@pytest.mark.parametrize(
    ("kind", "cells", "told"),
    [
        (Kind.DAY, ["2024-03-14", "14 March 2024", date(2024, 3, 14)], ""),
        (Kind.DAY, ["14.03.2024"], "dates read as day.month.year"),
        (Kind.MOMENT, ["03/14/2024 10:00"], "dates read as month/day/year"),
        (Kind.DAY, ["45365"], "Excel serial dates"),
        (Kind.NUMBER, ["1234.5", "7"], ""),
        (Kind.NUMBER, ["7"], ""),
        (Kind.NUMBER, ["1234,5"], "comma for decimals, point for thousands"),
        (Kind.NUMBER, ["1,234.5"], "point for decimals, comma for thousands"),
        (Kind.NUMBER, ["7 CHF"], "amounts in CHF"),
        (Kind.NUMBER, ["7,5 CHF"], "comma for decimals, point for thousands; amounts in CHF"),
        (Kind.COUNT, ["1,234"], "comma for thousands"),
        (Kind.COUNT, ["1.234"], "point for thousands"),
        (Kind.COUNTRY, ["Malta"], ""),
    ],
)
def test_how_a_column_is_read_is_told(kind: Kind, cells: list[Cell], told: str) -> None:
    assert reading(kind, cells).describe() == told
