"""The ICPerMed dashboard's library: store, ingest, metrics, charts, export and page frame."""
