"""Inspections 双随机、一公开: random objects, random officers, and a draw that anybody can check."""
