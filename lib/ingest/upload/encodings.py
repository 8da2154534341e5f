"""Files whose encoding is in doubt: their owner sees the readings, and says which is right."""

from __future__ import annotations

from collections.abc import Iterable

from lib.ingest.parsing.given import Given
from lib.ingest.parsing.inference import Question
from lib.ingest.readers.cells import Sheet
from lib.ingest.readers.decoding import TWICE
from lib.ingest.upload.answers import InputRequest

#: Before the name of a file, the name under which its encoding is given.
_ENCODING_OF = "encoding of "


def encodings_given(given: Given) -> dict[str, str]:
    """Return the encodings that are given, by the name of the file, and of its member in a zip."""
    return {
        name.removeprefix(_ENCODING_OF): encoding
        for name, encoding in given.constants.items()
        if name.startswith(_ENCODING_OF)
    }


def request_encodings(sheets: Iterable[Sheet]) -> list[InputRequest]:
    """Ask for the encodings that are in doubt, each once."""
    doubts = {sheet.doubt.label: sheet.doubt.readings for sheet in sheets if sheet.doubt is not None}
    return [
        InputRequest(
            label,
            f"{_ENCODING_OF}{label}",
            Question("Which reading spells these words right? If none does, save the file as CSV UTF-8.", (), readings),
            TWICE if TWICE in readings else "",
        )
        for label, readings in doubts.items()
    ]
