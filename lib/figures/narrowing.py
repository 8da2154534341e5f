"""Sets of what narrows figures, by the attributes of Scope: what their rows know of themselves."""

from __future__ import annotations

from typing import Final

from lib.metrics.scope import DAYS, PLACES, YEARS

PERIOD: Final = frozenset({*YEARS, *DAYS})
PLACE: Final = frozenset(PLACES)
#: What is known of a programme beside its country and its years.
OF_PROGRAMME: Final = frozenset({"levels", "funders", "areas"})
#: All calls of the period; those that a reader picked are shown among the others.
ALL_CALLS: Final = OF_PROGRAMME | PERIOD
CALLS: Final = ALL_CALLS | {"calls"}
#: Programmes by all that narrows them, those that run out soon among it.
PROGRAMMES: Final = PLACE | OF_PROGRAMME | {*YEARS, "running_out"}
