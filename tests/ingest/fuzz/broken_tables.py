"""Tables broken as texts."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.ingest.fuzz.odd_cells import ODD_CELLS, Random


def lines_of(content: str) -> list[str]:
    return content.splitlines(keepends=True) or [""]


def separator_of(content: str) -> str:
    return max(",;\t", key=content.partition("\n")[0].count)


def columns_swapped(of: Random, content: str) -> str:
    """Two columns in some of the lines, or in all."""
    separator, some = separator_of(content), of.random()
    changed = []
    for line in lines_of(content):
        cells = line.rstrip("\r\n").split(separator)
        if len(cells) > 1 and of.random() < max(some, 0.3):
            first, second = of.randrange(len(cells)), of.randrange(len(cells))
            cells[first], cells[second] = cells[second], cells[first]
        changed.append(separator.join(cells) + "\n")
    return "".join(changed)


def cells_replaced(of: Random, content: str) -> str:
    separator = separator_of(content)
    changed = []
    for place, line in enumerate(lines_of(content)):
        cells = line.rstrip("\r\n").split(separator)
        if place and of.random() < 0.7:
            for _ in range(of.randint(1, 4)):
                cells[of.randrange(len(cells))] = of.choice(ODD_CELLS)
        changed.append(separator.join(cells) + "\n")
    return "".join(changed)


def quote_left_open(of: Random, content: str) -> str:
    place = of.randrange(len(content) + 1)
    return content[:place] + of.choice(['"', '""', ';"', ',"', '"x']) + content[place:]


def quotes_removed(of: Random, content: str) -> str:
    return content.replace('"', "", of.randint(1, 50))


def many_columns(of: Random, content: str) -> str:
    separator, more = separator_of(content), of.choice([1, 10, 1_000, 1_999, 3_000])
    lines = lines_of(content)
    wide = range(len(lines)) if of.random() < 0.5 else [of.randrange(len(lines))]
    for place in wide:
        named = separator.join(f"c{n}" if place == 0 else of.choice(["", "x"]) for n in range(more))
        lines[place] = lines[place].rstrip("\r\n") + separator + named + "\n"
    return "".join(lines)


def huge_cell(of: Random, content: str) -> str:
    lines = lines_of(content)
    place = of.randrange(len(lines))
    huge = of.choice(["x", "1", "é ", "1,", "<b>", "&amp;", "2024-01-01 "]) * of.choice([100, 40_000, 400_000])
    return "".join(
        [*lines[:place], huge[: of.choice([81, 121, 900_000, 1_100_000])] + lines[place], *lines[place + 1 :]]
    )


def header_changed(of: Random, content: str) -> str:
    """Without it, twice, in other words, or with names that are there twice."""
    header, *rest = lines_of(content)
    separator = separator_of(content)
    cells = header.strip().split(separator)
    of.shuffle(cells)
    ways = [
        [*rest],
        [header, header, *rest],
        [header.upper(), *rest],
        [separator.join([*cells, cells[0]]) + "\n", *rest],
        [separator.join(cells) + "\n", *rest],
        [re.sub(r"[a-z]", lambda _: of.choice("aeiou"), header), *rest],
        ["A title above\n", "\n", header, *rest],
    ]
    return "".join(of.choice(ways))


def rows_mixed(of: Random, content: str) -> str:
    header, *rest = lines_of(content)
    rows = [of.choice(rest) for _ in range(of.randint(1, 30))] if rest else []
    return "".join([header, *(row if row.endswith("\n") else f"{row}\n" for row in rows)])


def many_rows(of: Random, content: str) -> str:
    """More than one chunk of rows, each under a key of its own or all under one."""
    header, *rest = lines_of(content)
    separator, row = separator_of(content), (rest or ["x\n"])[-1].rstrip("\r\n")
    cells = row.split(separator)
    own = of.random() < 0.7
    numbered = (f"{cells[0]}{number}" if own else cells[0] for number in range(of.choice([600, 1_200])))
    return header + "".join(separator.join([first, *cells[1:]]) + "\n" for first in numbered)


def other_separator(of: Random, content: str) -> str:
    return content.replace(separator_of(content), of.choice([";", ",", "\t", "|", ":", " ", "\x1f"]))


def other_line_ends(of: Random, content: str) -> str:
    return content.replace("\n", of.choice(["\r", "\r\n", "\n\n", "\n\r", "\x0b", "\x85", "\u2028", ""]))


TEXTS: tuple[Callable[[Random, str], str], ...] = (
    columns_swapped,
    cells_replaced,
    cells_replaced,
    quote_left_open,
    quotes_removed,
    many_columns,
    huge_cell,
    header_changed,
    rows_mixed,
    many_rows,
    other_separator,
    other_line_ends,
)


def encoded(of: Random, content: str) -> bytes:
    """In one encoding, or line by line in several."""
    codecs = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32", "latin-1", "cp437"]
    codecs += ["cp1250", "cp1253", "cp1254", "cp1257", "iso8859_2", "mac_roman", "cp850"]
    if len(content) > 100_000:
        # Python's own encoders take minutes to replace what an encoding lacks in a long text.
        return content.encode(of.choice(["utf-8", "utf-8-sig", "utf-16"]))
    if of.random() < 0.7:
        return content.encode(of.choice([*codecs, *["utf-8"] * 6]), "replace")
    return b"".join(line.encode(of.choice(codecs), "replace") for line in lines_of(content))
