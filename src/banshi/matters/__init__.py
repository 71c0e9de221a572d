"""Matters: what the city does. Each has a clock, a journal and a line in the worklist."""
