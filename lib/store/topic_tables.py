"""Tables of topics, of the corrections of them, and of fixed taxonomies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, in_vocabulary, not_negative

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
TAXONOMIES = ("HRCS health category", "HRCS research activity", "PM topic")
TAXONOMY_ORIGINS = ("source", "terms")
TOPIC_CORRECTIONS = ("rename", "merge", "split", "pin", "exclude")
#: A project's weights in a grouping add up to this: parts per million.
WHOLE = 1_000_000


class ProjectTaxonomy(Base):
    """How much of a project belongs to a category of a fixed taxonomy: see lib.topics.taxonomies.

    The weights of a project in a taxonomy add up to 1,000,000. A project without a row is unassigned in it.
    """

    __tablename__ = "project_lens"

    lens: Mapped[str] = mapped_column(String(30), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[str] = mapped_column(String(80), primary_key=True)
    weight: Mapped[int] = mapped_column(Integer, doc="parts per million")
    origin: Mapped[str] = mapped_column(String(10), doc="source: the project's own HRCS percents; terms: its words")
    terms: Mapped[str | None] = mapped_column(Text, doc="words that put it there, those that count most first")

    __table_args__ = (
        in_vocabulary("lens", TAXONOMIES),
        in_vocabulary("origin", TAXONOMY_ORIGINS),
        CheckConstraint("weight BETWEEN 1 AND 1000000", name="weight_is_a_share"),
        Index(None, "project_id"),
    )


class TaxonomyReading(Base):
    """What of a project was read when its rows in ProjectTaxonomy were made: where it changed, they are made anew."""

    __tablename__ = "lens_reading"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the texts, the source's percents and the lists")


class TaxonomyVersion(Base):
    """The state of the store and of the term lists for which ProjectTaxonomy was made; one row."""

    __tablename__ = "lens_mark"

    mark: Mapped[str] = mapped_column(String(120), primary_key=True)


class TopicRun(Base):
    """One search for topics over the projects of a dataset: by whom, when, and what became of the topics before it."""

    __tablename__ = "topic_run"

    run_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    demonstration: Mapped[bool | None] = mapped_column(
        Boolean, doc="over the demonstration data, or else the facts; empty: over both, as runs once were"
    )
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    made_by: Mapped[str] = mapped_column(Text)
    projects: Mapped[int] = mapped_column(Integer)
    unassigned: Mapped[int] = mapped_column(Integer, doc="projects that fit no topic")
    topics: Mapped[int] = mapped_column(Integer)
    by_hand: Mapped[bool] = mapped_column(Boolean, doc="the number of topics was set by hand")
    proposals: Mapped[list[dict[str, float]]] = mapped_column(JSON, doc="k, stability, coherence, score of each tried")
    report: Mapped[dict[str, object]] = mapped_column(JSON, doc="what appeared, split, merged, vanished; warnings")


class Topic(Base):
    """A topic found by a run, or made by splitting one. Its id is never given to another topic."""

    __tablename__ = "topic"

    topic_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, doc="of the demonstration data, or else of the facts")
    label: Mapped[str] = mapped_column(Text, doc="as shown: made, or given by the secretariat")
    made_label: Mapped[str] = mapped_column(Text)
    candidates: Mapped[list[str]] = mapped_column(JSON, doc="labels it may have, the best first")
    made_terms: Mapped[list[str]] = mapped_column(JSON, doc="the most telling first")
    terms: Mapped[list[str]] = mapped_column(JSON, doc="as shown: without excluded ones")
    telling: Mapped[list[str]] = mapped_column(
        JSON, doc="its terms and more words that tell it, the most telling first"
    )
    colour: Mapped[int] = mapped_column(Integer, doc="number in the palette")
    made_stability: Mapped[float | None] = mapped_column(
        Float, doc="share of its projects that keep company when a tenth of all is left out (lib.topics.stability)"
    )
    stability: Mapped[float | None] = mapped_column(
        Float, doc="as shown: empty where a correction put other projects into it"
    )
    found: Mapped[bool] = mapped_column(Boolean, doc="by the latest run; false when it is gone or came from a split")
    shown: Mapped[bool] = mapped_column(Boolean, doc="there for the reader, after all corrections")

    __table_args__ = (*not_negative("colour"),)


class TopicFound(Base):
    """To which topics a project belongs, as the latest run or the placing of new projects found it."""

    __tablename__ = "topic_found"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.topic_id"), primary_key=True)
    weight: Mapped[int] = mapped_column(Integer, doc="parts per million; a project's add up to a million")

    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 1000000", name="weight_is_a_part"),)


class ProjectTopic(Base):
    """To which topics a project belongs, after all corrections; a project without a row is unassigned or not placed.

    Made anew from TopicFound and TopicCorrection whenever one of them changes.
    """

    __tablename__ = "project_topic"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.topic_id"), primary_key=True)
    weight: Mapped[int] = mapped_column(Integer, doc="parts per million; a project's add up to a million")

    __table_args__ = (
        CheckConstraint("weight BETWEEN 1 AND 1000000", name="weight_is_a_part"),
        Index(None, "topic_id", "project_id", "weight"),
    )


class ProjectPlace(Base):
    """Where a project lies on the map of topics; a project without a row is not placed yet."""

    __tablename__ = "project_place"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id", ondelete="CASCADE"), primary_key=True)
    x: Mapped[float] = mapped_column(Float, doc="from -1 to 1")
    y: Mapped[float] = mapped_column(Float, doc="from -1 to 1")
    typical: Mapped[float | None] = mapped_column(
        Float, doc="likeness to the middle of its main topic; empty for projects placed after the run"
    )
    text_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the text it was placed by")
    placed_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")

    __table_args__ = (CheckConstraint("length(text_hash) = 64", name="text_hash_length"),)


class TextVector(Base):
    """What a sentence encoder says of a text, kept by the hash of the text so that it is asked once."""

    __tablename__ = "text_vector"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of the text")
    model: Mapped[str] = mapped_column(String(60), primary_key=True, doc="the encoder")
    vector: Mapped[bytes] = mapped_column(LargeBinary, doc="numbers of 16 bits, little-endian")

    __table_args__ = (CheckConstraint("length(text_hash) = 64", name="text_hash_length"),)


class TopicCorrection(Base):
    """What the secretariat said of topics; it holds through later runs until it is undone."""

    __tablename__ = "topic_correction"

    correction_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    demonstration: Mapped[bool] = mapped_column(Boolean, doc="of the demonstration data, or else of the facts")
    kind: Mapped[str] = mapped_column(String(10))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.topic_id"), doc="that it is about")
    project_id: Mapped[str | None] = mapped_column(String(120), doc="that is pinned; it may be gone since")
    details: Mapped[dict[str, object]] = mapped_column(JSON, doc="label, into, parts or term")
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), doc="UTC")
    made_by: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False), doc="UTC")
    undone_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (in_vocabulary("kind", TOPIC_CORRECTIONS),)
