"""Reads of credit information, by noun."""
