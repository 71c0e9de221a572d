"""Ratings 好差评: one voluntary rating for each finished matter."""
