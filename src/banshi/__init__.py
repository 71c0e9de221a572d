"""Banshi 办事: a city government gets affairs done, and anybody can check that it did so lawfully."""
