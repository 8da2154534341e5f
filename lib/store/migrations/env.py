"""How Alembic reaches the store: always through a connection that lib.store.schema hands over."""

from typing import Literal

from alembic import context

from lib.entities.types import ScaledInteger
from lib.store.tables import Base


def _plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types into a migration as what they are in the store: a whole number."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, ScaledInteger) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_plain_type,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
