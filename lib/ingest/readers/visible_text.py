"""Text without the signs that nobody sees: they come along with what is copied, and make equal keys differ."""

from __future__ import annotations

import re

# Zero-width spaces, byte order marks, soft hyphens and marks of direction. Joiners are letters' business in some
# scripts, and hold pictures together: of these only those beside Latin letters and digits are removed.
_INVISIBLE = re.compile(
    "[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    "|(?<=[\\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\\x00-\u024f])"
)
_HARD_SPACE = re.compile("[\u00a0\u202f\u2007]")
_ANY = re.compile("[\u00a0\u00ad\u2007\u200b-\u200f\u202a-\u202f\u2060\u2066-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return a text without zero-width signs, and with plain spaces for those that do not break."""
    if text.isascii() or not _ANY.search(text):
        return text
    return _HARD_SPACE.sub(" ", _INVISIBLE.sub("", text))
