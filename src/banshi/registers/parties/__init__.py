"""Parties 当事人: people and organisations."""
