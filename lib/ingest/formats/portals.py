"""What portals give as the result of a search: CORDIS, ERA-LEARN (joint calls), Europe PMC (publications)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lib.common.folding import fold_header
from lib.ingest.formats.cells import cell_of, day_of, decoded, derived, first_of, not_zero
from lib.ingest.formats.format import Format, for_any_header, has_columns
from lib.ingest.readers.sheets import Cell
from lib.ingest.tables import EntityMapping, as_text, constant

_MILLION = Decimal(1_000_000)


def _project_page(project: Cell) -> str:
    return f"https://cordis.europa.eu/project/id/{as_text(project)}" if as_text(project) else ""


def _projects_alone(row: dict[str, Cell]) -> Iterator[dict[str, Cell]]:
    """A search finds results, articles and other things too."""
    kind = fold_header(as_text(cell_of(row, "recordType", "Record type", "Type")))
    if kind in ("", "project"):
        yield row


#: The Commission's search knows a teaser in place of the objective, and the coordinator's country without its name.
_CORDIS_SEARCH = Format(
    name="CORDIS search",
    label="CORDIS: result of a search",
    description="Projects found on cordis.europa.eu; without participants, which only CORDIS' bulk download has.",
    signatures=(has_columns("recordType", "id", "title", ("teaser", "acronym")),),
    mappings=for_any_header(
        EntityMapping(
            "project",
            {
                "project_id": "id",
                "grant_number": "id",
                "acronym": derived(decoded, "acronym"),
                "title": derived(decoded, "title"),
                "summary": derived(decoded, ("objective", "teaser")),
                "start_date": "startDate",
                "end_date": "endDate",
                # CORDIS writes 0 where a project's cost is not known.
                "total_cost_eur": derived(not_zero, "totalCost"),
                "funding_eur": "ecMaxContribution",
                "url": derived(_project_page, "id"),
                "source_url": derived(_project_page, "id"),
                "as_of": derived(day_of, "contentUpdateDate"),
            },
            # Less than the bulk download has of a project.
            only_new=True,
            repeats={},
            notations={"total_cost_eur": "round", "funding_eur": "round"},
            split=_projects_alone,
        ),
    ),
)


def _millions(cell: Cell) -> Cell:
    """An amount in full that is written in millions; one that is none stays, for the check to report."""
    text = as_text(cell).replace(",", ".")
    try:
        return f"{Decimal(text) * _MILLION:f}" if text else ""
    except InvalidOperation:
        return cell


def _call_name(network: Cell, call: Cell) -> str:
    both = [as_text(cell) for cell in (network, call) if as_text(cell)]
    return " ".join(both) if as_text(call) else ""


_CALL = first_of("Call name", "Call", "Call title")
_ERA_LEARN = Format(
    name="ERA-LEARN calls",
    label="ERA-LEARN: joint calls",
    description="Joint calls of European networks with proposals and money, from era-learn.eu; amounts in millions.",
    signatures=(
        has_columns("Network", ("Call name", "Call", "Call title"), ("Total funding (M€)", "Call launch date")),
    ),
    mappings=for_any_header(
        EntityMapping(
            "call",
            {
                "call_id": _CALL,
                "name": derived(_call_name, "Network", ("Call name", "Call", "Call title")),
                "opened": first_of("Call launch date", "Launch date"),
                "pre_proposal_deadline": first_of("Pre-proposal deadline"),
                "full_proposal_deadline": first_of("Full proposal deadline", "Call closing date"),
            },
            repeats={},
            only_new=True,
            notations={"opened": "dmy", "pre_proposal_deadline": "dmy", "full_proposal_deadline": "dmy"},
        ),
        EntityMapping(
            "call outcome",
            {
                "call_id": _CALL,
                "full_proposals_submitted": first_of("Number of proposals"),
                "projects_funded": first_of("Number of funded projects"),
                "requested_eur": derived(_millions, ("Total requested (M€)", "Total requested (M EUR)")),
                "awarded_eur": derived(_millions, ("Total funding (M€)", "Total funding (M EUR)")),
            },
            notations={"requested_eur": "round", "awarded_eur": "round"},
        ),
    ),
)


def _publication(doi: Cell, source: Cell, number: Cell) -> str:
    """The DOI, else the number in the source, such as MED:30000001."""
    if as_text(doi):
        return as_text(doi).lower()
    return f"{as_text(source) or 'MED'}:{as_text(number)}" if as_text(number) else ""


def _publication_page(doi: Cell, source: Cell, number: Cell) -> str:
    if as_text(doi):
        return f"https://doi.org/{as_text(doi)}"
    return f"https://europepmc.org/article/{as_text(source) or 'MED'}/{as_text(number)}" if as_text(number) else ""


def _year(cell: Cell) -> str:
    return as_text(cell) if re.fullmatch(r"\d{4}", as_text(cell)) else ""


_PUBLICATION = ("DOI", "SOURCE", ("PMID", "EXTERNAL_ID", "EXT_ID"))
#: Authors are persons: their names are not read.
_EUROPE_PMC = Format(
    name="Europe PMC publications",
    label="Europe PMC: publications",
    description="Publications found on europepmc.org, as outputs; without the names of their authors.",
    signatures=(has_columns("SOURCE", "TITLE", "AUTHORS", ("PMID", "EXTERNAL_ID", "EXT_ID", "DOI"), "PUB_YEAR"),),
    mappings=for_any_header(
        EntityMapping(
            "output",
            {
                "output_id": derived(_publication, *_PUBLICATION),
                "type": constant("publication"),
                "title": derived(decoded, "TITLE"),
                "period_start": derived(_year, "PUB_YEAR"),
                "period_end": derived(_year, "PUB_YEAR"),
                "count": constant("1"),
                "url": derived(_publication_page, *_PUBLICATION),
                "source_url": derived(_publication_page, *_PUBLICATION),
            },
            repeats={},
        ),
    ),
)

FORMATS = (_CORDIS_SEARCH, _ERA_LEARN, _EUROPE_PMC)
