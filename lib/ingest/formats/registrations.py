"""Who registered for an event: lists of Eventbrite, pretix and Indico.

None of them knows our event_id: the file's owner gives it, or it is found by the event's name and day.
"""

from __future__ import annotations

import re

from lib.common.folding import fold_header
from lib.ingest.formats.cells import derived, first_of
from lib.ingest.formats.format import Format, Line, event_in_rows, has_columns
from lib.ingest.formats.forms import organisation
from lib.ingest.formats.persons import REGISTERED, person
from lib.ingest.problem_codes import Code
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import EntityMapping, LeftOut, as_text, constant

#: Beginnings of what these systems say of orders, tickets and registrations that do not stand (any more), in English,
#: German, French, Spanish and Italian. Source of Eventbrite's: eventbrite.com, "Glossary of order and attendee
#: statuses in event reports"; of pretix': pretix/base/models/orders.py in github.com/pretix/pretix.
_GONE = re.compile(
    r"not attending|nimmt nicht|ne participe pas|no asist|non partecip"
    r"|.*(cancel|storniert|annul|refund|erstattet|rembours|reembols|rimbors)"
    r"|delet|gelöscht|supprim|elimin|transfer|übertragen|abandon|abgebrochen"
    r"|withdrawn|zurückgezogen|reject|abgelehnt|refus|rifiut|rechaz|retir"
    r"|expired|abgelaufen|verfallen|überfällig|expir|caducad|scadut"
)
#: Words that may mean "registered" as well, as "registrado" and "enregistré" do, prove nothing.
_CHECKED_IN = re.compile(r"checked in|eingecheckt|check-in")


def _is_gone(*cells: Cell) -> bool:
    return any(_GONE.match(fold_header(as_text(cell))) for cell in cells)


def _left_out(*columns: str) -> LeftOut:
    """Rows of which one of these columns says that the registration does not stand."""
    return LeftOut(columns, _is_gone, Code.CANCELLED)


def _checked_in(status: Cell, checked_in: Cell) -> Cell:
    """Whether somebody came, as far as they were checked in; not known where nobody looked."""
    return "yes" if _CHECKED_IN.match(fold_header(as_text(status))) else _yes_or_no(checked_in)


def _yes_or_no(cell: Cell) -> Cell:
    """A time of arrival means yes as well."""
    return "yes" if re.search(r"\d{4}|\d:\d\d", as_text(cell)) else cell


#: Eventbrite's columns in English, German, French, Spanish and Italian.
_ORDER = (
    "Order #",
    "Order no.",
    "Order ID",
    "Bestellnummer",
    "Bestellnr.",
    "Bestell-Nr.",
    "N° de commande",
    "Nº de commande",
    "Numéro de commande",
    "N.º de pedido",
    "Nº de pedido",
    "Número de pedido",
    "Numero ordine",
    "N. ordine",
    "N° ordine",
    "Ordine n.",
)
_TICKET = (
    "Ticket Type",
    "Ticket",
    "Ticketart",
    "Tickettyp",
    "Ticket-Typ",
    "Type de billet",
    "Tipo de entrada",
    "Tipo di biglietto",
)
_EMAIL = (
    "Attendee Email",
    "Email",
    "Email Address",
    "E-Mail-Adresse",
    "E-Mail",
    "Adresse e-mail",
    "E-mail",
    "Correo electrónico",
    "Dirección de correo electrónico",
    "Indirizzo e-mail",
    "Posta elettronica",
)
_STATUS = (
    "Attendee Status",
    "Status",
    "Teilnehmerstatus",
    "Statut du participant",
    "Statut",
    "Estado del asistente",
    "Estado",
    "Stato del partecipante",
    "Stato partecipante",
    "Stato",
)
_ORDER_STATUS = (
    "Order Status",
    "Bestellstatus",
    "Statut de la commande",
    "Estado del pedido",
    "Stato dell'ordine",
    "Stato ordine",
)
_ORDER_DATE = (
    "Order Date",
    "Bestelldatum",
    "Date de commande",
    "Date de la commande",
    "Fecha del pedido",
    "Fecha de pedido",
    "Data ordine",
    "Data dell'ordine",
)
_QUANTITY = ("Quantity", "QTY", "Anzahl", "Menge", "Quantité", "Cantidad", "Quantità")
_FIRST = ("Attendee First Name", "First Name", "Vorname", "Prénom", "Nombre", "Nome")
_LAST = (
    "Attendee Last Name",
    "Attendee Surname",
    "Last Name",
    "Surname",
    "Nachname",
    "Nom de famille",
    "Nom",
    "Apellidos",
    "Apellido",
    "Cognome",
)
_COUNTRY = ("Home Country", "Work Country", "Country", "Billing Country", "Land", "Heimatland", "Pays", "País", "Paese")
_CHECK_IN = ("Checked in", "Check-in", "Checked in at", "Eingecheckt", "Check-in realizado")
_EVENT = (
    "Event Name",
    "Event-Name",
    "Eventname",
    "Name des Events",
    "Veranstaltungsname",
    "Nom de l'événement",
    "Nom de l’événement",
    "Nombre del evento",
    "Nome dell'evento",
    "Nome evento",
)
_DAY = (
    "Event Start Date",
    "Event Date",
    "Date Attending",
    "Startdatum des Events",
    "Date de l'événement",
    "Fecha del evento",
    "Data dell'evento",
)


