"""CORDIS, the Commission's projects under the framework programmes: its bulk files, in today's and the older layout.

Source of the layouts: data.europa.eu, "CORDIS - EU research projects under Horizon Europe", "... H2020", "... FP7".
Columns come and go between releases and are matched by name. Mappings that are `only_new` (calls, organisations) give
rows without a key where the file names none: such a row is skipped, it is no mistake.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256

from lib.common.folding import fold_header
from lib.ingest.formats.cells import (
    address,
    cell_of,
    day_of,
    decoded,
    derived,
    first_filled,
    first_of,
    headed,
    mapped,
    not_zero,
)
from lib.ingest.formats.format import Format, for_any_header, has_columns
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import EntityMapping, as_text, constant

#: The European Commission in our organisations.
_COMMISSION = "EU-EC"
_STATUSES = {
    "signed": "signed",
    "closed": "ended",
    "terminated": "terminated",
    # FP7's words for running and closed.
    "ong": "running",
    "clo": "ended",
}
_ACTIVITIES = {
    "hes": "university",
    "rec": "research organisation",
    "pub": "public body",
    "prc": "company",
    "oth": "other",
}
#: Roles in a project; all but the coordinator's are a partner's to us.
_ROLES = {
    "coordinator": "coordinator",
    "participant": "partner",
    "thirdparty": "partner",
    "associatedpartner": "partner",
    "internationalpartner": "partner",
    "partner": "partner",
}
#: In what capacity those with such a role take part.
_CAPACITIES = {
    "coordinator": "beneficiary",
    "participant": "beneficiary",
    "thirdparty": "third party",
    "associatedpartner": "associated partner",
    "internationalpartner": "international partner",
}
#: Amounts are computed shares with any number of decimals.
_TO_THE_CENT = {"total_cost_eur": "round", "funding_eur": "round"}


#: CORDIS writes 0 where a project's cost is not known, as for those that are paid by lump sums or unit costs. But a
#: contribution of 0 is one: so it stands of whoever takes part without money of the EU, or has passed all of it on to
#: third parties; where it is not known, the cell is empty.
_TOTAL_COST = derived(not_zero, "totalCost")


def _page(project: Cell) -> str:
    return f"https://cordis.europa.eu/project/id/{as_text(project)}" if as_text(project) else ""


def _by_name(name: Cell) -> str:
    """An identifier for an organisation of which only the name is known, the same for the same name."""
    plain = " ".join(decoded(name).split()).casefold()
    if not plain:
        return ""
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only)[:60].strip("-")
    return "-".join(piece for piece in ("CORDIS", slug, sha256(plain.encode()).hexdigest()[:8]) if piece)


def _organisation(pic: Cell, name: Cell) -> str:
    """By the Participant Identification Code; some rows have none."""
    return f"PIC-{as_text(pic)}" if as_text(pic) else _by_name(name)


def _type(activity: Cell, sme: Cell) -> str:
    kind = _ACTIVITIES.get(fold_header(as_text(activity)), "")
    return "SME" if kind == "company" and fold_header(as_text(sme)) in ("true", "yes", "y", "1") else kind


def _capacity(role: Cell) -> str:
    return _CAPACITIES.get(fold_header(as_text(role)), "")


def _nuts(cell: Cell) -> str:
    """The region's code; what CORDIS writes of other parts of the world is none."""
    code = as_text(cell).upper()
    return code if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{1,3}", code) else ""


def _place(cell: Cell) -> str:
    """Degrees north and east; in older releases with brackets around and other decimals."""
    place = as_text(cell).strip("() ")
    return place if re.fullmatch(r"-?\d{1,2}(\.\d+)?, ?-?\d{1,3}(\.\d+)?", place) else ""


_CALL = first_of("masterCall", "subCall")
_PROJECTS = Format(
    name="CORDIS projects",
    label="CORDIS: project.csv",
    description="Projects of the EU's framework programmes with their calls, from CORDIS' bulk download.",
    signatures=(has_columns("id", "title", "objective", ("ecMaxContribution", "frameworkProgramme", "fundingScheme")),),
    mappings=for_any_header(
        EntityMapping("call", {"call_id": _CALL, "name": _CALL}, repeats={}, only_new=True),
        EntityMapping(
            "project",
            {
                "project_id": "id",
                "grant_number": "id",
                "acronym": derived(decoded, "acronym"),
                "title": derived(decoded, "title"),
                "summary": derived(decoded, "objective"),
                "call": _CALL,
                "signature_date": "ecSignatureDate",
                "start_date": "startDate",
                "end_date": "endDate",
                "total_cost_eur": _TOTAL_COST,
                "funding_eur": "ecMaxContribution",
                "status": mapped(_STATUSES, "status"),
                "funding_scheme": "fundingScheme",
                "legal_basis": "legalBasis",
                "call_topic": "topics",
                "url": derived(_page, "id"),
                "source_url": derived(_page, "id"),
                "as_of": derived(day_of, "contentUpdateDate"),
            },
            notations=_TO_THE_CENT,
        ),
    ),
)

