"""Insight: what the city learns from its own records."""
