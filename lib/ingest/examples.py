"""One made-up row for each entity, as our templates show it, and how to tell that a file still holds it."""

from __future__ import annotations

from collections.abc import Mapping

from lib.ingest.readings import Evidence, Kind, Reading
from lib.ingest.schemas import SCHEMAS, Field
from lib.ingest.tables import folded
from lib.ingest.values import Unfit

#: Sheet of a template's workbook that explains the columns; it holds no rows.
GUIDE_SHEET = "Columns"
GUIDE_HEADER = ("column", "what belongs there", "needed", "what fits", "example")

#: For each entity the cells of its example row that are filled, by field. The rows belong together.
EXAMPLES: dict[str, dict[str, str]] = {
    "country": {
        "iso2": "MT",
        "iso3": "MLT",
        "name": "Example Country (Malta)",
        "region": "Southern Europe",
        "grouping": "EU",
        "protocol_order": "18",
        "eu_member_since": "2004-05-01",
        "widening": "yes",
        "widening_h2020": "yes",
        "population": "500000",
        "population_year": "2024",
        "population_source_url": "https://example.org/population",
        "approximate": "yes",
        "source_url": "https://example.org/countries",
        "as_of": "2024-01-01",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "organisation": {
        "organisation_id": "EXAMPLE-AGENCY",
        "name": "Example Agency for Health Research",
        "short_name": "EXAHR",
        "country": "CH",
        "region": "Example Region",
        "type": "funding agency",
        "ror_id": "https://ror.org/00example",
        "role": "member of the Executive Committee",
        "url": "https://agency.example.org",
        "source_url": "https://example.org/organisations",
        "as_of": "2024-01-15",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "membership": {
        "country": "CH",
        "organisation": "EXAMPLE-AGENCY",
        "status": "member",
        "evidence": "named as member",
        "from_date": "2018-03",
        "to_date": "2024-12-31",
        "approximate": "no",
        "source_url": "https://example.org/members",
        "as_of": "2024",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "programme": {
        "programme_id": "EXAMPLE-PROGRAMME",
        "name": "Example Programme for Personalised Medicine",
        "funder": "EXAMPLE-AGENCY",
        "country": "CH",
        "level": "national",
        "start_year": "2021",
        "end_year": "2027",
        "budget_eur": "12600000",
        "budget_original": "12000000",
        "pm_share": "1",
        "areas": "Data & ICT;ELSA",
        "url": "https://agency.example.org/programme",
        "description": "An example: funds clinical studies that use genomic data to choose the treatment.",
        "currency": "CHF",
        "eur_rate": "1.05",
        "eur_rate_date": "2024-01-15",
        "approximate": "no",
        "source_url": "https://agency.example.org/programme",
        "as_of": "2024-01-15",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "call": {
        "call_id": "EXAMPLE-CALL",
        "programme": "EXAMPLE-PROGRAMME",
        "name": "Example Joint Call 2024",
        "topic": "Example topic: choosing the right treatment with multi-omics data",
        "opened": "2024-01-02",
        "pre_proposal_deadline": "2024-03-05",
        "full_proposal_deadline": "2024-06-20",
        "budget_eur": "30000000",
        "url": "https://example.org/call-2024",
        "currency": "EUR",
        "approximate": "yes",
        "source_url": "https://example.org/call-2024",
        "as_of": "2024-01-02",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "call commitment": {
        "call_id": "EXAMPLE-CALL",
        "funder": "EXAMPLE-AGENCY",
        "committed_eur": "1500000",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024",
        "as_of": "2024-01-02",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "call outcome": {
        "call_id": "EXAMPLE-CALL",
        "country": "MT",
        "pre_proposals_submitted": "40",
        "pre_proposals_eligible": "36",
        "full_proposals_invited": "12",
        "full_proposals_submitted": "11",
        "projects_funded": "4",
        "requested_eur": "5200000",
        "awarded_eur": "1450000",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024/results",
        "as_of": "2025-01-20",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "project": {
        "project_id": "EXAMPLE-1",
        "acronym": "EXAMPLE",
        "title": "Example project: the right medicine for the right patient",
        "summary": "An example: the consortium finds out which patients gain most from a medicine, and tests this in a "
        "clinical study.",
        "call": "EXAMPLE-CALL",
        "programme": "EXAMPLE-PROGRAMME",
        "grant_number": "EX-2024-001",
        "signature_date": "2024-12-10",
        "start_date": "2025-01-01",
        "end_date": "2027-12-31",
        "total_cost_eur": "1500000",
        "funding_eur": "1200000.50",
        "status": "running",
        "keywords": "pharmacogenomics;clinical study",
        "health_categories": "Blood:40;Cancer and neoplasms:60",
        "research_activities": "Treatment evaluation:100",
        "url": "https://project.example.org",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024/results",
        "as_of": "2025-01-20",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "field of science": {
        "project_id": "EXAMPLE-1",
        "code": "/23/49/321",
        "path": "/medical and health sciences/example field",
        "title": "example field",
        "source_url": "https://example.org/fields",
        "as_of": "2025-01-20",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "participation": {
        "project_id": "EXAMPLE-1",
        "organisation": "EXAMPLE-UNIVERSITY",
        "country": "MT",
        "role": "coordinator",
        "funder": "EXAMPLE-AGENCY",
        "funding_eur": "350000",
        "currency": "EUR",
        "approximate": "no",
        "source_url": "https://example.org/call-2024/results",
        "as_of": "2025-01-20",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "event": {
        "event_id": "EXAMPLE-EVENT",
        "name": "Example Workshop on Personalised Medicine",
        "type": "workshop",
        "format": "hybrid",
        "start_date": "2024-10-08",
        "end_date": "2024-10-09",
        "city": "Valletta",
        "country": "MT",
        "organiser": "EXAMPLE-AGENCY",
        "capacity": "120",
        "url": "https://example.org/workshop",
        "source_url": "https://example.org/workshop",
        "as_of": "2024-10-10",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "attendance": {
        "event_id": "EXAMPLE-EVENT",
        "attendee": "jane.doe@example.org",
        "organisation_type": "university",
        "country": "MT",
        "registered": "yes",
        "attended": "yes",
        "minutes": "95",
        "role": "participant",
        "source_url": "https://example.org/workshop",
        "as_of": "2024-10-10",
    },
    "post": {
        "post_id": "EXAMPLE-POST",
        "channel": "example",
        "published_at": "2024-03-14 09:30",
        "text": "Example post: registration for our workshop is open.",
        "url": "https://example.org/posts/1",
        "impressions": "1800",
        "engagements": "75",
        "likes": "30",
        "comments": "4",
        "shares": "11",
        "clicks": "28",
        "follows": "2",
        "source_url": "https://example.org/posts",
        "as_of": "2024-04-01",
        "note": "Example row: replace it with your own",
    },
    "channel snapshot": {
        "channel": "example",
        "date": "2024-03-31",
        "followers": "2400",
        "new_followers": "12",
        "page_views": "310",
        "impressions": "5200",
        "engagements": "190",
        "clicks": "85",
        "source_url": "https://example.org/statistics",
        "as_of": "2024-04-01",
        "note": "Example row: replace it with your own",
    },
    "published figure": {
        "subject": "call",
        "subject_id": "EXAMPLE-CALL",
        "quantity": "funders",
        "value": "31",
        "unit": "funders",
        "stage": "at opening",
        "shown": "yes",
        "approximate": "no",
        "source_url": "https://example.org/call-2024",
        "as_of": "2024-01-02",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
    "output": {
        "output_id": "EXAMPLE-NEWSLETTERS",
        "type": "newsletter",
        "title": "Example newsletters of 2024",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "count": "6",
        "part_of": "EXAMPLE-OUTPUTS",
        "url": "https://example.org/newsletters",
        "approximate": "no",
        "source_url": "https://example.org/newsletters",
        "as_of": "2025-01-10",
        "verified_on": "2025-06-30",
        "verified_by": "secretariat",
        "note": "Example row: replace it with your own",
    },
}


def is_example(entity: str, row: Mapping[str, str]) -> bool:
    """Whether a row is the unchanged example of the entity's template.

    Args:
        entity: name in lib.ingest.schemas.SCHEMAS.
        row: cells by field, as the file has them, before a person's becomes a pseudonym; fields that the file lacks
            are left out. Dates and numbers may be written as any spreadsheet writes them.
    """
    schema, example = SCHEMAS[entity], EXAMPLES[entity]
    # The key comes first: of a row that is data, nothing else is looked at.
    fields = sorted(schema.fields, key=lambda field: field.name not in schema.key)
    return schema.key[0] in row and all(
        _same(field, row[field.name], example.get(field.name, "")) for field in fields if field.name in row
    )


def _same(field: Field, cell: str, example: str) -> bool:
    if folded(cell) == folded(example):
        return True
    if field.kind is Kind.TEXT or not cell or not example:
        return False
    return any(_value(field, reading, cell) == field.parse(example) for reading in _readings(field.kind, cell))


def _readings(kind: Kind, cell: str) -> list[Reading]:
    """Every way in which a single cell can be read."""
    evidence = Evidence(kind)
    evidence.add([cell])
    found = evidence.reading()
    if isinstance(found, Reading):
        return [found]
    return [reading for answer in found.answers if isinstance(reading := evidence.reading(answer), Reading)]


def _value(field: Field, reading: Reading, cell: str) -> object:
    """The cell's value; None where it cannot be read."""
    try:
        return field.parse(reading.plain(cell))
    except Unfit:
        return None
