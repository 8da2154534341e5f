"""Files to the store: inspected, prepared beside it, shown to their owner, then loaded in one transaction."""

from lib.ingest.upload.prepared import Prepared, prepare
from lib.ingest.upload.results import Counts, Loaded, NeedsInput, RejectedError, Report, StoreChangedError, TableReport

__all__ = [
    "Counts",
    "Loaded",
    "NeedsInput",
    "Prepared",
    "RejectedError",
    "Report",
    "StoreChangedError",
    "TableReport",
    "prepare",
]
