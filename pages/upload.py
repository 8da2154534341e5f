"""Uploading files, from the first look to the store."""

from lib.ui import frame, upload_views

frame.begin(
    "Upload",
    "Drop a file in, see what would happen, and load it. It can be taken back later.",
    shows_figures=False,
)
upload_views.draw_upload()
