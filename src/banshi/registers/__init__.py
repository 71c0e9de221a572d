"""Registers: what the city knows."""
