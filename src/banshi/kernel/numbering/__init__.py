"""Numbering 编号: readable numbers that never repeat."""
