"""Slow proofs, run by `make prove`: the whole stack is started and killed."""
