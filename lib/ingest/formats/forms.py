"""Answers to forms by which people register for an event or say that they came: EUSurvey, Google and Microsoft Forms.

What is asked, and in which words, is up to whoever made the form: its questions are found by their words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from lib.common.folding import fold_header
from lib.ingest.formats.cells import derived, first_of
from lib.ingest.formats.format import Format, Line, Signature, has_columns
from lib.ingest.formats.persons import REGISTERED, identity, organisation_type
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, EntityMapping, as_text, constant

#: Words by which questions of a form are found, in English, German, French, Spanish and Italian.
_EMAIL = re.compile(r"e-?mail|courriel|correo|posta elettronica")
_FIRST = re.compile(r"first name|given name|vorname|prénom|nombre de pila")
_LAST = re.compile(r"last name|family name|surname|nachname|familienname|nom de famille|apellido|cognome")
#: Both parts in one answer: "First and last name", "Vor- und Nachname", "Nom et prénom", "Nombre y apellidos".
_BOTH = re.compile(
    r"(first|given|last|family) (name )?(and|&) (last |first |given |family |sur)?name|vor- und (nach|familien)name"
    r"|noms? et prénoms?|prénoms? et noms?|nombre y apellido|nome e cognome|cognome e nome"
)
_NAME = re.compile(r"\b(name|nom|nombre|nome)\b")
_COUNTRY = re.compile(r"\bcountry\b|\b(herkunfts|wohn)?land\b|\bpays\b|\bpaís\b|\bpaese\b")
_KIND = re.compile(r"\b(type|kind|typ|art|tipo|category|kategorie|catégorie|categoría|categoria|sector|group)\b")
_OF_ORGANISATION = re.compile(
    r"organi[sz]a|organizzazione|organisme|institut|institución|istituzione|einrichtung|établissement|entidad|\bente\b"
    r"|stakeholder"
)
_COMPOUND_KIND = re.compile(r"organisationstyp|organisationsart|einrichtungstyp|art der einrichtung")


def _questions(header: Line, *patterns: re.Pattern[str]) -> tuple[str, ...]:
    """The columns whose name has all of these words."""
    return tuple(name for name in header if name and all(pattern.search(fold_header(name)) for pattern in patterns))


def _question(header: Line, *patterns: re.Pattern[str]) -> tuple[str, ...]:
    """The first of them; none where there is none."""
    return _questions(header, *patterns)[:1]


def organisation(header: Line) -> dict[str, Derived]:
    """The field for the kind of organisation, where the form asks for it."""
    asked = _question(header, _KIND, _OF_ORGANISATION) or _question(header, _COMPOUND_KIND)
    return {"organisation_type": derived(organisation_type, asked)} if asked else {}


def country(header: Line) -> dict[str, Derived]:
    asked = _question(header, _COUNTRY)
    return {"country": first_of(*asked)} if asked else {}


#: Columns of every export; the others are the form's questions: XlsExportCreator.java in github.com/EUSurvey/EUSURVEY.
_EUSURVEY_OWN = frozenset(
    ("invitation number", "contribution id", "user name", "creation date", "last update", "languages", "total score")
)


def _answered_by(contribution: Cell, name: Cell, first: Cell, last: Cell, *emails: Cell) -> str:
    """Who answered; where the form does not ask, every contribution is a person of its own.

    A form may ask more about e-mail than the address, such as whether a newsletter is wanted.
    """
    email = next((cell for cell in emails if "@" in as_text(cell)), "")
    return identity(email, name, first, last) or as_text(contribution)


def _named(contribution: Cell, name: Cell, first: Cell, last: Cell, *emails: Cell) -> str:
    return identity("", name, first, last) or (as_text(contribution) if not any(map(as_text, emails)) else "")


def _person(questions: Line, contribution: tuple[str, ...]) -> dict[str, Derived]:
    """The fields of who answered, by the questions about a person's name and e-mail address, whatever their order."""
    of_persons = tuple(name for name in questions if not _OF_ORGANISATION.search(fold_header(name)))
    whole = _question(of_persons, _BOTH)
    of_parts = tuple(name for name in of_persons if name not in whole)
    first, last = _question(of_parts, _FIRST), _question(of_parts, _LAST)
    name = whole or _question(tuple(n for n in of_parts if n not in (*first, *last)), _NAME)
    if not whole:
        # "Nom, Prénom", "Nombre, Apellidos", "Nome, Cognome": beside one part of a name, "name" is the other.
        first, last = first or (name if last else ()), last or (name if first else ())
    columns: tuple[str | tuple[str, ...], ...] = (contribution, name, first, last, *_questions(questions, _EMAIL))
    return {"attendee": derived(_answered_by, *columns), "alias": derived(_named, *columns)}


