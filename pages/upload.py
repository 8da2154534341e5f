"""Uploading files, from the first look to the store."""

from lib.ui import frame
from lib.ui.upload.page import draw_upload

frame.begin(
    "Upload",
    "Upload files, see what would change, and load them. Every import can be undone.",
    shows_figures=False,
)
draw_upload()
