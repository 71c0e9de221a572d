"""API: the same rules for programs."""