_PROJECT_ID = first_of("projectID", "projectReference")
_ORGANISATION_ID = derived(_organisation, ("organisationID", "id"), "name")
_ORGANISATIONS = Format(
    name="CORDIS organisations",
    label="CORDIS: organization.csv",
    description="Organisations and their participations in projects, from CORDIS' bulk download; load projects first.",
    signatures=(
        has_columns(
            ("projectID", "projectReference"),
            ("organisationID", "id"),
            "name",
            "role",
            ("activityType", "ecContribution"),
        ),
    ),
    mappings=for_any_header(
        EntityMapping(
            "organisation",
            {
                "organisation_id": _ORGANISATION_ID,
                "name": derived(decoded, "name"),
                "short_name": derived(decoded, "shortName"),
                "country": "country",
                "coordinates": derived(_place, "geolocation"),
                "type": derived(_type, "activityType", "SME"),
                "url": derived(address, "organizationURL"),
            },
            repeats={},
            only_new=True,
        ),
        EntityMapping(
            "participation",
            {
                "project_id": _PROJECT_ID,
                "organisation": _ORGANISATION_ID,
                "country": "country",
                "role": mapped(_ROLES, "role"),
                "capacity": derived(_capacity, "role"),
                "nuts": derived(_nuts, "nutsCode"),
                "funder": constant(_COMMISSION),
                # What is left after what goes on to third parties, where the release has it.
                "funding_eur": first_of("netEcContribution", "ecContribution"),
            },
            # An organisation takes part once, whatever number of departments the file lists; a beneficiary of which a
            # department is a third party stays a beneficiary.
            repeats={"funding_eur": "sum", "role": "min", "capacity": "min"},
            notations={"funding_eur": "round"},
        ),
    ),
)

_FIELDS_OF_SCIENCE = Format(
    name="CORDIS fields of science",
    label="CORDIS: euroSciVoc.csv",
    description="Fields of science of projects in the European Science Vocabulary; load projects first.",
    signatures=(has_columns("projectID", "euroSciVocCode", "euroSciVocTitle"),),
    mappings=for_any_header(
        EntityMapping(
            "field of science",
            {
                "project_id": "projectID",
                "code": "euroSciVocCode",
                "path": "euroSciVocPath",
                "title": "euroSciVocTitle",
            },
            repeats={},
        ),
    ),
)


def _listed(cell: Cell) -> list[str]:
    """The items of a list; HTML's entities first, since they end with the separator."""
    return [item for item in (piece.strip() for piece in html.unescape(as_text(cell)).split(";")) if item]


def _participants(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """A row for the coordinator, in its own column, and one for each participant, in theirs, with the country it has.

    The list of countries names each once and is not parallel to the list of participants: it gives a participant's
    country only where it is the only one.
    """
    lists = headed(row, "coordinator"), headed(row, "coordinatorCountry"), headed(row, "participants")
    coordinator, country, participants = (header or "" for header in lists)
    countries = _listed(cell_of(row, "participantCountries"))
    for name in _listed(row.get(coordinator, "")):
        yield {**row, coordinator: name, participants: ""}
    for name in _listed(row.get(participants, "")):
        yield {**row, coordinator: "", country: countries[0] if len(countries) == 1 else "", participants: name}


def _older_organisation(coordinator: Cell, participant: Cell) -> str:
    return _by_name(first_filled(coordinator, participant))


def _older_name(coordinator: Cell, participant: Cell) -> str:
    return decoded(first_filled(coordinator, participant))


def _older_role(coordinator: Cell) -> str:
    return "coordinator" if as_text(coordinator) else "partner"


_OLDER_ID = first_of("id", "reference")
_OLDER_ORGANISATION = derived(_older_organisation, "coordinator", "participants")
_OLDER_PROJECTS = Format(
    name="CORDIS projects (older layout)",
    label="CORDIS: projects of older releases",
    description="Projects with their calls and lists of participants, as CORDIS published FP7 and Horizon 2020 before.",
    signatures=(has_columns(("id", "reference"), "title", "objective", "coordinator", "participants"),),
    mappings=for_any_header(
        EntityMapping("call", {"call_id": "call", "name": "call"}, repeats={}, only_new=True),
        EntityMapping(
            "project",
            {
                "project_id": _OLDER_ID,
                "grant_number": _OLDER_ID,
                "acronym": derived(decoded, "acronym"),
                "title": derived(decoded, "title"),
                "summary": derived(decoded, "objective"),
                "call": "call",
                "start_date": "startDate",
                "end_date": "endDate",
                "total_cost_eur": _TOTAL_COST,
                "funding_eur": "ecMaxContribution",
                "status": mapped(_STATUSES, "status"),
                "funding_scheme": "fundingScheme",
                "legal_basis": "programme",
                "call_topic": "topics",
                "url": derived(address, "projectUrl"),
                "source_url": derived(_page, ("id", "reference")),
            },
            notations=_TO_THE_CENT,
        ),
        EntityMapping(
            "organisation",
            {
                "organisation_id": _OLDER_ORGANISATION,
                "name": derived(_older_name, "coordinator", "participants"),
                "country": "coordinatorCountry",
            },
            repeats={},
            split=_participants,
            only_new=True,
        ),
        EntityMapping(
            "participation",
            {
                "project_id": _OLDER_ID,
                "organisation": _OLDER_ORGANISATION,
                "country": "coordinatorCountry",
                "role": derived(_older_role, "coordinator"),
            },
            repeats={"role": "min"},
            split=_participants,
        ),
    ),
)

#: The older layout has all columns of today's and more.
FORMATS = (_OLDER_PROJECTS, _PROJECTS, _ORGANISATIONS, _FIELDS_OF_SCIENCE)
