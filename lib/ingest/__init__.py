"""From a file to rows in the store: read, check, load. Each step is a module of that name."""
