"""Pages of documentation that are made from declarations: `make docs` writes them to docs/."""
