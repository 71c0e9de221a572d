"""Worklist 待办: one line for every matter that waits for an office."""
