"""DataFrame in, Altair or pydeck out. A chart knows nothing of the store or of the page it stands on."""
