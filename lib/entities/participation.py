"""An organisation's part in a project; its file has a row for each of its funders there."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lib.entities.base import Base, Verified, in_vocabulary
from lib.entities.entity import Entity
from lib.entities.fields import COUNTRY_CODE, CURRENCY, IDENTIFIER, NUTS_CODE, ORIGIN, Field, amounts, one_of
from lib.entities.funding import Funding
from lib.entities.listing import BelongsTo, Listing, Place
from lib.entities.schema import Schema, Target, columns_of

ROLES = ("coordinator", "partner")
#: In what capacity somebody takes part; a beneficiary has signed the grant agreement.
CAPACITIES = ("beneficiary", "associated partner", "international partner", "third party")


class Participation(Verified, Base):
    """An organisation's part in a project. Its money is in Funding, by funder."""

    __tablename__ = "participation"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.project_id"), primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.organisation_id"), primary_key=True)
    country: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    role: Mapped[str] = mapped_column(String(20))
    capacity: Mapped[str | None] = mapped_column(String(30))
    nuts: Mapped[str | None] = mapped_column(String(5), doc="NUTS code of the region that it takes part from")

    __table_args__ = (
        in_vocabulary("role", ROLES),
        in_vocabulary("capacity", CAPACITIES),
        Index(None, "organisation"),
        Index(None, "nuts", "project_id"),
        Index(None, "country", "project_id", "role"),
    )


def _schema() -> Schema:
    """A row is a participant of a project, once for each of its funders; the store keeps the two apart."""
    own = (
        Field("project_id", IDENTIFIER, "the project", required=True, refers_to="project"),
        Field(
            "organisation", IDENTIFIER, "the participant", required=True, refers_to="organisation", seated_in="country"
        ),
        Field("country", COUNTRY_CODE, "country the participant takes part from", refers_to="country"),
        Field("role", one_of(ROLES), "coordinator or partner", required=True),
        Field("capacity", one_of(CAPACITIES), "beneficiary, associated or international partner, or third party"),
        Field("nuts", NUTS_CODE, "NUTS code of its region, such as DEA2"),
    )
    money = (
        Field("funder", IDENTIFIER, "organisation that pays; one row for each funder", refers_to="organisation"),
        *amounts("funding", "what the funder pays to the participant"),
    )
    participation = ("project_id", "organisation")
    return Schema(
        "participation",
        (*participation, "funder"),
        (*own, *money, *CURRENCY, *ORIGIN),
        (
            Target("participation", Participation, participation, columns_of((*own, *ORIGIN))),
            Target(
                "funding",
                Funding,
                (*participation, "funder"),
                (*participation, *columns_of((*money, *CURRENCY, *ORIGIN))),
                only_with=("funder", "funding_eur", "funding_original"),
            ),
        ),
        amounts=("funding",),
        scope=("project_id",),
    )


_SYNONYMS = {
    "project_id": {
        "en": "project, project id, project number, project acronym, acronym, grant agreement",
        "de": "Projekt, Projekt-ID, Projektnummer, Förderkennzeichen, FKZ, Akronym",
        "fr": "projet, identifiant du projet, numéro du projet, acronyme",
        "es": "proyecto, código del proyecto, referencia del proyecto, acrónimo",
        "it": "progetto, codice del progetto, acronimo",
    },
    "organisation": {
        "en": (
            "organisation, organisation id, institution, institute, participant, beneficiary, partner, partner "
            "institution, host institution"
        ),
        "de": "Organisation, Einrichtung, Institution, Zuwendungsempfänger, Partner, Partnereinrichtung, Teilnehmer",
        "fr": "organisme, établissement, bénéficiaire, partenaire, institution",
        "es": "organización, entidad, institución, beneficiario, socio",
        "it": "organizzazione, ente, istituzione, beneficiario, partner",
    },
    "role": {
        "en": "role, function, partner role",
        "de": "Rolle, Funktion",
        "fr": "rôle, fonction",
        "es": "papel, rol, función",
        "it": "ruolo, funzione",
    },
    "funding_eur": {
        "en": (
            "funding, grant, budget, amount, ec contribution, eu contribution, net eu contribution, award, contribution"
        ),
        "de": "Fördersumme, Bewilligungssumme, Förderung, Zuwendung, Budget, Betrag",
        "fr": "montant, financement, subvention, aide, budget, contribution",
        "es": "financiación, ayuda, importe, subvención, presupuesto",
        "it": "finanziamento, contributo, importo, budget",
    },
}


ENTITY = Entity(
    "participation",
    Participation,
    about="An organisation's part in a project; its file has a row for each of its funders there.",
    plural="participations in projects",
    address="participations",
    schema=_schema(),
    listing=Listing((Place(), BelongsTo("project", "project_id"))),
    example={
        "project_id": "EXAMPLE-1",
        "organisation": "EXAMPLE-UNIVERSITY",
        "country": "MT",
        "role": "coordinator",
        "capacity": "beneficiary",
        "nuts": "MT001",
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
    beside=("project",),
    synonyms=_SYNONYMS,
    expected=("country",),
)
