"""What files of other systems look like, and our own templates: each format declared once, and told by its content."""
