"""The fixed words of the field: what a coded column may hold. Models, checks and templates all read them here."""

from __future__ import annotations

GROUPINGS = ("EU", "EFTA", "candidate", "other")
MEMBER_STATUSES = ("member", "observer", "other")
ORGANISATION_TYPES = (
    "ministry",
    "funding agency",
    "foundation",
    "university",
    "research organisation",
    "hospital",
    "SME",
    "company",
    "patient organisation",
    "international organisation",
    "public body",
    "other",
)
LEVELS = ("regional", "national", "European", "international")
AREAS = (
    "Data & ICT",
    "Translating basic to clinical research",
    "Research towards implementation in health care",
    "Health economics, regulation and market access",
    "Bringing innovation to the market",
    "Shaping sustainable health care",
    "ELSA",
    "Awareness, education and training",
)
PROJECT_STATUSES = ("signed", "running", "ended", "terminated")
ROLES = ("coordinator", "partner")
EVENT_TYPES = (
    "conference",
    "workshop",
    "family meeting",
    "training",
    "info day",
    "body meeting",
    "symposium",
    "webinar",
    "other",
)
EVENT_FORMATS = ("on site", "online", "hybrid")
STAGES = ("pre-announced", "at opening", "awarded", "planned", "actual")
SUBJECTS = ("call", "event", "organisation", "project", "programme", "country", "consortium")
OUTPUT_TYPES = (
    "news item",
    "newsletter",
    "flyer",
    "meeting report",
    "post",
    "recognition",
    "best practice",
    "event",
    "training",
    "report",
    "publication",
    "other",
)
HEALTH_CATEGORIES = (
    "Blood",
    "Cancer and neoplasms",
    "Cardiovascular",
    "Congenital disorders",
    "Ear",
    "Eye",
    "Infection",
    "Inflammatory and immune system",
    "Injuries and accidents",
    "Mental health",
    "Metabolic and endocrine",
    "Musculoskeletal",
    "Neurological",
    "Oral and gastrointestinal",
    "Renal and urogenital",
    "Reproductive health and childbirth",
    "Respiratory",
    "Skin",
    "Stroke",
    "Generic health relevance",
    "Disputed aetiology and other",
)
RESEARCH_ACTIVITIES = (
    "Underpinning research",
    "Aetiology",
    "Prevention",
    "Detection and diagnosis",
    "Treatment development",
    "Treatment evaluation",
    "Disease management",
    "Health services",
)
FIRST_YEAR, LAST_YEAR = 1990, 2100

#: The parts of the store, as exports name them, by whether rows are illustrative.
PARTS = {False: "facts", True: "illustrative"}
#: First column of every export of rows: the part that a row belongs to. No template has it.
PART = "part"
#: Columns that say where a row came from, after its own.
ORIGIN = ("file_name", "source_row", "imported_at", "import_id")
#: Ends the name of a column that tells the name for the code in the column before it.
NAME_OF_CODE = "_name"
