"""Alembic's scripts: the store's schema, step by step."""
