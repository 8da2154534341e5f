"""Who was at online meetings and webinars: reports of Zoom, Teams and Webex.

None of them knows our event_id: the file's owner gives it, or it is found by the event's name and day. Somebody who
comes back has a row a session: minutes add up, the person counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lib.common.folding import fold_header
from lib.ingest.formats.cells import cell_of, derived, first_of, minutes, undashed
from lib.ingest.formats.format import (
    Event,
    Format,
    Head,
    Line,
    Sections,
    event_in_rows,
    filled,
    for_any_header,
    has_columns,
)
from lib.ingest.formats.persons import CAME, REGISTERED, person, role
from lib.ingest.parsing.dates import day_in
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Combine, EntityMapping, as_text, constant

_SESSIONS: Mapping[str, Combine] = {"minutes": "sum", "attended": "max"}

#: Sections of the report with the role of those they list. Callers by telephone, the last section, have no identity.
_ZOOM_ROLES = {
    "host details": "organiser",
    "panelist details": "speaker",
    "attendee details": "participant",
    "registrant details": "participant",
    "registrants details": "participant",
    "registration details": "participant",
}
_ZOOM_SECTIONS = {*_ZOOM_ROLES, "other attended"}
_NOT_ADMITTED = ("denied", "declined", "cancelled", "canceled")


def _registered(approval: Cell, attended: Cell) -> str:
    """Hosts and panelists have no approval: the other column is there to say it of them as well."""
    return "no" if fold_header(as_text(approval)).startswith(_NOT_ADMITTED) else "yes"


def _zoom_part(of: str) -> EntityMapping:
    return EntityMapping(
        "attendance",
        {
            **person(
                email=("Email",),
                name=("User Name (Original Name)", "User Name"),
                first=("First Name",),
                last=("Last Name",),
            ),
            "country": derived(undashed, "Country/Region Name"),
            "registered": derived(_registered, "Approval Status", "Attended"),
            "attended": "Attended",
            "minutes": derived(minutes, "Time in Session (minutes)"),
            "role": constant(of),
        },
        repeats=_SESSIONS,
        complements=REGISTERED if of == "participant" else CAME,
    )


_ZOOM_TOPIC = ("Topic", "Thema", "Sujet", "Tema", "Argomento")
_ZOOM_START = ("Actual Start Time", "Start Time", "Scheduled Time", "Startzeit", "Heure de début", "Hora de inicio",
               "Ora di inizio")  # fmt: skip


def _zoom_topic(head: Head, place: int) -> Event:
    """The line below the one that begins with the topic's column, wherever above the participants it is."""
    event = event_in_rows(_ZOOM_TOPIC, _ZOOM_START, "mdy")
    topics = set(map(fold_header, _ZOOM_TOPIC))
    above = (line for line, (_, cells) in enumerate(head.lines[: place + 1]) if topics & set(map(fold_header, cells)))
    first = next(above, None)
    return Event() if first is None else event(head, first)


def _zoom_section(title: str, header: Line) -> tuple[EntityMapping, ...]:
    return (_zoom_part(_ZOOM_ROLES[fold_header(title)]),) if fold_header(title) in _ZOOM_ROLES else ()


_ZOOM_WEBINARS = Format(
    name="Zoom webinar",
    label="Zoom: attendee report or registration report",
    description="Who registered for a Zoom webinar or meeting and, in attendee reports, who came, with the hosts.",
    signatures=(
        has_columns("Topic", "Webinar ID"),
        has_columns("First Name", "Last Name", "Email", "Registration Time", "Approval Status"),
        has_columns("Attended", ("User Name (Original Name)", "User Name"), "Email", "Time in Session (minutes)"),
    ),
    mappings=for_any_header(_zoom_part("participant")),
    event=_zoom_topic,
    sections=Sections(lambda title: fold_header(title) in _ZOOM_SECTIONS, _zoom_section),
)


#: Columns of the participants in English, German, French, Spanish and Italian.
_ZOOM_NAME = ("Name (Original Name)", "Name", "Name (Originalname)", "Name (ursprünglicher Name)",
              "Nom (nom d'origine)", "Nom (nom original)", "Nombre (nombre original)",
              "Nome (nome originale)")  # fmt: skip
