"""Grants as funders and portals publish them: 360Giving, NIHR, Gateway to Research, the European Research Council.

A grant becomes a project, with the recipient's participation and the funder's money. Organisations without an
identifier are given by name, and are found or created as in any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256

from lib.common.countries import UnknownCountryError, country_code
from lib.common.folding import plain_name
from lib.entities.project import HEALTH_CATEGORIES, RESEARCH_ACTIVITIES
from lib.ingest.formats.cells import address, cell_of, day_of, decoded, derived, first_of, mapped, not_zero
from lib.ingest.formats.format import Format, for_any_header, has_columns
from lib.ingest.parsing.values import equal_shares
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import EntityMapping, as_text, constant

#: Amounts are published to the penny; some are computed, with more decimals.
_TO_THE_CENT = {"funding_original": "round"}
#: The first letters of an identifier of org-id.guide, as in GB-CHC-1159982; XI, XM and the like are no countries.
_REGISTER = re.compile(r"([A-WYZ][A-Z])-[A-Z0-9]+-.+")


def _country_of_register(cell: Cell) -> str:
    """The country in whose register an organisation is."""
    register = _REGISTER.fullmatch(as_text(cell))
    try:
        return country_code(register[1]) if register else ""
    except UnknownCountryError:
        return ""


def _organisation(side: str) -> EntityMapping:
    return EntityMapping(
        "organisation",
        {
            "organisation_id": f"{side}:Identifier",
            "name": f"{side}:Name",
            "country": derived(_country_of_register, f"{side}:Identifier"),
            "url": derived(address, f"{side}:Web Address"),
        },
        repeats={},
        only_new=True,
    )


#: Titles of the columns: standard.threesixtygiving.org, "Schema reference".
_360GIVING = Format(
    name="360Giving grants",
    label="360Giving: grants",
    description="Grants in the columns of the 360Giving standard, as CSV, XLSX or JSON, with recipients and funders.",
    signatures=(
        has_columns(
            "Identifier", "Title", "Currency", "Amount Awarded", "Recipient Org:Identifier", "Funding Org:Identifier"
        ),
    ),
    mappings=for_any_header(
        _organisation("Funding Org"),
        _organisation("Recipient Org"),
        EntityMapping(
            "project",
            {
                "project_id": "Identifier",
                "grant_number": "Identifier",
                "title": "Title",
                "summary": "Description",
                "signature_date": derived(day_of, "Award Date"),
                "start_date": derived(day_of, ("Actual Dates:Start Date", "Planned Dates:Start Date")),
                "end_date": derived(day_of, ("Actual Dates:End Date", "Planned Dates:End Date")),
                "funding_original": "Amount Awarded",
                "currency": "Currency",
                "url": derived(address, "URL"),
                "source_url": derived(address, ("URL", "Data Source")),
                "as_of": derived(day_of, "Last modified"),
            },
            notations=_TO_THE_CENT,
        ),
        EntityMapping(
            "participation",
            {
                "project_id": "Identifier",
                "organisation": "Recipient Org:Identifier",
                "country": derived(_country_of_register, "Recipient Org:Identifier"),
                "role": constant("coordinator"),
                "funder": "Funding Org:Identifier",
                "funding_original": "Amount Awarded",
                "currency": "Currency",
                "as_of": derived(day_of, "Last modified"),
            },
            notations=_TO_THE_CENT,
        ),
    ),
)

_NIHR_STATUSES = {
    "complete": "ended",
    "completed": "ended",
    "active": "running",
    "contracted": "signed",
    "discontinued": "terminated",
}


def _official(cell: Cell) -> str:
    return as_text(cell).strip(" .")


def _health_categories(cell: Cell) -> str:
    """Health categories by their official names, several with commas or slashes between."""
    named = {name.casefold(): name for name in HEALTH_CATEGORIES}
    found = [_official(piece) for piece in re.split(r"[,/;]", as_text(cell)) if _official(piece)]
    return ";".join(dict.fromkeys(named.get(name.casefold(), name) for name in found))


def _research_activities(cell: Cell) -> str:
    """Research activity groups by number and name, several with slashes between; a group may be named twice."""
    found = [_official(piece) for piece in re.split(r"[/;]", as_text(cell)) if _official(piece)]
    groups = [
        RESEARCH_ACTIVITIES[int(name[0]) - 1] if re.match(r"[1-8](\D|$)|[1-8]\.\d", name) else name for name in found
    ]
    shares = equal_shares(len(groups))
    percents: dict[str, Decimal] = {}
    for group, share in zip(groups, shares, strict=True):
        percents[group] = percents.get(group, Decimal(0)) + share
    return ";".join(f"{group}:{percent}" for group, percent in percents.items())


_NIHR = constant("GB-NIHR")
#: Names of the columns: NIHR Open Data, "NIHR Awards" (nihr.opendatasoft.com), whose names come with blanks too.
_NIHR_AWARDS = Format(
    name="NIHR awards",
    label="NIHR: awards",
    description="Awards of the UK's National Institute for Health and Care Research, with HRCS categories, in GBP.",
    signatures=(
        has_columns(
            ("Project_ID", "Project ID"),
            ("Project_Title", "Project Title"),
            ("Award_Amount", "Award Amount"),
            ("Contracted_Organisation", "Contracted Organisation"),
        ),
    ),
    mappings=for_any_header(
        EntityMapping(
            "organisation",
            {
                "organisation_id": _NIHR,
                "name": constant("National Institute for Health and Care Research"),
                "short_name": constant("NIHR"),
                "country": constant("GB"),
                "type": constant("funding agency"),
                "url": constant("https://www.nihr.ac.uk"),
            },
            repeats={},
            only_new=True,
        ),
        EntityMapping(
            "project",
            {
                "project_id": first_of("Project_ID", "Project ID"),
                "grant_number": first_of("Project_ID", "Project ID"),
                "title": derived(decoded, ("Project_Title", "Project Title")),
                "summary": derived(
                    decoded,
                    ("Scientific_Abstract", "Scientific Abstract", "Plain_English_Abstract", "Plain English Abstract"),
                ),
                "start_date": derived(day_of, ("Start_Date", "Start Date")),
                "end_date": derived(day_of, ("End_Date", "End Date")),
                "funding_original": first_of("Award_Amount", "Award Amount"),
                "currency": constant("GBP"),
                "status": mapped(_NIHR_STATUSES, "Project_Status", "Project Status"),
                "health_categories": derived(
                    _health_categories, ("HRCS _Health_Category", "HRCS_Health_Category", "HRCS Health Category")
                ),
                "research_activities": derived(_research_activities, ("HRCS_RAC_Category", "HRCS RAC Category")),
                "url": derived(address, ("Funding_and_Awards_Link", "Funding and Awards Link")),
                "source_url": derived(address, ("Funding_and_Awards_Link", "Funding and Awards Link")),
            },
            notations=_TO_THE_CENT,
        ),
        EntityMapping(
            "participation",
            {
                "project_id": first_of("Project_ID", "Project ID"),
                "organisation": first_of("Contracted_Organisation", "Contracted Organisation"),
                "country": constant("GB"),
                "role": constant("coordinator"),
                "funder": _NIHR,
                "funding_original": first_of("Award_Amount", "Award Amount"),
                "currency": constant("GBP"),
            },
            notations=_TO_THE_CENT,
        ),
    ),
)

_GTR_STATUSES = {"active": "running", "closed": "ended", "complete": "ended"}
#: Names of the columns: gtr.ukri.org, export of a search for projects. An award of 0 is one that is not known.
_GATEWAY = Format(
    name="Gateway to Research projects",
    label="Gateway to Research: projects",
    description="Projects of UK Research and Innovation, from a search on gtr.ukri.org, in GBP; no names of persons.",
    signatures=(has_columns("FundingOrgName", "ProjectReference", "LeadROName", "Title", "AwardPounds"),),
    mappings=for_any_header(
        EntityMapping(
            "project",
            {
                "project_id": "ProjectReference",
                "grant_number": "ProjectReference",
                "title": derived(decoded, "Title"),
                "summary": derived(decoded, ("AbstractText", "Abstract")),
                "start_date": derived(day_of, "StartDate"),
                "end_date": derived(day_of, "EndDate"),
                "funding_original": derived(not_zero, "AwardPounds"),
                "currency": constant("GBP"),
                "status": mapped(_GTR_STATUSES, "Status"),
                "url": derived(address, "GTRProjectUrl"),
                "source_url": derived(address, "GTRProjectUrl"),
            },
            notations=_TO_THE_CENT | {"start_date": "dmy", "end_date": "dmy"},
        ),
        EntityMapping(
            "participation",
            {
                "project_id": "ProjectReference",
                "organisation": "LeadROName",
                "country": constant("GB"),
                "role": constant("coordinator"),
                "funder": "FundingOrgName",
                "funding_original": derived(not_zero, "AwardPounds"),
                "currency": constant("GBP"),
            },
            notations=_TO_THE_CENT,
        ),
    ),
)


def _erc_id(acronym: Cell, title: Cell) -> str:
    """An identifier where the list has none: acronyms are used twice, so that the title has its part in it."""
    if not as_text(title):
        return ""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", as_text(acronym)).strip("-")[:40]
    digest = sha256(plain_name(as_text(title)).encode()).hexdigest()[:8]
    return "-".join(piece for piece in ("ERC", slug, digest) if piece)


def _with_host(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """Some grants name no host: they are projects without a participation."""
    if as_text(cell_of(row, "institution")):
        yield row


_ERC_ID = derived(_erc_id, "project_acronym", "project")
_ERC = Format(
    name="ERC grants",
    label="European Research Council: grants",
    description="Grants of the European Research Council with their hosts, in EUR, from lists without numbers.",
    signatures=(has_columns("project_acronym", "project", "institution", "details_project", "budget_project"),),
    mappings=for_any_header(
        EntityMapping(
            "project",
            {
                "project_id": _ERC_ID,
                "acronym": "project_acronym",
                "title": derived(decoded, "project"),
                "summary": derived(decoded, "details_project"),
                "start_date": "date_start_project",
                "end_date": "date_end_project",
                "funding_eur": "budget_project",
            },
            # The same grant may stand twice.
            repeats={},
            notations={"funding_eur": "round"},
        ),
        EntityMapping(
            "participation",
            {
                "project_id": _ERC_ID,
                "organisation": "institution",
                "role": constant("coordinator"),
                "funder": constant("EU-EC"),
                "funding_eur": "budget_project",
            },
            repeats={},
            notations={"funding_eur": "round"},
            split=_with_host,
        ),
    ),
)

FORMATS = (_360GIVING, _NIHR_AWARDS, _GATEWAY, _ERC)
