"""Who registered for an event: lists of Eventbrite, Indico and EUSurvey.

None of them knows our event_id: the file's owner gives it, or it is found by the event's name and day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lib.common.folding import fold_header
from lib.ingest.formats.cells import cell_of, derived, first_of
from lib.ingest.formats.format import Format, Line, event_in_rows, has_columns
from lib.ingest.formats.persons import identity, organisation_type, person
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Derived, EntityMapping, as_text, constant

Split = Callable[[dict[str, Cell]], Iterator[dict[str, Cell]]]

#: Words by which questions of a form are found, in English, German, French, Spanish and Italian.
_EMAIL = re.compile(r"e-?mail|courriel|correo|posta elettronica")
_FIRST = re.compile(r"first name|given name|vorname|prénom|nombre de pila")
_LAST = re.compile(r"last name|family name|surname|nachname|familienname|nom de famille|apellido|cognome")
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


def _organisation(header: Line) -> dict[str, Derived]:
    """The field for the kind of organisation, where the form asks for it."""
    asked = _question(header, _KIND, _OF_ORGANISATION) or _question(header, _COMPOUND_KIND)
    return {"organisation_type": derived(organisation_type, asked)} if asked else {}


def _country(header: Line) -> dict[str, Derived]:
    asked = _question(header, _COUNTRY)
    return {"country": first_of(*asked)} if asked else {}


def _unless(cancelled: frozenset[str], *columns: str) -> Split:
    """Leaves out rows that have one of these words (folded) in one of these columns."""

    def split(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
        if not any(fold_header(as_text(cell_of(row, column))) in cancelled for column in columns):
            yield row

    return split


#: Statuses of orders and attendees: eventbrite.com, "Glossary of order and attendee statuses in event reports".
_EVENTBRITE_GONE = frozenset(
    {
        "not attending",
        "deleted",
        "transferred",
        "abandoned",
        "refunded",
        "cancelled",
        "canceled",
        "refunded/cancelled",
        "refunded/canceled",
    }
)


def _checked_in(status: Cell, checked_in: Cell) -> Cell:
    """Whether somebody came, as far as they were checked in; not known where nobody looked."""
    return "yes" if fold_header(as_text(status)) == "checked in" else _yes_or_no(checked_in)


def _yes_or_no(cell: Cell) -> Cell:
    """A time of arrival means yes as well."""
    return "yes" if re.search(r"\d{4}|\d:\d\d", as_text(cell)) else cell


def _eventbrite_parts(header: Line) -> tuple[EntityMapping, ...]:
    return (
        EntityMapping(
            "attendance",
            {
                "attendee": person(
                    email=("Email", "Email Address", "Attendee Email"),
                    name=("Attendee name", "Name"),
                    first=("First Name", "Attendee First Name"),
                    last=("Last Name", "Surname", "Attendee Last Name", "Attendee Surname"),
                ),
                "country": first_of("Home Country", "Work Country", "Country", "Billing Country"),
                "registered": constant("yes"),
                "attended": derived(
                    _checked_in, ("Attendee Status", "Status"), ("Checked in", "Check-in", "Checked in at")
                ),
                "role": constant("participant"),
                **_organisation(header),
            },
            # Somebody may hold several tickets.
            repeats={"attended": "max"},
            split=_unless(_EVENTBRITE_GONE, "Attendee Status", "Order Status", "Status"),
        ),
    )


_EVENTBRITE = Format(
    name="Eventbrite attendees",
    label="Eventbrite: attendee report",
    description="Who registered for an event on Eventbrite, and who was checked in; cancelled orders are left out.",
    signatures=(
        has_columns(
            ("Order #", "Order no.", "Order ID"),
            ("Ticket Type", "Ticket"),
            ("Email", "Email Address", "Attendee Email"),
            ("Attendee #", "Attendee no.", "Attendee Status", "Order Date", "Quantity", "QTY"),
        ),
    ),
    mappings=_eventbrite_parts,
    event=event_in_rows(("Event Name",), ("Event Start Date", "Event Date", "Date Attending"), "mdy"),
)

_INDICO_GONE = frozenset({"withdrawn", "rejected"})


def _accepted(state: Cell, number: Cell) -> str:
    """Lists may come without states: the other column is there to say it of them as well."""
    return "no" if fold_header(as_text(state)).startswith("pending") else "yes"


def _indico_parts(header: Line) -> tuple[EntityMapping, ...]:
    return (
        EntityMapping(
            "attendance",
            {
                "attendee": person(
                    email=("Email Address", "Email"), name=("Name",), first=("First Name",), last=("Last Name",)
                ),
                "country": first_of("Country", "Country of residence"),
                "registered": derived(_accepted, "Registration state", "ID"),
                "attended": derived(_yes_or_no, "Checked in"),
                "role": constant("participant"),
                **_organisation(header),
            },
            repeats={"attended": "max"},
            split=_unless(_INDICO_GONE, "Registration state"),
        ),
    )


#: Names of the columns: indico/modules/events/registration/util.py in github.com/indico/indico.
_INDICO = Format(
    name="Indico registrations",
    label="Indico: list of registrations",
    description="Who registered for an event on Indico, and who was checked in; without the withdrawn and rejected.",
    signatures=(
        has_columns("ID", "Name", ("Registration state", "Registration date")),
        has_columns("ID", "Name", "Email Address", "Checked in"),
    ),
    mappings=_indico_parts,
)


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


def _eusurvey_parts(header: Line) -> tuple[EntityMapping, ...]:
    questions = tuple(name for name in header if fold_header(name) not in _EUSURVEY_OWN)
    of_persons = tuple(name for name in questions if not _OF_ORGANISATION.search(fold_header(name)))
    first, last = _question(of_persons, _FIRST), _question(of_persons, _LAST)
    name = _question(tuple(n for n in of_persons if n not in (*first, *last)), _NAME)
    # "Nom, Prénom", "Nombre, Apellidos", "Nome, Cognome": beside one part of a name, "name" is the other.
    first, last = first or (name if last else ()), last or (name if first else ())
    return (
        EntityMapping(
            "attendance",
            {
                "attendee": derived(_answered_by, "Contribution ID", name, first, last, *_questions(questions, _EMAIL)),
                "registered": constant("yes"),
                "role": constant("participant"),
                **_organisation(questions),
                **_country(questions),
            },
            repeats={},
        ),
    )


_EUSURVEY = Format(
    name="EUSurvey contributions",
    label="EUSurvey: results of a registration form",
    description="Who registered with a form on EUSurvey; questions about persons are found by their words.",
    signatures=(has_columns("Contribution ID", "Creation date"),),
    mappings=_eusurvey_parts,
)

FORMATS = (_EVENTBRITE, _INDICO, _EUSURVEY)
