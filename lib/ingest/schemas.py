"""The forms of files by their old module; each now stands with its entity."""

from __future__ import annotations

from lib.entities.fields import Field as Field
from lib.entities.registry import SCHEMAS as SCHEMAS
from lib.entities.schema import Child as Child
from lib.entities.schema import Odd as Odd
from lib.entities.schema import Schema as Schema
from lib.entities.schema import Target as Target
