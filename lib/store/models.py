"""The models by their old module; each now stands with its entity or with its subject."""

from __future__ import annotations

from lib.entities.attendance import Attendance as Attendance
from lib.entities.base import Base as Base
from lib.entities.base import InCurrency as InCurrency
from lib.entities.base import Loaded as Loaded
from lib.entities.base import Verified as Verified
from lib.entities.call import Call as Call
from lib.entities.call_commitment import CallCommitment as CallCommitment
from lib.entities.call_outcome import CallOutcome as CallOutcome
from lib.entities.channel_snapshot import ChannelSnapshot as ChannelSnapshot
from lib.entities.country import Country as Country
from lib.entities.event import Event as Event
from lib.entities.field_of_science import FieldOfScience as FieldOfScience
from lib.entities.funding import Funding as Funding
from lib.entities.import_record import ImportRecord as ImportRecord
from lib.entities.membership import Membership as Membership
from lib.entities.organisation import Organisation as Organisation
from lib.entities.output import Output as Output
from lib.entities.participation import Participation as Participation
from lib.entities.post import Post as Post
from lib.entities.programme import Programme as Programme
from lib.entities.programme import ProgrammeArea as ProgrammeArea
from lib.entities.project import Project as Project
from lib.entities.project import ProjectHealthCategory as ProjectHealthCategory
from lib.entities.project import ProjectKeyword as ProjectKeyword
from lib.entities.project import ProjectResearchActivity as ProjectResearchActivity
from lib.entities.published_figure import PublishedFigure as PublishedFigure
from lib.entities.registry import ENTITIES as _ENTITIES
from lib.store.housekeeping_tables import ColumnMatch as ColumnMatch
from lib.store.housekeeping_tables import QuarantinedRow as RowKeptAside
from lib.store.housekeeping_tables import SavedView as SavedView
from lib.store.summary_tables import AttendanceCell as AttendanceCell
from lib.store.summary_tables import CallCountry as CallCountry
from lib.store.summary_tables import CallFigures as CallFigures
from lib.store.summary_tables import CallFunder as CallFunder
from lib.store.summary_tables import ChannelDay as ChannelDay
from lib.store.summary_tables import ChannelHour as ChannelHour
from lib.store.summary_tables import CountryPair as CountryPair
from lib.store.summary_tables import CountryPairMonth as CountryPairMonth
from lib.store.summary_tables import CountryYear as CountryYear
from lib.store.summary_tables import ProjectMoneyYear as ProjectMoneyYear
from lib.store.summary_tables import ProjectYear as ProjectYear
from lib.store.summary_tables import WideningMonth as WideningMonth
from lib.store.tables import BEFORE as BEFORE
from lib.store.topic_tables import ProjectPlace as ProjectPlace
from lib.store.topic_tables import ProjectTaxonomy as ProjectLens
from lib.store.topic_tables import ProjectTopic as ProjectTopic
from lib.store.topic_tables import TaxonomyReading as LensReading
from lib.store.topic_tables import TaxonomyVersion as LensMark
from lib.store.topic_tables import Topic as Topic
from lib.store.topic_tables import TopicCorrection as TopicCorrection
from lib.store.topic_tables import TopicFound as TopicFound
from lib.store.topic_tables import TopicRun as TopicRun

ENTITIES: dict[str, type[Base]] = {name: entity.model for name, entity in _ENTITIES.items()}

__all__ = ["LensMark", "LensReading", "ProjectLens", "RowKeptAside"]
