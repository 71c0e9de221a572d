"""Identifiers 证号: check, mask and compare the numbers people and companies are known by."""