_ZOOM_EMAIL = ("User Email", "Email", "Benutzer-E-Mail", "E-Mail", "E-Mail des Benutzers", "E-mail de l'utilisateur",
               "Adresse e-mail de l'utilisateur", "E-mail", "Correo electrónico del usuario", "Correo electrónico",
               "E-mail utente", "E-mail dell'utente")  # fmt: skip
_ZOOM_MINUTES = ("Total Duration (Minutes)", "Duration (Minutes)", "Gesamtdauer (Minuten)", "Dauer (Minuten)",
                 "Durée totale (minutes)", "Durée (minutes)", "Duración total (minutos)", "Duración (minutos)",
                 "Durata totale (minuti)", "Durata (minuti)")  # fmt: skip
_ZOOM_GUEST = ("Guest", "Join Time", "Gast", "Beitrittszeit", "Invité", "Heure d'arrivée", "Invitado",
               "Hora de entrada", "Hora para unirse", "Ospite", "Ora di ingresso")  # fmt: skip
_ZOOM_WAITING = (
    "In Waiting Room",
    "Im Warteraum",
    "Dans la salle d'attente",
    "En la sala de espera",
    "In sala d'attesa",
)
_YES = frozenset({"yes", "ja", "oui", "sí", "si", "sì"})


def _let_in(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """Not the time in the waiting room."""
    if fold_header(as_text(cell_of(row, *_ZOOM_WAITING))) not in _YES:
        yield row


_ZOOM_MEETINGS = Format(
    name="Zoom meeting",
    label="Zoom: meeting participants",
    description="Who was in a Zoom meeting and for how long.",
    signatures=(has_columns(_ZOOM_NAME, _ZOOM_EMAIL, _ZOOM_MINUTES, _ZOOM_GUEST),),
    mappings=for_any_header(
        EntityMapping(
            "attendance",
            {
                **person(email=_ZOOM_EMAIL, name=_ZOOM_NAME),
                "attended": constant("yes"),
                "minutes": first_of(*_ZOOM_MINUTES),
                "role": constant("participant"),
            },
            repeats=_SESSIONS,
            complements=REGISTERED,
            split=_let_in,
        ),
    ),
    event=_zoom_topic,
)

#: Columns of the participants in the languages in which they are known, and their place in today's report.
_TEAMS_COLUMNS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "name": (0, ("Name", "Full Name", "Vollständiger Name", "Nom", "Nom complet", "Nombre", "Nombre completo", "Nome",
                 "Nome completo")),
    "join": (1, ("First Join", "Join Time", "Erster Beitritt", "Beitrittszeit", "Beitreten", "Première participation",
                 "Heure d'arrivée", "Primera entrada", "Hora de entrada", "Prima partecipazione", "Ora di accesso",
                 "Timestamp", "Zeitstempel")),
    "duration": (3, ("In-Meeting Duration", "Duration", "Dauer der Besprechung", "Dauer in der Besprechung", "Dauer",
                     "Durée de la réunion", "Durée dans la réunion", "Durée", "Duración de la reunión",
                     "Duración en la reunión", "Duración", "Durata della riunione", "Durata riunione", "Durata")),
    "email": (4, ("Email", "E-Mail", "E-Mail-Adresse", "Adresse e-mail", "Courriel", "Correo electrónico",
                  "Dirección de correo electrónico", "Posta elettronica", "Indirizzo di posta elettronica")),
    "upn": (5, ("Participant ID (UPN)", "Teilnehmer-ID (UPN)", "ID du participant (UPN)", "ID de participant (UPN)",
                "Id. de participante (UPN)", "ID de participante (UPN)", "ID partecipante (UPN)")),
    "role": (6, ("Role", "Rolle", "Rôle", "Rol", "Ruolo")),
}  # fmt: skip
_TEAMS_ACTION = ("User Action", "Benutzeraktion", "Action de l'utilisateur", "Acción del usuario", "Azione utente")
_TEAMS_TITLES = ("Meeting title", "Besprechungstitel", "Titre de la réunion", "Título de la reunión",
                 "Titolo riunione", "Titolo della riunione")  # fmt: skip
_TEAMS_STARTS = ("Start time", "Meeting start time", "Startzeit", "Heure de début", "Hora de inicio", "Ora di inizio",
                 "Ora inizio")  # fmt: skip


