"""What files of other systems look like, and our own templates: each declared once, and recognised by its content."""
