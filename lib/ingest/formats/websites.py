"""Visits of a website, as Google Analytics exports them."""

from __future__ import annotations

from lib.ingest.formats.cells import first_of
from lib.ingest.formats.format import Format, for_any_header, has_columns
from lib.ingest.tables import EntityMapping, constant

_DATE = ("Date", "Datum", "Fecha", "Data")
_VIEWS = ("Views", "Aufrufe", "Vues", "Vistas", "Visualizzazioni")
_USERS = ("Active users", "Aktive Nutzer", "Utilisateurs actifs", "Usuarios activos", "Utenti attivi")

#: Dates are written as 20240301. Lines about the report, which begin with #, stand above the header.
_GOOGLE_ANALYTICS = Format(
    name="Google Analytics days",
    label="Google Analytics 4: views by day",
    description="Views of the website, a row a day, from a report of Google Analytics with the dimension Date.",
    signatures=(has_columns(_DATE, _VIEWS, _USERS),),
    mappings=for_any_header(
        EntityMapping(
            "channel snapshot",
            {"channel": constant("website"), "date": first_of(*_DATE), "page_views": first_of(*_VIEWS)},
        ),
    ),
)

FORMATS = (_GOOGLE_ANALYTICS,)
