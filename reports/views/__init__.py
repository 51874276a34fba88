"""Pages of the reporting side."""
