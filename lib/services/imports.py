"""What imports hold that readers do not see: who made them, from which files, and what was wrong with these."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Engine

from lib.metrics import imports
from lib.services.actors import Actor
from lib.services.rights import SEE_IMPORTS


def list_imports(engine: Engine, actor: Actor) -> pd.DataFrame:
    """List every import; see lib.metrics.imports.list_imports.

    Raises:
        NotPermittedError: a reader asks.
    """
    actor.check(SEE_IMPORTS)
    return imports.list_imports(engine)


def import_report(engine: Engine, import_id: int, actor: Actor) -> dict[str, Any]:
    """Return what is kept of an import; see lib.metrics.imports.import_report.

    Raises:
        NotPermittedError: a reader asks.
    """
    actor.check(SEE_IMPORTS)
    return imports.import_report(engine, import_id)
