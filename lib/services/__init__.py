"""What writes to the store beside files: each writer checks who asks."""
