"""Pure rules of the reporting side: standard library only."""