def _eventbrite_parts(header: Line) -> tuple[EntityMapping, ...]:
    return (
        EntityMapping(
            "attendance",
            {
                **person(email=_EMAIL, name=("Attendee name", "Name"), first=_FIRST, last=_LAST),
                "country": first_of(*_COUNTRY),
                "registered": constant("yes"),
                "attended": derived(_checked_in, _STATUS, _CHECK_IN),
                "role": constant("participant"),
                **organisation(header),
            },
            # Somebody may hold several tickets.
            repeats={"attended": "max"},
            complements=REGISTERED,
            left_out=_left_out(*_STATUS, *_ORDER_STATUS),
        ),
    )


_EVENTBRITE = Format(
    name="Eventbrite attendees",
    label="Eventbrite: attendee report",
    description="Who registered for an event on Eventbrite, and who was checked in; cancelled orders are left out.",
    signatures=(
        has_columns(
            _ORDER,
            _TICKET,
            _EMAIL,
            ("Attendee #", "Attendee no.", "Attendee Status", *_STATUS, *_ORDER_DATE, *_QUANTITY),
        ),
    ),
    mappings=_eventbrite_parts,
    event=event_in_rows(_EVENT, _DAY, "mdy"),
)

#: pretix' columns in English, German, French, Spanish and Italian.
_CODE = ("Order code", "Bestellnummer", "Bestellcode", "Code de commande", "Código de pedido", "Codice ordine")
_PRODUCT = ("Product", "Produkt", "Produit", "Producto", "Prodotto")
_ATTENDEE = (
    "Attendee name",
    "Teilnehmername",
    "Name des Teilnehmers",
    "Nom du participant",
    "Nombre del asistente",
    "Nombre del participante",
    "Nome del partecipante",
)
_ATTENDEE_EMAIL = (
    "Attendee email",
    "Attendee e-mail",
    "Teilnehmer-E-Mail",
    "E-Mail des Teilnehmers",
    "E-mail du participant",
    "Correo electrónico del participante",
    "Email del partecipante",
)


def _pretix_parts(header: Line) -> tuple[EntityMapping, ...]:
    return (
        EntityMapping(
            "attendance",
            {
                # Who orders for several people gives an address for all of them; it is not theirs.
                **person(
                    email=_ATTENDEE_EMAIL if has_columns(_ATTENDEE_EMAIL)(_folded(header)) else _EMAIL,
                    name=_ATTENDEE,
                ),
                "country": first_of(*_COUNTRY),
                "registered": constant("yes"),
                "attended": derived(_yes_or_no, _CHECK_IN),
                "role": constant("participant"),
                **organisation(header),
            },
            repeats={"attended": "max"},
            complements=REGISTERED,
            left_out=_left_out(*_STATUS, *_ORDER_STATUS),
        ),
    )


def _folded(header: Line) -> set[str]:
    return {fold_header(name) for name in header}


#: Names of the columns: pretix/base/exporters/orderlist.py and pretix/plugins/checkinlists/exporters.py.
_PRETIX = Format(
    name="pretix attendees",
    label="pretix: order data or check-in list",
    description="Who registered for an event on pretix, and who was checked in; cancelled orders are left out.",
    signatures=(has_columns(_CODE, _PRODUCT, _ATTENDEE),),
    mappings=_pretix_parts,
    event=event_in_rows(("Event name", "Event", "Event slug", *_EVENT), ("Event start date", "Start date", *_DAY)),
)


def _accepted(state: Cell, number: Cell) -> str:
    """Lists may come without states: the other column is there to say it of them as well."""
    return "no" if fold_header(as_text(state)).startswith("pending") else "yes"


def _indico_parts(header: Line) -> tuple[EntityMapping, ...]:
    return (
        EntityMapping(
            "attendance",
            {
                **person(email=("Email Address", "Email"), name=("Name",), first=("First Name",), last=("Last Name",)),
                "country": first_of("Country", "Country of residence"),
                "registered": derived(_accepted, "Registration state", "ID"),
                "attended": derived(_yes_or_no, "Checked in"),
                "role": constant("participant"),
                **organisation(header),
            },
            repeats={"attended": "max"},
            complements=REGISTERED,
            left_out=_left_out("Registration state"),
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

FORMATS = (_PRETIX, _EVENTBRITE, _INDICO)
