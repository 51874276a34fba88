"""What may be written on the reporting side."""
