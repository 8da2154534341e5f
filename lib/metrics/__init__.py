"""Every figure a page shows: SQL in, DataFrame out."""
