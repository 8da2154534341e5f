"""The page on topics: its choices, its figures, the map, the search, and what the secretariat can do."""
