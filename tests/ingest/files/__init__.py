"""Small files as other systems export them, every person and figure in them made up."""
