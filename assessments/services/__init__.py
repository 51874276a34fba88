"""What this app does: every write of it."""
