"""What projects are about, from their own words."""