def _names(column: str) -> tuple[str, ...]:
    return _TEAMS_COLUMNS[column][1]


def _has_upn(names: set[str]) -> bool:
    """In every language the column of user principal names says so."""
    return any(name.endswith("(upn)") for name in names)


def _teams_names(header: Line, column: str) -> tuple[str, ...]:
    """Names that a column may have in this header: known ones, else its place beside the user principal names."""
    place, known = _TEAMS_COLUMNS[column]
    is_today = len(header) > 6 and _has_upn({fold_header(header[5])})
    has_known = {fold_header(name) for name in known} & {fold_header(cell) for cell in header}
    return (header[place],) if is_today and not has_known else known


def _teams_parts(header: Line) -> tuple[EntityMapping, ...]:
    names = {column: _teams_names(header, column) for column in _TEAMS_COLUMNS}
    emails = (*names["email"], "Registration Email", *names["upn"])
    return (
        EntityMapping(
            "attendance",
            {
                **person(email=emails, name=names["name"]),
                "attended": constant("yes"),
                "minutes": derived(minutes, names["duration"]),
                "role": derived(role, names["role"]),
            },
            repeats=_SESSIONS,
            complements=CAME,
        ),
    )


def _teams_event(head: Head, place: int) -> Event:
    """The event from the summary: lines of a label and its value."""
    summary = {fold_header(cells[0]): cells[1] for _, line in head.lines[:place] if len(cells := filled(line)) > 1}
    title = next((summary[fold_header(label)] for label in _TEAMS_TITLES if fold_header(label) in summary), None)
    start = next((summary[fold_header(label)] for label in _TEAMS_STARTS if fold_header(label) in summary), "")
    return Event(title, day_in(start))


def _teams_section(title: str, header: Line) -> tuple[EntityMapping, ...]:
    """The participants alone: the section after theirs has the same persons again, a row for each time they came."""
    return _teams_parts(header) if title.startswith("2.") else ()


_TEAMS_REPORTS = Format(
    name="Teams attendance",
    label="Teams: attendance report",
    description="Who was in a Teams meeting or webinar and for how long.",
    signatures=(
        has_columns(_names("name"), _names("duration"), _names("join"), _names("role")),
        _has_upn,
        has_columns(_names("name"), _TEAMS_ACTION, _names("join")),
    ),
    mappings=_teams_parts,
    event=_teams_event,
    sections=Sections(lambda title: re.match(r"\d\. ?\w", title) is not None, _teams_section),
)


def _came(attended: Cell, joined: Cell) -> Cell:
    """As the report says, else by whether it has a time of arrival."""
    return attended if as_text(attended) else ("yes" if as_text(undashed(joined)) else "no")


_WEBEX_REPORTS = Format(
    name="Webex attendance",
    label="Webex: attendee report",
    description="Who was in a Webex meeting or webinar and for how long.",
    signatures=(
        has_columns(
            ("Attendee Email", "Email", "Email Address"),
            ("Join Time", "Join"),
            ("Attendance Duration", "Duration"),
            ("Connection Type", "Meeting Name", "Meeting Start Time"),
        ),
        has_columns(("Email", "Email Address"), "Invited", "Registered", ("Start time", "Join time"), "Duration"),
    ),
    mappings=for_any_header(
        EntityMapping(
            "attendance",
            {
                **person(
                    email=("Attendee Email", "Email", "Email Address"),
                    name=("Name", "Display Name"),
                    first=("First Name",),
                    last=("Last Name",),
                ),
                "country": first_of("Country/Region", "Country"),
                "registered": "Registered",
                "attended": derived(_came, "Attended", ("Join Time", "Join", "Start time")),
                "minutes": derived(minutes, ("Attendance Duration", "Duration")),
                "role": derived(role, ("Role", "Participant Type")),
            },
            repeats=_SESSIONS,
            complements=CAME,
        ),
    ),
    event=event_in_rows(("Meeting Name", "Event Name"), ("Meeting Start Time",)),
)

FORMATS = (_ZOOM_WEBINARS, _ZOOM_MEETINGS, _WEBEX_REPORTS, _TEAMS_REPORTS)
