"""The page frame and the filters: what every page of the app has in common."""
