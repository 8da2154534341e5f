"""Who somebody is, for the pseudonym alone, and what kind of organisation they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lib.common.folding import fold_header
from lib.entities.organisation import ORGANISATION_TYPES
from lib.ingest.formats.cells import derived, undashed
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import Combine, Derived, as_text

#: Kinds of organisations by the words for them in English, German, French, Spanish and Italian, narrow ones first: what
#: one has taken the next ones do not see ("university hospital" is no university).
_TYPES = (
    (
        "other",
        r"non-?\s?governmental\w*( \w+)?|\bngos?\b|nichtregierungs\w*|\bongs?\b",
        r"\b(trade|business|industry) associations?",
        r"civil society|zivilgesellschaft|société civile|sociedad civil|società civile",
    ),
    (
        "patient organisation",
        r"patient\w*['’]?( \w+)? (organi[sz]ation|association|group|advoca|represent|charit)\w*",
        r"patienten(organisation|vertret|verband|verein|initiative)\w*|selbsthilfe\w*",
        r"(association|organisation|asociación|organización|associazione|organizzazione)\w*"
        r" (de |des |di |dei |of )?(patient|pacient|pazient)\w*",
    ),
    (
        "hospital",
        r"universitätsklinik\w*|centre hospitalier( universitaire)?|azienda ospedaliera|policlinic\w*",
        r"(universi\w+[- ])?(hospital|hôpital|hôpitaux|ospedal|krankenh[aä]us|spital|clinic|clínica|klinik)\w*"
        r"( universi\w+)?",
    ),
    (
        "international organisation",
        r"(international|internationale|internacional|internazionale) (organi[sz]ation|organización|organizzazione)\w*",
        r"organi[sz]\w+ (internationale|internacional|internazionale)",
    ),
    (
        "funding agency",
        r"(research )?funding (agenc|organi[sz]ation|bod)\w*|\bfunders?\b",
        r"(forschungs)?förder(agentur|organisation|geb|träger|er)\w*",
        r"financeurs?|(agence|organisme) de financement|financiador\w*|agencia de financiación",
        r"(ente|agenzia) (finanziat|di finanziamento)\w*|finanziator\w*",
    ),
    (
        "research organisation",
        r"(public |private )?research[- ](and technology )?(organi[sz]ation|institut|cent|performing)\w*"
        r"( organi[sz]ations?)?",
        r"forschungs(einrichtung|institut|organisation|zentrum)\w*",
        r"(organisme|institut|centre)s? de recherche|(centro|instituto) de investigación",
        r"(ente|istituto|centro) di ricerca",
    ),
    ("ministry", r"\bminist(ry|ries|erium|erien|ère|ères|erio|erios|ero|eri)\b|\w*ministerium"),
    ("foundation", r"\bfoundations?\b|\w*stiftung(en)?\b|\bfondations?\b|\bfundaci(ón|ones)\b|\bfondazion[ei]\b"),
    ("university", r"\buniversi(ty|ties|tät|täten|té|tés|dad|dades|tà)\b|\w*hochschule\w*|higher education( \w+)?"),
    ("SME", r"\bsmes?\b|small and medium[- ]sized( \w+)?|\bkmu\b|\bpmes?\b|\bpymes?\b|\bpmi\b|start-?ups?"),
    (
        "company",
        r"(private |large )?(compan(y|ies)|industr(y|ie|ia)\b)|\bpharma\w*|\bbiotech\w*",
        r"\bunternehmen\b|\bentreprises?\b|\bempresas?\b|\bimpres[ae]\b|\baziend[ae]\b",
    ),
    (
        "public body",
        r"public (bod|authorit|administration|agenc|sector|institution)\w*|government\w*|regulatory \w+",
        r"behörden?\b|öffentliche (verwaltung|einrichtung)\w*|(autorité|administration|organisme) publique?",
        r"(administración|organismo|entidad) públic\w+|(ente|amministrazione) pubblic\w+",
    ),
    ("other", r"^(other|others|andere|sonstiges?|autres?|otros?|otra|altro|altra)\b.*"),
)
_PATTERNS = tuple((kind, re.compile("|".join(patterns))) for kind, *patterns in _TYPES)
#: Letters of the longest answer that can be plain.
_LONGEST_ANSWER = 200
_AS_THEY_ARE = {fold_header(kind): kind for kind in ORGANISATION_TYPES}

#: Beginnings of the words for roles at an event, in the same languages.
_ROLES = (
    ("organiser", ("organi", "co-organi", "mitorgani", "coorgani", "host", "cohost", "co-host", "alternate host")),
    (
        "speaker",
        ("present", "présent", "panelist", "speaker", "referent", "vortragend", "moder", "modér", "ponente", "relator"),
    ),
    ("participant", ("attendee", "participant", "teilnehm", "asistente", "partecipant", "invité")),
)


#: A list of the registered leaves what a report of the event itself says of who came, and as what.
REGISTERED: Mapping[str, Combine] = {"attended": "max", "role": "first"}
#: A report of an event replaces what was known, but a row without arrival leaves that of somebody who was there before.
CAME: Mapping[str, Combine] = {"attended": "max"}


def identity(email: Cell = "", name: Cell = "", first: Cell = "", last: Cell = "") -> str:
    """What a person is known by across files: the e-mail address, else the full name.

    It is what the pseudonym is made of and must reach nothing else.

    Args:
        email: taken where it holds an @.
        name: the whole name, as a display name; taken where first and last name are not both there.
        first, last: the name in two parts.

    Returns:
        In small letters, blanks collapsed; "" where nothing is known.
    """
    address, whole, given, family = (" ".join(as_text(undashed(cell)).split()) for cell in (email, name, first, last))
    if "@" in address:
        return address.casefold()
    full = f"{given} {family}" if given and family else whole or given or family
    return full.casefold()


def other_identity(email: Cell = "", name: Cell = "", first: Cell = "", last: Cell = "") -> str:
    """The full name beside an e-mail address, or where nothing but the name is known; see `identity`."""
    return identity("", name, first, last)


def person(
    email: tuple[str, ...] = (),
    name: tuple[str, ...] = (),
    first: tuple[str, ...] = (),
    last: tuple[str, ...] = (),
) -> dict[str, Derived]:
    """The fields of who somebody is, made of columns that each go by one of these names."""
    columns = (email, name, first, last)
    return {"attendee": derived(identity, *columns), "alias": derived(other_identity, *columns)}


def organisation_type(cell: Cell) -> str:
    """The word of our vocabulary for a kind of organisation in free words; "" where it is not plain which."""
    text = fold_header(as_text(cell))
    if text in _AS_THEY_ARE:
        return _AS_THEY_ARE[text]
    if len(text) > _LONGEST_ANSWER:
        return ""
    kinds = set()
    for kind, pattern in _PATTERNS:
        text, found = pattern.subn(" ", text)
        if found:
            kinds.add(kind)
    return kinds.pop() if len(kinds) == 1 else ""


def role(cell: Cell) -> str:
    """organiser, speaker or participant; "" for unknown words."""
    text = fold_header(as_text(cell))
    return next((kind for kind, starts in _ROLES if text.startswith(starts)), "")
