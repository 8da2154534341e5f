"""The quality of the data: what is missing, not checked for long, double or contradictory, row by row."""
