"""The addresses for programs: the name of each data set, and the parameters of a page."""

from __future__ import annotations

from urllib.parse import urlencode

from lib.entities.registry import ENTITIES, EXPORTED
from lib.metrics.choices import Choices
from lib.metrics.scope import Scope
from lib.metrics.scope_names import GROUPING
from lib.metrics.scope_words import to_words

#: Below the app's own address. Programs depend on it, so it never changes.
BASE = "api/v1"
#: The name of each data set in addresses.
NAMES = {entity: ENTITIES[entity].address for entity in EXPORTED}


def rows_address(entity: str, ending: str, scope: Scope, choices: Choices) -> str:
    """Return the address of the rows of an entity that fit, below the app's own address.

    Args:
        entity: one of lib.entities.registry.EXPORTED.
        ending: of the form, such as csv.
        scope: choices that do not narrow the rows are left out, since they would be refused.
        choices: names of what the scope holds.
    """
    words = to_words(scope.of(entity), choices)
    if not scope.topic:
        words.pop(GROUPING, None)
    query = urlencode(words, doseq=True)
    return f"{BASE}/{NAMES[entity]}.{ending}" + (f"?{query}" if query else "")
