"""Leniency 柔性执法: which slips are forgiven, by which rule, with which record."""
