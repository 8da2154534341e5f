"""The command line: one file for each command, over the same functions as the pages."""
