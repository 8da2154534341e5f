"""The ICPerMed dashboard's library: store, ingest, metrics, charts, export and page frame."""

import os

# Set before openpyxl is imported. Where lxml is installed it would read workbooks with it, and not with defusedxml.
os.environ["OPENPYXL_LXML"] = "False"
