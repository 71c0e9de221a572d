"""Faces: what the city shows; only pages that join several apps."""
