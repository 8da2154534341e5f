"""What leaves the house: files that say what they hold and that no spreadsheet runs as a formula."""
