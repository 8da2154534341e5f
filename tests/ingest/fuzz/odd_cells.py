"""What breaks files: chance, and cells that no table should hold."""

from __future__ import annotations

import random
from collections.abc import Callable

Random = random.Random
Breaker = Callable[[Random, bytes], bytes]

#: Cells that somebody, or some program, has put where they do not belong.
ODD_CELLS = (
    *(
        "",
        " ",
        "-",
        "--",
        "n/a",
        "#REF!",
        "=1+1",
        "@SUM(A1)",
        "NULL",
        "0",
        "-1",
        "1e309",
        "1E+18",
        "9" * 40,
        "1.234,56",
    ),
    *(
        "1,234.56",
        "1 234",
        "12,5 Mio",
        "CHF 5",
        "5 kr",
        "100%",
        "(5)",
        "NaN",
        "∞",
        "03/04/2024",
        "31.02.2024",
        "0000-00-00",
    ),
    *("9999-12-31", "45365", "99999", "1899-12-30", "2024-03-14T25:61", "14 March 2024", "0001-01-01 00:00+14:00"),
    *("Atlantis", "Congo", "Germany (FR)", "ZZ", "yes", "perhaps", "'", '"', '""', "a;b", "a,b", "\t", "line\nbreak"),
    *("\N{RIGHT-TO-LEFT OVERRIDE}x", "e\N{COMBINING ACUTE ACCENT}", "\N{PILE OF POO}" * 3, "\x7f", "\x85", "\u2028"),
    *(
        "ß" * 200,
        "x" * 130,
        "<b>&lt;",
        "Blood:40;Skin:61",
        "Blood:-1;Skin:101",
        ";;;",
        "ELSA;ELSA",
        "http://",
        "\ufeff",
    ),
    *(
        "٣٤",
        "²",
        "1\N{NO-BREAK SPACE}234",
        "2024-02-30",
        "24:00",
        "1/1/1",
        "1e5",
        "0x10",
        "True",
        "2147483648",
        "1" * 15,
    ),
)
