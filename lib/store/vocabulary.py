"""The fixed words of the field: what a coded column may hold. Models, checks and templates all read them here."""

from __future__ import annotations

from lib.common.formatting import MONTH, YEAR

GROUPINGS = ("EU", "EFTA", "candidate", "other")
MEMBER_STATUSES = ("member", "observer")
#: What says that a country or an organisation belongs to ICPerMed, the strongest first.
EVIDENCE = (
    "named as member",
    "chairs",
    "vice-chairs",
    "secretariat",
    "signs for it",
    "takes part in joint calls",
    "pays in joint calls",
)
#: Evidence of working with ICPerMed that alone makes nobody a member or an observer of it.
WEAK_EVIDENCE = ("takes part in joint calls", "pays in joint calls")
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
#: What the amount of a programme is.
AMOUNT_KINDS = ("appropriation", "announced plan", "call budget", "spending")
#: Whose money a programme is.
MONEY_FROM = ("public", "private", "mixed")
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
EVENT_ROLES = ("participant", "speaker", "organiser")
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
PM_TOPICS = (
    "Biomarkers, targets and companion diagnostics",
    "Pharmacogenomics and drug response",
    "Omics and molecular profiling",
    "Clinical decision support and AI",
    "Health data infrastructure, interoperability and privacy",
    "Imaging, digital health and monitoring",
    "Stratification and clinical trial methods",
    "Targeted and advanced therapies, disease models",
    "Personalised prevention and risk prediction",
    "Citizen and patient engagement, ethical, legal and social aspects",
    "Health economics, HTA and reimbursement",
    "Health-system implementation, training and international cooperation",
)
LENSES = ("HRCS health category", "HRCS research activity", "PM topic")
LENS_ORIGINS = ("source", "terms")
TOPIC_CORRECTIONS = ("rename", "merge", "split", "pin", "exclude")
FIRST_YEAR, LAST_YEAR = 1990, 2100

#: The datasets of the store, as exports name them, by whether it is the demonstration data.
PARTS = {False: "facts", True: "demonstration"}
#: First column of every export of rows: the dataset that a row belongs to. No template has it.
PART = "part"
#: Columns that say where a row came from, after its own.
ORIGIN = ("file_name", "source_row", "imported_at", "import_id")
#: What a column that ends in PRECISION may hold; empty: the date is known to the day.
PRECISIONS = (YEAR, MONTH)
#: Ends the name of a column that tells the name for the code in the column before it.
NAME_OF_CODE = "_name"
#: A project's weights in a grouping add up to this: parts per million.
WHOLE = 1_000_000
