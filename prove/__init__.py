"""Slow proofs, run by `make prove`: the whole stack is started and killed, and draws are counted by the hundred thousand."""
