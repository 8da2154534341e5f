"""Measurements at full size; see README.md."""
