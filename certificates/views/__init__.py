"""Pages of this app: the holder's, the keeper's, and the public check."""
