"""Offices 机构: regions, offices, reporting areas."""
