"""The rows behind the figures as files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from lib.common import formatting
from lib.export.about import About
from lib.export.forms import FORMS, Form
from lib.metrics.choices import Choices
from lib.metrics.records import is_demonstration
from lib.metrics.scope import NARROWED_BY, Scope, without_effect
from lib.metrics.scope_words import in_sentences


class UnknownFormError(ValueError):
    """No kind of file goes by that name or ending; the message says which do."""


def form_of(path: Path, named: str | None) -> Form:
    """Return the format that is named, else the one of the file's ending.

    Raises:
        UnknownFormError: neither is known.
    """
    if named is not None:
        if named not in FORMS:
            raise UnknownFormError(f"--format {named}: known are {', '.join(FORMS)}")
        return FORMS[named]
    # A file for programs needs no mark for Excel.
    by_ending = {form.ending: form for form in FORMS.values()} | {"csv": FORMS["plain-csv"]}
    ending = path.suffix.lower().removeprefix(".")
    if ending not in by_ending:
        raise UnknownFormError(f"{path}: the ending says the format; known are {', '.join(f'.{e}' for e in by_ending)}")
    return by_ending[ending]


def about_rows(entity: str, scope: Scope, choices: Choices, files: pd.DataFrame) -> About:
    """Return what a reader of an entity's rows should know.

    Args:
        entity: one of lib.entities.registry.EXPORTED.
        scope: what the rows are narrowed to; those that do not narrow them are named.
        choices: for the filters' words.
        files: those that the rows came from, see lib.metrics.sources.source_files.
    """
    idle = without_effect(scope, NARROWED_BY[entity])
    definition = "All rows that fit the filters, with the file and the row of it that each came from."
    if entity == "attendance":
        definition = (
            "Numbers of attendees by event, in total and by country, kind of organisation and history. Numbers below "
            "five are hidden, and others with them until each of these could still be 1, 2, 3 or 4; no row is a person."
        )
    if idle:
        definition += f" Not narrowed by {', '.join(idle)}."
    return About(
        entity.capitalize(),
        in_sentences(scope.of(entity), choices),
        definition,
        tuple(source_lines(files)),
        demonstration=is_demonstration(entity, scope),
    )


def source_lines(files: pd.DataFrame) -> Iterator[str]:
    """Yield source files as sentences."""
    for row in files.to_dict("records"):
        day = formatting.long_date(row["imported_at"]).replace(formatting.HARD, " ")
        rows = "" if pd.isna(row["rows_read"]) else f", {row['rows_read']} rows"
        yield f"{row['entity']}: {row['file_name']}, loaded on {day}{rows} ({row['part']})"


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only when it is complete."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(draft, 0o666 & ~umask)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
