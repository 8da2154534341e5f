"""Sources that come again: addresses and folders of which the files are fetched time and again."""
