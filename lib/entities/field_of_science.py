"""A field of science of a project, in the European Science Vocabulary (EuroSciVoc)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified
from lib.entities.entity import Entity
from lib.entities.fields import IDENTIFIER, TEXT, Field
from lib.entities.listing import BelongsTo, Listing, Place
from lib.entities.schema import schema


class FieldOfScience(Verified, Base):
    """A field of science of a project, in the European Science Vocabulary (EuroSciVoc)."""

    __tablename__ = "field_of_science"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(120), primary_key=True, doc="such as /23/49/321/1109")
    path: Mapped[str | None] = mapped_column(Text, doc="names from the broadest field to this one")
    title: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "code"),)


_SYNONYMS = {
    "project_id": {
        "en": "project, project id, project number",
        "de": "Projekt, Projekt-ID, Projektnummer",
        "fr": "projet, identifiant du projet",
        "es": "proyecto, código del proyecto",
        "it": "progetto, codice del progetto",
    },
    "code": {
        "en": "code, eurosciVoc code, field code",
        "de": "Code, Fachgebietscode",
        "fr": "code, code du domaine",
        "es": "código",
        "it": "codice",
    },
    "path": {
        "en": "path, eurosciVoc path, hierarchy",
        "de": "Pfad, Hierarchie",
        "fr": "chemin, hiérarchie",
        "es": "ruta, jerarquía",
        "it": "percorso, gerarchia",
    },
    "title": {
        "en": "title, field, field of science, discipline, eurosciVoc title",
        "de": "Fachgebiet, Wissenschaftszweig, Disziplin",
        "fr": "domaine, domaine scientifique, discipline",
        "es": "campo, disciplina, campo científico",
        "it": "settore, disciplina, campo scientifico",
    },
}


ENTITY = Entity(
    "field of science",
    FieldOfScience,
    about="A field of science of a project, in the European Science Vocabulary (EuroSciVoc).",
    plural="fields of science of projects",
    address="fields-of-science",
    schema=schema(
        "field of science",
        FieldOfScience,
        ["project_id", "code"],
        Field("project_id", IDENTIFIER, "the project", required=True, refers_to="project"),
        Field("code", IDENTIFIER, "code in the European Science Vocabulary, such as /23/49/321", required=True),
        Field("path", TEXT, "names from the broadest field to this one"),
        Field("title", TEXT, "name of the field", required=True),
        scope=("project_id",),
    ),
    listing=Listing(
        (Place(of="participation", by={"project_id": "project_id"}), BelongsTo("project", "project_id")),
    ),
    example={
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
    synonyms=_SYNONYMS,
)
