"""Desk: staff."""
