"""The fixed words by their old module; each list now stands with its entity or with its subject."""

from __future__ import annotations

from lib.entities.attendance import EVENT_ROLES as EVENT_ROLES
from lib.entities.base import FIRST_YEAR as FIRST_YEAR
from lib.entities.base import LAST_YEAR as LAST_YEAR
from lib.entities.base import PRECISIONS as PRECISIONS
from lib.entities.columns import DATASET_COLUMN as PART
from lib.entities.columns import DATASETS as PARTS
from lib.entities.columns import IMPORT_COLUMNS as ORIGIN
from lib.entities.columns import NAME_OF_CODE as NAME_OF_CODE
from lib.entities.country import GROUPINGS as GROUPINGS
from lib.entities.event import EVENT_FORMATS as EVENT_FORMATS
from lib.entities.event import EVENT_TYPES as EVENT_TYPES
from lib.entities.membership import EVIDENCE as EVIDENCE
from lib.entities.membership import MEMBER_STATUSES as MEMBER_STATUSES
from lib.entities.membership import WEAK_EVIDENCE as WEAK_EVIDENCE
from lib.entities.organisation import ORGANISATION_TYPES as ORGANISATION_TYPES
from lib.entities.output import OUTPUT_TYPES as OUTPUT_TYPES
from lib.entities.participation import ROLES as ROLES
from lib.entities.programme import AMOUNT_KINDS as AMOUNT_KINDS
from lib.entities.programme import AREAS as AREAS
from lib.entities.programme import LEVELS as LEVELS
from lib.entities.programme import MONEY_FROM as MONEY_FROM
from lib.entities.project import HEALTH_CATEGORIES as HEALTH_CATEGORIES
from lib.entities.project import PROJECT_STATUSES as PROJECT_STATUSES
from lib.entities.project import RESEARCH_ACTIVITIES as RESEARCH_ACTIVITIES
from lib.entities.published_figure import STAGES as STAGES
from lib.entities.published_figure import SUBJECTS as SUBJECTS
from lib.store.topic_tables import PM_TOPICS as PM_TOPICS
from lib.store.topic_tables import TAXONOMIES as LENSES
from lib.store.topic_tables import TAXONOMY_ORIGINS as LENS_ORIGINS
from lib.store.topic_tables import TOPIC_CORRECTIONS as TOPIC_CORRECTIONS
from lib.store.topic_tables import WHOLE as WHOLE

__all__ = ["LENSES", "LENS_ORIGINS", "ORIGIN", "PART", "PARTS"]
