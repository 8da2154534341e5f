"""UTF-8 whose bytes were taken for Windows-1252 and encoded again, as in "UniversitÃ¤t": found and mended."""

from __future__ import annotations

import re

#: Words that are kept for the file's owner to see.
_MOST = 5


def _as_letters(first: int, last: int) -> str:
    """Bytes as Windows-1252 shows them; as control signs where it has none."""
    return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(first, last + 1))


_BYTES = {letter: byte for byte, letter in enumerate(_as_letters(0, 255))}
_GOES_ON = f"[{re.escape(_as_letters(0x80, 0xBF))}]"
_GARBLED = re.compile(
    f"[{_as_letters(0xC2, 0xDF)}]{_GOES_ON}|[{_as_letters(0xE0, 0xEF)}]{_GOES_ON}{{2}}"
    f"|[{_as_letters(0xF0, 0xF4)}]{_GOES_ON}{{3}}"
)
# What hardly stands in a text that is right: a capital behind a small letter, a sign behind "Ã" or "Â", or three signs.
_TELLING = re.compile(
    f"(?<=[a-zß-ÿ])[{_as_letters(0xC2, 0xDE)}]{_GOES_ON}|[ÂÃ][\x80-\xbf]|[{_as_letters(0xE2, 0xEF)}]{_GOES_ON}{{2}}"
)
# The bytes of such a text begin so, which is found much faster.
_BEGINS = re.compile(rb"\xc3[\x82-\xb4](?:\xc2|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86\x9c]|\xe2[\x80\x82\x84])")
_WORD = re.compile(r"[^\s,;\"]*")
#: Characters of a word that are shown, before and behind what is telling.
_AROUND = 30
#: Letters before this one are Latin, Greek or Cyrillic; those behind it that two bytes give are not expected.
_LAST_OF_TWO = "\u0530"


def mended(text: str) -> str:
    """Return a text with what was encoded twice as it was meant."""
    return text if text.isascii() else _GARBLED.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    try:
        meant = bytes(_BYTES[letter] for letter in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
    # A sharp s and a quote behind it would be a letter of N'Ko.
    return meant if len(found[0]) > 2 or meant < _LAST_OF_TWO else found[0]


class Mojibake:
    """Looks for text that was encoded twice, block by block."""

    def __init__(self) -> None:
        #: Words that look so, each once; and as they would be mended.
        self.found: list[str] = []
        self.mended: list[str] = []

    @property
    def is_likely(self) -> bool:
        return bool(self.found)

    def look_at(self, text: str) -> None:
        if text.isascii() or len(self.found) >= _MOST or not _BEGINS.search(text.encode()):
            return
        for telling in _TELLING.finditer(text):
            word = _around(text, telling.start())
            meant = mended(word)
            if meant != word and word not in self.found and len(self.found) < _MOST:
                self.found.append(word)
                self.mended.append(meant)


def _around(text: str, place: int) -> str:
    """The word at a place of a text."""
    before = text[max(0, place - _AROUND) : place]
    begin = re.split(r"[\s,;\"]", before)[-1]
    behind = _WORD.match(text, place, place + _AROUND)
    return begin + (behind[0] if behind else "")