def _answers(
    header: Line, own: Container[str], contribution: tuple[str, ...], stated: Mapping[str, str | Derived]
) -> tuple[EntityMapping, ...]:
    """Whoever answered a form, once for each answer: somebody may answer twice.

    Args:
        header: columns of the form's export.
        own: those that every form has, folded; the others are questions.
        contribution: names of the column that numbers the answers.
        stated: what else holds for all who answered.
    """
    questions = tuple(name for name in header if fold_header(name) not in own)
    return (
        EntityMapping(
            "attendance",
            {
                **_person(questions, contribution),
                **stated,
                "role": constant("participant"),
                **organisation(questions),
                **country(questions),
            },
            repeats={},
            complements=REGISTERED,
        ),
    )


def _eusurvey_parts(header: Line) -> tuple[EntityMapping, ...]:
    return _answers(header, _EUSURVEY_OWN, ("Contribution ID",), {"registered": constant("yes")})


_EUSURVEY = Format(
    name="EUSurvey contributions",
    label="EUSurvey: results of a registration form",
    description="Who registered with a form on EUSurvey; questions about persons are found by their words.",
    signatures=(has_columns("Contribution ID", "Creation date"),),
    mappings=_eusurvey_parts,
)


#: When an answer was sent, the first column of every sheet of Google Forms.
_GOOGLE_TIME = ("Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Informazioni cronologiche")
#: Columns of every export of Microsoft Forms; the others are the form's questions.
_MICROSOFT_START = ("Start time", "Startzeit", "Heure de début", "Hora de inicio", "Ora di inizio")
_MICROSOFT_END = (
    "Completion time",
    "Fertigstellungszeit",
    "Heure de fin",
    "Hora de finalización",
    "Ora di completamento",
)
_MICROSOFT_LAST = ("Last modified time", "Uhrzeit der letzten Änderung", "Heure de la dernière modification")
_OWN = frozenset(map(fold_header, ("ID", "Id.", *_GOOGLE_TIME, *_MICROSOFT_START, *_MICROSOFT_END, *_MICROSOFT_LAST)))


def _asks_who(*columns: tuple[str, ...]) -> Signature:
    """Require these columns, and a question for an e-mail address or a name: other forms are no lists of persons."""
    are_there = has_columns(*columns)
    return lambda names: (
        are_there(names)
        and any(
            pattern.search(name) and not _OF_ORGANISATION.search(name)
            for name in names
            for pattern in (_EMAIL, _BOTH, _LAST, _NAME)
        )
    )


def _form_parts(header: Line) -> tuple[EntityMapping, ...]:
    """Whoever answered; whether that means to have registered or to have come, only the form's owner knows."""
    return _answers(header, _OWN, (), {})


_GOOGLE = Format(
    name="Google Forms answers",
    label="Google Forms: answers",
    description="Who filled in a form of Google about an event; questions about persons are found by their words.",
    signatures=(_asks_who(_GOOGLE_TIME),),
    mappings=_form_parts,
)
_MICROSOFT = Format(
    name="Microsoft Forms answers",
    label="Microsoft Forms: answers",
    description="Who filled in a form of Microsoft about an event; questions about persons are found by their words.",
    signatures=(_asks_who(_MICROSOFT_START, _MICROSOFT_END),),
    mappings=_form_parts,
)

FORMATS = (_EUSURVEY, _MICROSOFT, _GOOGLE)
