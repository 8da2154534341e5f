"""What writes to the store and is no metric, and what answers for the store itself."""
